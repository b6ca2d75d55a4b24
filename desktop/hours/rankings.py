"""The published rankings, and beside them the places of the current one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from db.hours.rankings import RANKING_ROWS, RANKINGS
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell

RANKING_LIST = ListView(
    RANKINGS,
    unseen=("note",),
    widths={"title": 260},
    form=False,
    no_new="在“时长”里选好时段和对象，点“公布排行”",
)
PLACE_LIST = ListView(RANKING_ROWS, unseen=("ranking",), form=False, read_only=RANKING_ROWS.empty)


class RankingPage(QSplitter):
    """Rankings are made on the page “时长”; here they can be read, exported and removed."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.list = ListPage(shell, RANKING_LIST, self)
        self.rows = ListPage(shell, PLACE_LIST, self)
        self.list.setContentsMargins(0, 0, 8, 0)
        self.rows.setContentsMargins(8, 0, 0, 0)
        self.addWidget(self.list)
        self.addWidget(self.rows)
        self.setSizes([720, 560])
        self.setChildrenCollapsible(False)
        self.list.current_changed.connect(self.rows.show_of)

    def select(self, number: int) -> None:
        self.list.select(number)
