"""What a hand does by accident destroys nothing, and two clerks at one field are asked."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from db.committee.models import Membership
from db.database import Database
from db.people.models import Person
from db.storage.sqlite_driver import FILE
from desktop.shell.list_page import ListPage
from tests.desktop.window_helpers import fill, stored, visible

Key = Qt.Key


@pytest.fixture
def members(window):
    return window.go("members")


def note(window, number=4):
    return stored(window, select(Membership.note).where(Membership.id == number))


def by_another(window, number, text):
    other = Database(window.data / FILE, actor="乙")
    with other.write("乙改") as session:
        session.get(Membership, number).note = text
    other.close()


def compose(widget, preedit="", commit=""):
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("typed", ["贺翀远", "hcy", "hechongyuan", "贺"])
def test_letters_on_a_table_find_a_row_and_change_nothing(window, members, qtbot, typed):
    before = [members.model.texts([one], range(6)) for one in members.model.ids]
    members.table.setCurrentIndex(members.model.index(0, list(members.listing.places).index("person")))
    members.table.setFocus()
    if typed.isascii():
        qtbot.keyClicks(members.table, typed[0])
        qtbot.keyClicks(members.table.finder, typed[1:])
    else:
        compose(members.table, commit=typed)
    row = members.table.currentIndex().row()
    assert members.model.index(row, 0).data() == "贺翀远"
    assert [members.model.texts([one], range(6)) for one in members.model.ids] == before
    qtbot.keyClick(members.table.finder, Key.Key_Escape)
    assert not members.table.finder.isVisible()
    assert members.table.hasFocus()


def test_a_composition_on_a_chosen_cell_outlives_a_change_by_another(window, members, qtbot):
    members.table.setFocus()
    compose(members.table, preedit="xin")
    by_another(window, 5, "乙的备注")
    qtbot.wait(2500)
    assert members.table.finder.isVisible()
    compose(members.table.finder, commit="新")
    assert members.table.finder.text() == "新"


def test_the_changed_cell_is_named_with_a_button_that_never_takes_the_focus(window, members, qtbot):
    members.select(4)
    column = list(members.listing.places).index("note")
    members.table.setFocus()
    members.table.setCurrentIndex(members.model.index(members.table.currentIndex().row(), column))
    qtbot.keyClick(members.table, Key.Key_F2)
    members.table.open_editor().setText("新备注")
    qtbot.keyClick(members.table.open_editor(), Key.Key_Return)
    qtbot.waitUntil(lambda: note(window) == "新备注")
    assert window.bar.text() == "已改：备注"
    button = window.bar.findChild(QPushButton, "message_action")
    assert button.text() == "撤销"
    assert button.focusPolicy() == Qt.FocusPolicy.NoFocus
    button.click()
    assert note(window) != "新备注"


def test_several_rows_are_removed_only_after_a_question_with_their_number(window, members):
    members.table.selectAll()
    chosen = members.table.selected_ids()
    members.remove(chosen)
    (box,) = visible("confirm_box")
    assert f"{len(chosen)} 条" in box.text()
    box.reject()
    assert stored(window, select(Membership.id).where(Membership.id == 4)) == 4


def test_a_row_added_with_ctrl_down_is_the_only_one_selected(window, members, keyboard):
    members.select(4)
    members.add()
    fill(keyboard, {"person": "新来的", "post": "委员", "begins": "2022-03-01"})
    assert not visible("record_dialog")
    assert members.model.text(members.current_id(), "person") == "新来的"
    assert members.table.selected_ids() == [members.current_id()]


@pytest.mark.parametrize("typed", ["张三\n李四", "张三、李四", "张三\u2028李四", "张三，李四", "张三\t李四"])
def test_two_names_never_become_one_person(window, members, typed):
    members.add()
    (dialog,) = visible("record_dialog")
    for key, text in {"person": typed, "post": "委员", "begins": "2022-03-01"}.items():
        dialog.form.boxes[key].editor.setText(text)
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.form.boxes["person"].error
    assert stored(window, select(Person.id).where(Person.name.startswith("张三"))) is None


def test_undo_in_a_field_does_not_bring_what_was_typed_for_another_record(window, members, qtbot):
    first, second = members.model.ids[:2]
    editor = members.form.boxes["note"].editor
    for number, texts in ((second, ["abc"]), (first, ["xyz", "abc"])):
        members.select(number)
        editor.setFocus()
        for text in texts:
            editor.selectAll()
            qtbot.keyClicks(editor, text)
        qtbot.keyClick(editor, Key.Key_Return)
    members.select(second)
    editor.undo()
    assert editor.text() == "abc"


@pytest.mark.parametrize("mine", [True, False])
def test_who_types_over_a_colleague_is_shown_both_and_chooses(window, members, qtbot, mine):
    members.select(4)
    box = members.form.boxes["note"]
    box.editor.setFocus()
    box.editor.setText("我的备注")
    by_another(window, 4, "乙的备注")
    box.editor.commit()
    assert note(window) == "乙的备注"
    assert "乙的备注" in box.error
    assert "我的备注" in box.error
    box.editor.setFocus()
    qtbot.keyClick(box.editor, Key.Key_Return if mine else Key.Key_Escape)
    assert note(window) == ("我的备注" if mine else "乙的备注")
    assert box.editor.text() == note(window)
    assert not box.error


def test_a_cell_typed_over_a_colleagues_change_opens_again_with_both(window, qtbot, monkeypatch):
    lists = window.go("activities").findChildren(ListPage)
    page = next(page for page in lists if page.listing.key == "shifts")
    number = page.model.ids[0]
    column = list(page.listing.places).index("note")
    errors = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: errors.append(str(error)))
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, column))
    page.table.edit(page.table.currentIndex())
    page.table.open_editor().setText("我的备注")
    other = Database(window.data / FILE, actor="乙")
    with other.write("乙改") as session:
        session.get(page.listing.model, number).note = "乙的备注"
    other.close()
    page.table.open_editor().commit()
    qtbot.waitUntil(lambda: page.table.open_editor() is not None)
    assert "乙的备注" in errors[0]
    assert page.table.open_editor().value_text() == "我的备注"
    page.table.open_editor().commit()
    note_now = select(page.listing.model.note).where(page.listing.model.id == number)
    qtbot.waitUntil(lambda: stored(window, note_now) == "我的备注")
