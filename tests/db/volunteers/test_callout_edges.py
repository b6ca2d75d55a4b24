"""The edges of the call-out list: the days of the recent load, of the last service, of a licence and of leaving."""

from datetime import date, timedelta

import pytest

from db.activities.listings import ACTIVITIES
from db.activities.models import Service, Shift
from db.office.listings import OFFICES
from db.people.listings import PERSONS
from db.volunteers.callout import EXPIRED, callout, skills
from db.volunteers.listings import VOLUNTEER_SKILLS, VOLUNTEERS

DAY = timedelta(days=1)
ASKED = date(2022, 1, 5)  # the day for which somebody is called
LATELY = 90  # days
RESCUE = "快速救援"


def community(session):
    OFFICES.create(session, {"name": "畅家巷社区", "code": "620102001001", "level": "社区"})
    return ACTIVITIES.create(session, {"title": "巡逻", "office": "畅家巷社区"}).id


def volunteer(session, name, **values):
    return VOLUNTEERS.create(session, {"person": name, "registered_on": "2020-01-01", **values}).person_id


def served(session, activity, person, day, minutes, **values):
    shift = Shift(activity_id=activity, held_on=day, starts=540, ends=1200)
    session.add(shift)
    session.flush()
    row = {"arrived": 540, "left": 540 + minutes} | values
    session.add(Service(shift_id=shift.id, person_id=person, **row))
    session.flush()


def called(database, skill=None, day=ASKED):
    """Of everybody called, by name: the minutes lately, the day of the last service, and the remark."""
    with database.read() as session:
        number = skill and next(one for one, title in skills(session) if title == skill)
        listing = callout(number, day)
        rows = session.execute(listing.rows()).all()
        keys = ("lately", "served_on", "remark")
        return {listing.value(row, "person"): tuple(listing.value(row, key) for key in keys) for row in rows}


# when somebody served: the minutes that count as lately, and the day of the last service
LOADS = {
    ASKED - (LATELY + 1) * DAY: (0, ASKED - (LATELY + 1) * DAY),
    ASKED - LATELY * DAY: (30, ASKED - LATELY * DAY),
    ASKED - DAY: (30, ASKED - DAY),
    ASKED + DAY: (0, None),  # what was yet to come on that day is no load
    ASKED + LATELY * DAY: (0, None),
}


def test_the_recent_load_is_what_was_served_on_the_ninety_days_before(database):
    with database.write("服务") as session:
        patrol = community(session)
        for day in LOADS:
            served(session, patrol, volunteer(session, f"某{day}"), day, 30)
    assert {name: found[:2] for name, found in called(database).items()} == {
        f"某{day}": expected for day, expected in LOADS.items()
    }


def test_all_the_days_add_up_and_what_does_not_count_adds_nothing(database):
    with database.write("服务") as session:
        patrol, one = community(session), volunteer(session, "甲")
        for days, minutes in ((-LATELY - 1, 1), (-LATELY, 2), (-1, 4), (1, 8)):  # no two sums are the same
            served(session, patrol, one, ASKED + days * DAY, minutes)
        served(session, patrol, one, ASKED, 16, void="写错")
        served(session, patrol, one, ASKED - 2 * DAY, 32, left=None)
    assert called(database)["甲"][:2] == (2 + 4, ASKED - DAY)


LICENCES = {ASKED - DAY: EXPIRED, ASKED: "时间未填，先问", ASKED + DAY: "时间未填，先问"}  # by their last day


def test_a_licence_is_good_on_its_last_day(database):
    with database.write("证书") as session:
        community(session)
        for day in LICENCES:
            volunteer(session, f"某{day}")
            values = {"volunteer": f"某{day}", "skill": RESCUE, "licence": "证", "expires": day}
            VOLUNTEER_SKILLS.create(session, values)
    found = called(database, RESCUE)
    assert {name: remark for name, (_load, _day, remark) in found.items()} == {
        f"某{day}": remark for day, remark in LICENCES.items()
    }
    assert list(found)[-1] == f"某{ASKED - DAY}"


@pytest.mark.parametrize(("ends", "there"), [(ASKED - DAY, False), (ASKED, False), (ASKED + DAY, True), (None, True)])
def test_who_leaves_is_called_up_to_not_on_the_last_day(database, ends, there):
    with database.write("离开") as session:
        community(session)
        volunteer(session, "甲", ends=ends)
    assert ("甲" in called(database)) is there


@pytest.mark.parametrize(("days", "there"), [(-1, True), (0, False), (1, True)])
def test_who_is_in_a_shift_on_the_day_itself_is_not_called(database, days, there):
    with database.write("另一场") as session:
        patrol, one = community(session), volunteer(session, "甲")
        served(session, patrol, one, ASKED + days * DAY, 30)
    assert ("甲" in called(database)) is there


def test_a_person_who_is_no_volunteer_is_never_called(database):
    with database.write("人员") as session:
        community(session)
        PERSONS.create(session, {"name": "乙"})
    assert called(database) == {}
