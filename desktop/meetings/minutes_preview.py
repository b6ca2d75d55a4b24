"""A preview of the minutes of a meeting as they would be printed, redrawn while the clerk types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from io import BytesIO

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.meetings.listings import meeting_of
from db.meetings.models import Meeting
from db.subjects import listing_named
from desktop.shell.protocol import Shell
from desktop.shell.store import Store
from exports.meetings.minutes import MINUTES
from exports.reports import Request
from widgets.pdf_view import PdfView, Redrawer

TEXTS = ("text", "long", "time", "day", "count")  # kinds of values that a preview may use before they are stored
Pending = Sequence[tuple[str, int, str, str]]  # listing, row, field, typed text


class MinutesPreview(QWidget):
    """Draws the minutes while it is visible."""

    def __init__(self, shell: Shell, pending: Callable[[], Pending], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("minutes_preview")
        self._store, self._pending = shell.store, pending
        self._meeting: int | None = None
        self._asked: tuple[int | None, Pending] = (None, ())
        self.view = PdfView(self)
        self._redrawer = Redrawer(self.view, self._draw, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def show_meeting(self, number: int | None) -> None:
        self._meeting = number
        self.invalidate()

    def invalidate(self) -> None:
        """Redraw soon, as a stored or a typed value has changed."""
        self._asked = self._meeting, self._pending()
        if self.isVisible():
            self._redrawer.invalidate()

    def _draw(self) -> bytes:
        """Called in the worker thread; raises UserError where there are no minutes yet."""
        meeting, pending = self._asked
        if meeting is None:
            raise UserError(self.tr("还没有可以预览的会议"))
        return minutes_pdf(self._store, meeting, pending)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.invalidate()


class LatestMinutes(MinutesPreview):
    """The latest minutes, redrawn after each change, for instance of a setting."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, lambda: (), parent)
        with shell.store.read() as session, suppress(UserError):  # no meeting yet: the preview says so
            self.show_meeting(meeting_of(session, None).id)
        shell.store.changed.connect(self.invalidate)


def minutes_pdf(store: Store, meeting: int, pending: Pending) -> bytes:
    """The minutes as a PDF, with typed values in place of the stored ones; stores nothing. Raises UserError."""
    file = BytesIO()
    with store.read() as session, session.no_autoflush:
        for key, number, name, text in pending:
            _borrow(session, key, number, name, text)
        if session.get(Meeting, meeting) is None:
            raise UserError("这次会议已被删除")
        MINUTES.write(session, file, Request(meeting), lambda _done, _total: None)
    return file.getvalue()


def _borrow(session: Session, key: str, number: int, name: str, text: str) -> None:
    listing = listing_named(key)
    field = listing[name]
    row = session.get(listing.model, number)
    if row is None or field.kind.name not in TEXTS or not field.set:
        return
    try:
        field.set(session, row, field.parse(text))
    except UserError:
        return  # half typed: the stored value is shown
