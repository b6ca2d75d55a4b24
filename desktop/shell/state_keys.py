"""Keys for a list of people: a number sets the state of the row, letters jump to a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView
from sqlalchemy.orm import Session

from db.core import pinyin
from desktop.shell.list_page import ListPage

PAUSE = 1.0  # seconds after which letters begin a new name


class StateKeys(QObject):
    """Watches the table of a page: the keys 1, 2 … set the `states` in their order, 0 does `zero`.

    After a state in `asking`, the cell of the field that stands there is opened. `zero` is the label of an action and
    what it does with the selected rows.
    """

    def __init__(
        self,
        page: ListPage,
        states: Sequence[str],
        asking: Mapping[str, str],
        zero: tuple[str, Callable[[Session, Sequence[int]], None]] | None = None,
    ) -> None:
        super().__init__(page)
        self._states = {str(n): state for n, state in enumerate(states, start=1)}
        self._asking, self._zero = asking, zero
        self._page, self._table = page, page.table
        self._letters, self._last = "", 0.0
        self._table.installEventFilter(self)

    def _mark(self, state: str) -> None:
        self._letters = ""  # the next letters begin another name
        numbers = self._table.selected_ids()
        page = self._page
        names = [page.listing.label_of(row) for row in page.fetch(numbers)]
        what = f"“{names[0]}”" if len(names) == 1 else f" {len(names)} 人"
        with page.store.write(self.tr("标记{what}为{state}").format(what=what, state=state)) as session:
            for number in numbers:
                row: Any = session.get_one(page.listing.model, number)
                row.state = state
        if (key := self._asking.get(state)) and len(numbers) == 1:
            self._open_cell(key)

    def _do_zero(self, label: str, act: Callable[[Session, Sequence[int]], None]) -> None:
        self._letters = ""
        with self._page.store.write(label) as session:
            act(session, self._table.selected_ids())

    def _open_cell(self, key: str) -> None:
        column = [f.key for f in self._page.listing.fields].index(key)
        index = self._page.model.index(self._table.currentIndex().row(), column)
        self._table.setCurrentIndex(index)
        self._table.edit(index)

    def _jump(self, letter: str) -> None:
        now = monotonic()
        self._letters = letter if now - self._last > PAUSE else self._letters + letter
        self._last = now
        for row in self._page.fetch(self._page.model.ids):
            name = self._page.listing.label_of(row).partition("#")[0]
            if any(word.startswith(self._letters) for word in pinyin.search_text(name).split()):
                self._table.select_id(row[0])
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        editing = self._table.state() == QAbstractItemView.State.EditingState
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        typed = event.text()
        if editing or not plain or not typed:
            return False
        if typed in self._states or (typed == "0" and self._zero):
            if self._page.blocked:
                self._page.shell.tell(self._page.blocked)
            elif self._table.selected_ids():
                if typed == "0" and self._zero:
                    self._do_zero(*self._zero)
                else:
                    self._mark(self._states[typed])
            return True
        if typed.isascii() and typed.isalpha():
            self._jump(typed.lower())
            return True
        return False
