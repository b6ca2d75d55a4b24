"""What the pages may ask of the window around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from db.core.fields import Listing
from db.core.masking import Audience
from desktop.shell.pages import RecordAction
from desktop.shell.store import Store
from exports.reports import Report


class Shell(Protocol):
    """The main window, as its pages know it."""

    store: Store
    settings: QSettings  # of this machine: columns, folders, the window's place
    database: str  # the URL of one on a server, "" where the data is a file

    def tell(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Say in the bar at the top what was done, with a button that goes on from there."""

    def done(self, text: str) -> None:
        """Say what the last action did, with a button that takes just that one back, whatever came after it."""

    def undo(self, number: int | None = None) -> None:
        """Take back the action of this number, or the last one done at this seat."""

    def failed(self, error: BaseException) -> None:
        """Say in a box what went wrong."""

    def export(self, report: Report, of: int | None, first: date | None = None, last: date | None = None) -> None:
        """Ask for whom and where to, and write the report, of the days between."""

    def print(self, report: Report, of: int | None, audience: Audience | None = None) -> None:
        """Ask for the printer and print a report that is a PDF, in full unless an audience is named."""

    def show_history(self, listing: Listing | None = None, number: int | None = None) -> None:
        """Open the history, of everything or of one record."""

    def run(
        self,
        title: str,
        work: Callable[..., Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Do long work off the GUI thread, with progress and cancel; a failure nobody else takes is said in a box."""

    def go(self, page: str, number: int | None = None) -> QWidget:
        """Show a page by its key, which is that of its listing where it has one, and a record in it."""
        ...

    def add(self, page: str) -> None:
        """Go to a page and ask for a new record there, or say why there can't be one now."""

    def actions_on(self, page: str) -> Sequence[RecordAction]:
        """What other pages offer for the records of a page."""
        ...
