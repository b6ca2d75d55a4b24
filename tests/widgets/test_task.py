import threading
from itertools import pairwise
from time import perf_counter, sleep

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from widgets import task as tasks
from widgets.task import Dispatcher, Task, shutdown

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


class Ends:
    """What became of a task."""

    def __init__(self):
        self.done, self.failed, self.cancelled = [], [], []

    def task(self, window, work, **more):
        return Task(window, "导出", work, self.done.append, self.failed.append, cancelled=self.note, **more)

    def note(self):
        self.cancelled.append(threading.current_thread() is threading.main_thread())


class Watch(QObject):
    """Notes when something is shown."""

    def __init__(self, shown, parent):
        super().__init__(parent)
        self.shown = shown

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show:
            self.shown.append(watched)
        return False


@pytest.fixture
def ends():
    return Ends()


def slowly(tick):
    for step in range(2000):
        tick(step, 2000)
        sleep(0.005)


def busily(tick):
    """Python that never waits, for about 1.5 seconds."""
    until, total = perf_counter() + 1.5, 0
    while perf_counter() < until:
        total += sum(range(500))
        tick(0, 0)
    return total


def test_quick_work_shows_no_dialog(qtbot, window, ends):
    shown = []
    task = ends.task(window, lambda _tick: 42)
    task.installEventFilter(Watch(shown, task))
    qtbot.waitUntil(lambda: bool(ends.done))
    qtbot.wait(tasks.PATIENCE + 50)
    assert ends.done == [42]
    assert shown == []


def test_a_failure_comes_back(qtbot, window, ends):
    def work(_tick):
        raise OSError("full")

    ends.task(window, work)
    qtbot.waitUntil(lambda: bool(ends.failed))
    assert isinstance(ends.failed[0], OSError)


def test_slow_work_shows_how_far_it_is_and_can_be_cancelled(qtbot, window, ends):
    task = ends.task(window, slowly, doing="写入表格")
    qtbot.waitUntil(task.isVisible, timeout=3000)
    bar = task.findChild(QProgressBar)
    qtbot.waitUntil(lambda: bar.maximum() == 2000 and bar.value() > 0)
    assert task._percent.text().endswith("%")
    qtbot.mouseClick(task.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(ends.cancelled))
    assert ends.cancelled == [True]
    assert ends.done == ends.failed == []


def test_it_cannot_be_closed_by_accident(qtbot, window, ends):
    task = ends.task(window, slowly)
    qtbot.waitUntil(task.isVisible, timeout=3000)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Space):
        qtbot.keyClick(task, key)
    task.close()
    assert task.isVisible()
    assert not task._stop.is_set()
    task.cancel()
    qtbot.waitUntil(lambda: bool(ends.cancelled))


def test_waiting_work_can_be_cancelled_before_it_begins(qtbot, window, ends):
    first = ends.task(window, slowly)
    ran = []
    ends.task(window, lambda _tick: ran.append(1)).cancel()
    assert ends.cancelled == [True]
    first.cancel()
    qtbot.waitUntil(lambda: len(ends.cancelled) == 2)
    assert ran == []


def test_the_event_loop_goes_on_while_work_is_done(qtbot, window, ends):
    beats = []
    timer = QTimer(window, interval=10, timeout=lambda: beats.append(perf_counter()))
    timer.start()
    ends.task(window, busily)
    qtbot.waitUntil(lambda: bool(ends.done), timeout=5000)
    gaps = sorted(after - before for before, after in pairwise(beats))
    assert gaps[-3] < 0.1  # a busy machine may take the odd moment for itself


def test_shutting_down_stops_the_work_and_tells_nobody(qtbot, window, ends):
    ends.task(window, slowly)
    ends.task(window, slowly)
    began = perf_counter()
    shutdown()
    qtbot.wait(50)
    assert perf_counter() - began < 2
    assert ends.done == ends.failed == ends.cancelled == []
    assert not tasks._running


def test_the_door_keeps_the_order(qtbot, window):
    dispatcher, came = Dispatcher(window), []

    def knock():
        for number in range(200):
            dispatcher.call(lambda number=number: came.append((number, threading.current_thread())))

    thread = threading.Thread(target=knock)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(came) == 200)
    assert [number for number, _ in came] == list(range(200))
    assert {where for _, where in came} == {threading.main_thread()}
