"""The chronicle with its form, and below it the records that may be taken into it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from db.chronicle.listings import CHRONICLE
from desktop.chronicle.proposal_list import ProposalList
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.period import Period
from desktop.shell.protocol import Shell
from exports import report_named

VIEW = ListView(
    CHRONICLE,
    columns=("day", "title", "text", "chosen"),
    widths={"day": 100, "title": 260, "text": 340, "chosen": 84},
    sections=(("大事", ("day", "title", "text")), ("依据", ("source", "chosen"))),
    sizes=(820, 460),
    unasked=("chosen",),
    defaults=lambda _store: {"day": date.today().isoformat()},
)


class ChroniclePage(QSplitter):
    """A period narrows what is shown, proposed and printed."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.shell = shell
        self.list = ListPage(shell, VIEW, self)
        self.proposals = ProposalList(shell, self)
        self.period = Period(self.tr("时段"), self)
        self.period.changed.connect(self._narrow)
        self.list.bar.put(self.period)
        self.list.bar.put_button("chronicle_paper", self.tr("打印稿"), self._print, "document")
        self.setChildrenCollapsible(False)
        self.addWidget(self.list)
        self.addWidget(self.proposals)
        self.setSizes([360, 250])

    @property
    def blocked(self) -> str:
        return self.list.blocked

    def add(self) -> None:
        self.list.add()

    def select(self, number: int) -> None:
        self.list.select(number)

    def _narrow(self) -> None:
        first, last = self.period.span()
        assert CHRONICLE.between
        self.list.show_rows(CHRONICLE.narrowed(*CHRONICLE.between(first, last)), days=(first, last))
        self.proposals.show_span(first, last)

    def _print(self) -> None:
        self.shell.export(report_named("chronicle_paper"), None, *self.period.span())
