"""Attendance per member over a period."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.committees import TERMS
from db.errors import UserError
from db.kinds import FIRST_YEAR, LAST_YEAR, parse_day
from db.turnout import turnout
from desktop.list_page import ListPage
from desktop.live import LivePage
from desktop.shell import Shell
from exports.turnout import TURNOUT
from widgets.editors import DayEditor


class TurnoutPage(LivePage):
    """From when to when, and below it the table; nothing here is typed, all is counted."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("turnout")
        self.list = ListPage(shell, turnout(), self, form=False)
        self.list.lock(self.tr("出勤由各次会议的参会名单算出"))
        for button in (self.list.add_button, self.list.remove_button):
            button.hide()
        self.first, self.last = self._day("first", self.tr("起")), self._day("last", self.tr("止"))
        row = QHBoxLayout()
        for widget in (QLabel(self.tr("统计时间"), self), self.first, QLabel(self.tr("至"), self), self.last):
            row.addWidget(widget)
        hint = QLabel(self.tr("从任职那天起算，请假与缺席分开；不填就是全部会议"), self)
        hint.setProperty("quiet", True)
        row.addWidget(hint)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.list, 1)
        self.list.export_button.clicked.disconnect()
        self.list.export_button.clicked.connect(self._export)

    def _day(self, name: str, title: str) -> DayEditor:
        editor = DayEditor(self)
        editor.setObjectName(name)
        editor.setAccessibleName(title)
        editor.setFixedWidth(140)
        editor.committed.connect(self.load)
        return editor

    def _span(self) -> tuple[date | None, date | None]:
        """Raises UserError where one isn't a day."""
        first, last = (
            parse_day(text) if (text := one.value_text().strip()) else None for one in (self.first, self.last)
        )
        if first and last and last < first:
            raise UserError("统计的止日早于起日，请核对")
        return first, last

    def load(self) -> None:
        first, last = self._span()
        self.list.show_listing(turnout(first or date(FIRST_YEAR, 1, 1), last or date(LAST_YEAR, 12, 31)))

    def _export(self) -> None:
        first, last = self._span()
        with self.store.read() as session:
            terms = session.execute(TERMS.rows()).all()
        self.shell.export(TURNOUT, terms[0][0] if terms else None, first, last)
