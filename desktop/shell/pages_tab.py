"""A tab of several pages behind one row of segments."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db.subjects import listing_named
from desktop.shell.list_page import ListPage, make_page
from desktop.shell.list_view import ListView
from desktop.shell.pages import OffersActions, Page, ShowsRecords
from desktop.shell.protocol import Shell
from widgets.bars import Segments


class PagesTab(QWidget):
    """Makes each page when it is first shown.

    A subclass may have a widget beside the segments, `steering`, that decides what pages of the classes `steers` show.
    """

    steers: tuple[type[QWidget], ...] = ()

    def __init__(self, shell: Shell, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell, self.pages = shell, pages
        self.made: dict[str, QWidget] = {}
        self.segments = Segments([(self.tr(page.title), page.icon, None) for page in pages], self)
        self.stack = QStackedWidget(self)
        self.steering = self.make_steering()
        top = QHBoxLayout()
        top.addWidget(self.segments)
        top.addStretch(1)
        if self.steering:
            top.addWidget(self.steering)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)
        self.segments.chosen.connect(lambda place: self.turn_to(self.pages[place].key))
        self.turn_to(pages[0].key)

    def make_steering(self) -> QWidget | None:
        """The widget beside the segments; None where there is none."""
        return None

    def steer(self, page: QWidget) -> None:
        """Let a page show what is chosen in `steering`."""

    def page(self, key: str) -> QWidget:
        """The page with a key; it is made when it is first needed."""
        if key not in self.made:
            made = self.made[key] = self._make(next(page for page in self.pages if page.key == key))
            self.stack.addWidget(made)
            if isinstance(made, OffersActions):
                made.offer(self.shell.actions_on(key))
            if isinstance(made, self.steers):
                self.steer(made)
        return self.made[key]

    def turn_to(self, key: str) -> QWidget:
        """Show a page, and return it."""
        page = self.page(key)
        self.segments.choose([page.key for page in self.pages].index(key))
        self.stack.setCurrentWidget(page)
        if self.steering:
            self.steering.setVisible(isinstance(page, self.steers))
        return page

    def show_page(self, key: str, number: int | None = None) -> QWidget:
        """Show a page and a record in it; return the page."""
        page = self.turn_to(key)
        if number is not None:
            assert isinstance(page, ShowsRecords)
            page.select(number)
        return page

    def _make(self, page: Page) -> QWidget:
        if page.made_by:
            return make_page(page.made_by, self.shell, self)
        return ListPage(self.shell, ListView(listing_named(page.key)), self)
