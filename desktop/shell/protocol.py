"""What pages and dialogs may ask of the window around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from db.core.fields import Listing
from db.core.masking import Audience
from db.core.work import Tick
from desktop.shell.pages import RecordAction
from desktop.shell.store import Store
from exports.reports import Report

Result = TypeVar("Result")


class Shell(Protocol):
    """The main window, as its pages know it."""

    store: Store
    settings: QSettings  # of this computer: columns, folders, the window's place
    database: str  # the URL of a database on a server, "" where the data is a file

    def tell(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Say something in the message bar, with a button that does `act`."""

    def tell_done(self, text: str) -> None:
        """Say what the last action did, with a button that takes just this one back, whatever came after it."""

    def undo(self, number: int | None = None) -> None:
        """Undo the action with this number, or this workstation's last; raises UserError where it can't be undone."""

    def failed(self, error: BaseException) -> None:
        """Show an error in a box."""

    def export(self, report: Report, of: int | None, first: date | None = None, last: date | None = None) -> None:
        """Ask for the audience and the file, and write a report about a row `of`, of a period."""

    def print(self, report: Report, of: int | None, audience: Audience | None = None) -> None:
        """Ask for the printer and print a report that is a PDF, in full if no audience is named."""

    def show_history(self, listing: Listing | None = None, number: int | None = None) -> None:
        """Open the history of everything, or of one record."""

    def run(
        self,
        title: str,
        work: Callable[[Tick], Result],
        done: Callable[[Result], object],
        *,
        failed: Callable[[Exception], object] | None = None,
        cancelled: Callable[[], object] | None = None,
    ) -> None:
        """Do long work in the worker thread, with progress and cancel; without `failed`, an error is shown in a box."""

    def go(self, page: str, number: int | None = None) -> QWidget:
        """Turn to a page by its key, and to a record in it; return the page."""
        ...

    def add(self, page: str) -> None:
        """Turn to a page and ask for a new record there, or say why none can be added now."""

    def actions_on(self, page: str) -> Sequence[RecordAction]:
        """The actions that other pages offer for the records of a page."""
        ...
