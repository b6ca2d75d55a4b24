"""Shows a PDF page below page, and redraws it while its text is being typed."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from itertools import accumulate

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from db.core.errors import UserError
from widgets import theme
from widgets.empty_state import EmptyState
from widgets.icons import icon
from widgets.pdf_pages import POINTS, PdfPages
from widgets.task import Dispatcher, worker

GAP = 14  # px around a page
PAUSE = 60  # ms from the last key to the redrawing
KEPT = 12  # pages drawn
LEAST, MOST, STEP = 0.25, 4.0, 1.2
SCREEN_DPI = 96  # of 100 %


class _Sheets(QAbstractScrollArea):
    """The scrolling area of the pages; only visible pages are drawn."""

    changed = Signal()  # the page in sight or the size has changed

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("pdf_sheets")
        self.setAccessibleName(self.tr("页面"))
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pages: PdfPages | None = None
        self.zoom: float | None = None  # None fits the width
        self._tops: list[int] = [0]
        self._drawn: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self.verticalScrollBar().valueChanged.connect(lambda _: self.changed.emit())

    def show_pages(self, pages: PdfPages | None) -> None:
        """Show another version of the pages, at the same place."""
        if self.pages:
            self.pages.close()
        self.pages = pages
        self._drawn.clear()
        self.arrange()

    def scale(self) -> float:
        """Logical pixels a point."""
        if self.zoom is not None or not self.pages:
            return (self.zoom or 1.0) * SCREEN_DPI / POINTS
        widest = max(width for width, _ in self.pages.sizes)
        return max(0.1, (self.viewport().width() - 2 * GAP) / widest)

    def arrange(self) -> None:
        scale = self.scale()
        sizes = self.pages.sizes if self.pages else []
        self._tops = list(accumulate((round(height * scale) + GAP for _, height in sizes), initial=GAP))
        wide = max((round(width * scale) for width, _ in sizes), default=0) + 2 * GAP
        room = self.viewport().size()
        for bar, needed, shown in (
            (self.verticalScrollBar(), self._tops[-1], room.height()),
            (self.horizontalScrollBar(), wide, room.width()),
        ):
            bar.setRange(0, max(0, needed - shown))
            bar.setPageStep(shown)
            bar.setSingleStep(40)
        self.viewport().update()
        self.changed.emit()

    def zoom_to(self, zoom: float | None) -> None:
        """Change the size around the middle of the view; None fits the width."""
        bar, half = self.verticalScrollBar(), self.viewport().height() / 2
        before = (bar.value() + half) / max(1, self._tops[-1])
        self.zoom = None if zoom is None else min(MOST, max(LEAST, zoom))
        self._drawn.clear()
        self.arrange()
        bar.setValue(round(before * self._tops[-1] - half))

    def page_in_sight(self) -> int:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        return min(max(0, bisect_right(self._tops, middle) - 1), max(0, len(self._tops) - 2))

    def _picture(self, number: int) -> QImage:
        assert self.pages
        ratio = self.devicePixelRatioF()
        dpi = self.scale() * POINTS * ratio
        key = number, round(dpi * 100)
        if key not in self._drawn:
            self._drawn[key] = self.pages.image(number, dpi)
            self._drawn[key].setDevicePixelRatio(ratio)
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(key)
        return self._drawn[key]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour("press"))
        if not self.pages:
            return
        top, scale = self.verticalScrollBar().value(), self.scale()
        for number, (width, height) in enumerate(self.pages.sizes):
            y = self._tops[number] - top
            page = QRect(0, y, round(width * scale), round(height * scale))
            page.moveLeft(max(GAP, (self.viewport().width() - page.width()) // 2) - self.horizontalScrollBar().value())
            if page.intersects(event.rect()):
                painter.drawImage(page.topLeft(), self._picture(number))
                painter.setPen(theme.colour("line-strong"))
                painter.drawRect(page.adjusted(-1, -1, 0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = STEP if event.angleDelta().y() > 0 else 1 / STEP
            self.zoom_to(self.scale() * POINTS / SCREEN_DPI * step)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        if key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_to(self.scale() * POINTS / SCREEN_DPI * STEP)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_Minus:
            self.zoom_to(self.scale() * POINTS / SCREEN_DPI / STEP)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_0:
            self.zoom_to(None)
        else:
            super().keyPressEvent(event)


class PdfView(QWidget):
    """Shows the pages or a sentence, below a bar with the page number and the size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pdf_view")
        self.sheets = _Sheets(self)
        self._where, self._size = QLabel(self), QLabel(self)
        self._where.setProperty("quiet", True)
        self._size.setProperty("quiet", True)
        self._empty = EmptyState(self.sheets.viewport())
        bar = QHBoxLayout()
        bar.setContentsMargins(GAP, 0, 0, 0)
        bar.addWidget(self._where)
        bar.addStretch(1)
        bar.addWidget(self._size)
        for name, sign, tip, act in (
            ("zoom_out", "zoom-out", self.tr("缩小（Ctrl+-）"), lambda: self._zoom(1 / STEP)),
            ("zoom_in", "zoom-in", self.tr("放大（Ctrl++）"), lambda: self._zoom(STEP)),
            ("zoom_width", "fit-width", self.tr("适合宽度（Ctrl+0）"), lambda: self.sheets.zoom_to(None)),
        ):
            button = QToolButton(self)
            button.setObjectName(name)
            button.setIcon(icon(sign))
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setAutoRaise(True)
            button.clicked.connect(act)
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self.sheets, 1)
        self.sheets.changed.connect(self._tell)
        self.show_text("")

    def show_pdf(self, data: bytes) -> None:
        """Show a PDF; for a damaged one, show a sentence."""
        try:
            pages = PdfPages(data)
        except UserError as error:
            self.show_text(str(error))
            return
        self._empty.hide()
        self.sheets.show_pages(pages)

    def show_text(self, sentence: str) -> None:
        """Show a sentence in place of pages."""
        self.sheets.show_pages(None)
        self._empty.set_text(sentence, sign="document")
        self._empty.setVisible(bool(sentence))
        self._empty.setGeometry(self.sheets.viewport().rect())

    def text(self) -> str:
        """The text of the bar about the page in sight."""
        return self._where.text()

    def _zoom(self, step: float) -> None:
        self.sheets.zoom_to(self.sheets.scale() * POINTS / SCREEN_DPI * step)

    def _tell(self) -> None:
        pages = self.sheets.pages
        here = self.tr("第 {} / {} 页").format(self.sheets.page_in_sight() + 1, len(pages)) if pages else ""
        self._where.setText(here)
        self._size.setText(f"{self.sheets.scale() * POINTS / SCREEN_DPI:.0%}" if pages else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.sheets.viewport().rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.sheets.show_pages(None)
        super().closeEvent(event)


class Redrawer(QObject):
    """Makes the PDF anew after each pause in the typing, in the worker thread; only the latest request counts."""

    drawn = Signal()

    def __init__(self, view: PdfView, make: Callable[[], bytes], parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._make = view, make
        self._dispatcher = Dispatcher(self)
        self._busy = self._again = False
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._start)

    def invalidate(self) -> None:
        """Redraw soon: the shown pages are out of date."""
        self._timer.start()

    def _start(self) -> None:
        if self._busy:
            self._again = True
            return
        self._busy = True
        worker().submit(self._work)

    def _work(self) -> None:
        try:
            data = self._make()
            self._dispatcher.call(lambda: self._show(lambda: self._view.show_pdf(data)))
        except UserError as error:
            sentence = str(error)
            self._dispatcher.call(lambda: self._show(lambda: self._view.show_text(sentence)))
        except Exception as error:
            failure = error
            self._dispatcher.call(lambda: self._fail(failure))

    def _show(self, show: Callable[[], None]) -> None:
        self._busy = False
        if self._again:
            self._again = False
            self._start()
        show()
        self.drawn.emit()

    def _fail(self, error: Exception) -> None:
        self._busy = self._again = False
        raise error
