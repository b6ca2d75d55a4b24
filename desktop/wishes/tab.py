"""The tab of the micro-wishes: the clerk chooses a round, or opens the dialog for claims at a meeting."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from db.wishes.listings import WISH_ROUNDS, WISHES
from db.wishes.steps import current_round
from desktop.shell.pages_tab import PagesTab
from desktop.shell.steps import step
from desktop.wishes.board import WishBoard
from desktop.wishes.on_site import OnSiteDialog
from desktop.wishes.page import WishPage
from widgets.icons import icon


class WishesTab(PagesTab):
    """Has the round beside the segments."""

    steers = (WishBoard, WishPage)

    def make_steering(self) -> QWidget:
        steering = QWidget(self)
        row = QHBoxLayout(steering)
        row.setContentsMargins(0, 0, 0, 0)
        self.round = QComboBox(steering)
        self.round.setObjectName("round")
        self.round.setAccessibleName(self.tr("轮次"))
        self.round.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.on_site = QPushButton(icon("attendance"), self.tr("现场认领"), steering)
        self.on_site.setObjectName("open_on_site")
        self.on_site.setToolTip(self.tr("会上用：大字，输心愿编号和认领人首字母，回车就登记"))
        self.on_site.clicked.connect(step(self._open_on_site))
        for widget in (QLabel(self.tr("轮次"), steering), self.round, self.on_site):
            row.addWidget(widget)
        self.round.currentIndexChanged.connect(self._steer_all)
        self.shell.store.changed.connect(self._load_rounds)
        self._load_rounds()
        return steering

    def steer(self, page: QWidget) -> None:
        """Show the round in a page; where all are shown, a new wish belongs to the running one, else to a first one."""
        number = self.round.currentData()
        if isinstance(page, WishBoard):
            page.show_round(number)
        elif isinstance(page, WishPage):
            with self.shell.store.read() as session:
                now = current_round(session)
            name = now.name if now else self.tr("{}年第1轮").format(date.today().year)
            page.show_round(number, self.round.currentText() if number is not None else name)

    def show_page(self, key: str, number: int | None = None) -> QWidget:
        """Show a page and a record; for a wish of another round, choose all rounds."""
        if key == WISHES.key and number is not None:
            with self.shell.store.read() as session:
                shown = number in WISHES.of(self.round.currentData()).ids(session)
            if not shown:
                self.round.setCurrentIndex(self.round.findData(None))
        return super().show_page(key, number)

    def _steer_all(self) -> None:
        for page in self.made.values():
            self.steer(page)

    def _load_rounds(self) -> None:
        """Offer the rounds; the chosen one stays chosen, at first the running one."""
        first = self.round.count() < 2  # there was no round yet
        chosen = self.round.currentData()
        with self.shell.store.read() as session:
            rows = session.execute(WISH_ROUNDS.rows()).all()
            now = current_round(session)
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
            self._steer_all()

    def _open_on_site(self) -> None:
        OnSiteDialog(self.shell, self.round.currentData(), self).open()
