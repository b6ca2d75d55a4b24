"""The volunteers and the call-out list, as a clerk works with them."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from sqlalchemy import select

from db.activities.models import Shift, ShiftSkill
from db.core.errors import UserError
from db.people.models import Person
from db.volunteers.callout import EXPIRED, skills
from db.volunteers.listings import VOLUNTEER_SKILLS, VOLUNTEERS
from db.volunteers.models import Volunteer
from desktop.shell.export_dialog import ExportDialog
from desktop.shell.record_dialog import RecordDialog
from tests.desktop.window_helpers import agree_to_new_names
from widgets import theme

LEFT = Qt.MouseButton.LeftButton
INK = Qt.ItemDataRole.ForegroundRole


@pytest.fixture
def page(window):
    window.go("volunteers")
    return window.page("volunteers")


@pytest.fixture
def list_page(window):
    window.go("callout")
    return window.page("callout")


def number_of(window, name):
    with window.store.read() as session:
        return session.scalars(select(Volunteer.id).join(Person).where(Person.name == name)).one()


def column(page, key):
    """What a table shows in one column."""
    place = page.listing.places[key] - 1
    return [page.model.index(row, place).data() for row in range(page.model.rowCount())]


def type_into(qtbot, dialog, name, text):
    editor = next(one for one in dialog.findChildren(QLineEdit) if one.objectName() == name)
    editor.setFocus()
    editor.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(editor, event)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)


@pytest.mark.parametrize("name", ["司徒明理", "刚来的"])
def test_a_volunteer_is_registered_from_somebody_known_or_a_new_name_and_then_given_a_skill(window, page, qtbot, name):
    qtbot.mouseClick(page.list.add_button, LEFT)
    dialog = page.findChild(RecordDialog)
    type_into(qtbot, dialog, "person", name)
    type_into(qtbot, dialog, "available", "工作日")
    type_into(qtbot, dialog, "phone", "13800000901")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    agree_to_new_names()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    number = number_of(window, name)
    assert page.list.current_id() == number
    assert page.list.form.boxes["phone"].text() == "13800000901"
    assert page.list.form.boxes["registered_on"].text() == date.today().isoformat()
    assert page.skills.model.rowCount() == 0
    qtbot.mouseClick(page.skills.add_button, LEFT)
    dialog = page.skills.findChild(RecordDialog)
    type_into(qtbot, dialog, "skill", "应急保障")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.skills.model.rowCount() == 1)
    assert column(page.list, "skills")[page.list.model.position(number)] == "应急保障"
    window.undo()
    qtbot.waitUntil(lambda: page.skills.model.rowCount() == 0)


def test_of_the_chosen_one_the_skills_the_trainings_and_the_services_are_shown(window, page, qtbot):
    page.select(number_of(window, "燕振戈"))
    qtbot.waitUntil(lambda: column(page.skills, "skill") == ["应急保障", "快速救援"])
    assert column(page.milestones, "what") == ["应急救援基本技能"]
    assert column(page.services, "minutes") == ["1小时30分"]
    page.select(number_of(window, "蒲桂棠"))
    qtbot.waitUntil(lambda: page.skills.model.rowCount() == 0)
    assert page.milestones.model.rowCount() == 0
    assert page.services.model.rowCount() > 1
    assert not page.services.model.editable


def test_what_has_run_out_is_red_and_what_is_unknown_is_not(window, page, qtbot):
    red = theme.colour("error")
    for name, colours in (("燕振戈", [None, red]), ("仝铁岩", [None])):
        page.select(number_of(window, name))
        qtbot.waitUntil(lambda colours=colours: page.skills.model.rowCount() == len(colours))
        place = VOLUNTEER_SKILLS.places["expires"] - 1
        found = [page.skills.model.index(row, place).data(INK) for row in range(len(colours))]
        assert found == colours
    place = VOLUNTEERS.places["insured_until"] - 1
    for name, colour in (("燕振戈", red), ("蒲桂棠", None)):
        row = page.list.model.position(number_of(window, name))
        assert page.list.model.index(row, place).data(INK) == colour


def test_the_home_page_leads_to_who_is_no_longer_insured(window, page):
    window.go("volunteers", number_of(window, "戚定远"))
    assert page.list.current_id() == number_of(window, "戚定远")
    assert page.list.form.boxes["insured_until"].text() == "2022-08-31"


def test_of_all_names_only_those_that_fit_are_asked_for_and_only_when_somebody_types(window, page, qtbot):
    editors = {key: box.editor for key, box in page.list.form.boxes.items() if box.editor and box.field.choices}
    assert "person" in editors
    assert [key for key, editor in editors.items() if editor._known is not None or editor._list.rowCount()] == []
    person = editors["person"]
    person.open_popup()
    assert person._list.rowCount() == 58
    person.clear()
    qtbot.keyClicks(person, "oyzx")
    assert person._list.stringList() == ["欧阳知夏"]
    assert person._known is None


def test_a_shift_calls_for_its_first_skill_on_its_day(window, qtbot):
    window.go("activities")
    activities = window.page("activities")
    with window.store.write("准备") as session:
        shift = session.get_one(Shift, activities.shifts.current_id())
        rescue = dict(map(reversed, skills(session)))["快速救援"]
        session.add(ShiftSkill(owner_id=shift.id, entry_id=rescue))
        shift.held_on = date(2022, 1, 5)
    qtbot.mouseClick(activities.findChild(QPushButton, "call"), LEFT)
    page = window.page("callout")
    assert page.isVisible()
    assert (page.skill.currentText(), page.day.value_text(), page.weekday.text()) == (
        "快速救援",
        "2022-01-05",
        "星期三",
    )
    assert column(page.list, "person") == ["冉卫疆", "燕振戈", "晏长川"]
    assert column(page.list, "remark")[2] == EXPIRED
    place = page.list.listing.places["remark"] - 1
    assert page.list.model.index(2, place).data(INK) == theme.colour("error")


def test_the_list_follows_the_day_and_the_skill_and_is_exported_for_them(window, list_page, qtbot):
    page = list_page
    licence = page.list.listing.places["licence"] - 1
    assert page.skill.currentText() == "不限"
    assert page.list.table.isColumnHidden(licence)
    type_into(qtbot, page, "day", "2022.1.8")
    assert page.weekday.text() == "星期六"
    everybody = page.list.model.rowCount()
    page.skill.setCurrentText("快速救援")
    assert not page.list.table.isColumnHidden(licence)
    assert 0 < page.list.model.rowCount() < everybody
    qtbot.mouseClick(page.list.bar.export_button, LEFT)
    request = window.findChild(ExportDialog, "export_dialog").request()
    assert (request.of, request.first) == (page.skill.currentData(), date(2022, 1, 8))


def test_a_day_that_is_none_leaves_the_list_as_it_is(list_page, qtbot):
    page = list_page
    page.day.set_text("2022-01-08")
    page._set_day()
    before = column(page.list, "person")
    page.day.setText("下周")
    with pytest.raises(UserError, match="不是一个日期"):
        page._set_day()
    page.refresh()
    assert column(page.list, "person") == before
    assert not page.list.model.editable


def test_the_button_of_the_volunteers_leads_to_the_list(window, page, qtbot):
    qtbot.mouseClick(page.findChild(QPushButton, "call"), LEFT)
    assert window.page("callout").isVisible()
