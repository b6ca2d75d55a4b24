"""A tab of several pages behind one row of segments; each page is a listing or a widget of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db.core.fields import Listing
from desktop.shell.list_page import ListPage
from desktop.shell.protocol import Shell
from widgets.bars import Segments


@dataclass(frozen=True)
class Page:
    """One page: `key` is its listing's, where it has one; `make` builds it when it is first turned to."""

    key: str
    title: str
    icon: str
    make: Callable[[], QWidget]


class PagesTab(QWidget):
    """The segments and whatever else steers the pages stand in one row above them."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.pages = self.make_pages()
        self.made: dict[str, Any] = {}
        self.segments = Segments([(page.title, page.icon, None) for page in self.pages], self)
        self.stack = QStackedWidget(self)
        self.top = QHBoxLayout()
        self.top.addWidget(self.segments)
        self.top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(self.top)
        layout.addWidget(self.stack, 1)
        self.segments.chosen.connect(lambda place: self.turn_to(self.pages[place].key))

    def make_pages(self) -> Sequence[Page]:
        """The pages, in order."""
        raise NotImplementedError

    def of(self, listing: Listing, icon: str) -> Page:
        """A listing as a page, with nothing special about it."""
        return Page(listing.key, listing.title, icon, lambda: ListPage(self.shell, listing, self))

    def page(self, key: str) -> Any:
        """The page of a key, built when it is first asked for."""
        if key not in self.made:
            found = next(page for page in self.pages if page.key == key)
            self.made[key] = found.make()
            self.stack.addWidget(self.made[key])
        return self.made[key]

    def turn_to(self, key: str) -> None:
        """Show a page."""
        page = self.page(key)
        self.segments.choose([page.key for page in self.pages].index(key))
        self.stack.setCurrentWidget(page)

    def show_page(self, listing: str, number: int | None = None) -> None:
        """Turn to the page of a listing, and to a record in it."""
        self.turn_to(listing)
        if number is not None:
            self.page(listing).select(number)
