"""The days from which a wish, a visit or a record of somebody in hardship is missed: on the last day not yet."""

from datetime import date, timedelta

import pytest

from db.core import settings
from db.hardship import gaps as of_people
from db.hardship.listings import BENEFICIARIES, CONSENTS, VISITS
from db.hardship.models import is_child
from db.office.choices import OFFICE
from db.office.listings import OFFICES
from db.teams.listings import TEAMS
from db.wishes import gaps as of_wishes
from db.wishes.choices import WISH_VERIFY
from db.wishes.listings import CLAIMED, HANDED, PUBLISHED, REALISED, VERIFIED, WISH_ROUNDS, WISHES
from db.wishes.steps import advance

DAY = date(2021, 9, 1)  # of what is waited for
STEPS = {
    VERIFIED: {"verified_on": DAY, "verified": "属实"},
    PUBLISHED: {"published_on": DAY},
    CLAIMED: {"claimant": "巡逻队", "claimed_on": DAY, "promised_on": DAY},
    HANDED: {"handed_on": DAY},
    REALISED: {"realised_on": DAY, "delivered_by": "乙", "received_by": "甲"},
}


def somebody(session, **values):
    """An office, and somebody in hardship who agrees to the publication of a wish."""
    office = OFFICES.create(session, {"name": "畅家巷社区", "code": "620102001001", "level": "社区"})
    settings.put(session, OFFICE, str(office.id))
    made = BENEFICIARIES.create(session, {"name": "甲", **values})
    consent = {"purpose": "公开心愿", "given_on": DAY, "how": "书面"}
    CONSENTS.create(session, consent, beneficiary_id=made.id)
    return made.id


def wish_taken_to(database, state, **changes):
    with database.write("心愿") as session:
        somebody(session)
        TEAMS.create(session, {"name": "巡逻队", "office": "畅家巷社区"})
        WISH_ROUNDS.create(session, {"year": "2021", "number": "1", "office": "畅家巷社区"})
        values = {"round": "2021年第1轮", "beneficiary": "甲", "content": "一盏台灯", "collected_on": DAY}
        number = WISHES.create(session, values).id
    for step, values in STEPS.items():
        if state is None:
            break
        with database.write(step) as session:
            more = {key: value for key, value in changes.items() if key in values}
            advance(session, session.get_one(WISHES.model, number), step, values | more)
        if step == state:
            break


def missed(database, *days):
    """What is missed so many days after DAY."""
    found = {}
    with database.read() as session:
        for count in days:
            found[count] = [gap.text.partition(" ")[2] for gap in of_wishes.gaps(session, DAY + timedelta(days=count))]
    return found


def test_a_wish_is_to_be_verified_within_seven_days(database):
    wish_taken_to(database, None)
    assert missed(database, 0, 7, 8) == {0: [], 7: [], 8: ["2021-1-001 征集超过 7 天还没有核实"]}


def test_a_claim_is_handed_over_within_seven_days(database):
    wish_taken_to(database, CLAIMED, promised_on=date(2022, 1, 1))
    assert missed(database, 0, 7, 8) == {0: [], 7: [], 8: ["2021-1-001 认领超过 7 天还没有对接"]}


def test_a_promise_is_near_from_three_days_before_to_its_day_and_broken_on_the_next(database):
    wish_taken_to(database, HANDED, promised_on=DAY + timedelta(days=20))
    near, broken = ["2021-1-001 快到承诺日期"], ["2021-1-001 过了承诺日期还没有实现"]
    assert missed(database, 16, 17, 20, 21) == {16: [], 17: near, 20: near, 21: broken}


def test_a_wish_come_true_is_answered_within_seven_days(database):
    wish_taken_to(database, REALISED)
    assert missed(database, 0, 7, 8) == {0: [], 7: [], 8: ["2021-1-001 实现超过 7 天还没有反馈"]}


@pytest.mark.parametrize("days", ["3", "30"])
def test_how_many_days_is_a_choice_of_the_office(database, days):
    wish_taken_to(database, None)
    with database.write("设置") as session:
        settings.put(session, WISH_VERIFY, days)
    late = [f"2021-1-001 征集超过 {days} 天还没有核实"]
    assert missed(database, int(days), int(days) + 1) == {int(days): [], int(days) + 1: late}


def gaps_of_people(database, *days):
    with database.read() as session:
        return {count: [gap.text for gap in of_people.gaps(session, DAY + timedelta(days=count))] for count in days}


def test_a_visit_is_to_be_made_again_from_the_day_that_was_agreed_on(database):
    with database.write("走访") as session:
        number = somebody(session)
        values = {"visited_on": DAY, "visitors": "乙", "follow_up_on": DAY + timedelta(days=5)}
        VISITS.create(session, values, beneficiary_id=number)
    due = ["*约定的回访到期了"]
    assert gaps_of_people(database, 4, 5, 6) == {4: [], 5: due, 6: due}


def test_a_record_is_kept_to_its_last_day_and_looked_at_again_on_the_next(database):
    with database.write("登记") as session:
        somebody(session, keep_until=DAY + timedelta(days=5))
    assert gaps_of_people(database, 4, 5, 6) == {4: [], 5: [], 6: ["*的资料保存到期，请复核"]}


@pytest.mark.parametrize(
    ("birth", "day", "child"),
    [
        ("2007-08-25", date(2021, 8, 24), True),
        ("2007-08-25", date(2021, 8, 25), False),  # fourteen on the birthday
        ("2007-08-25", date(2021, 8, 26), False),
        ("2007-08", date(2021, 8, 31), True),  # where the day is not known, until the month is over
        ("2007-08", date(2021, 9, 1), False),
        ("2007-12", date(2021, 12, 31), True),
        ("2007-12", date(2022, 1, 1), False),
        ("2008-02-29", date(2022, 2, 28), True),
        ("2008-02-29", date(2022, 3, 1), False),
        ("2021-08-25", date(2021, 8, 25), True),
        (None, date(2021, 8, 25), False),
    ],
)
def test_somebody_is_a_child_up_to_not_on_the_fourteenth_birthday(birth, day, child):
    assert is_child(birth, day) is child
