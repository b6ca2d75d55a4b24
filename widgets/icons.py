"""The line icons, in the colours of the palette."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from widgets.theme import COLOURS, ROOT


@cache
def icon(name: str, color: str | None = None) -> QIcon:
    """The icon with a name, in a colour of the palette or any other; an empty icon where there is none.

    Without a colour, it is grey, and has the accent where its button is down or its tab is chosen.
    """
    path = ROOT / "icons" / f"{name}.svg"
    if not path.is_file():
        return QIcon()
    tint = COLOURS.get(color or "icon", color or "")
    return QIcon(_Tinted(path.read_text("utf8"), tint, tint if color else COLOURS["accent-strong"]))


class _Tinted(QIconEngine):
    """Draws an SVG in one colour at any size and pixel ratio."""

    def __init__(self, svg: str, off: str, on: str) -> None:
        super().__init__()
        self._svg, self._off, self._on = svg, off, on
        self._drawn: dict[tuple[int, int, str], QPixmap] = {}

    def _draw(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        tint = self._on if state == QIcon.State.On else self._off
        tint = COLOURS["faint"] if mode == QIcon.Mode.Disabled else tint
        if size.isEmpty():  # Qt also paints widgets without a size
            return QPixmap()
        key = size.width(), size.height(), tint
        if key not in self._drawn:
            pixmap = QPixmap(size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            svg = self._svg.replace('"#000"', f'"{tint}"').replace('"currentColor"', f'"{tint}"')
            QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size.width(), size.height()))
            painter.end()
            self._drawn[key] = pixmap
        return self._drawn[key]

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._draw(size, mode, state)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self._draw(rect.size() * ratio, mode, state))

    def clone(self) -> QIconEngine:
        return _Tinted(self._svg, self._off, self._on)
