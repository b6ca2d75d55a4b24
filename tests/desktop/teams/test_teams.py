"""The tab of the volunteer teams, as a clerk works in it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QInputDialog, QLineEdit, QPushButton
from sqlalchemy import select

from db.people.models import Person
from db.teams.models import Team, TeamMember
from desktop.shell.record_dialog import RecordDialog


def dialog_of(qtbot, page, kind):
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(kind)))
    return next(one for one in page.findChildren(kind) if one.isVisible())


def type_into(qtbot, dialog, name, text):
    editor = next(one for one in dialog.findChildren(QLineEdit) if one.objectName() == name)
    editor.setFocus()
    editor.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(editor, event)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)


def test_a_team_is_formed_and_a_member_goes_over_to_it(window, qtbot):
    window.go("teams")
    page = window.page("teams")
    qtbot.mouseClick(page.list.add_button, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, page, RecordDialog)
    type_into(qtbot, dialog, "name", "楼院巡逻志愿服务队")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    with window.store.read() as session:
        made = session.scalars(select(Team).where(Team.name == "楼院巡逻志愿服务队")).one()
        rescue = session.scalars(select(Team).where(Team.name.contains("应急救援"))).one()
        chosen = session.scalars(select(TeamMember.id).join(Person).where(Person.name == "敖牧原")).one()
    page.select(rescue.id)
    assert page.members.count.text() == "共 12 条"
    page.members.select(chosen)
    qtbot.mouseClick(page.findChild(QPushButton, "transfer"), Qt.MouseButton.LeftButton)
    ask = dialog_of(qtbot, page, QInputDialog)
    box = ask.findChild(QComboBox)
    box.setCurrentText("楼院巡逻志愿服务队（畅家巷社区）")
    buttons = ask.findChild(QDialogButtonBox)
    qtbot.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    page.select(made.id)
    assert page.members.count.text() == "共 1 条"
    window.undo()
    page.select(made.id)
    assert page.members.count.text() == "共 0 条"


@pytest.mark.both_databases
def test_without_a_team_the_members_say_what_to_do_first(bare_window):
    bare_window.go("teams")
    page = bare_window.page("teams")
    assert page.members.blocked == "先在上面选一支志愿服务队"
    assert not page.members.add_button.isEnabled()
