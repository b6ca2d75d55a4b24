"""What the pages may ask of the window around them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import QSettings

from db.core.fields import Listing
from db.core.masking import Audience
from desktop.shell.store import Store
from exports.reports import Report


class Shell(Protocol):
    """The main window, as its pages know it."""

    store: Store
    settings: QSettings  # of this machine: columns, folders, the window's place
    database: str  # the URL of one on a server, "" where the data is a file

    def tell(self, text: str, action: str = "", act: Callable[[], None] | None = None) -> None:
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

    def add(self, tab: str, listing: str) -> None:
        """Go to a list and ask for a new record of it."""

    def go(self, tab: str, listing: str = "", number: int | None = None) -> None:
        """Show a tab, a list of it, a record in it."""
