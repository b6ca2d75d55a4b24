"""Every step of the window stores what is being typed first, or is stopped by it."""

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QMenu, QPushButton, QToolButton

from db.core.errors import UserError
from db.storage import history
from desktop.shell.list_page import ListPage
from desktop.shell.pages import pages_of
from desktop.tabs import TABS
from widgets.task import Task

ROOT = Path(__file__).parent.parent.parent.parent
STEP = re.compile(r"\.(?:clicked|triggered)\.connect\((?!step\()|(?<!QWidget)QShortcut\([^)]*\), self, (?!step\()")


def test_every_button_and_key_of_the_pages_goes_through_the_one_door():
    allowed = {"desktop/shell/dialogs.py", "desktop/shell/first_run.py"}  # their dialogs are of one question each
    found = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "desktop").rglob("*.py")
        if str(path.relative_to(ROOT)) not in allowed
        for line in path.read_text("utf8").splitlines()
        if STEP.search(line)
    }
    assert found == set()


@pytest.fixture
def members(window):
    return window.go("members")


@pytest.fixture
def typing(members, window, qtbot):
    """Types into the note of a member, as if the clerk were still at it, or a birth that is no date."""
    members.select(4)

    def type_in(text, key="note"):
        editor = members.form.boxes[key].editor
        editor.setText(text)
        assert editor.is_unsaved()

    return type_in


@pytest.fixture
def dismissed(qapp, monkeypatch):
    """Closes every dialog and menu that comes up; file dialogs name no file; the errors of slots are kept."""
    errors = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: errors.append(error))
    for name in ("getSaveFileName", "getOpenFileName", "getOpenFileNames"):
        monkeypatch.setattr(QFileDialog, name, lambda *_a, **_k: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: "")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda *_a: True)
    return errors


def dismiss(qtbot):
    """Wait for the work of a step, then close what it has opened."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not any(isinstance(w, Task) and w.isVisible() for w in QApplication.topLevelWidgets()))
        QApplication.processEvents()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMenu) and widget.isVisible():
                widget.close()
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.done(0)


def actions_of(menu):
    """The actions of a menu and of the menus in it."""
    menu.aboutToShow.emit()
    for action in menu.actions():
        if action.menu():
            yield from actions_of(action.menu())
        elif action.text() and action.isEnabled():
            yield action


def steps_of(window, page=None):
    """The names of the steps that can be taken in the menus, or on a page, each with the function that takes it."""
    area = window.go(page) if page else None
    if area is None:
        for menu in window.menuBar().actions():
            yield from ((action.text(), action.trigger) for action in actions_of(menu.menu()))
        return
    for button in area.findChildren(QAbstractButton):
        if not button.isVisible() or not button.isEnabled() or button.isCheckable():
            continue
        name = button.text() or button.objectName()
        if isinstance(button, QPushButton) and button.menu():
            yield from ((f"{name} > {one.text()}", one.trigger) for one in actions_of(button.menu()))
        elif isinstance(button, QPushButton | QToolButton):
            yield name, button.click
    for part in [area, *area.findChildren(ListPage)]:
        if isinstance(part, ListPage) and part.isVisible():
            yield from ((f"菜单 > {one.text()}", one.trigger) for one in actions_of(part.row_menu()))


def every_step(window):
    """(page, place, name) of each step; the steps are found anew before each is taken."""
    for page in (None, *(one.key for one in pages_of(TABS))):
        names = [name for name, _take in steps_of(window, page)]
        for place, name in enumerate(names):
            if not name.startswith(("退出", "撤销：", "重做：")) or name.startswith("撤销证明"):
                yield page, place, name


def actions(window):
    with window.store.read() as session:
        return history.actions(session.connection(), limit=1000)


def test_whatever_is_typed_is_stored_before_any_step(window, typing, dismissed, qtbot):
    walked = list(every_step(window))
    assert len(walked) > 150
    for number, (page, place, name) in enumerate(walked):
        found = list(steps_of(window, page))
        began = len(actions(window))
        typing(f"写到一半 {number}")
        found[place][1]()
        newest = actions(window)[: len(actions(window)) - began]
        assert [one.label.endswith("的备注") for one in newest[-1:]] == [True], (page, name)
        dismiss(qtbot)
        for done in actions(window)[: len(actions(window)) - began]:
            if done.kind == history.DO and not done.undone:
                window.store.undo(done.id)


def test_a_value_that_does_not_fit_stops_every_step_and_is_shown(window, members, typing, dismissed, qtbot):
    walked = list(every_step(window))
    for page, place, name in walked:
        found = list(steps_of(window, page))
        before = len(actions(window))
        typing("1986-13-40", "birth")
        dismissed.clear()
        found[place][1]()
        assert [type(error) for error in dismissed] == [UserError], (page, name, dismissed)
        assert "出生日期" in str(dismissed[0])
        assert members.isVisible(), (page, name)
        assert members.form.boxes["birth"].error
        assert members.form.boxes["birth"].editor.value_text() == "1986-13-40"
        assert len(actions(window)) == before, (page, name)
        assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()], name
        members.form.boxes["birth"].editor.restore()
