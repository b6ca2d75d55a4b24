"""The list of people who may get a service certificate, with their hours and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from db.certificates.issuing import READY, candidates
from db.core.fields import Listing
from db.core.kinds import duration
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell
from desktop.shell.steps import step

VIEW = ListView(
    candidates(0, date.today(), date.today()),  # nobody yet
    widths={"name": 130, "times": 90, "minutes": 110, "outcome": 120, "id_number": 180, "number": 120},
    form=False,
    exported=False,
)


class CandidateList(ListPage):
    """Missing documents can be typed here; nobody is added or removed."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, VIEW, parent)
        self.add_button.hide()
        self.remove_button.hide()
        self.all_button = QPushButton(self.tr("全选"), self)
        self.all_button.setObjectName("select_all")
        self.all_button.setAutoDefault(False)
        self.all_button.clicked.connect(step(self.table.selectAll))
        self.bar.addWidget(self.all_button)

    def show_people(self, listing: Listing, *, chosen: bool) -> None:
        """Show other people, and select all of them, or those that were selected."""
        before = set(self.table.selected_ids())
        self.listing = listing
        self.reload()
        if chosen:
            self.table.selectAll()
        elif not before & set(self.model.ids):
            self.table.clearSelection()

    def summary(self) -> tuple[str, int]:
        """A sentence about the selected people and their hours, and the number of certificates they get."""
        rows = self.fetch(self.table.selected_ids())
        value = self.listing.value
        ready = [row for row in rows if value(row, "outcome") == READY]
        if not rows:
            return self.tr("请在表里选人，可以选多人"), 0
        words = self.tr("已选 {} 人").format(len(rows))
        if ready:
            hours = duration(sum(value(row, "minutes") for row in ready))
            words += self.tr("　出具 {n} 份，共 {hours}").format(n=len(ready), hours=hours)
        if len(rows) > len(ready):
            words += self.tr("　{} 人不能出具").format(len(rows) - len(ready))
        return words, len(ready)

    def load(self) -> None:
        super().load()
        self.table.set_empty(self.tr("没有找到“{}”").format(self._find) if self._find else self.listing.empty)

    def add(self) -> None:
        """Nobody is added: people who aren't listed have no hours."""

    def remove(self, numbers: Sequence[int]) -> None:
        """Nobody is removed from a list to choose from."""

    def row_menu(self) -> QMenu:
        """There is none."""
        return QMenu(self)
