"""The edges of turnout and of tasks: the first and last day of a period and in office, today, the day a task is due."""

from datetime import date, timedelta

import pytest

from db.committee.listings import MEMBERS, TERMS
from db.meetings.listings import ATTENDANCE, MEETINGS
from db.meetings.models import Attendance, Meeting
from db.meetings.tasks import TASKS, earlier_task_rows, task_status_on
from db.meetings.turnout import turnout
from db.office.listings import OFFICES

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)
TODAY = date.today()
BEFORE, FIRST, MIDDLE, LAST, AFTER = (
    date(2021, 6, 30),
    date(2021, 7, 1),
    date(2021, 8, 15),
    date(2021, 9, 30),
    date(2021, 10, 1),
)
MEETINGS_HELD = {BEFORE: 1, FIRST: 2, MIDDLE: 4, LAST: 8, AFTER: 16}  # no two sums are the same: each tells its days
PERIODS = {  # first and last day, and how many meetings
    (FIRST, LAST): 2 + 4 + 8,
    (FIRST, FIRST): 2,
    (LAST, LAST): 8,
    (BEFORE, AFTER): 1 + 2 + 4 + 8 + 16,
    (FIRST + DAY, LAST): 4 + 8,
    (FIRST, LAST - DAY): 2 + 4,
    (MIDDLE + DAY, LAST - DAY): 0,
    (LAST, FIRST): 0,
}
IN_OFFICE = {  # when somebody was in office, and at how many of all meetings
    (BEFORE, None): 1 + 2 + 4 + 8 + 16,
    (FIRST, None): 2 + 4 + 8 + 16,
    (FIRST + DAY, None): 4 + 8 + 16,
    (BEFORE, LAST): 1 + 2 + 4,  # up to, not on, the last
    (BEFORE, LAST + DAY): 1 + 2 + 4 + 8,
    (FIRST, FIRST + DAY): 2,
    (FIRST, FIRST): 0,
    (LAST, AFTER): 8,
}


def community(session):
    """An office and its term; return their numbers."""
    office = OFFICES.create(session, {"name": "畅家巷社区", "code": "620102001001", "level": "社区"}).id
    return office, TERMS.create(session, {"name": "第一届", "office": "畅家巷社区", "begins": date(2021, 1, 1)}).id


def meetings(session, office, held):
    """So many meetings on each day; return their numbers."""
    made = [Meeting(office_id=office, title="会", held_on=day) for day, count in held.items() for _ in range(count)]
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


def member(session, term, name, begins, ends=None):
    return MEMBERS.create(session, {"person": name, "post": "委员", "begins": begins, "ends": ends}, term_id=term)


def came(session, person, numbers, **values):
    values = {"state": "出席"} | values
    session.add_all(Attendance(meeting_id=number, person_id=person, **values) for number in numbers)
    session.flush()


def counts(database, *period):
    """What the turnout of a period says of everybody, by the day they took office and the day they left."""
    with database.read() as session:
        listing = turnout(*period)
        rows = session.execute(listing.rows()).all()
        keys = ("called", "present", "leave", "absent", "late", "rate")
        days = [(listing.value(row, "begins"), listing.value(row, "ends")) for row in rows]
        return {day: tuple(listing.value(row, key) for key in keys) for day, row in zip(days, rows, strict=True)}


def test_the_meetings_of_a_period_count_from_its_first_day_to_its_last(database):
    with database.write("开会") as session:
        office, term = community(session)
        one = member(session, term, "甲", BEFORE)
        came(session, one.person_id, meetings(session, office, MEETINGS_HELD))
    found = {period: counts(database, *period)[BEFORE, None] for period in PERIODS}
    assert {period: row[0] for period, row in found.items()} == PERIODS
    assert {period: row[1] for period, row in found.items()} == PERIODS
    assert counts(database)[BEFORE, None][0] == 1 + 2 + 4 + 8 + 16  # without a period, all there are


def test_a_member_is_called_from_the_first_day_in_office_up_to_not_on_the_last(database):
    with database.write("开会") as session:
        office, term = community(session)
        numbers = meetings(session, office, MEETINGS_HELD)
        for place, (begins, ends) in enumerate(IN_OFFICE):
            one = member(session, term, f"某{place}", begins, ends)
            came(session, one.person_id, numbers)
    assert {days: row[0] for days, row in counts(database).items()} == IN_OFFICE


TERM_ENDS = {None: 1 + 2 + 4 + 8 + 16, LAST - DAY: 1 + 2 + 4, LAST: 1 + 2 + 4 + 8}


@pytest.mark.parametrize("ends", TERM_ENDS)
def test_a_member_who_stays_to_the_end_is_called_through_the_last_day_of_the_term(database, ends):
    with database.write("开会") as session:
        office, term = community(session)
        one = member(session, term, "甲", BEFORE)
        came(session, one.person_id, meetings(session, office, MEETINGS_HELD))
        TERMS["ends"].put(session, session.get_one(TERMS.model, term), ends)
    assert counts(database)[BEFORE, None][0] == TERM_ENDS[ends]


def test_a_meeting_of_today_counts_and_one_of_tomorrow_not_yet(database):
    with database.write("开会") as session:
        office, term = community(session)
        one = member(session, term, "甲", BEFORE)
        numbers = meetings(session, office, {TODAY - DAY: 1, TODAY: 2, TODAY + DAY: 4})
        came(session, one.person_id, numbers)
    assert counts(database)[BEFORE, None][0] == 1 + 2


STATES = {  # how somebody was marked at the one meeting: called, present, leave, absent, late, rate
    ("出席", None): (1, 1, 0, 0, 0, 1.0),
    ("出席", "09:20"): (1, 1, 0, 0, 1, 1.0),
    ("请假", None): (1, 0, 1, 0, 0, 0.0),
    ("缺席", None): (1, 0, 0, 1, 0, 0.0),
    ("列席", None): (0, 0, 0, 0, 0, None),  # who sits in was not called
}


@pytest.mark.parametrize(("state", "arrived"), STATES)
def test_leave_and_absence_are_told_apart_and_only_presence_is_presence(database, state, arrived):
    with database.write("开会") as session:
        office, term = community(session)
        one = member(session, term, "甲", BEFORE)
        came(session, one.person_id, meetings(session, office, {LAST: 1}), state=state, arrived=arrived)
    assert counts(database)[BEFORE, None] == STATES[state, arrived]


def test_a_meeting_of_another_office_does_not_count(database):
    with database.write("开会") as session:
        office, term = community(session)
        other = OFFICES.create(session, {"name": "杨家园社区", "code": "620102001005", "level": "社区"}).id
        one = member(session, term, "甲", BEFORE)
        came(session, one.person_id, meetings(session, office, {LAST: 1}) + meetings(session, other, {LAST: 2}))
    assert counts(database)[BEFORE, None][0] == 1


# -- tasks --

DUE = {  # when it is due, its state, and what the list says of it today
    (TODAY - DAY, "未开始"): "已逾期",
    (TODAY - DAY, "办理中"): "已逾期",
    (TODAY, "未开始"): "未开始",  # the day it is due is in time
    (TODAY, "办理中"): "办理中",
    (TODAY + DAY, "未开始"): "未开始",
    (None, "办理中"): "办理中",
    (TODAY - DAY, "已完成"): "已完成",
    (TODAY - DAY, "已取消"): "已取消",
}
STOOD = {  # when it is due and when it was done: what the minutes of a meeting on LAST say of it
    (LAST, None): "未开始",
    (LAST - DAY, None): "已逾期",
    (LAST + DAY, None): "未开始",
    (LAST, LAST): "已完成",
    (LAST - DAY, LAST - DAY): "已完成",
    (LAST - DAY, LAST): "已完成（逾期完成）",
    (LAST, LAST - DAY): "已完成",
    (None, LAST): "已完成",
    (LAST, LAST + DAY): "办理中",  # done after the meeting: on its day it was not
    (LAST - DAY, LAST + DAY): "已逾期",
    (None, LAST + DAY): "办理中",
}


def meeting(session, day, title):
    values = {"title": title, "held_on": day, "office": "畅家巷社区", "series": "例会"}
    return MEETINGS.create(session, values).id


def test_a_task_is_overdue_from_the_day_after_it_is_due(database):
    with database.write("任务") as session:
        community(session)
        number = meeting(session, FIRST, "会")
        for due, state in DUE:
            TASKS.create(session, {"what": f"{due}{state}", "due": due, "state": state}, meeting_id=number)
    with database.read() as session:
        found = {TASKS.value(row, "what"): TASKS.value(row, "standing") for row in session.execute(TASKS.rows())}
    assert found == {f"{due}{state}": said for (due, state), said in DUE.items()}


def test_the_minutes_say_where_a_task_stood_on_the_day_of_the_meeting(database):
    with database.write("任务") as session:
        community(session)
        number = meeting(session, FIRST, "会")
        for due, done_on in STOOD:
            TASKS.create(session, {"what": f"{due}{done_on}", "due": due, "done_on": done_on}, meeting_id=number)
    with database.read() as session:
        found = {TASKS.value(row, "what"): task_status_on(LAST, row) for row in session.execute(TASKS.rows())}
    assert found == {f"{due}{done_on}": said for (due, done_on), said in STOOD.items()}


def test_a_task_of_an_older_meeting_is_read_out_again_unless_it_was_done_before_the_last_one(database):
    with database.write("任务") as session:
        community(session)
        first, second = meeting(session, FIRST, "第一次"), meeting(session, MIDDLE, "第二次")
        third = meeting(session, LAST, "第三次")
        for name, values in {
            "做完在第二次的前一天": {"done_on": MIDDLE - DAY},
            "做完在第二次当天": {"done_on": MIDDLE},
            "做完在第二次以后": {"done_on": MIDDLE + DAY},
            "还在办": {"state": "办理中"},
            "不办了": {"state": "已取消"},
        }.items():
            TASKS.create(session, {"what": name, **values}, meeting_id=first)
        TASKS.create(session, {"what": "第二次的", "done_on": MIDDLE}, meeting_id=second)
    with database.read() as session:
        rows = earlier_task_rows(session, session.get_one(Meeting, third))
    assert {TASKS.value(row, "what") for row in rows} == {
        "做完在第二次当天",
        "做完在第二次以后",
        "还在办",
        "第二次的",
    }


def test_a_list_of_guests_leaves_the_turnout_of_members_alone(database):
    with database.write("开会") as session:
        office, term = community(session)
        member(session, term, "甲", BEFORE)
        (number,) = meetings(session, office, {LAST: 1})
        ATTENDANCE.create(session, {"person": "客", "state": "出席"}, meeting_id=number)
    assert counts(database) == {(BEFORE, None): (0, 0, 0, 0, 0, None)}
