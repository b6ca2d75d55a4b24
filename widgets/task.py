"""Runs long work in a worker thread, with progress and cancel."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from time import monotonic
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from db.core.work import Cancelled, Tick

WITHOUT_CLOSE = Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
PATIENCE = 450  # ms until the dialog shows
PACE = 0.05  # s between two reports of progress, to spare the GUI thread

Result = TypeVar("Result")

_workers: list[ThreadPoolExecutor] = []
_running: set[Task] = set()


def worker() -> ThreadPoolExecutor:
    """The worker thread."""
    if not _workers:
        _workers.append(ThreadPoolExecutor(1, "work"))  # a single one, so that writers never wait for each other
    return _workers[0]


def shutdown() -> None:
    """Cancel all work and wait for it; call it before the windows are destroyed."""
    for task in tuple(_running):
        task.abandon()
    while _workers:
        _workers.pop().shutdown(wait=True, cancel_futures=True)


class Dispatcher(QObject):
    """Calls functions in the GUI thread, in order; the only way there from another thread."""

    _called = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._called.connect(self._call_now, Qt.ConnectionType.QueuedConnection)

    def call(self, function: Callable[[], None]) -> None:
        self._called.emit(function)

    def _call_now(self, function: Callable[[], None]) -> None:
        function()


class Task(QDialog):
    """One run of a piece of work; if it takes long, it shows a progress bar and a cancel button.

    `done` gets the result and `failed` the error, in the GUI thread. After a cancel neither is called, unless the work
    was finished by then.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        work: Callable[[Tick], Result],
        done: Callable[[Result], object],
        failed: Callable[[Exception], object],
        *,
        doing: str = "",
        cancelled: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent, WITHOUT_CLOSE)
        self.setObjectName("task")
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._work = lambda: partial(done, work(self._tick))  # returns the call of `done`
        self._failed, self._cancelled = failed, cancelled
        self._dispatcher, self._stop, self._reported = Dispatcher(self), Event(), 0.0
        self._lay_out(title, doing)
        QTimer.singleShot(PATIENCE, self, self._show)
        _running.add(self)
        self._future = worker().submit(self._run)

    def _lay_out(self, title: str, doing: str) -> None:
        heading, self._doing = QLabel(title, self), QLabel(doing or self.tr("正在处理，请稍候"), self)
        heading.setObjectName("task_title")
        self._doing.setObjectName("task_doing")
        self._percent = QLabel(self)
        self._percent.setObjectName("task_percent")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("task_bar")
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self.cancel_button = QPushButton(self.tr("取消"), self)
        self.cancel_button.setObjectName("task_cancel")
        self.cancel_button.setAutoDefault(False)  # an Enter for the window below must not cancel
        self.cancel_button.clicked.connect(self.cancel)
        words, buttons = QHBoxLayout(), QHBoxLayout()
        words.addWidget(self._doing, 1)
        words.addWidget(self._percent)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addLayout(words)
        layout.addWidget(self._bar)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        self.setFixedWidth(420)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()

    def cancel(self) -> None:
        """Ask the work to stop at its next tick."""
        self._stop.set()
        self.cancel_button.setEnabled(False)
        self._doing.setText(self.tr("正在取消，已做的会退回去"))
        if self._future.cancel():  # it hadn't started
            self._end(self._cancelled)

    def abandon(self) -> None:
        """Stop without calling anything."""
        self._stop.set()
        _running.discard(self)

    def _show(self) -> None:
        if self in _running:
            self.show()

    def _tick(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Cancelled
        if monotonic() - self._reported > PACE:
            self._reported = monotonic()
            self._dispatcher.call(partial(self._progress, done, total))

    def _progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(min(done, total))
        self._percent.setText(f"{min(100, done * 100 // total)}%" if total > 0 else "")

    def _run(self) -> None:
        end: Callable[[], object] | None
        try:
            end = self._work()
        except Cancelled:
            end = self._cancelled
        except Exception as error:
            end = partial(self._failed, error)
        if self in _running:
            self._dispatcher.call(partial(self._end, end))

    def _end(self, end: Callable[[], object] | None) -> None:
        if self not in _running:
            return
        _running.discard(self)
        self.hide()
        self.deleteLater()
        if end:
            end()

    def reject(self) -> None:
        """Ignore Esc, which is too easily pressed: only the button cancels."""

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
