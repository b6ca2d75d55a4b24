"""The edges of a term and of office: the first day, the last, and the days beside them; the birthday of an age."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.committee.listings import MEMBERS, TERMS, age_band, age_on, composition, term_on
from db.core.errors import UserError
from db.meetings.listings import MEETINGS, copy_meeting, list_members
from db.meetings.models import Attendance, Meeting
from db.office.listings import OFFICES
from db.people.listings import PERSONS
from db.teams.listings import TEAMS
from db.wishes.claims import may_claim, party_of

DAY = timedelta(days=1)
BEGINS, ENDS = date(2021, 8, 30), date(2026, 8, 30)  # of the first term, and of the second
LAST = ENDS - DAY  # of the first
LONG_AGO, LATER = date(2000, 1, 1), date(2090, 1, 1)


def community(session):
    return OFFICES.create(session, {"name": "畅家巷社区", "code": "620102001001", "level": "社区"}).id


def term(session, name, begins, ends=None):
    return TERMS.create(session, {"name": name, "office": "畅家巷社区", "begins": begins, "ends": ends}).id


def refusal(database, store):
    """What is said where something can't be stored, "" where it is."""
    try:
        with database.write("试") as session:
            store(session)
    except UserError as error:
        return str(error)
    return ""


def member(session, number, name, begins, ends=None, post="委员"):
    values = {"person": name, "post": post, "begins": begins, "ends": ends}
    return MEMBERS.create(session, values, term_id=number).id


RUNNING = {  # the terms there are, and which of them runs on each of these days
    "one that goes on": (
        {"一": (BEGINS, None)},
        {LONG_AGO: None, BEGINS - DAY: None, BEGINS: "一", LATER: "一"},
    ),
    "one that ends": (
        {"一": (BEGINS, LAST)},
        {BEGINS - DAY: None, BEGINS: "一", ENDS - DAY: "一", ENDS: None, LATER: None},
    ),
    "one after the other": (
        {"一": (BEGINS, LAST), "二": (ENDS, None)},
        {ENDS - DAY: "一", ENDS: "二", ENDS + DAY: "二"},
    ),
    "a day between them": (
        {"一": (BEGINS, LAST), "二": (ENDS + DAY, None)},
        {ENDS - DAY: "一", ENDS: None, ENDS + DAY: "二"},
    ),
    "one of two days, and one of a day": (
        {"一": (BEGINS, BEGINS + DAY), "二": (ENDS, ENDS)},
        {BEGINS - DAY: None, BEGINS + DAY: "一", BEGINS + 2 * DAY: None, ENDS: "二", ENDS + DAY: None},
    ),
}


@pytest.mark.parametrize("name", RUNNING)
def test_a_term_runs_from_its_first_day_through_its_last(database, name):
    terms, expected = RUNNING[name]
    with database.write("届次") as session:
        office = community(session)
        for one, days in terms.items():
            term(session, one, *days)
    with database.read() as session:
        found = {day: term_on(session, office, day) for day in expected}
        assert {day: one and one.name for day, one in found.items()} == expected
        assert term_on(session, office + 1, BEGINS) is None


SPANS = {  # when somebody was in office
    "甲": (BEGINS, None),
    "乙": (BEGINS, ENDS),
    "丙": (BEGINS + DAY, None),
    "丁": (BEGINS, BEGINS + DAY),
    "戊": (BEGINS, BEGINS),
}
MEMBERS_ON = {BEGINS - DAY: "", BEGINS: "甲乙丁", BEGINS + DAY: "甲乙丙", ENDS - DAY: "甲乙丙", ENDS: "甲丙"}


def test_the_composition_and_the_list_of_a_meeting_have_those_in_office_that_day(database):
    with database.write("成员") as session:
        community(session)
        first = term(session, "一", BEGINS)
        names = {member(session, first, name, *span): name for name, span in SPANS.items()}
    with database.read() as session:
        shown = {day: composition(session, first, day).members for day in MEMBERS_ON}
    assert {day: "".join(sorted(names[one] for one in found)) for day, found in shown.items()} == {
        day: "".join(sorted(expected)) for day, expected in MEMBERS_ON.items()
    }
    listed = {}
    with database.write("会议") as session:
        for day in MEMBERS_ON:
            number = MEETINGS.create(session, {"title": "会", "held_on": day, "office": "畅家巷社区"}).id
            if day < BEGINS:
                with pytest.raises(UserError, match="没有任期内的届次"):
                    list_members(session, session.get_one(Meeting, number))
                listed[day] = 0
            else:
                listed[day] = list_members(session, session.get_one(Meeting, number))
                session.flush()
    assert listed == {day: len(expected) for day, expected in MEMBERS_ON.items()}


def test_a_copied_meeting_takes_a_former_member_along_as_nobody_and_a_guest_as_a_guest(database):
    with database.write("会议") as session:
        community(session)
        first = term(session, "一", BEGINS)
        for name, span in {"甲": (BEGINS, None), "乙": (BEGINS, ENDS)}.items():
            member(session, first, name, *span)
        guest = PERSONS.create(session, {"name": "客"}).id
        number = MEETINGS.create(session, {"title": "会", "held_on": ENDS - DAY, "office": "畅家巷社区"}).id
        list_members(session, session.get_one(Meeting, number))
        session.add(Attendance(meeting_id=number, person_id=guest, state="列席"))
        session.flush()
        held = {day: copy_meeting(session, session.get_one(Meeting, number), day).id for day in (ENDS - DAY, ENDS)}
    with database.read() as session:
        found = {
            day: len(session.scalars(select(Attendance.id).where(Attendance.meeting_id == one)).all())
            for day, one in held.items()
        }
    assert found == {ENDS - DAY: 3, ENDS: 2}


TOO_EARLY, IN_TIME = "同一时间只能有一位主任", ""
HANDED_OVER = {  # until when one is chair, from when another is, and what is said to that
    "on the same day": (ENDS, ENDS, IN_TIME),
    "with a day between": (ENDS, ENDS + DAY, IN_TIME),
    "a day too early": (ENDS, ENDS - DAY, TOO_EARLY),
    "while the first goes on": (None, ENDS, TOO_EARLY),
    "as the first began": (ENDS, BEGINS, TOO_EARLY),
}


@pytest.mark.parametrize("name", HANDED_OVER)
def test_a_chair_is_handed_over_on_a_day(database, name):
    ends, begins, said = HANDED_OVER[name]
    with database.write("主任") as session:
        community(session)
        first = term(session, "一", BEGINS)
        member(session, first, "甲", BEGINS, ends, "主任")
    found = refusal(database, lambda session: member(session, first, "乙", begins, None, "主任"))
    assert found.partition("：")[0] == said


@pytest.mark.parametrize(
    ("begins", "refused"), [(BEGINS, False), (ENDS - DAY, False), (ENDS, True), (ENDS + DAY, True)]
)
def test_nobody_takes_office_after_the_last_day_of_a_term(database, begins, refused):
    with database.write("届次") as session:
        community(session)
        first = term(session, "一", BEGINS, LAST)
    found = refusal(database, lambda session: member(session, first, "甲", begins))
    assert found.partition("，")[0] == ("任职日期在本届结束之后" if refused else "")


CLAIMANTS = {  # when a membership begins and ends, when its term ends, and on which days its holder may claim a wish
    "in office without an end": (BEGINS, None, None, {BEGINS - DAY: False, BEGINS: True, LATER: True}),
    "in office for a time": (BEGINS, ENDS, None, {ENDS - DAY: True, ENDS: False}),
    "of a term that ended": (BEGINS, None, LAST, {ENDS - DAY: True, ENDS: False, LATER: False}),
    "leaving before the term ends": (BEGINS, ENDS - DAY, LAST, {ENDS - 2 * DAY: True, ENDS - DAY: False}),
}


@pytest.mark.parametrize("name", CLAIMANTS)
def test_a_member_claims_wishes_while_in_office(database, name):
    begins, ends, term_ends, expected = CLAIMANTS[name]
    with database.write("成员") as session:
        community(session)
        member(session, term(session, "一", BEGINS, term_ends), "甲", begins, ends)
    for day, may in expected.items():
        said = refusal(database, lambda session, day=day: party_of(session, "甲", day))
        assert said.startswith("甲既不是在任的社工委成员") is not may, day


def test_a_team_claims_wishes_up_to_not_on_the_day_on_which_it_is_disbanded(database):
    with database.write("队伍") as session:
        community(session)
        TEAMS.create(session, {"name": "巡逻队", "office": "畅家巷社区", "disbanded_on": ENDS})
    said = {
        day: refusal(database, lambda session, day=day: party_of(session, "巡逻队", day)).partition("，")[0]
        for day in (LONG_AGO, ENDS - DAY, ENDS, LATER)
    }
    assert said == {LONG_AGO: "", ENDS - DAY: "", ENDS: "巡逻队已经解散", LATER: "巡逻队已经解散"}


LEFT = {None: True, 1: True, 0: False, -1: False}  # in how many days something ends, and whether it is there today


@pytest.mark.parametrize("left", LEFT)
def test_whoever_may_claim_today_is_offered_and_nobody_else(database, left):
    ends = None if left is None else date.today() + left * DAY
    with database.write("认领人") as session:
        community(session)
        only = term(session, "一", LONG_AGO)
        member(session, only, "甲", LONG_AGO, ends)
        member(session, only, "乙", LONG_AGO, ends)
        TEAMS.create(session, {"name": "巡逻队", "office": "畅家巷社区", "disbanded_on": ends})
    with database.read() as session:
        assert may_claim(session) == (["甲", "乙", "巡逻队"] if LEFT[left] else [])


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("1970-05-12", date(2021, 5, 11), 50),
        ("1970-05-12", date(2021, 5, 12), 51),  # from the birthday on
        ("1970-05-12", date(2021, 5, 13), 51),
        ("1970-05", date(2021, 4, 30), 50),
        ("1970-05", date(2021, 5, 1), 51),  # where the day is not known, from the first of the month
        ("2004-02-29", date(2021, 2, 28), 16),
        ("2004-02-29", date(2021, 3, 1), 17),
        ("2004-02-29", date(2024, 2, 29), 20),
        ("2021-12-31", date(2022, 1, 1), 0),
    ],
)
def test_somebody_is_a_year_older_on_the_birthday(birth, day, age):
    assert age_on(birth, day) == age


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        ("1986-08-31", "35岁及以下"),  # 35 on 2022-08-30, and 36 on the day after
        ("1986-08-30", "36–45岁"),
        ("1976-08-31", "36–45岁"),
        ("1976-08-30", "46岁及以上"),
        ("2022-08-30", "35岁及以下"),
        (None, None),
    ],
)
def test_an_age_belongs_to_the_band_that_names_it(birth, band):
    assert age_band(birth, date(2022, 8, 30), (35, 45)) == band
