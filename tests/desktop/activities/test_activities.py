"""An afternoon of volunteers, as a clerk types it in: an activity, its shift, and who was there."""

from datetime import date, timedelta

import pdfplumber
import pytest
import python_calamine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QPushButton
from sqlalchemy import func, select

from db.activities.listings import ACTIVITIES
from db.activities.models import Activity, Service, Shift
from db.activities.services import SERVICES
from db.core.errors import UserError
from db.core.masking import Audience, mask_name
from db.core.work import no_progress
from db.people.models import Person
from exports import report_named
from exports.reports import Request


@pytest.fixture
def page(window):
    window.go("activities")
    return window.page("activities")


def states(window, shift):
    with window.store.read() as session:
        rows = session.execute(SERVICES.of(shift).rows()).all()
        return [(SERVICES.label_of(row), SERVICES.value(row, "state"), SERVICES.value(row, "minutes")) for row in rows]


def test_twelve_people_are_signed_in_by_keys_and_the_hours_are_right(window, page, qtbot):
    with window.store.write("准备") as session:
        values = {"title": "应急演练", "office": "杨家园社区", "team": "杨家园退役军人应急救援志愿服务队"}
        number = ACTIVITIES.create(session, values).id
        shift = Shift(activity_id=number, held_on=date(2022, 5, 12), starts=540, ends=655)
        session.add(shift)
        session.flush()
        shift = shift.id
    page.select(number)
    qtbot.waitUntil(lambda: page.sign_in.shift == shift)
    qtbot.mouseClick(page.findChild(QPushButton, "fill_shift"), Qt.MouseButton.LeftButton)
    table = page.sign_in.table
    assert page.sign_in.model.rowCount() == 12
    table.setFocus()
    for place, key in enumerate("000000000034"):
        table.selectRow(place)
        qtbot.keyClick(table, key)
        if key in "34":
            qtbot.keyClick(table.focusWidget() or table, Qt.Key.Key_Escape)
    found = states(window, shift)
    assert [(state, minutes) for _name, state, minutes in found] == [("到", 115)] * 10 + [("假", 0), ("缺", 0)]
    with window.store.read() as session:
        assert ACTIVITIES.value(ACTIVITIES.one(session, number), "minutes") == 1150
    name = found[0][0]
    page.sign_in.edit(page.sign_in.model.ids[0], SERVICES["left"], "10:20")
    assert states(window, shift)[0] == (name, "到", 80)
    window.undo()
    qtbot.waitUntil(lambda: states(window, shift)[0] == (name, "到", 115))


def test_the_next_shifts_are_made_by_one_dialog(window, page, qtbot):
    page.select(3)
    qtbot.waitUntil(lambda: page.sign_in.shift is not None)
    qtbot.mouseClick(page.findChild(QPushButton, "again"), Qt.MouseButton.LeftButton)
    dialog = page.findChild(QInputDialog, "repeat_dialog")
    dialog.setTextValue("每周2次")
    dialog.accept()
    with window.store.read() as session:
        count = session.scalar(select(func.count(Shift.id)).where(Shift.activity_id == 3))
    assert count == 3


def test_an_activity_without_shifts_says_what_to_do_and_locks_the_list(window, page):
    with window.store.write("准备") as session:
        number = ACTIVITIES.create(session, {"title": "还没安排", "office": "畅家巷社区"}).id
    page.select(number)
    assert page.sign_in.shift is None
    assert page.sign_in.blocked == "先安排一场，再列名单"
    assert not page.sign_in.sheet.isEnabled()


def test_a_record_with_hours_is_not_removed_from_the_window(window, page, answered, qtbot):
    page.select(2)
    qtbot.waitUntil(lambda: page.sign_in.model.rowCount() == 7)
    with window.store.read() as session:
        before = session.scalar(select(func.count(Service.id)))
    with pytest.raises(UserError, match="请填作废原因"):
        page.sign_in.remove(page.sign_in.model.ids[:1])
    with window.store.read() as session:
        assert session.scalar(select(func.count(Service.id))) == before


def test_the_ledger_of_hours_can_be_sent_to_the_public_without_names_or_phones(window, tmp_path):
    path = tmp_path / "hours.xlsx"
    with window.store.read() as session:
        report_named("services").write(session, path, Request(audience=Audience.PUBLIC), no_progress)
        full = set(session.scalars(select(Person.name).join(Service)))
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "姓名" in row)
    names = [row[head.index("姓名")] for row in rows[rows.index(head) + 1 :] if isinstance(row[0], float)]
    assert set(names) == set(map(mask_name, full))
    assert not full & set(names)
    assert not {"请假原因", "作废原因"} & set(head)
    hours = [row[head.index("时长（小时、分）")] for row in rows[rows.index(head) + 1 :] if isinstance(row[0], float)]
    assert sum(hours, timedelta()) == timedelta(minutes=1500 + 1080 + 480)


def test_the_sign_in_sheet_is_written_for_the_shift_that_is_looked_at(window, page, tmp_path, qtbot):
    page.select(1)
    qtbot.waitUntil(lambda: page.sign_in.shift is not None)
    path = tmp_path / "sheet.pdf"
    with window.store.read() as session:
        report_named("shift_sign_in").write(session, path, Request(of=page.sign_in.shift), no_progress)
        title = session.get_one(Activity, 1).title
    with pdfplumber.open(path) as pdf:
        assert f"{title}签到表" in pdf.pages[0].extract_text().replace("\n", "")
