"""The chronicle with its form, and below it the records that may be taken into it."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from db.chronicle.listings import CHRONICLE
from desktop.chronicle.proposal_list import ProposalList
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.master_detail_page import MasterDetailPage
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


class ChroniclePage(MasterDetailPage):
    """A period narrows what is shown, proposed and printed."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
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

    def _narrow(self) -> None:
        first, last = self.period.span()
        assert CHRONICLE.between
        self.list.show_rows(CHRONICLE.filtered(*CHRONICLE.between(first, last)), days=(first, last))
        self.proposals.show_span(first, last)

    def _print(self) -> None:
        self.shell.export(report_named("chronicle_paper"), None, *self.period.span())
