"""The edges of belonging to a team: the day of coming and of leaving, of changing over, of the end of the team."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.activities.listings import ACTIVITIES
from db.activities.models import Service, Shift
from db.activities.services import expect_members
from db.core.errors import UserError
from db.home import overview
from db.office.listings import OFFICES
from db.people.listings import PERSONS
from db.teams.listings import APPLICANTS, TEAM_MEMBERS, TEAMS, choose, transfer
from db.teams.models import Team, TeamMember

DAY = timedelta(days=1)
TODAY = date.today()
FIRST, LAST = date(2021, 7, 1), date(2021, 9, 30)
LONG_AGO = date(2000, 1, 1)


def community(session):
    return OFFICES.create(session, {"name": "畅家巷社区", "code": "620102001001", "level": "社区"}).id


def team(session, name="巡逻队", **values):
    return TEAMS.create(session, {"name": name, "office": "畅家巷社区", **values}).id


def member(session, number, name, begins, ends=None, role="队员"):
    values = {"person": name, "role": role, "begins": begins, "ends": ends}
    return TEAM_MEMBERS.create(session, values, team_id=number)


def shift(session, day, team="巡逻队"):
    activity = ACTIVITIES.create(session, {"title": f"{day}巡逻", "office": "畅家巷社区", "team": team}).id
    made = Shift(activity_id=activity, held_on=day, starts=540, ends=600)
    session.add(made)
    session.flush()
    return made


def refusal(database, store):
    """What is said where something can't be stored, "" where it is."""
    try:
        with database.write("试") as session:
            store(session)
    except UserError as error:
        return str(error)
    return ""


SPANS = {  # when somebody is in the team, and whether that is so on FIRST
    "甲": (FIRST, None, True),
    "乙": (FIRST - DAY, FIRST, False),  # up to, not on, the last day
    "丙": (FIRST - DAY, FIRST + DAY, True),
    "丁": (FIRST + DAY, None, False),
    "戊": (FIRST, FIRST, False),
    "己": (FIRST, FIRST + DAY, True),
}


def test_a_shift_lists_those_in_the_team_on_its_day(database):
    with database.write("队伍") as session:
        community(session)
        patrol = team(session)
        people = {
            member(session, patrol, name, begins, ends).person_id: name for name, (begins, ends, _) in SPANS.items()
        }
        held = shift(session, FIRST)
        expect_members(session, held)
        session.flush()
        listed = {people[one] for one in session.scalars(select(Service.person_id).where(Service.shift_id == held.id))}
    assert listed == {name for name, (*_days, there) in SPANS.items() if there}


def test_a_record_is_of_the_team_that_somebody_is_in_on_its_day(database):
    with database.write("队伍") as session:
        community(session)
        patrol = team(session)
        people = {
            name: member(session, patrol, name, begins, ends).person_id for name, (begins, ends, _) in SPANS.items()
        }
        held = shift(session, FIRST)
        rows = {name: Service(shift_id=held.id, person_id=number) for name, number in people.items()}
        session.add_all(rows.values())
        session.flush()
        found = {name: row.team_id for name, row in rows.items()}
    assert found == {name: patrol if there else None for name, (*_days, there) in SPANS.items()}


IN_TODAY = {  # when a leader is in the team, counted from today: how many there are, and who leads it
    (0, None): (1, "甲"),
    (-1, 0): (0, None),
    (-1, 1): (1, "甲"),
    (1, None): (0, None),
    (0, 1): (1, "甲"),
}


@pytest.mark.parametrize(("begins", "ends"), IN_TODAY)
def test_a_team_is_led_and_counted_as_it_is_today(database, begins, ends):
    with database.write("队伍") as session:
        community(session)
        number = team(session)
        days = [None if days is None else TODAY + days * DAY for days in (begins, ends)]
        member(session, number, "甲", *days, role="队长")
    with database.read() as session:
        row = TEAMS.one(session, number)
    assert (TEAMS.value(row, "size"), TEAMS.value(row, "leader")) == IN_TODAY[begins, ends]


TWICE, TWO_LEADERS = "这个人在同一时间已是本队队员", "同一时间只能有一位队长"
AGAIN = {  # from when to when somebody is in the team, from when somebody is again, and what is said if it is the same
    "on the day of leaving": (FIRST, LAST, LAST, ""),
    "on the day after": (FIRST, LAST, LAST + DAY, ""),
    "on the day before": (FIRST, LAST, LAST - DAY, TWICE),
    "on the day of coming": (FIRST, LAST, FIRST, TWICE),
    "while still in it": (FIRST, None, LAST, TWICE),
}


@pytest.mark.parametrize("name", AGAIN)
def test_nobody_is_in_a_team_twice_nor_two_lead_it_at_a_time(database, name):
    begins, ends, again, said = AGAIN[name]
    with database.write("队伍") as session:
        community(session)
        patrol = team(session)
        member(session, patrol, "甲", begins, ends, role="队长")
    same = refusal(database, lambda session: member(session, patrol, "甲", again))
    assert same.partition("，")[0] == said
    with database.write("清空") as session:
        for row in session.scalars(select(TeamMember).where(TeamMember.begins == again, TeamMember.role == "队员")):
            session.delete(row)
    lead = refusal(database, lambda session: member(session, patrol, "乙", again, role="队长"))
    assert lead.partition("：")[0] == (TWO_LEADERS if said else "")


DISBANDED = {None: "", FIRST + DAY: "", FIRST: "巡逻队已在 2021-07-01 解散", FIRST - DAY: "巡逻队已在 2021-06-30 解散"}


@pytest.mark.parametrize("ended", DISBANDED)
def test_nobody_is_taken_into_a_team_on_the_day_on_which_it_ends(database, ended):
    with database.write("报名") as session:
        community(session)
        patrol = team(session, disbanded_on=ended)
        applicant = APPLICANTS.create(session, {"person": "甲", "applied_on": LONG_AGO}, team_id=patrol).id
    said = refusal(database, lambda session: choose(session, [applicant], FIRST))
    assert said.partition("，")[0] == DISBANDED[ended]


@pytest.mark.parametrize(
    ("begins", "ends", "new"),
    [
        (FIRST, None, 0),
        (FIRST - DAY, FIRST, 1),  # who leaves on that day comes in anew
        (FIRST - DAY, FIRST + DAY, 0),
    ],
)
def test_who_is_in_the_team_already_is_not_taken_into_it_again(database, begins, ends, new):
    with database.write("报名") as session:
        community(session)
        patrol = team(session)
        member(session, patrol, "甲", begins, ends)
        applicant = APPLICANTS.create(session, {"person": "甲", "applied_on": LONG_AGO}, team_id=patrol).id
    with database.write("入队") as session:
        assert choose(session, [applicant], FIRST) == new


@pytest.mark.parametrize(("days", "said"), [(-1, "转队日期早于入队日期 2021-07-01"), (0, ""), (1, "")])
def test_somebody_may_change_over_from_the_day_of_coming_on(database, days, said):
    with database.write("队伍") as session:
        community(session)
        patrol, other = team(session), team(session, "宣讲队")
        number = member(session, patrol, "甲", FIRST).id

    def change(session):
        transfer(session, session.get_one(TeamMember, number), session.get_one(Team, other), FIRST + days * DAY)

    assert refusal(database, change).partition("，")[0] == said


@pytest.mark.parametrize(
    ("days", "said"), [(None, ["巡逻队没有现任队长"]), (1, ["巡逻队没有现任队长"]), (0, []), (-1, [])]
)
def test_a_team_without_a_leader_is_missed_up_to_not_on_the_day_on_which_it_ends(office, days, said):
    ended = None if days is None else LAST + days * DAY
    with office.write("队伍") as session:
        before = int(teams_of_the_home_page(session))
        team(session, disbanded_on=ended)
    with office.read() as session:
        gaps = [gap.text for gap in overview(session, LAST).gaps if gap.listing == "teams"]
        assert int(teams_of_the_home_page(session)) - before == len(said)
    assert gaps == said


def teams_of_the_home_page(session):
    figure = next(one for one in overview(session, LAST).figures if one.listing == "teams")
    return figure.note.removesuffix(" 支队伍")


def test_a_person_in_no_team_serves_for_none(database):
    with database.write("队伍") as session:
        community(session)
        team(session)
        held = shift(session, FIRST)
        row = Service(shift_id=held.id, person_id=PERSONS.create(session, {"name": "甲"}).id)
        session.add(row)
        session.flush()
        assert row.team_id is None
