"""The line in the corner of a table that finds a row by letters typed on the table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTableView

from db.core import pinyin
from widgets.record_model import RecordModel

WIDTH, MARGIN = 200, 8  # px
REACH = 3000  # rows that are looked through: of more, the search above the table knows
STEP = 200  # rows that are fetched at once


class TableFinder(QLineEdit):
    """Goes to the next row whose cell in the current column begins with the text, its pinyin or its initials.

    Enter, Esc and the arrows go back to the table; Down and Up look on from the row that was found.
    """

    def __init__(self, table: QTableView, records: RecordModel, choose: Callable[[int], object]) -> None:
        """`choose` makes the row of an id the current one."""
        super().__init__(table)
        self._table, self._records, self._choose = table, records, choose
        self.setObjectName("table_finder")
        self.setAccessibleName(self.tr("在表里查找"))
        self.setPlaceholderText(self.tr("在这一列里查找"))
        self.textChanged.connect(self._find)
        self.hide()

    def begin(self, text: str) -> None:
        """Show the line with the first letters."""
        view = self._table.viewport()
        self.resize(WIDTH, self.sizeHint().height())
        self.move(view.x() + view.width() - WIDTH - MARGIN, view.y() + view.height() - self.height() - MARGIN)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setText(text)
        self.end(False)

    def _find(self, typed: str, *, on: bool = False) -> None:
        """Go to the row that fits, from the current one on, or after it; the end is followed by the beginning."""
        found = self._place(typed.strip(), on=on) if typed.strip() else None
        self.setProperty("wrong", bool(typed.strip()) and found is None)
        self.style().polish(self)
        if found is not None:
            index = self._records.index(found, max(0, self._table.currentIndex().column()))
            self._choose(self._records.row_id(found))
            self._table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _place(self, typed: str, *, on: bool) -> int | None:
        records, column = self._records, max(0, self._table.currentIndex().column())
        count, start = records.rowCount(), max(0, self._table.currentIndex().row()) + on
        places = [(start + step) % count for step in range(min(count, REACH))]
        for begin in range(0, len(places), STEP):
            part = places[begin : begin + STEP]
            texts = records.texts([records.row_id(place) for place in part], [column])
            for place, (text,) in zip(part, texts, strict=False):
                if fits(typed, text):
                    return place
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.text():
            self._find(self.text(), on=True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide()


def fits(typed: str, text: str) -> bool:
    """Whether a text begins with the typed one, or one of its words, its pinyin or its initials does."""
    typed = typed.lower()
    if text.lower().startswith(typed):
        return True
    return typed.isascii() and any(word.startswith(typed) for word in pinyin.search_text(text, person=False).split())
