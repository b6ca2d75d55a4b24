"""The committee tab: members, terms, persons, units, offices, and how the committee is composed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from db.committee.listings import MEMBERS, TERMS, in_office
from db.core.errors import UserError
from db.core.kinds import parse_day
from db.office.listings import OFFICES, our_office
from db.people.listings import ORGANISATIONS, PERSONS
from desktop.committee.composition import CompositionPage
from desktop.shell.list_page import ListPage
from desktop.shell.pages_tab import Page, PagesTab
from desktop.shell.protocol import Shell
from widgets.day_editor import DayEditor

MEMBER_SECTIONS = (
    ("成员", ("person", "post", "sector", "channel", "function", "organisation", "begins", "ends", "leaving")),
    ("本人", ("sex", "birth", "ethnicity", "politics", "education", "work", "phone")),
    ("其他", ("term", "note")),
)

STEERED = (MEMBERS.key, "composition")  # the pages for which the term matters


class CommitteeTab(PagesTab):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._steer()
        self.turn_to(MEMBERS.key)
        shell.store.changed.connect(self._load_terms)
        self._load_terms()

    def make_pages(self) -> Sequence[Page]:
        return (
            Page(MEMBERS.key, MEMBERS.title, "committee", self._members),
            Page("composition", self.tr("构成"), "chart", self._composition),
            Page(TERMS.key, TERMS.title, "term", self._terms),
            self.of(PERSONS, "person"),
            self.of(ORGANISATIONS, "organisation"),
            self.of(OFFICES, "office"),
        )

    def turn_to(self, key: str) -> None:
        super().turn_to(key)
        self.steering.setVisible(key in STEERED)

    def _members(self) -> QWidget:
        page = ListPage(self.shell, MEMBERS, self, sections=MEMBER_SECTIONS, report="roster")
        page.hidden = ("term", "ends", "leaving")
        return page

    def _terms(self) -> QWidget:
        page = ListPage(self.shell, TERMS, self)
        with self.shell.store.read() as session:
            page.defaults = {"office": our_office(session).name}
        return page

    def _composition(self) -> QWidget:
        page = CompositionPage(self.shell, self)
        page.show_term(self.term.currentData(), self._day())
        return page

    def _steer(self) -> None:
        """Which term, and whether only those in office on a day."""
        self.steering = QWidget(self)
        row = QHBoxLayout(self.steering)
        row.setContentsMargins(0, 0, 0, 0)
        self.term = QComboBox(self.steering)
        self.term.setObjectName("term")
        self.term.setAccessibleName(self.tr("届次"))
        self.term.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.only = QCheckBox(self.tr("只看在任"), self.steering)
        self.only.setObjectName("only_in_office")
        self.day = DayEditor(self.steering)
        self.day.setObjectName("day")
        self.day.setAccessibleName(self.tr("在任日期"))
        self.day.setFixedWidth(140)
        self.day.set_text(date.today().isoformat())
        for widget in (QLabel(self.tr("届次"), self.steering), self.term, self.only, self.day):
            row.addWidget(widget)
        self.top.addWidget(self.steering)
        self.term.currentIndexChanged.connect(self._narrow)
        self.only.toggled.connect(self._narrow)
        self.day.committed.connect(self._narrow)

    def _load_terms(self) -> None:
        """The terms on offer, the one chosen before still chosen."""
        chosen = self.term.currentData()
        with self.shell.store.read() as session:
            rows = session.execute(TERMS.rows()).all()
        self.term.blockSignals(True)
        self.term.clear()
        for row in rows:
            self.term.addItem(f"{TERMS.value(row, 'office')} {TERMS.value(row, 'name')}", row[0])
        self._begins = {row[0]: TERMS.value(row, "begins").isoformat() for row in rows}
        self.term.setCurrentIndex(max(0, self.term.findData(chosen)))
        self.term.blockSignals(False)
        if self.term.currentData() != chosen or chosen is None:
            self._narrow()

    def _narrow(self) -> None:
        term, day = self.term.currentData(), self._day()
        self.day.setEnabled(self.only.isChecked())
        members = self.page(MEMBERS.key)
        members.blocked = "" if term else self.tr("还没有届次。先到“届次”里建立第一届，再登记成员。")
        members.of = term
        members.defaults = {"begins": self._begins[term]} if term else {}
        listing = MEMBERS.of(term or 0)
        members.show_listing(listing.narrowed(in_office(day)) if self.only.isChecked() else listing, {"term_id": term})
        if "composition" in self.made:
            self.made["composition"].show_term(term, day)

    def _day(self) -> date:
        try:
            return parse_day(self.day.value_text())
        except UserError:
            return date.today()
