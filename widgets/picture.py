"""Shows an SVG."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget


class SvgView(QWidget):
    """Shows an SVG as large as possible in its own proportions, sharp at every scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._svg = QSvgRenderer(self)
        self._drawn = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_svg(self, svg: bytes) -> bool:
        """Show a drawing; return False and show nothing where it can't be read."""
        good = self._svg.load(QByteArray(svg)) if svg else False
        if not good:
            self._svg = QSvgRenderer(self)
        self._drawn = QPixmap()
        self.updateGeometry()
        self.update()
        return good

    def _place(self) -> QRectF:
        room = self.contentsRect()
        size = self._svg.defaultSize().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (room.width() - size.width()) // 2, (room.height() - size.height()) // 2
        return QRectF(room.left() + left, room.top() + top, size.width(), size.height())

    def sizeHint(self) -> QSize:
        return self._svg.defaultSize() if self._svg.isValid() else QSize(480, 270)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 90)

    def paintEvent(self, event: QPaintEvent) -> None:
        place = self._place()
        if not self._svg.isValid() or place.isEmpty():
            return
        size = place.size().toSize() * self.devicePixelRatioF()
        if self._drawn.size() != size:
            self._drawn = QPixmap(size)
            self._drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._drawn)
            self._svg.render(painter, QRectF(0, 0, size.width(), size.height()))
            painter.end()
            self._drawn.setDevicePixelRatio(self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(place.topLeft(), self._drawn)
        painter.end()
