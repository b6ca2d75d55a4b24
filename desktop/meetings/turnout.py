"""The attendance of each member over a period."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.committee.listings import TERMS
from db.core.kinds import FIRST_YEAR, LAST_YEAR
from db.meetings.turnout import turnout
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.period import Period
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage

VIEW = ListView(turnout(), form=False, read_only="出勤由各次会议的参会名单算出")


class TurnoutPage(RefreshingPage):
    """Counts from the attendance lists of the meetings; nothing is typed but the period."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("turnout")
        self.list = ListPage(shell, VIEW, self)
        self.period = Period(self.tr("统计时间"), self)
        self.period.changed.connect(self.load)
        row = QHBoxLayout()
        row.addWidget(self.period)
        hint = QLabel(self.tr("从任职那天起算，请假与缺席分开；不填就是全部会议"), self)
        hint.setProperty("quiet", True)
        row.addWidget(hint)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.list, 1)

    def load(self) -> None:
        first, last = self.period.span()
        with self.store.read() as session:
            terms = TERMS.ids(session)
        self.list.show_rows(
            turnout(first or date(FIRST_YEAR, 1, 1), last or date(LAST_YEAR, 12, 31)),
            of=terms[0] if terms else None,
            days=(first, last),
        )
