"""The edges of a period: its first and its last day and the days beside them, in every figure of hours."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.activities.listings import ACTIVITIES
from db.activities.models import Service, Shift
from db.activities.services import SERVICES
from db.committee.listings import TERMS
from db.core.errors import UserError
from db.hours.models import RankingRow
from db.hours.rankings import publish_ranking
from db.hours.stars import STAR_SCALES, star_of, stars_on
from db.hours.totals import DIMENSIONS, FUNCTION, KIND, MONTH, PERSON, TEAM, TERM, hours, records_behind, totals
from db.office.listings import OFFICES
from db.people.listings import PERSONS
from db.teams.listings import TEAMS

pytestmark = pytest.mark.both_databases

# the third quarter of 2021, and the day on either side of it
BEFORE, FIRST, MIDDLE, LAST, AFTER = (
    date(2021, 6, 30),
    date(2021, 7, 1),
    date(2021, 8, 15),
    date(2021, 9, 30),
    date(2021, 10, 1),
)
DAY = timedelta(days=1)
MINUTES = {BEFORE: 1, FIRST: 2, MIDDLE: 4, LAST: 8, AFTER: 16}  # no two sums are the same: each tells its days
PERIODS = {  # first day, last day, records, minutes
    "the quarter": (FIRST, LAST, 3, 2 + 4 + 8),
    "its first day alone": (FIRST, FIRST, 1, 2),
    "its last day alone": (LAST, LAST, 1, 8),
    "from the day before it": (BEFORE, LAST, 4, 1 + 2 + 4 + 8),
    "up to the day after it": (FIRST, AFTER, 4, 2 + 4 + 8 + 16),
    "without its first day": (FIRST + DAY, LAST, 2, 4 + 8),
    "without its last day": (FIRST, LAST - DAY, 2, 2 + 4),
    "all up to its last day": (None, LAST, 4, 1 + 2 + 4 + 8),
    "all up to the day before that": (None, LAST - DAY, 3, 1 + 2 + 4),
    "all from its first day": (FIRST, None, 4, 2 + 4 + 8 + 16),
    "all from the day after that": (FIRST + DAY, None, 3, 4 + 8 + 16),
    "whenever": (None, None, 5, 1 + 2 + 4 + 8 + 16),
    "days on which nobody served": (MIDDLE + DAY, LAST - DAY, 0, 0),
    "from its last day to its first": (LAST, FIRST, 0, 0),
}
EXPECTED = {said: (times, minutes) for said, (_first, _last, times, minutes) in PERIODS.items()}


def community(session):
    office = {"name": "畅家巷社区", "code": "620102001001", "level": "社区"}
    return OFFICES.create(session, office).id


def activity(session, title="巡逻", **values):
    return ACTIVITIES.create(session, {"title": title, "office": "畅家巷社区", **values}).id


def person(session, name):
    return PERSONS.create(session, {"name": name}).id


def team(session, name="巡逻队"):
    return TEAMS.create(session, {"name": name, "office": "畅家巷社区"}).id


def served(session, activity, person, day, minutes, **values):
    """Somebody's record of a shift of their own, from nine o'clock on."""
    shift = Shift(activity_id=activity, held_on=day, starts=540 + person, ends=1200)
    session.add(shift)
    session.flush()
    row = {"arrived": 540, "left": 540 + minutes} | values
    session.add(Service(shift_id=shift.id, person_id=person, **row))
    session.flush()


@pytest.fixture
def quarter(database):
    """One person of one team, who served on each of the five days."""
    with database.write("服务") as session:
        community(session)
        TERMS.create(session, {"name": "第一届", "office": "畅家巷社区", "begins": "2021-01-01"})
        walked = activity(session, service="环境卫生", function="志愿服务")
        somebody, walkers = person(session, "甲"), team(session)
        for day, minutes in MINUTES.items():
            served(session, walked, somebody, day, minutes, team_id=walkers)
    return database


BY = [*((one,) for one in DIMENSIONS), (TEAM, MONTH), (KIND, PERSON), (FUNCTION, TERM)]


@pytest.mark.parametrize("by", BY, ids=lambda by: "-".join(one.key for one in by))
def test_a_period_counts_from_its_first_day_to_its_last_by_whatever_it_is_told_apart(quarter, by):
    figures, records = {}, {}
    with quarter.read() as session:
        for said, (first, last, *_expected) in PERIODS.items():
            found = hours(session, by, first, last)
            figures[said] = tuple(sum(row[place + len(by)] for row in found.rows) for place in (2, 3))
            rows = [
                row
                for values in found.values
                for row in session.execute(SERVICES.filtered(records_behind(by, values, first, last)).rows())
            ]
            records[said] = len(rows), sum(SERVICES.value(row, "minutes") for row in rows)
    assert figures == EXPECTED
    assert records == EXPECTED


def test_the_records_behind_a_figure_of_another_period_are_those_of_the_period_asked_for(quarter):
    with quarter.read() as session:
        (values,) = hours(session, (PERSON,)).values
        found = {}
        for said, (first, last, *_expected) in PERIODS.items():
            rows = session.execute(SERVICES.filtered(records_behind((PERSON,), values, first, last)).rows()).all()
            found[said] = len(rows), sum(SERVICES.value(row, "minutes") for row in rows)
    assert found == EXPECTED


def test_the_total_of_a_period_counts_from_its_first_day_to_its_last(quarter):
    with quarter.read() as session:
        found = {said: totals(session, first, last) for said, (first, last, *_expected) in PERIODS.items()}
    assert found == {said: (int(times > 0), times, minutes) for said, (times, minutes) in EXPECTED.items()}


@pytest.mark.parametrize("ranked", ["个人", "队伍"])
def test_a_ranking_counts_from_the_first_day_of_its_period_to_its_last(quarter, ranked):
    closed = {said: (first, last) for said, (first, last, times, _) in PERIODS.items() if first and last and times}
    with quarter.write("公布") as session:
        made = {publish_ranking(session, said, ranked, *days, AFTER).id: said for said, days in closed.items()}
    with quarter.read() as session:
        found = {made[row.ranking_id]: row.minutes for row in session.scalars(select(RankingRow))}
    assert found == {said: EXPECTED[said][1] for said in closed}
    with quarter.write("公布") as session, pytest.raises(UserError, match="没有计入的服务时长"):
        publish_ranking(session, "排行", ranked, MIDDLE + DAY, LAST - DAY, AFTER)


def test_each_month_has_the_minutes_of_its_own_days(quarter):
    with quarter.read() as session:
        found = hours(session, (MONTH,))
    assert [(row[1], row[-1]) for row in found.rows] == [
        ("2021-06", 1),
        ("2021-07", 2),
        ("2021-08", 4),
        ("2021-09", 8),
        ("2021-10", 16),
    ]


def test_what_does_not_count_does_not_count_on_the_last_day_either(quarter):
    with quarter.read() as session:
        before = totals(session, FIRST, LAST), hours(session, (TEAM,), FIRST, LAST).rows
    with quarter.write("不计") as session:
        (walked,) = ACTIVITIES.ids(session)
        for name, values in (
            ("作废的", {"void": "写错"}),
            ("没签退的", {"left": None}),
            ("只报名的", {"arrived": None, "left": None}),
            ("请假的", {"arrived": None, "left": None, "state": "假"}),
        ):
            served(session, walked, person(session, name), LAST, 60, **values)
    with quarter.read() as session:
        assert (totals(session, FIRST, LAST), hours(session, (TEAM,), FIRST, LAST).rows) == before


def test_a_service_past_midnight_belongs_to_the_day_on_which_it_began(quarter):
    with quarter.write("值夜") as session:
        (walked,) = ACTIVITIES.ids(session)
        served(session, walked, person(session, "乙"), LAST, 64, arrived=1439, left=1439 + 64)  # to 01:03
    with quarter.read() as session:
        assert totals(session, FIRST, LAST) == (2, 4, 2 + 4 + 8 + 64)
        assert totals(session, AFTER, None) == (1, 1, 16)
        assert [row[-1] for row in hours(session, (MONTH,), LAST, AFTER).rows] == [8 + 64, 16]


# -- terms --


@pytest.mark.parametrize(
    ("terms", "minutes"),
    [
        ([("第一届", FIRST, LAST)], {"届外": 1 + 16, "第一届": 2 + 4 + 8}),  # through its last day
        ([("第一届", FIRST, LAST - DAY), ("第二届", LAST, None)], {"届外": 1, "第一届": 2 + 4, "第二届": 8 + 16}),
        ([("第一届", FIRST + DAY, LAST + DAY)], {"届外": 1 + 2, "第一届": 4 + 8 + 16}),
        ([("第一届", BEFORE, FIRST)], {"届外": 4 + 8 + 16, "第一届": 1 + 2}),
        ([("第一届", FIRST, FIRST)], {"届外": 1 + 4 + 8 + 16, "第一届": 2}),  # a term of a day
        ([("第一届", AFTER, None)], {"届外": 1 + 2 + 4 + 8, "第一届": 16}),
        ([], {"届外": 1 + 2 + 4 + 8 + 16}),
    ],
)
def test_hours_belong_to_the_term_that_runs_on_their_day(database, terms, minutes):
    with database.write("服务") as session:
        community(session)
        for name, begins, ends in terms:
            TERMS.create(session, {"name": name, "office": "畅家巷社区", "begins": begins, "ends": ends})
        walked, somebody = activity(session), person(session, "甲")
        for day, some in MINUTES.items():
            served(session, walked, somebody, day, some)
    with database.read() as session:
        found = hours(session, (TERM,))
        assert {row[1]: row[-1] for row in found.rows} == minutes
        for row, values in zip(found.rows, found.values, strict=True):
            rows = session.execute(SERVICES.filtered(records_behind((TERM,), values, None, None)).rows()).all()
            assert sum(SERVICES.value(one, "minutes") for one in rows) == row[-1]


# -- the order --


@pytest.mark.parametrize(
    ("of_team", "of_nobody", "order"),
    [
        (60, 60, ["巡逻队", "未归队"]),  # where they are equal, the unknown comes last
        (61, 60, ["巡逻队", "未归队"]),
        (60, 61, ["未归队", "巡逻队"]),  # the longest first all the same
    ],
)
def test_the_longest_comes_first_and_of_equals_the_unknown_last(database, of_team, of_nobody, order):
    with database.write("服务") as session:
        community(session)
        walked, walkers, somebody = activity(session), team(session), person(session, "甲")
        served(session, walked, somebody, FIRST, of_nobody)
        served(session, walked, somebody, LAST, of_team, team_id=walkers)
    with database.read() as session:
        assert [row[1] for row in hours(session, (TEAM,)).rows] == order
        assert [row[1] for row in hours(session, (TEAM, PERSON)).rows] == order
        assert [row[2] for row in hours(session, (PERSON, TEAM)).rows] == order


def test_months_stand_in_their_order_whatever_their_hours(database):
    with database.write("服务") as session:
        community(session)
        walked, somebody = activity(session), person(session, "甲")
        for day, minutes in ((AFTER, 90), (FIRST, 10), (MIDDLE, 60)):
            served(session, walked, somebody, day, minutes)
    months = ["2021-07", "2021-08", "2021-10"]
    with database.read() as session:
        assert [row[1] for row in hours(session, (MONTH,)).rows] == months
        assert [row[2] for row in hours(session, (PERSON, MONTH)).rows] == months
        assert [row[1] for row in hours(session, (MONTH, PERSON)).rows] == months


# -- stars --

NATIONAL = (100, 300, 600, 1000, 1500)  # hours: 民政部, for one to five stars


SCALES = {
    date(1921, 1, 1): NATIONAL,
    BEFORE: NATIONAL,
    FIRST: (1, 2),
    LAST - DAY: (1, 2),
    LAST: (3, 4),
    AFTER: (3, 4),
    date(2121, 1, 1): (3, 4),
}


def test_a_scale_is_in_force_from_its_first_day_to_the_day_before_the_next(database):
    with database.write("标准") as session:
        STAR_SCALES.create(session, {"valid_from": LAST, "steps": "3、4"})
        STAR_SCALES.create(session, {"valid_from": FIRST, "steps": "1、2"})
    with database.read() as session:
        assert {day: stars_on(session, day) for day in SCALES} == SCALES


@pytest.mark.parametrize(
    ("minutes", "stars"), [(59, ""), (60, "一星"), (119, "一星"), (120, "二星"), (179, "二星"), (10_000, "二星")]
)
def test_a_star_is_reached_with_the_last_minute_of_its_hours(minutes, stars):
    assert star_of(minutes, (1, 2)) == stars


STARS = {  # of an hour on each of four days, by a scale of 1, 2, 3 and 4 hours from FIRST on
    (None, BEFORE): "",  # the national scale is still in force
    (None, FIRST): "二星",
    (FIRST, FIRST): "二星",  # the hours before the period count, too
    (FIRST, LAST - DAY): "二星",  # those of the day after it don't count yet
    (FIRST, LAST): "三星",
    (LAST, LAST): "三星",
    (FIRST, AFTER): "四星",
    (FIRST, None): "四星",
    (None, None): "四星",
}


def test_stars_by_a_day_count_all_hours_up_to_it_and_none_after(database):
    with database.write("服务") as session:
        STAR_SCALES.create(session, {"valid_from": FIRST, "steps": "1、2、3、4"})
        community(session)
        walked, somebody = activity(session), person(session, "甲")
        for day in (BEFORE, FIRST, LAST, AFTER):
            served(session, walked, somebody, day, 60)
        served(session, walked, person(session, "乙"), LAST, 600)  # somebody else's are not counted along
    with database.write("公布") as session:
        closed = [days for days in STARS if all(days)]
        made = {publish_ranking(session, "排行", "个人", *days, AFTER).id: days for days in closed}
    with database.read() as session:
        found = {days: {row[1]: row[-1] for row in hours(session, (PERSON,), *days).rows}["甲"] for days in STARS}
        rows = session.scalars(select(RankingRow).where(RankingRow.name == "甲"))
        printed = {made[row.ranking_id]: row.stars for row in rows}
    assert found == STARS
    assert printed == {days: STARS[days] for days in closed}


def test_a_void_record_earns_no_stars(database):
    with database.write("服务") as session:
        STAR_SCALES.create(session, {"valid_from": FIRST, "steps": "1、2"})
        community(session)
        walked, somebody = activity(session), person(session, "甲")
        served(session, walked, somebody, FIRST, 60)
        served(session, walked, somebody, LAST, 60, void="写错")
    with database.read() as session:
        assert [row[-1] for row in hours(session, (PERSON,), None, LAST).rows] == ["一星"]
