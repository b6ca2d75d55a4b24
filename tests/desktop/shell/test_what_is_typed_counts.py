"""Every step of the window stores what is being typed first, or is stopped by it."""

import re
import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
)
from shiboken6 import isValid
from sqlalchemy import select

from db.committee.models import Membership
from db.core.errors import UserError
from db.storage import history
from desktop.shell.dialogs import ask
from desktop.shell.list_page import ListPage
from desktop.shell.pages import pages_of
from desktop.shell.steps import store_edits
from desktop.tabs import TABS
from tests.desktop.window_helpers import stored, visible
from widgets.record_form import RecordForm
from widgets.task import Task

ROOT = Path(__file__).parent.parent.parent.parent
STEP = re.compile(  # a clerk's step that doesn't go through the door; a setting that is chosen is what is being typed
    r"\.(?:clicked|triggered|activated|toggled|itemActivated|itemDoubleClicked|doubleClicked|textActivated)"
    r"\.connect\((?!step\(|partial\(self\._store)|(?<!QWidget)QShortcut\([^)]*\), self, (?!step\()"
)


def test_every_button_and_key_of_the_pages_goes_through_the_one_door():
    questions = ("dialogs", "first_run", "start_trouble", "drafts")  # their dialogs are of one question each
    allowed = {f"desktop/shell/{name}.py" for name in questions}
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
        if members.stale:
            members.reload()
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


def is_hidden(widget):
    return not isValid(widget) or not widget.isVisible()


def dismiss(window, qtbot):
    """Wait for the work of a step, then close what it has opened."""
    while opened := [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]:
        for one in opened:
            if isinstance(one, Task):
                qtbot.waitUntil(partial(is_hidden, one))
            elif isinstance(one, QDialog):
                one.done(0)
            else:
                one.close()
        QApplication.processEvents()


def actions_of(menu):
    """The actions of a menu and of the menus in it."""
    menu.aboutToShow.emit()
    below = menu.findChildren(QMenu)
    headings = [one.title() for one in below]
    for one in (menu, *below):
        yield from (act for act in one.actions() if act.text() not in ("", *headings) and act.isEnabled())


def in_menu(menu, name, text):
    """The name of an action of a menu, and a function that chooses it in the menu as it is then."""

    def choose():
        next(one for one in actions_of(menu()) if one.text() == text).trigger()

    return f"{name} > {text}", choose


def steps_of(window, page=None):
    """The names of the steps that can be taken in the menus, or on a page, each with the function that takes it."""
    area = window.go(page) if page else None
    if area is None:
        for menu in window.menuBar().actions():
            yield from (in_menu(menu.menu, menu.text(), one.text()) for one in actions_of(menu.menu()))
        return
    yield from _buttons_of(area)
    for box in area.findChildren(QComboBox):
        if box.isVisible() and box.isEnabled() and box.count() > 1 and not _in_a_form(box):
            yield f"{box.objectName()} turned", partial(_turn, box)
    for part in [area, *area.findChildren(ListPage)]:
        if isinstance(part, ListPage) and part.isVisible():
            yield from (in_menu(part.row_menu, "", one.text()) for one in actions_of(part.row_menu()))


def _buttons_of(area):
    for button in area.findChildren(QAbstractButton):
        if not button.isVisible() or not button.isEnabled():
            continue
        if isinstance(button.parent(), QLineEdit) or button.group():  # it opens choices, or turns to a part of the page
            continue
        name = button.text() or button.objectName()
        if isinstance(button, QPushButton) and button.menu():
            yield from (in_menu(button.menu, name, one.text()) for one in actions_of(button.menu()))
        elif isinstance(button, QPushButton | QToolButton):
            yield name, button.click


def _turn(box):
    """Choose the next of a box, as the wheel over it does: the focus stays where it is."""
    box.setCurrentIndex((box.currentIndex() + 1) % box.count())
    box.activated.emit(box.currentIndex())


def _in_a_form(widget):
    return any(form.isAncestorOf(widget) for form in widget.window().findChildren(RecordForm))


def is_step(name):
    """Whether taking it leaves the program open and doesn't take back the very thing that is asked for."""
    return not any(word in name for word in ("> 退出", "> 撤销", "> 重做"))


def latest(window):
    with window.store.read() as session:
        return history.latest(session.connection())


def since(window, number):
    """The actions after one, the oldest first."""
    with window.store.read() as session:
        found = history.actions(session.connection(), limit=20)
    return [one for one in reversed(found) if one.id > number]


PAGES = (None, *(one.key for one in pages_of(TABS)))


def test_whatever_is_typed_is_stored_before_any_step(window, typing, dismissed, qtbot):
    taken, missed = 0, []
    for page in PAGES:
        for name in [name for name, _act in steps_of(window, page) if is_step(name)]:
            act = next((act for known, act in steps_of(window, page) if known == name), None)
            if act is None:  # a step before it hid the button
                missed.append((page, name))
                continue
            began = latest(window)
            typing(f"写到一半 {taken}")
            act()
            assert [one.label.endswith("的备注") for one in since(window, began)[:1]] == [True], (page, name)
            taken += 1
            dismiss(window, qtbot)
            for done in reversed([one for one in since(window, began)[1:] if one.kind == history.DO]):
                window.store.database.undo(done.id)
    assert taken > 250
    assert len(missed) < taken / 20, missed


def test_a_value_that_does_not_fit_stops_every_step_and_is_shown(window, members, typing, dismissed):
    taken, before = 0, latest(window)
    for page in PAGES:
        for name, act in list(steps_of(window, page)):
            if not is_step(name):
                continue
            typing("1986-13-40", "birth")
            dismissed.clear()
            act()
            assert [type(error) for error in dismissed] == [UserError], (page, name, dismissed)
            assert "出生日期" in str(dismissed[0])
            assert members.isVisible(), (page, name)
            assert members.form.boxes["birth"].error
            assert members.form.boxes["birth"].editor.value_text() == "1986-13-40"
            assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()], name
            members.form.boxes["birth"].editor.restore()
            taken += 1
    assert taken > 150
    assert latest(window) == before


def test_undo_takes_back_what_is_being_typed_and_nothing_else(window, members, typing):
    with window.store.write("先做的一步") as session:
        session.get(Membership, 5).note = "先存的"
    before = latest(window)
    typing("正在写")
    window.undo_action.trigger()
    assert stored(window, select(Membership.note).where(Membership.id == 5)) == "先存的"
    assert stored(window, select(Membership.note).where(Membership.id == 4)) != "正在写"
    assert [(one.kind, one.undone) for one in since(window, before)] == [("do", True), ("undo", False)]


def test_a_dialog_asks_before_it_discards_what_was_filled_in(window, members, qtbot):
    members.add()
    (dialog,) = visible("record_dialog")
    dialog.reject()
    assert not dialog.isVisible()  # nothing was filled in
    members.add()
    (dialog,) = visible("record_dialog")
    dialog.form.boxes["note"].editor.setText("写了一半")
    for close in (dialog.reject, dialog.close):
        close()
        (box,) = visible("confirm_box")
        assert dialog.isVisible()
        box.reject()
    assert dialog.form.boxes["note"].text() == "写了一半"
    dialog.reject()
    visible("confirm_box")[0].findChild(QPushButton, "go_on").click()
    assert not dialog.isVisible()


def test_a_question_of_one_line_asks_as_well(window, members):
    said = []
    ask(window, "reason_dialog", "重新打开", "为什么？", said.append)
    (dialog,) = visible("reason_dialog")
    dialog.setTextValue("表决数写错了")
    dialog.reject()
    assert dialog.isVisible()
    visible("confirm_box")[0].reject()
    dialog.accept()
    assert said == ["表决数写错了"]


def test_a_cell_that_was_refused_opens_again_with_its_text(window, qtbot, dismissed):
    page = window.go("meetings").list
    number = page.model.ids[0]
    column = list(page.listing.places).index("held_on")
    place = page.model.position(number)
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(place, column))
    page.table.edit(page.table.currentIndex())
    page.table.open_editor().setText("2026-13-45")
    page.table.open_editor().commit()
    qtbot.waitUntil(lambda: page.table.open_editor() is not None)
    assert page.table.open_editor().value_text() == "2026-13-45"
    assert "日期" in str(dismissed[0])
    with pytest.raises(UserError, match="还没有存下"):
        store_edits()
    qtbot.waitUntil(lambda: page.table.open_editor() is not None)
    page.table.open_editor().restore()
    store_edits()
