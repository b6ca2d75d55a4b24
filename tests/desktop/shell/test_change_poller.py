"""What another clerk changes in the same data is on the screen soon after, and takes nothing away from this one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit

from db.database import Database
from db.people.listings import PERSONS
from db.people.models import Person
from db.storage.sqlite_driver import FILE
from db.wishes.models import Wish


@pytest.fixture
def other(window):
    """Another clerk with the same data open."""
    database = Database(window.data / FILE, actor="另一位")
    yield database
    database.close()


@pytest.fixture
def persons(window):
    window.go("persons")
    return window.page("persons")


def rename(database, number, phone):
    with database.write("对方改电话") as session:
        PERSONS["phone"].put(session, session.get_one(Person, number), phone)


def shown(page, number, key):
    return page.model.index(page.model.position(number), page.listing.places[key] - 1).data()


def test_another_clerk_s_change_shows_by_itself_and_the_selection_stays(window, persons, other, qtbot):
    persons.table.selectAll()
    persons.table.verticalScrollBar().setValue(7)
    rename(other, 3, "13900000003")
    qtbot.waitUntil(lambda: shown(persons, 3, "phone") == "13900000003")
    assert len(persons.table.selected_ids()) == 58
    assert persons.table.verticalScrollBar().value() == 7
    assert not window.undo_action.isEnabled()


def test_a_cell_that_is_being_typed_in_is_left_alone_until_it_is_stored(window, persons, other, qtbot):
    phone = persons.listing.places["phone"] - 1
    persons.select(5)
    persons.table.edit(persons.model.index(persons.model.position(5), phone))
    editor = next(line for line in persons.table.findChildren(QLineEdit) if line.isVisible())
    qtbot.waitUntil(lambda: QApplication.focusWidget() is editor)
    editor.selectAll()
    qtbot.keyClicks(editor, "139000")
    rename(other, 3, "13900000003")
    qtbot.wait(2500)
    assert persons.table.state() == QAbstractItemView.State.EditingState
    assert editor.text() == "139000"
    assert shown(persons, 3, "phone") != "13900000003"
    qtbot.keyClicks(editor, "00005")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(persons, 3, "phone") == "13900000003")
    assert shown(persons, 5, "phone") == "13900000005"


def test_what_is_being_typed_in_the_form_stays(window, persons, other, qtbot):
    persons.select(5)
    editor = persons.form.boxes["work"].editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "half a word")
    rename(other, 5, "13900000005")
    qtbot.waitUntil(lambda: persons.form.boxes["phone"].text() == "13900000005")
    assert editor.text() == "half a word"


def test_one_s_own_change_is_loaded_once(window, persons, qtbot):
    loads = []
    window.store.changed.connect(lambda: loads.append(1))
    rename(window.store.database, 3, "13900000003")
    qtbot.wait(3500)
    assert loads == [1]


def test_a_board_shows_what_another_did_and_stays_where_it_was_scrolled(window, other, qtbot):
    with other.write("许多心愿") as session:
        wish = session.get_one(Wish, 1)
        for n in range(40):
            session.add(Wish(**row_like(wish), content=f"想要第{n}样"))
            session.flush()
    window.go("board")
    board = window.page("board").board
    column = board.columns["已征集"]
    qtbot.waitUntil(lambda: column.count() > 40)
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() > 900)
    column.verticalScrollBar().setValue(900)
    count = column.count()
    with other.write("又一个") as session:
        session.add(Wish(**row_like(wish), content="想要再一样"))
    qtbot.waitUntil(lambda: column.count() == count + 1)
    assert column.verticalScrollBar().value() == 900


def row_like(wish):
    return {"round_id": wish.round_id, "beneficiary_id": wish.beneficiary_id, "collected_on": wish.collected_on}
