"""What others change in the same data, at another computer or by the command line, is shown here soon after."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication

from db.core.errors import UserError
from db.storage import history
from desktop.shell.store import Store
from widgets.task import Door, worker

POLL = 1500  # ms between two looks


class Others(QObject):
    """Looks in the worker thread whether the history has grown by another hand; then what is shown loads anew."""

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._door = store, Door(self)
        self._looking = False
        with store.read() as session:
            self._known = history.latest(session.connection())
        store.changed.connect(self._note)
        self.timer = QTimer(self, interval=POLL)
        self.timer.timeout.connect(self._look)
        self.timer.start()

    def _note(self) -> None:
        """What was changed here has been loaded, and with it all that came before."""
        self._known = max(self._known, self._store.database.last or 0)

    def _look(self) -> None:
        if not (self._looking or _busy()):
            self._looking = True
            worker().submit(self._ask)

    def _ask(self) -> None:
        """Called in the worker thread."""
        number = 0
        try:
            with self._store.read() as session:
                number = history.latest(session.connection())
        except UserError:
            pass  # the server can't be reached: what the clerk does next will say so
        finally:
            self._door.call(partial(self._seen, number))

    def _seen(self, number: int) -> None:
        self._looking = False
        if number > self._known and not _busy():
            self._known = number
            self._store.changed.emit()


def _busy() -> bool:
    """Whether loading anew would take something away: a cell being typed in, an open list, what is being dragged."""
    if QApplication.activePopupWidget() or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
        return True
    focus = QApplication.focusWidget()
    above = focus.parentWidget() if focus else None
    while above and not isinstance(above, QAbstractItemView):
        above = above.parentWidget()
    return above is not None
