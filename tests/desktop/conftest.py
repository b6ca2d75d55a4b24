"""The main window, over an empty, a bare and the sample office, and the keyboard of its user."""

import re
import sys

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from db.core import settings
from db.database import Database
from db.office.choices import OFFICE
from db.office.models import Office
from desktop.app import name_and_translate
from desktop.shell.main_window import MainWindow
from desktop.shell.store import Store
from desktop.tabs import TABS
from widgets import theme
from widgets.task import shutdown


def stop_working(window):
    """End what the worker thread does for the window; it may be asking the database just now."""
    if hasattr(window, "change_poller"):
        window.change_poller.timer.stop()
    shutdown()


@pytest.fixture(scope="session")
def dressed(qapp):
    """The program as it looks and speaks, whatever other tests have done to it before."""
    if not qapp.styleSheet():
        theme.apply(qapp)
    name_and_translate(qapp)


@pytest.fixture
def empty_window(qtbot, dressed, tmp_path, monkeypatch):
    """The main window over an empty database, as at the first start."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the window puts its own in place
    window = MainWindow(TABS, tmp_path)
    sys.excepthook = sys.__excepthook__  # pytest-qt catches what is raised in slots
    window.resize(1366, 728)
    qtbot.addWidget(window)
    window.show()
    yield window
    stop_working(window)
    for widget in QApplication.topLevelWidgets():
        widget.close()
    if hasattr(window, "store"):
        window.store.database.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # or each window stays to the end of the run


@pytest.fixture
def window(empty_window, models, qtbot):
    """The main window over the sample office."""
    database = Database(models.file(empty_window.data, filled=True), actor="测试员")
    empty_window.open(Store(database))
    qtbot.waitUntil(lambda: empty_window.isEnabled())
    return empty_window


@pytest.fixture
def bare_window(empty_window, database, qtbot):
    """The main window over an office of which nothing but its name is known."""
    with database.write("设置") as session:
        office = Office(name="新社区", code="620102001009", level="社区")
        session.add(office)
        session.flush()
        settings.put(session, OFFICE, str(office.id))
    empty_window.open(Store(database))
    qtbot.waitUntil(lambda: empty_window.isEnabled())
    yield empty_window
    stop_working(empty_window)  # before the database is closed, or a connection to a server stays open


@pytest.fixture
def answered(qapp):
    """Closes the message boxes that come up, and keeps what they said."""
    said = []

    def look():
        for box in qapp.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                said.append(box.text())
                box.close()

    timer = QTimer(qapp)
    timer.timeout.connect(look)
    timer.start(20)
    yield said
    timer.stop()


def go_back_to_dialog(qtbot):
    """Activate the open dialog after a box has closed, as a window manager would."""
    if not QApplication.focusWidget():
        [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()][-1].activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


@pytest.fixture
def keyboard(qtbot, window):
    window.activateWindow()

    class Keyboard:
        """What a clerk has under her hands."""

        def press(self, key, modifier=Qt.KeyboardModifier.NoModifier, times=1):
            for _ in range(times):
                if not QApplication.activeWindow():  # a dialog has closed, and no window manager goes back to ours
                    window.activateWindow()
                    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
                qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)
                QApplication.processEvents()

        def write(self, text):
            """Chinese as an input method commits it, the rest key by key."""
            for part in re.findall(r"[ -~]+|[^ -~]+", text):
                if part.isascii():
                    qtbot.keyClicks(QApplication.focusWidget(), part)
                else:
                    event = QInputMethodEvent()
                    event.setCommitString(part)
                    QApplication.sendEvent(QApplication.focusWidget(), event)
                QApplication.processEvents()

        def tab_to(self, name):
            go_back_to_dialog(qtbot)
            for _ in range(60):
                if QApplication.focusWidget().objectName() == name:
                    return
                self.press(Qt.Key.Key_Tab)
            raise AssertionError(f"Tab never reached {name}")

    return Keyboard()
