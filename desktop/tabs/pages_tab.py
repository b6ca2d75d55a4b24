"""A tab of several pages behind one row of segments; each page is a listing or a widget of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.list_page import ListPage
from desktop.shell import Shell
from widgets.bars import Segments


@dataclass(frozen=True)
class Page:
    title: str
    icon: str
    widget: QWidget


class PagesTab(QWidget):
    """The pages are laid out once; the segments and whatever else steers them stand in one row above."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.pages = self.make_pages()
        self.segments = Segments([(page.title, page.icon, None) for page in self.pages], self)
        self.stack = QStackedWidget(self)
        for page in self.pages:
            self.stack.addWidget(page.widget)
        self.top = QHBoxLayout()
        self.top.addWidget(self.segments)
        self.top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(self.top)
        layout.addWidget(self.stack, 1)
        self.segments.chosen.connect(self.stack.setCurrentIndex)

    def make_pages(self) -> Sequence[Page]:
        raise NotImplementedError

    def show_page(self, listing: str, number: int | None = None) -> None:
        """Turn to the page of a listing, and to a record in it."""
        for place, page in enumerate(self.pages):
            if page.widget.objectName() == f"{listing}_page":
                self.segments.choose(place)
                self.stack.setCurrentIndex(place)
                if number is not None and isinstance(page.widget, ListPage):
                    page.widget.select(number)
