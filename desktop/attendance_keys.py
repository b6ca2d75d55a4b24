"""Attendance by keyboard: one key a state, typed letters jump to a name."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from db import pinyin
from db.meeting_models import ATTENDANCE_STATES, Attendance
from desktop.list_page import ListPage

STATES = dict(zip("1234", ATTENDANCE_STATES, strict=True))
PAUSE = 1.0  # seconds after which letters begin a new name
REASONED = ("请假", "缺席")


class AttendanceKeys(QObject):
    """Watches the table of a page of attendance. A state that wants a reason opens its cell."""

    def __init__(self, page: ListPage) -> None:
        super().__init__(page)
        self._page, self._table = page, page.table
        self._letters, self._last = "", 0.0
        self._table.installEventFilter(self)

    def _mark(self, state: str) -> None:
        self._letters = ""  # the next ones begin another name
        numbers = self._table.selected_ids()
        page = self._page
        names = [page.listing.called(row) for row in page.fetch(numbers)]
        what = f"“{names[0]}”" if len(names) == 1 else f" {len(names)} 人"
        with page.store.write(self.tr("标记{what}为{state}").format(what=what, state=state)) as session:
            for number in numbers:
                session.get_one(Attendance, number).state = state
        if state in REASONED and len(numbers) == 1:
            self._ask_reason()

    def _ask_reason(self) -> None:
        column = [f.key for f in self._page.listing.fields].index("reason")
        index = self._page.model.index(self._table.currentIndex().row(), column)
        self._table.setCurrentIndex(index)
        self._table.edit(index)

    def _jump(self, letter: str) -> None:
        now = monotonic()
        self._letters = letter if now - self._last > PAUSE else self._letters + letter
        self._last = now
        for row in self._page.fetch(self._page.model.ids):
            name = self._page.listing.called(row).partition("#")[0]
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
        if typed in STATES:
            if self._page.blocked:
                self._page.shell.tell(self._page.blocked)
            elif self._table.selected_ids():
                self._mark(STATES[typed])
            return True
        if typed.isascii() and typed.isalpha():
            self._jump(typed.lower())
            return True
        return False
