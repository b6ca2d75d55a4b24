"""The rankings that were published, and the places of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from db.hours.rankings import RANKING_ROWS, RANKINGS
from desktop.shell.list_page import ListPage
from desktop.shell.protocol import Shell


class RankingPage(QSplitter):
    """Made in “时长”; here they are looked at, exported and, where one was wrong, removed as a whole."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.list = ListPage(shell, RANKINGS, self, form=False, unseen=("note",))
        self.list.lock_new(self.tr("在“时长”里选好时段和对象，点“公布排行”"))
        self.list.add_button.hide()
        self.rows = ListPage(shell, RANKING_ROWS, self, form=False, unseen=("ranking",))
        self.rows.lock(RANKING_ROWS.empty)
        for button in (self.rows.add_button, self.rows.remove_button):
            button.hide()
        self.list.setContentsMargins(0, 0, 8, 0)
        self.rows.setContentsMargins(8, 0, 0, 0)
        self.list.table.setColumnWidth(RANKINGS.places["title"] - 1, 260)
        self.addWidget(self.list)
        self.addWidget(self.rows)
        self.setSizes([720, 560])
        self.setChildrenCollapsible(False)
        self.list.current_changed.connect(self._show)

    def select(self, number: int) -> None:
        self.list.select(number)

    def _show(self, number: int | None) -> None:
        self.rows.of = number
        self.rows.show_listing(RANKING_ROWS.of(number or 0))
