"""The source's afternoon: a team is formed, serves in two shifts, gets its hours, and one of it a certificate."""

import re
from datetime import date

import pdfplumber
from PySide6.QtCore import Qt
from sqlalchemy import func, select

from db.activities.amendment_models import Amendment
from db.activities.models import Activity, Service, Shift
from db.certificates.models import Certificate
from db.core.work import no_progress
from db.hours.totals import TEAM
from db.people.models import Person
from db.teams.models import Applicant, Team, TeamMember
from desktop.certificates.issue_dialog import IssueDialog
from exports.certificates.report import CERTIFICATE
from exports.reports import Request
from tests.desktop.window_helpers import click, fill, stored, visible

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
NAMES = [
    "甘雨田",
    "柏松年",
    "窦青禾",
    "章䶮生",
    "云𬭎",
    "苗㛃然",
    "明堃",
    "计犇",
    "成翀",
    "买合木提·艾山",
    "夏侯望",
    "东方朗",
]
TEAM_NAME = "南关应急救援志愿服务队"
THROUGHOUT = "云𬭎"  # the one on leave is the last by name


def test_the_afternoon_from_the_appeal_to_the_certificate(qtbot, window, keyboard, tmp_path):
    team = form_team(qtbot, window, keyboard)
    activity, first, second = plan(qtbot, window, keyboard)
    sign_in(qtbot, window, keyboard, activity, first, second)
    enter_late(qtbot, window, keyboard, activity, first)
    page = window.page("hours")
    window.go("hours")
    assert page.first_by.currentData() is TEAM
    row = next(row for row in page.found.rows if row[1] == TEAM_NAME)
    assert row[2:] == (12, 24, 11 * 120 + 75 + 12 * 80)
    page.table.select_id(row[0])
    assert page.records.model.rowCount() == 24
    served = select(func.sum(Service.left - Service.arrived)).where(Service.team_id == team)
    assert stored(window, served) == row[-1]
    window.undo()  # the approval
    qtbot.waitUntil(lambda: next(r for r in page.found.rows if r[1] == TEAM_NAME)[-1] == row[-1] - 75)
    window.redo()
    qtbot.waitUntil(lambda: next(r for r in page.found.rows if r[1] == TEAM_NAME)[-1] == row[-1])

    assert certified(qtbot, window, keyboard, tmp_path) == 120 + 80


def certified(qtbot, window, keyboard, tmp_path):
    """One of the twelve becomes a registered volunteer and gets a certificate; return the minutes printed on it."""
    window.go("volunteers")
    page = window.page("volunteers")
    click(qtbot, page.list, "add")
    fill(keyboard, {"person": THROUGHOUT, "number": "NG2026001", "id_number": "11010519491231002X"})
    window.go("certificates")
    page = window.page("certificates")
    click(qtbot, page, "add")
    dialog = page.findChild(IssueDialog)
    dialog.team.setCurrentIndex(dialog.team.findText(TEAM_NAME))
    listed = {dialog.list.listing.label_of(row): row[0] for row in dialog.list.fetch(dialog.list.model.ids)}
    dialog.list.table.select_id(listed[THROUGHOUT])
    qtbot.mouseClick(dialog.go, LEFT)
    mine = select(Certificate.id).join(Person, Person.id == Certificate.person_id).where(Person.name == THROUGHOUT)
    qtbot.waitUntil(lambda: stored(window, mine) is not None)
    path = tmp_path / "certificate.pdf"
    with window.store.read() as session:
        CERTIFICATE.write(session, path, Request(of=stored(window, mine)), no_progress)
    with pdfplumber.open(path) as pdf:
        text = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
    assert f"兹证明{THROUGHOUT}（居民身份证号码11010519491231002X，志愿者编号NG2026001）" in text
    hours, minutes = re.search(r"服务时长共计(\d+)小时(?:(\d+)分)?", text).groups()
    return int(hours) * 60 + int(minutes or 0)


def form_team(qtbot, window, keyboard):
    """A team, twelve who sign up one after the other, all of them chosen."""
    window.go("teams")
    page = window.page("teams")
    click(qtbot, page.list, "add")
    fill(keyboard, {"name": TEAM_NAME, "channel": "公开招募"})
    team = stored(window, select(Team.id).where(Team.name == TEAM_NAME))
    assert page.team == team
    click(qtbot, page.applicants, "add")
    (dialog,) = visible("record_dialog")
    dialog.more.setChecked(True)
    for name in NAMES:
        fill(keyboard, {"person": name})
    keyboard.press(Key.Key_Escape)
    assert stored(window, select(func.count(Applicant.id)).where(Applicant.team_id == team)) == 12
    page.applicants.table.setFocus()
    keyboard.press(Key.Key_A, CONTROL)
    click(qtbot, page.applicants, "choose")
    assert stored(window, select(func.count(TeamMember.id)).where(TeamMember.team_id == team)) == 12
    return team


def plan(qtbot, window, keyboard):
    """An activity in two shifts this very day."""
    window.go("activities")
    page = window.page("activities")
    click(qtbot, page.list, "add")
    fill(keyboard, {"title": "应急演练与走访", "team": TEAM_NAME, "service": "公益活动"})
    activity = stored(window, select(Activity.id).where(Activity.title == "应急演练与走访"))
    for starts, ends in (("14:00", "16:00"), ("16:10", "17:30")):
        click(qtbot, page.shifts, "add")
        fill(keyboard, {"held_on": date.today().isoformat(), "starts": starts, "ends": ends})
    with window.store.read() as session:
        query = select(Shift.id).where(Shift.activity_id == activity).order_by(Shift.starts)
        return activity, *session.scalars(query)


def sign_in(qtbot, window, keyboard, activity, first, second):
    """The paper typed back in: eleven as planned and one on leave, then all twelve as planned."""
    page = window.page("activities")
    assert page.list.current_id() == activity
    for shift, keys in ((first, "0" * 11 + "3"), (second, "0" * 12)):
        page.shifts.select(shift)
        click(qtbot, page.sign_in, "fill_shift")
        assert page.sign_in.model.rowCount() == 12
        page.sign_in.table.setFocus()
        keyboard.press(Key.Key_Home, CONTROL)
        for key in keys:
            keyboard.write(key)
            if key == "3":
                keyboard.write("值班")
                keyboard.press(Key.Key_Return)
            keyboard.press(Key.Key_Down)
        page.shifts.edit(shift, page.shifts.listing["paper_count"], str(keys.count("0")))
        click(qtbot, page.sign_in, "confirm_shift")
        assert visible("confirm_dialog")
        keyboard.press(Key.Key_A, CONTROL)
        keyboard.write("甘雨田")
        keyboard.press(Key.Key_Return)
        assert stored(window, select(Shift.confirmed_by).where(Shift.id == shift)) == "甘雨田"
    assert (
        stored(window, select(func.count(Service.id)).where(Service.left.is_not(None), Service.shift_id == first)) == 11
    )


def enter_late(qtbot, window, keyboard, activity, shift):
    """The one on leave came after all: asked for by one, approved by another."""
    page = window.page("activities")
    page.shifts.select(shift)
    away = stored(window, select(Service.id).where(Service.shift_id == shift, Service.state == "假"))
    name = stored(window, select(Person.name).join(Service).where(Service.id == away))
    page.sign_in.select(away)
    click(qtbot, page.sign_in, "amend")
    fill(keyboard, {"arrived": "14:45", "left": "16:00", "reason": "值完班赶来", "asked_by": name})
    asked = stored(window, select(Amendment.id).where(Amendment.service_id == away))
    assert asked
    window.go("amendments", asked)
    approvals = window.page("amendments")
    click(qtbot, approvals, "approve")
    keyboard.write("夏侯望" if name != "夏侯望" else "明堃")
    keyboard.press(Key.Key_Return)
    assert stored(window, select(Amendment.state).where(Amendment.id == asked)) == "已批准"
