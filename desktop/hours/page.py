"""The hours of a period by one or two dimensions, and beside them the records behind the current figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.activities.services import SERVICES
from db.core.kinds import duration
from db.core.work import Tick, no_progress
from db.hours.models import RANKED_PEOPLE, RANKED_TEAMS
from db.hours.totals import (
    DIMENSIONS,
    PERSON,
    TEAM,
    Dimension,
    Hours,
    figure_fields,
    hours,
    records_behind,
    takes_long,
    totals,
)
from desktop.hours.ranking_dialog import RankingDialog
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.period import Period
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.steps import step
from exports.hours.workbook import hours_report
from widgets.icons import icon
from widgets.record_model import RecordModel, Row
from widgets.record_table import RecordTable

RANKED = {PERSON: RANKED_PEOPLE, TEAM: RANKED_TEAMS}
WORDS, FEW = 140, 4  # px for a dimension; twice as many if there are so few columns
RECORD_LIST = ListView(
    SERVICES.of(0),
    name="records",
    unseen=("position", "starts", "phone", "reason", "void", "remark", "team"),
    widths={"held_on": 100, "activity": 236, "person": 110, "state": 60, "minutes": 100, "arrived": 72, "left": 72},
    form=False,
    counted=False,
    read_only="选中左边一行，这里列出它背后的服务记录",
    exported=False,
)


class HoursPage(RefreshingPage):
    """Every figure is the sum of the records beside it; nothing is typed but the period and the dimensions."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("hours")
        self.found: Hours | None = None
        self.shown: tuple[Sequence[Dimension], tuple[date | None, date | None]] = (
            (TEAM,),
            (None, None),
        )  # the dimensions and the period of the figures
        self.period = Period(self.tr("时段"), self)
        self.first_by, self.then_by = self._choice("first_by", ""), self._choice("then_by", self.tr("不再细分"))
        self.first_by.setCurrentText(TEAM.title)
        self.sum = QLabel(self)
        self.sum.setObjectName("sum")
        self.publish = QPushButton(icon("star"), self.tr("公布排行……"), self)
        self.publish.setObjectName("publish")
        self.export = QPushButton(icon("export"), self.tr("导出"), self)
        self.export.setObjectName("export_hours")
        self.table = self._table((TEAM,))
        self.records = ListPage(shell, RECORD_LIST, self)
        self._lay_out()
        self.period.changed.connect(self.reload)
        for box in (self.first_by, self.then_by):
            box.activated.connect(step(self.reload))
        self.export.clicked.connect(step(self._export))
        self.publish.clicked.connect(step(self._publish))

    def load(self) -> None:
        by, (first, last) = self._by(), self.period.span()

        def work(tick: Tick) -> tuple[Hours, tuple[int, int, int]]:
            with self.store.read() as session:
                return hours(session, by, first, last, tick), totals(session, first, last)

        with self.store.read() as session:
            long = takes_long(session, by)
        if long:
            self.shell.run(self.tr("统计时长"), work, partial(self._show, by))
        else:
            self._show(by, work(no_progress))

    def _show(self, by: Sequence[Dimension], counted: tuple[Hours, tuple[int, int, int]]) -> None:
        self.found, (people, times, minutes) = counted
        self.shown = by, self.period.span()
        self._replace_table(by)
        several = any(one.several for one in by)
        self.sum.setText(
            self.tr("共 {people} 人　{times} 人次　{time}").format(people=people, times=times, time=duration(minutes))
            + (self.tr("　（一条记录可属几类，各行之和可能更大）") if several else "")
        )
        self.publish.setEnabled(len(by) == 1 and by[0] in RANKED and bool(self.found.rows))
        self.table.records.show([row[0] for row in self.found.rows])
        self.table.set_empty(self.tr("这个时段还没有计入的服务时长。"), None)
        if self.found.rows:
            self.table.select_id(1)
        self._show_records(self.table.current_id())

    def _by(self) -> tuple[Dimension, ...]:
        chosen = (self.first_by.currentData(), self.then_by.currentData())
        return tuple(dict.fromkeys(one for one in chosen if one is not None))

    def _fetch(self, numbers: Sequence[int]) -> Sequence[Row]:
        assert self.found
        return [self.found.rows[number - 1] for number in numbers]

    def _table(self, by: Sequence[Dimension]) -> RecordTable:
        shown = figure_fields(by, stars=tuple(by) == (PERSON,))
        table = RecordTable(RecordModel(shown, self._fetch, self), parent=self)
        table.setObjectName("hours_table")
        table.setSortingEnabled(False)
        for place in range(len(by)):
            table.setColumnWidth(place, WORDS if len(shown) > FEW else 2 * WORDS)
        table.current_changed.connect(self._show_records)
        return table

    def _replace_table(self, by: Sequence[Dimension]) -> None:
        """Make a table with other columns, if the dimensions have changed."""
        if [one.key for one in self.table.records.fields] == [
            one.key for one in figure_fields(by, stars=tuple(by) == (PERSON,))
        ]:
            return
        old, self.table = self.table, self._table(by)
        self.column.replaceWidget(old, self.table)
        old.deleteLater()

    def _show_records(self, number: int | None) -> None:
        if number is None or self.found is None:
            self.records.show_rows(RECORD_LIST.listing)
            return
        by, period = self.shown
        self.records.show_rows(SERVICES.filtered(records_behind(by, self.found.values[number - 1], *period)))

    def _export(self) -> None:
        self.shell.export(hours_report(self._by()), None, *self.period.span())

    def _publish(self) -> None:
        first, last = self.period.span()
        RankingDialog(
            self.shell, RANKED[self._by()[0]], first or date(date.today().year, 1, 1), last or date.today(), self
        ).open()

    def _choice(self, name: str, none: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        if none:
            box.addItem(none, None)
        for one in DIMENSIONS:
            box.addItem(one.title, one)
        return box

    def _lay_out(self) -> None:
        heading = self.records.bar.put_heading(self.tr("背后的记录"))
        row = QHBoxLayout()
        for widget in (self.period, QLabel(self.tr("　按"), self), self.first_by, self.then_by):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.publish)
        row.addWidget(self.export)
        left = QWidget(self)
        self.column = QVBoxLayout(left)
        self.column.setContentsMargins(0, 0, 8, 0)
        self.sum.setMinimumHeight(heading.sizeHint().height())  # the tables below it begin at one height
        self.column.addWidget(self.sum)
        self.column.addWidget(self.table, 1)
        self.records.setContentsMargins(8, 0, 0, 0)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(left)
        splitter.addWidget(self.records)
        splitter.setSizes([560, 780])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(splitter, 1)
