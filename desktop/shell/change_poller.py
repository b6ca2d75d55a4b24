"""Asks the database again and again whether others have changed it, from another computer or the command line."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication

from db.core.errors import UserError
from db.storage import history
from desktop.shell.store import Store
from widgets.task import Dispatcher, worker

INTERVAL = 1500  # ms between two questions


class ChangePoller(QObject):
    """Asks in the worker thread for the latest action of the history; if it is news, every page loads anew."""

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._dispatcher = store, Dispatcher(self)
        self._asking = False
        with store.read() as session:
            self._known = history.latest(session.connection())
        store.changed.connect(self._note_own)
        self.timer = QTimer(self, interval=INTERVAL)
        self.timer.timeout.connect(self._poll)
        self.timer.start()

    def _note_own(self) -> None:
        """A change made here has been loaded, and with it all that came before."""
        self._known = max(self._known, self._store.database.last or 0)

    def _poll(self) -> None:
        if not (self._asking or _busy()):
            self._asking = True
            worker().submit(self._query)

    def _query(self) -> None:
        """Called in the worker thread."""
        number = 0
        try:
            with self._store.read() as session:
                number = history.latest(session.connection())
        except UserError:
            pass  # the server can't be reached; the clerk's next action will say so
        finally:
            self._dispatcher.call(partial(self._answer, number))

    def _answer(self, number: int) -> None:
        self._asking = False
        if number > self._known and not _busy():
            self._known = number
            self._store.changed.emit()


def _busy() -> bool:
    """Whether loading anew would disturb the clerk, who types in a cell, has a list open or drags something."""
    if QApplication.activePopupWidget() or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
        return True
    focus = QApplication.focusWidget()
    above = focus.parentWidget() if focus else None
    while above and not isinstance(above, QAbstractItemView):
        above = above.parentWidget()
    return above is not None
