"""The edges of what is certified: the first and last day of the period, the day of issue, the days in a team."""

from datetime import date, timedelta

import pytest

from db.activities.listings import ACTIVITIES
from db.activities.models import Service, Shift
from db.certificates.issuing import Common, Snapshot, candidates, issue, serving
from db.certificates.listings import CERTIFICATES, DIFFERS, EARLIEST, VALID
from db.certificates.models import Certificate
from db.core.errors import UserError
from db.office.listings import OFFICES
from db.people.listings import PERSONS
from db.teams.listings import TEAM_MEMBERS, TEAMS

DAY = timedelta(days=1)
TODAY = date.today()
BEFORE, FIRST, MIDDLE, LAST, AFTER = (
    date(2021, 6, 30),
    date(2021, 7, 1),
    date(2021, 8, 15),
    date(2021, 9, 30),
    date(2021, 10, 1),
)
MINUTES = {BEFORE: 1, FIRST: 2, MIDDLE: 4, LAST: 8, AFTER: 16}  # no two sums are the same: each tells its days
PERIODS = {
    (FIRST, LAST): 2 + 4 + 8,
    (FIRST, FIRST): 2,
    (LAST, LAST): 8,
    (BEFORE, AFTER): 1 + 2 + 4 + 8 + 16,
    (FIRST + DAY, LAST): 4 + 8,
    (FIRST, LAST - DAY): 2 + 4,
    (EARLIEST, LAST): 1 + 2 + 4 + 8,
    (MIDDLE + DAY, LAST - DAY): 0,
}
WORDS = {"issuer": "畅家巷社区居民委员会", "head": "韩䶮生", "clerk": "柏青禾", "contact": "0931-8461234"}


def community(session):
    return OFFICES.create(session, {"name": "畅家巷社区", "code": "620102001001", "level": "社区"}).id


def person(session, name="甲"):
    return PERSONS.create(session, {"name": name, "id_type": "护照", "id_number": f"E{ord(name)}"}).id


def served(session, activity, person, day, minutes, **values):
    shift = Shift(activity_id=activity, held_on=day, starts=540 + person, ends=1200)
    session.add(shift)
    session.flush()
    session.add(Service(shift_id=shift.id, person_id=person, **({"arrived": 540, "left": 540 + minutes} | values)))
    session.flush()


def activity(session, **values):
    return ACTIVITIES.create(session, {"title": "巡逻", "office": "畅家巷社区", **values}).id


@pytest.fixture
def quarter(database):
    """One person who served on each of the five days; the numbers of the office and of the person."""
    with database.write("服务") as session:
        office, somebody, walked = community(session), person(session), activity(session)
        for day, minutes in MINUTES.items():
            served(session, walked, somebody, day, minutes)
    return database, office, somebody


def given(database, somebody, office, **changes):
    with database.write("出具") as session:
        (made,) = issue(session, [somebody], Common(office, **({"issued_on": TODAY} | WORDS | changes)))
        return made.id


def test_a_period_is_certified_from_its_first_day_to_its_last(quarter):
    database, office, somebody = quarter
    found, kept = {}, {}
    for first, last in PERIODS:
        with database.read() as session:
            listing = candidates(office, first, last)
            row = listing.one(session, somebody)
            found[first, last] = listing.value(row, "minutes")
        if PERIODS[first, last]:
            number = given(database, somebody, office, first=first, last=last)
            with database.read() as session:
                made = session.get_one(Certificate, number)
                assert sum(row.minutes for row in Snapshot.from_text(made.snapshot).rows) == made.minutes
                assert CERTIFICATES.value(CERTIFICATES.one(session, number), "standing") == VALID
                kept[first, last] = made.minutes
    assert found == PERIODS
    assert kept == {days: minutes for days, minutes in PERIODS.items() if minutes}


@pytest.mark.parametrize(
    ("first", "last", "issued_on", "minutes"),
    [
        (None, None, LAST, 1 + 2 + 4 + 8),  # without a last day, up to the day of issue
        (None, None, LAST - DAY, 1 + 2 + 4),
        (FIRST, None, LAST, 2 + 4 + 8),
        (FIRST, None, FIRST, 2),
        (None, FIRST, LAST, 1 + 2),
        (FIRST, LAST, LAST, 2 + 4 + 8),  # the last day may be that of issue
    ],
)
def test_an_open_period_ends_on_the_day_of_issue(quarter, first, last, issued_on, minutes):
    database, office, somebody = quarter
    number = given(database, somebody, office, first=first, last=last, issued_on=issued_on)
    with database.read() as session:
        row = CERTIFICATES.one(session, number)
    assert (CERTIFICATES.value(row, "minutes"), CERTIFICATES.value(row, "standing")) == (minutes, VALID)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first": LAST, "last": LAST - DAY}, "早于"),
        ({"last": LAST, "issued_on": LAST - DAY}, "出具日期"),
        ({"first": LAST, "issued_on": LAST - DAY}, "出具日期"),
        ({"issued_on": TODAY + DAY}, "出具日期在今天之后"),
        ({"first": MIDDLE + DAY, "last": LAST - DAY}, "没有畅家巷社区主办活动的服务时长"),
    ],
)
def test_a_period_that_cannot_be_is_refused(quarter, changes, sentence):
    database, office, somebody = quarter
    with pytest.raises(UserError, match=sentence):
        given(database, somebody, office, **changes)


DIFFERENCE = {FIRST - DAY: VALID, FIRST: DIFFERS, LAST: DIFFERS, LAST + DAY: VALID}  # hours entered later, by their day


@pytest.mark.parametrize("day", DIFFERENCE)
def test_hours_entered_later_make_a_difference_within_the_period_alone(quarter, day):
    database, office, somebody = quarter
    number = given(database, somebody, office, first=FIRST, last=LAST)
    with database.write("补登") as session:
        served(session, activity(session, title="补登"), somebody, day, 32, arrived=660, left=692)
    with database.read() as session:
        assert CERTIFICATES.value(CERTIFICATES.one(session, number), "standing") == DIFFERENCE[day]


IN_THE_TEAM = {  # when somebody who served was in the team, and whether the team's candidates of the quarter have them
    (FIRST, None): True,
    (LAST, None): True,
    (AFTER, None): False,
    (BEFORE, FIRST): False,  # up to, not on, the last day
    (BEFORE, FIRST + DAY): True,
    (BEFORE, AFTER): True,
    (MIDDLE, MIDDLE + DAY): True,
}


def test_the_candidates_of_a_team_were_in_it_within_the_period(database):
    with database.write("服务") as session:
        office, walked = community(session), activity(session)
        team = TEAMS.create(session, {"name": "巡逻队", "office": "畅家巷社区"}).id
        people = {}
        for place, (begins, ends) in enumerate(IN_THE_TEAM):
            number = person(session, "甲乙丙丁戊己庚"[place])
            people[number] = begins, ends
            served(session, walked, number, MIDDLE, 30)
            values = {"person": "甲乙丙丁戊己庚"[place], "begins": begins, "ends": ends}
            TEAM_MEMBERS.create(session, values, team_id=team)
    with database.read() as session:
        common = Common(office, TODAY, first=FIRST, last=LAST, **WORDS)
        listing = serving(candidates(office, FIRST, LAST), common, team)
        found = {people[number] for number in listing.ids(session)}
    assert found == {days for days, there in IN_THE_TEAM.items() if there}


@pytest.mark.parametrize(
    ("begins", "ends", "printed"),
    [(FIRST, None, True), (FIRST + DAY, None, False), (BEFORE, FIRST, False), (BEFORE, FIRST + DAY, True)],
)
def test_the_paper_names_the_team_that_somebody_was_in_on_the_day(database, begins, ends, printed):
    with database.write("服务") as session:
        office, somebody = community(session), person(session)
        team = TEAMS.create(session, {"name": "巡逻队", "office": "畅家巷社区"}).id
        walked = activity(session)
        served(session, walked, somebody, FIRST, 30)  # of no team yet, as neither takes part
        ACTIVITIES["team"].put(session, session.get_one(ACTIVITIES.model, walked), "巡逻队")
        TEAM_MEMBERS.create(session, {"person": "甲", "begins": begins, "ends": ends}, team_id=team)
    number = given(database, somebody, office)
    with database.read() as session:
        (row,) = Snapshot.from_text(session.get_one(Certificate, number).snapshot).rows
    assert row.team == ("巡逻队" if printed else "")
