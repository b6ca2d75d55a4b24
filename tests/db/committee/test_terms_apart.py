"""Terms of one office don't overlap, and the days of a member lie within the term."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from db.committee.gaps import gaps
from db.committee.listings import MEMBERS, TERMS
from db.committee.models import Membership, Term
from db.core import settings
from db.core.errors import UserError
from db.office.choices import OFFICE
from db.office.listings import OFFICES

pytestmark = pytest.mark.both_databases
DAY = timedelta(days=1)
BEGINS, ENDS = date(2026, 8, 29), date(2031, 8, 28)  # of the term that is there


@pytest.fixture
def community(database):
    with database.write("首次设置") as session:
        office = OFFICES.create(session, {"name": "畅家巷社区", "code": "620102001001", "level": "社区"})
        OFFICES.create(session, {"name": "邻近社区", "code": "620102001002", "level": "社区"})
        settings.put(session, OFFICE, str(office.id))
        term(session, "第二届", BEGINS, ENDS)
    return database


def term(session, name, begins, ends, office="畅家巷社区"):
    return TERMS.create(session, {"name": name, "office": office, "begins": begins, "ends": ends})


def member(session, begins, ends):
    return MEMBERS.create(session, {"person": "甲", "post": "委员", "begins": begins, "ends": ends}, term_id=1)


def refusal(database, store):
    """What is said where something can't be stored, "" where it is."""
    try:
        with database.write("试") as session:
            store(session)
            session.flush()
    except UserError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("begins", "ends", "overlaps"),
    [
        (ENDS + DAY, None, False),
        (ENDS, None, True),  # the last day of the other
        (date(2020, 1, 1), BEGINS - DAY, False),
        (date(2020, 1, 1), BEGINS, True),
        (ENDS, ENDS, True),
        (date(2020, 1, 1), None, True),  # it still goes on when the other begins
        (BEGINS + DAY, ENDS - DAY, True),
        (date(2020, 1, 1), date(2040, 1, 1), True),
    ],
)
def test_a_term_that_overlaps_another_is_refused(community, begins, ends, overlaps):
    said = refusal(community, lambda session: term(session, "别届", begins, ends))
    assert said.startswith("任期与“第二届”（2026-08-29 至 2031-08-28）重叠") is overlaps, said
    assert bool(said) is overlaps


def test_a_term_of_another_office_may_run_at_the_same_time(community):
    assert refusal(community, lambda session: term(session, "第一届", BEGINS, ENDS, "邻近社区")) == ""


def test_a_term_is_not_moved_onto_another(community):
    with community.write("第三届") as session:
        later = term(session, "第三届", ENDS + DAY, None).id
    for change in ({"begins": ENDS}, {"begins": BEGINS - DAY}):
        said = refusal(
            community,
            lambda session, change=change: [
                setattr(session.get_one(Term, later), key, value) for key, value in change.items()
            ],
        )
        assert said.startswith("任期与“第二届”（2026-08-29 至 2031-08-28）重叠")
    said = refusal(community, lambda session: setattr(session.get_one(Term, 1), "ends", None))
    assert said.startswith("任期与“第三届”（2031-08-29 至 今）重叠")
    assert refusal(community, lambda session: setattr(session.get_one(Term, later), "begins", ENDS + 2 * DAY)) == ""


def test_the_rule_itself_keeps_terms_apart(community):
    """Two stations at once each see only their own term: what a trigger refuses is said as well."""
    row = {"office_id": 1, "name": "第三届", "begins": ENDS}
    said = refusal(community, lambda session: session.execute(insert(Term).values(row)))
    assert said.startswith("两届的任期重叠")


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (BEGINS, ENDS, ""),
        (BEGINS, None, ""),
        (ENDS - DAY, ENDS, ""),
        (BEGINS - DAY, None, "任职日期在本届开始之前"),
        (date(2000, 1, 1), date(2000, 2, 1), "任职日期在本届开始之前"),
        (BEGINS, ENDS + DAY, "离任日期在本届结束之后"),
        (ENDS, None, ""),
        (ENDS + DAY, None, "任职日期在本届结束之后"),
    ],
)
def test_the_days_of_a_member_lie_within_the_term(community, begins, ends, said):
    assert refusal(community, lambda session: member(session, begins, ends)).partition("，")[0] == said


def test_a_member_is_not_moved_out_of_the_term(community):
    with community.write("成员") as session:
        number = member(session, BEGINS, None).id
    for key, day in (("begins", BEGINS - DAY), ("ends", ENDS + DAY)):
        said = refusal(community, lambda s, key=key, day=day: setattr(s.get_one(Membership, number), key, day))
        assert "本届" in said


@pytest.mark.parametrize(("key", "day"), [("begins", BEGINS + 2 * DAY), ("ends", ENDS - 2 * DAY), ("ends", BEGINS)])
def test_a_term_is_not_shortened_over_its_members(community, key, day):
    with community.write("成员") as session:
        member(session, BEGINS + DAY, ENDS - DAY)
    said = refusal(community, lambda session: setattr(session.get_one(Term, 1), key, day))
    assert "成员的任职或离任日期" in said
    assert refusal(community, lambda session: setattr(session.get_one(Term, 1), "ends", ENDS - DAY)) == ""


def test_terms_that_overlapped_before_are_named_and_may_be_put_right(community):
    with community.engine.begin() as connection:  # as a version before the rule stored them
        on_table = " ON term" if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TRIGGER rule_terms_apart_insert{on_table}")
        old = {"office_id": 1, "name": "第三届", "begins": BEGINS + DAY}
        connection.execute(insert(Term).values(old))
    with community.read() as session:
        later = session.scalars(select(Term.id).where(Term.name == "第三届")).one()
    with community.read() as session:
        said = [(gap.text, gap.number) for gap in gaps(session, BEGINS + 3 * DAY)]
    assert ("第二届和第三届的任期重叠，请核对起止日期", later) in said
    assert refusal(community, lambda session: setattr(session.get_one(Term, later), "note", "待核对")) == ""
    assert refusal(community, lambda session: setattr(session.get_one(Term, later), "begins", ENDS + DAY)) == ""
    with community.read() as session:
        assert not [gap for gap in gaps(session, BEGINS + 3 * DAY) if "重叠" in gap.text]
