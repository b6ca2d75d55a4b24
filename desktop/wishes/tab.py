"""The tab of the micro-wishes: the board, the list, the claims, the people they are for, the visits, the rounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from db.hardship.listings import BENEFICIARIES, VISITS
from db.wishes.claims import CLAIMS
from db.wishes.listings import WISH_ROUNDS, WISHES
from db.wishes.steps import running
from desktop.hardship.page import BeneficiaryPage, VisitPage
from desktop.shell.pages_tab import Page, PagesTab
from desktop.shell.protocol import Shell
from desktop.wishes.board import WishBoard
from desktop.wishes.claims import ClaimPage
from desktop.wishes.on_site import OnSite
from desktop.wishes.page import RoundPage, WishPage
from widgets.icons import icon

BOARD = "board"
STEERED = (BOARD, WISHES.key)  # the pages that show one round


class WishesTab(PagesTab):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._steer()
        shell.store.changed.connect(self._load_rounds)
        self._load_rounds()
        self.turn_to(BOARD)

    def make_pages(self) -> Sequence[Page]:
        return (
            Page(BOARD, self.tr("看板"), "wish", self._board),
            Page(WISHES.key, self.tr("心愿"), "agenda", self._list),
            Page(CLAIMS.key, CLAIMS.title, "check", lambda: ClaimPage(self.shell, self)),
            Page(BENEFICIARIES.key, BENEFICIARIES.title, "person", lambda: BeneficiaryPage(self.shell, self)),
            Page(VISITS.key, self.tr("走访"), "home", lambda: VisitPage(self.shell, self)),
            Page(WISH_ROUNDS.key, WISH_ROUNDS.title, "term", lambda: RoundPage(self.shell, self)),
        )

    def turn_to(self, key: str) -> None:
        super().turn_to(key)
        self.steering.setVisible(key in STEERED)

    def show_page(self, listing: str, number: int | None = None) -> None:
        """Turn to a record; of a wish of another round, to all rounds."""
        if listing == WISHES.key and number is not None:
            with self.shell.store.read() as session:
                shown = number in WISHES.of(self.round.currentData()).ids(session)
            if not shown:
                self.round.setCurrentIndex(self.round.findData(None))
        super().show_page(listing, number)

    def _board(self) -> QWidget:
        page = WishBoard(self.shell, self)
        page.show_round(self.round.currentData())
        return page

    def _list(self) -> QWidget:
        page = WishPage(self.shell, self)
        self._narrow_list(page)
        return page

    def _steer(self) -> None:
        """Which round, and claiming on the spot."""
        self.steering = QWidget(self)
        row = QHBoxLayout(self.steering)
        row.setContentsMargins(0, 0, 0, 0)
        self.round = QComboBox(self.steering)
        self.round.setObjectName("round")
        self.round.setAccessibleName(self.tr("轮次"))
        self.round.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.on_site = QPushButton(icon("attendance"), self.tr("现场认领"), self.steering)
        self.on_site.setObjectName("open_on_site")
        self.on_site.setToolTip(self.tr("会上用：大字，输心愿编号和认领人首字母，回车就登记"))
        self.on_site.clicked.connect(self._open_on_site)
        for widget in (QLabel(self.tr("轮次"), self.steering), self.round, self.on_site):
            row.addWidget(widget)
        self.top.addWidget(self.steering)
        self.round.currentIndexChanged.connect(self._narrow)

    def _load_rounds(self) -> None:
        """The rounds on offer, the one chosen before still chosen; at first the one that is running."""
        first = self.round.count() < 2  # there was no round to choose yet
        chosen = self.round.currentData()
        with self.shell.store.read() as session:
            rows = session.execute(WISH_ROUNDS.rows()).all()
            now = running(session)
        self.round.blockSignals(True)
        self.round.clear()
        for row in rows:
            self.round.addItem(WISH_ROUNDS.value(row, "name"), row[0])
        self.round.addItem(self.tr("全部轮次"), None)
        wanted = (now.id if now else None) if first else chosen
        place = self.round.findData(wanted)
        self.round.setCurrentIndex(place if place >= 0 else 0)
        self.round.blockSignals(False)
        self.on_site.setEnabled(bool(rows))
        if self.round.currentData() != chosen or first:
            self._narrow()

    def _narrow(self) -> None:
        if BOARD in self.made:
            self.made[BOARD].show_round(self.round.currentData())
        if WISHES.key in self.made:
            self._narrow_list(self.made[WISHES.key])

    def _narrow_list(self, page: WishPage) -> None:
        """A new wish belongs to the round that is shown, else to the one that is running, else to the first."""
        number = self.round.currentData()
        with self.shell.store.read() as session:
            now = running(session)
        name = now.name if now else self.tr("{}年第1轮").format(date.today().year)
        page.show_round(number, self.round.currentText() if number is not None else name)

    def _open_on_site(self) -> None:
        OnSite(self.shell, self.round.currentData(), self).open()
