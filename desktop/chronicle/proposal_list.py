"""The list of dated records that are neither in the chronicle nor left out of it; one key takes one in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.chronicle.proposals import proposals, take_over
from db.core import kinds
from db.core.dated import Dated
from db.core.fields import computed
from db.core.kinds import FIRST_YEAR
from db.dated_records import dated_records
from db.subjects import listing_named
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.steps import step
from widgets.icons import icon
from widgets.record_model import RecordModel, Row
from widgets.record_table import RecordTable

FIELDS = (
    computed("day", "日期", kinds.DAY),
    computed("title", "标题", kinds.WIDE),
    computed("text", "内容", kinds.LONG),
    computed("source", "来自", kinds.SHORT),
)
WIDTHS = (100, 260, 620, 90)  # pixels


class ProposalList(RefreshingPage):
    """Enter takes the selected records into the chronicle, Delete leaves them out of it."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("chronicle_proposals")
        self.records: list[Dated] = []
        self.span: tuple[date | None, date | None] = (None, None)
        self.table = RecordTable(RecordModel(FIELDS, self._fetch, self), parent=self)
        self.table.setObjectName("proposals_table")
        self.table.setSortingEnabled(False)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        self.table.set_empty(
            self.tr("会议定稿、队伍成立、活动、换届、心愿轮次等有日期的记录会列在这里，供收进大事记。")
        )
        self.heading = QLabel(self)
        self.heading.setProperty("heading", True)
        self.take = self._button("take_over", self.tr("收入"), self.tr("回车键"), leave_out=False)
        self.take.setIcon(icon("check"))
        self.leave = self._button("leave_out", self.tr("不收"), self.tr("Del 键；以后不再列出"), leave_out=True)
        self._lay_out()
        self.table.opened.connect(lambda number: self.answer([number]))
        self.table.remove_wanted.connect(lambda numbers: self.answer(numbers, leave_out=True))

    def show_span(self, first: date | None, last: date | None) -> None:
        """Propose the records of a period, but none of the future."""
        self.span = first, last
        self.reload()

    def load(self) -> None:
        first, last = self.span
        today = date.today()
        with self.store.read() as session:
            found = dated_records(session, first or date(FIRST_YEAR, 1, 1), min(last or today, today))
            self.records = proposals(session, found)
        place = self.table.currentIndex().row()
        self.table.records.show(list(range(1, len(self.records) + 1)))
        if self.records:
            self.table.select_id(min(max(place, 0), len(self.records) - 1) + 1)  # the next record is current
        self.heading.setText(self.tr("可以收进大事记的记录　{} 条").format(len(self.records)))
        for button in (self.take, self.leave):
            button.setEnabled(bool(self.records))

    def answer(self, numbers: Sequence[int], *, leave_out: bool = False) -> None:
        """Take records in, or leave them out, as one action."""
        chosen = [self.records[number - 1] for number in numbers]
        if not chosen:
            return
        label = self.tr("大事记不收：{}") if leave_out else self.tr("收进大事记：{}")
        more = self.tr(" 等 {} 条").format(len(chosen)) if len(chosen) > 1 else ""
        text = label.format(chosen[0].title) + more
        with self.store.write(text) as session:
            for record in chosen:
                take_over(session, record, listing_named(record.listing).title, leave_out=leave_out)
        self.shell.tell_done(text)

    def _fetch(self, numbers: Sequence[int]) -> Sequence[Row]:
        chosen = ((number, self.records[number - 1]) for number in numbers)
        return [(n, one.day, one.title, one.text, listing_named(one.listing).title) for n, one in chosen]

    def _button(self, name: str, text: str, tip: str, *, leave_out: bool) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.clicked.connect(step(lambda: self.answer(self.table.selected_ids(), leave_out=leave_out)))
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        hint = QLabel(self.tr("回车收入，Del 不收；收进来以后还可以改"), self)
        hint.setProperty("quiet", True)
        for widget in (self.heading, hint):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
