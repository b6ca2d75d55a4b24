"""The committee tab: the clerk chooses a term, and whether to see only those who serve on a day."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from db.committee.listings import TERMS
from db.core.errors import UserError
from db.core.kinds import parse_day
from desktop.committee.composition import CompositionPage
from desktop.committee.page import MemberPage
from desktop.shell.pages_tab import PagesTab
from desktop.shell.steps import step
from widgets.day_editor import DayEditor


class CommitteeTab(PagesTab):
    """Has the term and the day beside the segments."""

    steers = (MemberPage, CompositionPage)

    def make_steering(self) -> QWidget:
        steering = QWidget(self)
        row = QHBoxLayout(steering)
        row.setContentsMargins(0, 0, 0, 0)
        self.term = QComboBox(steering)
        self.term.setObjectName("term")
        self.term.setAccessibleName(self.tr("届次"))
        self.term.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.only = QCheckBox(self.tr("只看在任"), steering)
        self.only.setObjectName("only_in_office")
        self.day = DayEditor(steering)
        self.day.setObjectName("day")
        self.day.setAccessibleName(self.tr("在任日期"))
        self.day.setFixedWidth(140)
        self.day.set_text(date.today().isoformat())
        for widget in (QLabel(self.tr("届次"), steering), self.term, self.only, self.day):
            row.addWidget(widget)
        self.term.currentIndexChanged.connect(self._steer_all)
        self.only.toggled.connect(step(self._steer_all))
        self.day.committed.connect(self._steer_all)
        self.shell.store.changed.connect(self._load_terms)
        self._load_terms()
        return steering

    def steer(self, page: QWidget) -> None:
        term, day = self.term.currentData(), self._day()
        if isinstance(page, MemberPage):
            page.show_term(term, self._begins.get(term), day if self.only.isChecked() else None)
        elif isinstance(page, CompositionPage):
            page.show_term(term, day)

    def _steer_all(self) -> None:
        self.day.setEnabled(self.only.isChecked())
        for page in self.made.values():
            self.steer(page)

    def _load_terms(self) -> None:
        """Offer the terms; the chosen one stays chosen."""
        chosen = self.term.currentData()
        with self.shell.store.read() as session:
            rows = session.execute(TERMS.rows()).all()
        self.term.blockSignals(True)
        self.term.clear()
        for row in rows:
            self.term.addItem(f"{TERMS.value(row, 'office')} {TERMS.value(row, 'name')}", row[0])
        self._begins: dict[int | None, date] = {row[0]: TERMS.value(row, "begins") for row in rows}
        self.term.setCurrentIndex(max(0, self.term.findData(chosen)))
        self.term.blockSignals(False)
        if self.term.currentData() != chosen or chosen is None:
            self._steer_all()

    def _day(self) -> date:
        try:
            return parse_day(self.day.value_text())
        except UserError:
            return date.today()
