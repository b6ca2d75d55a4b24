"""No accident destroys: what a clerk does by mistake, or another does meanwhile, loses nothing unsaid."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton
from sqlalchemy import func, select

from db.committee.listings import MEMBERS
from db.committee.models import Membership
from db.core.errors import UserError
from db.database import Database
from db.meetings.models import Meeting
from db.people.listings import PERSONS
from db.people.models import Person
from db.storage.sqlite_driver import FILE
from desktop.shell.store import OvertakenError


@pytest.fixture
def other(window):
    """Another clerk with the same data open."""
    database = Database(window.data / FILE, actor="另一位")
    yield database
    database.close()


@pytest.fixture
def members(window):
    page = window.go("members")
    page.select(4)
    return page


def change(database, model, number, **values):
    with database.write("对方改") as session:
        row = session.get_one(model, number)
        for key, value in values.items():
            setattr(row, key, value)


def stored(window, model, number, key):
    with window.store.read() as session:
        return getattr(session.get_one(model, number), key)


def persons(window):
    with window.store.read() as session:
        return session.scalar(select(func.count()).select_from(Person))


def question(qtbot):
    """The question that is on the screen."""

    def open_boxes():
        return [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]

    qtbot.waitUntil(lambda: bool(open_boxes()))
    return open_boxes()[-1]


def answer(box, word):
    next(button for button in box.buttons() if word in button.text()).click()


def compose(widget, preedit, commit=""):
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


def cell_editor(page, number, key):
    place = page.model.index(page.model.position(number), page.listing.places[key] - 1)
    page.table.setFocus()
    page.table.setCurrentIndex(place)
    page.table.edit(place)
    return page.table.open_editor()


# -- letters on a table --


@pytest.mark.parametrize("how", ["letters", "digits", "composed"])
def test_what_is_typed_on_a_table_finds_and_changes_nothing(window, qtbot, how):
    page = window.go("persons")
    key = "phone" if how == "digits" else "name"
    column = page.listing.places[key] - 1
    names = [page.model.index(place, column).data() for place in range(len(page.model.ids))]
    typed = {"letters": "wan", "digits": names[20][:9], "composed": names[20][:1]}[how]
    before, table = window.store.database.last, page.table
    table.setFocus()
    table.setCurrentIndex(page.model.index(0, column))
    if how == "composed":
        compose(table, "wo")
        assert QApplication.focusWidget() is table.finder
        compose(table.finder, "", typed)
    else:
        qtbot.keyClick(table, typed[0])
        qtbot.keyClicks(table.finder, typed[1:])
    assert table.open_editor() is None
    assert table.finder.text() == typed
    found = page.model.index(table.currentIndex().row(), column).data()
    assert found.startswith(("万", "王", "汪") if how == "letters" else typed)
    qtbot.keyClick(table.finder, Qt.Key.Key_Return)
    assert table.hasFocus()
    assert window.store.database.last == before


def test_a_composition_begun_on_a_chosen_cell_survives_a_colleague_s_change(window, qtbot, other):
    page = window.go("persons")
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, 0))
    compose(page.table, "zhang")
    change(other, Person, 3, phone="13900000003")
    qtbot.wait(2000)
    assert page.table.finder.isVisible()
    assert QApplication.focusWidget() is page.table.finder
    compose(page.table.finder, "", "张")
    assert page.table.finder.text() == "张"


@pytest.mark.parametrize("key", ["note", "phone", "post"])
def test_a_composition_in_a_field_survives_a_colleague_s_change_of_it(window, members, other, key):
    editor = members.form.boxes[key].editor
    editor.setFocus()
    compose(editor, "xin")
    theirs = {"note": "对方的备注", "phone": "13900000004", "post": "委员"}
    with other.write("对方改") as session:
        MEMBERS[key].put(session, session.get_one(Membership, 4), theirs[key])
    was = editor.value_text()
    members.reload()
    assert editor.composing
    assert editor.value_text() == was
    compose(editor, "")  # given up: now the other's shows
    assert editor.value_text() == theirs[key]


# -- said, and taken back on purpose only --


@pytest.mark.parametrize(("key", "text"), [("note", "新备注"), ("work", "新单位"), ("begins", "2024-01-05")])
def test_a_stored_field_is_said_with_a_button_that_never_has_the_focus(window, members, key, text, qtbot):
    editor = members.form.boxes[key].editor
    editor.setFocus()
    editor.selectAll()
    before = window.store.database.last
    editor.write(text)
    editor.submit()
    assert window.store.database.last != before
    title = members.listing[key].title
    assert window.bar.text().startswith("已修改")
    assert title in window.bar.text()
    button = window.bar.findChild(QPushButton, "message_action")
    assert button.isVisible()
    assert button.text() == "撤销"
    assert button.focusPolicy() == Qt.FocusPolicy.NoFocus
    button.click()
    assert members.form.boxes[key].text() != text


def test_a_stored_cell_is_said_with_its_row(window, qtbot):
    page = window.go("persons")
    editor = cell_editor(page, 5, "phone")
    editor.write("13900000055")
    editor.commit()
    assert window.bar.text().startswith("已修改")
    assert "的联系电话" in window.bar.text()
    assert stored(window, Person, 5, "name") in window.bar.text()


def test_several_rows_are_removed_after_a_question_that_counts_them(window, members, qtbot):
    ids = list(members.model.ids)[-3:]
    count = len(members.model.ids)
    members.remove(ids)
    box = question(qtbot)
    assert "3 条" in box.text()
    assert box.defaultButton().text() == "不删除"
    answer(box, "不删除")
    assert len(members.model.ids) == count


def test_a_row_that_another_changed_since_is_not_removed_unseen(window, members, other):
    number = members.model.ids[-1]
    members.model.row(members.model.position(number))
    change(other, Membership, number, note="刚添的备注")
    members.remove([number])
    assert number in members.model.ids
    assert "刚被别人改过" in window.bar.text()


def test_a_new_row_alone_is_selected(window, members):
    members.table.selectAll()
    number = members.model.ids[2]
    members.table.select_id(number)
    assert members.table.selected_ids() == [number]


# -- names --


def test_half_a_name_in_a_dialog_registers_nobody_unasked(window, members, qtbot):
    count = persons(window)
    members.add()
    dialog = members.findChild(object, "record_dialog")
    for key, text in {"person": "王小不", "post": "委员", "begins": "2026-11-01"}.items():
        dialog.form.boxes[key].editor.setText(text)
    dialog.accept()
    box = question(qtbot)
    assert "王小不" in box.text()
    assert persons(window) == count
    answer(box, "新登记")
    assert persons(window) == count + 1


def test_a_new_name_refused_stays_in_the_dialog(window, members, qtbot):
    count = persons(window)
    members.add()
    dialog = members.findChild(object, "record_dialog")
    for key, text in {"person": "王小不", "post": "委员", "begins": "2026-11-01"}.items():
        dialog.form.boxes[key].editor.setText(text)
    dialog.accept()
    answer(question(qtbot), "回去修改")
    assert dialog.isVisible()
    assert dialog.form.boxes["person"].text() == "王小不"
    assert persons(window) == count


@pytest.mark.parametrize("between", ["\n", "\r\n", "\r", "\t", "\v", "\u2028", "\u2029", "\x85", "、", "，", "；", "/"])
@pytest.mark.parametrize("known", [PERSONS["name"], MEMBERS["person"]])
def test_two_names_never_become_one_person(office, between, known):
    with pytest.raises(UserError, match="分开填写"), office.write("试") as session:
        row = session.scalars(select(Person if known is PERSONS["name"] else Membership)).first()
        known.put(session, row, f"赵丁甲{between}钱丁乙")


# -- the undo of a field --


@pytest.mark.parametrize("key", ["note", "work", "phone", "person"])
def test_the_undo_of_a_field_never_brings_the_text_of_another_record(window, members, qtbot, key):
    first, second = members.model.ids[:2]
    members.select(first)
    editor = members.form.boxes[key].editor
    same = editor.value_text()
    editor.setFocus()
    editor.selectAll()
    if isinstance(editor, QLineEdit):
        editor.insert("不该出现")
    else:
        editor.insertPlainText("不该出现")
    editor.write(same)
    members.select(second)
    shown = editor.value_text()
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.value_text() == shown


# -- two at once --


@pytest.mark.parametrize("choice", ["保留我的", "用对方的"])
def test_a_field_that_another_changed_meanwhile_is_asked_about(window, members, other, qtbot, choice):
    editor = members.form.boxes["note"].editor
    editor.setFocus()
    editor.setPlainText("我的备注") if hasattr(editor, "setPlainText") else editor.setText("我的备注")
    change(other, Membership, 4, note="过敏，勿送坚果")
    members.form.flush()
    box = question(qtbot)
    assert "过敏，勿送坚果" in box.text()
    assert "我的备注" in box.text()
    assert stored(window, Membership, 4, "note") == "过敏，勿送坚果"
    answer(box, choice)
    kept = {"保留我的": "我的备注", "用对方的": "过敏，勿送坚果"}[choice]
    assert stored(window, Membership, 4, "note") == kept
    assert editor.value_text() == kept


def test_another_field_does_not_store_the_one_that_is_asked_about(window, members, other, qtbot):
    note = members.form.boxes["note"].editor
    note.write("我的备注")
    change(other, Membership, 4, note="对方的备注")
    members.form.flush()
    question(qtbot).close()
    begins = members.form.boxes["begins"].editor
    begins.write("2023-09-01")
    begins.commit()
    assert stored(window, Membership, 4, "note") == "对方的备注"


@pytest.mark.parametrize("choice", ["保留我的", "用对方的"])
def test_a_cell_that_another_changed_meanwhile_is_asked_about(window, other, qtbot, choice):
    page = window.go("persons")
    editor = cell_editor(page, 5, "phone")
    editor.write("13900000051")
    change(other, Person, 5, phone="13900000052")
    page.model.show(page.model.ids)  # loaded anew: the editor opens again, over a value that was never seen
    qtbot.waitUntil(lambda: page.table.open_editor() is not None and page.table.open_editor().is_unsaved())
    page.table.open_editor().commit()
    answer(question(qtbot), choice)
    kept = {"保留我的": "13900000051", "用对方的": "13900000052"}[choice]
    assert stored(window, Person, 5, "phone") == kept


@pytest.mark.both_databases
def test_storing_compares_with_what_was_shown(office):
    from desktop.shell.store import Store

    store = Store(office)
    store.edit(PERSONS, 5, {"phone": "13900000001"})
    with pytest.raises(OvertakenError):
        store.edit(PERSONS, 5, {"phone": "13900000002"}, {"phone": "13900000003"})
    store.edit(PERSONS, 5, {"phone": "13900000002"}, {"phone": "13900000001"})
    with store.read() as session:
        assert session.get_one(Person, 5).phone == "13900000002"


@pytest.mark.both_databases
def test_undo_and_redo_raise_the_version_of_a_row(office):
    def version():
        with office.read() as session:
            return session.get_one(Person, 5).version

    seen = [version()]
    with office.write("改") as session:
        session.get_one(Person, 5).phone = "13900000009"
    seen.append(version())
    office.undo()
    seen.append(version())
    office.redo()
    seen.append(version())
    assert seen == sorted(set(seen))


def test_a_change_in_the_form_of_a_meeting_is_said_and_can_be_taken_back(qtbot, window):
    page = window.go("meetings", 1)
    before = stored(window, Meeting, 1, "place")
    editor = page.form.boxes["place"].editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "3F")
    editor.commit()
    assert stored(window, Meeting, 1, "place") == "3F"
    assert "已修改" in window.bar.text()
    next(button for button in window.bar.findChildren(QPushButton) if button.text() == "撤销").click()
    assert stored(window, Meeting, 1, "place") == before
