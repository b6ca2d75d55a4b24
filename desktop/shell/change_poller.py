"""Asks the database again and again whether others have changed it, from another computer or the command line."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication

from db.core.errors import UserError
from db.storage import history
from desktop.shell.store import Store
from widgets.task import Dispatcher, worker

INTERVAL = 1500  # ms between two questions


class ChangePoller(QObject):
    """Asks in the worker thread for the latest action of the history; if it is news, every page loads anew."""

    gone = Signal(str)  # the file of the database isn't there any more: a sentence

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._dispatcher = store, Dispatcher(self)
        self._asking = False
        self._gone = False
        self._known = self._head()
        store.changed.connect(self._note_own)
        self.timer = QTimer(self, interval=INTERVAL)
        self.timer.timeout.connect(self._poll)
        self.timer.start()

    def _note_own(self) -> None:
        """A change made here has been loaded, and with it all that came before."""
        if self._store.database.last:
            self._known = self._head()

    def _head(self) -> tuple[int, str]:
        with self._store.read() as session:
            return history.head(session.connection())

    def _poll(self) -> None:
        if not (self._asking or _busy()):
            self._asking = True
            worker().submit(self._query)

    def _query(self) -> None:
        """Called in the worker thread."""
        found, place = None, self._store.database.place
        try:
            if isinstance(place, Path) and not place.exists():
                self._dispatcher.call(self._tell_gone)
            else:
                found = self._head()
        except UserError:
            pass  # the server can't be reached; the clerk's next action will say so
        finally:
            self._dispatcher.call(partial(self._answer, found))

    def _answer(self, found: tuple[int, str] | None) -> None:
        """Show what others have changed; a database that was restored has another history, perhaps a shorter one."""
        self._asking = False
        if found is not None and found != self._known and not _busy():
            self._known = found
            self._store.changed.emit()

    def _tell_gone(self) -> None:
        if not self._gone:
            self._gone = True
            words = self.tr("数据文件“{}”不见了，可能被移走或改了名：请先不要再改，把它放回原处")
            self.gone.emit(words.format(self._store.database.place))


def _busy() -> bool:
    """Whether loading anew would disturb the clerk, who types in a cell, has a list open or drags something."""
    if QApplication.activePopupWidget() or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
        return True
    focus = QApplication.focusWidget()
    above = focus.parentWidget() if focus else None
    while above and not isinstance(above, QAbstractItemView):
        above = above.parentWidget()
    return above is not None
