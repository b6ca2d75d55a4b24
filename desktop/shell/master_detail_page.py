"""A list with its form above and, below it, lists of the records that belong to the current row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.shell.list_page import ListPage
from desktop.shell.pages import RecordAction
from desktop.shell.protocol import Shell

GAP = 8  # px between two lists


class MasterDetailPage(QSplitter):
    """Passes on to the list above what is asked of the page."""

    list: ListPage

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.shell, self.store = shell, shell.store

    @property
    def blocked(self) -> str:
        return self.list.blocked

    def add(self) -> None:
        self.list.add()

    def offer(self, actions: Sequence[RecordAction]) -> None:
        self.list.offer(actions)

    def select(self, number: int) -> None:
        self.list.select(number)

    def put_below(
        self,
        parts: Sequence[tuple[str, QWidget]],
        widths: Sequence[int],
        heights: tuple[int, int],
        *,
        line: QWidget | None = None,
    ) -> None:
        """Put parts side by side below the list, each under its heading, and a line above them.

        A part with a heading is a list page; one without may be any widget.
        """
        beside = QSplitter(self)
        beside.setChildrenCollapsible(False)
        for place, (title, page) in enumerate(parts):
            if title:
                assert isinstance(page, ListPage)
                heading = page.bar.put_heading(title)
                heading.setMinimumHeight(page.add_button.sizeHint().height())  # the tables begin at one height
            page.setContentsMargins(GAP * bool(place), GAP, GAP * (place < len(parts) - 1), 0)
            beside.addWidget(page)
        beside.setSizes(list(widths))
        below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if line:
            column.addWidget(line)
        column.addWidget(beside, 1)
        self.setChildrenCollapsible(False)
        self.addWidget(self.list)
        self.addWidget(below)
        self.setSizes(list(heights))
