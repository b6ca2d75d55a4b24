"""Helpers of the tests of wishes: take a wish of the sample office a step on or back, and read what is stored of it."""

from datetime import date, timedelta

from sqlalchemy import select

from db.hardship.listings import CONSENTS
from db.hardship.models import Consent
from db.storage import history
from db.wishes import steps
from db.wishes.listings import (
    ANSWERED,
    ARCHIVED,
    CLAIMED,
    COLLECTED,
    HANDED,
    PUBLISHED,
    REALISED,
    VERIFIED,
    WAY,
    WISHES,
)
from db.wishes.models import CARRIED, RETURNED, WITHDRAWN, Wish
from db.wishes.steps import live_claim
from tests.db.changes import create

ME = "测试员"  # who is at work
# wishes of the sample office, by how far they are
OF_STATE = {
    COLLECTED: 17,
    VERIFIED: 16,
    PUBLISHED: 11,
    CLAIMED: 8,
    HANDED: 9,
    REALISED: 6,
    ANSWERED: 4,
    ARCHIVED: 1,
    RETURNED: 19,
    WITHDRAWN: 20,
    CARRIED: 14,
}
UNASKED = 12  # 时谦, whose two wishes (17 and 18) nobody may publish yet
CHILD = 3  # 皇甫念, born in 2013
DAY = "2021-10-08"
TOMORROW = (date.today() + timedelta(days=1)).isoformat()
ONE_MORE = {"round": "2021年第1轮", "beneficiary": "濮䶮秋", "content": "想要一把蒲扇", "collected_on": "2021-08-27"}


def whose(database, wish):
    with database.read() as session:
        return session.get_one(Wish, wish).beneficiary_id


def step(database, wish, to, label="", **values):
    with database.write(label or to) as session:
        return steps.advance(session, session.get_one(Wish, wish), to, values).id


def step_back(database, wish, to):
    with database.write("退回一步") as session:
        steps.step_back(session, session.get_one(Wish, wish), to)


def call_off(database, wish, reason="联系不上", day=None):
    with database.write("取消认领") as session:
        claim = live_claim(session, wish)
        assert claim
        steps.cancel_claim(session, claim, reason, day)


def leave(database, wish, outcome, reason="重复登记", day=None):
    with database.write(outcome) as session:
        steps.close_wish(session, session.get_one(Wish, wish), outcome, reason, day)


def carry_over(database, wish, day=None):
    with database.write(CARRIED) as session:
        return steps.carry_over(session, session.get_one(Wish, wish), day).id


def how_far(database, wish):
    with database.read() as session:
        return steps.state(session, wish)


def value(database, number, key, listing=WISHES):
    with database.read() as session:
        return listing.value(listing.one(session, number), key)


def claim_of(database, wish):
    with database.read() as session:
        claim = live_claim(session, wish)
        return claim and claim.id


def latest(database, label):
    with database.read() as session:
        return next(one.id for one in history.actions(session.connection()) if one.label == label)


def agree(database, beneficiary, purpose="公开心愿", by="本人", day="2021-08-25"):
    values = {"purpose": purpose, "given_on": day, "how": "书面", "given_by": by}
    return create(database, CONSENTS, values, "登记同意", beneficiary_id=beneficiary)


def withdraw(database, beneficiary, purpose="公开心愿", day="2021-09-10"):
    with database.write("撤回同意") as session:
        row = session.scalars(
            select(Consent).where(
                Consent.beneficiary_id == beneficiary, Consent.purpose == purpose, Consent.withdrawn_on.is_(None)
            )
        ).one()
        CONSENTS["withdrawn_on"].put(session, row, day)
        return row.id


def on_the_wall(database):
    with database.read() as session:
        rows = session.execute(WISHES.filtered(*WISHES.public).rows()).all()
        return {row[0] for row in rows}


def all_the_way(database, wish, to=ARCHIVED):
    """Take a wish as far as a state, by the steps before it."""
    values = {
        CLAIMED: {"claimant": "兰州一中", "claimed_on": "2021-08-30"},
        HANDED: {"handed_on": "2021-09-01"},
        REALISED: {"realised_on": "2021-09-02", "delivered_by": "贺翀远", "received_by": "濮䶮秋"},
        ANSWERED: {"feedback_on": "2021-09-03", "satisfaction": "满意", "feedback": "很好用"},
        ARCHIVED: {"archived_on": "2021-09-04"},
        VERIFIED: {"verified_on": "2021-08-28", "verified": "属实"},
        PUBLISHED: {"published_on": "2021-08-29"},
    }
    for reached in WAY[1 : WAY.index(to) + 1]:
        if WAY.index(how_far(database, wish)) < WAY.index(reached):
            step(database, wish, reached, **values[reached])


def deliver(database, wish, **values):
    step(database, wish, REALISED, **({"realised_on": DAY} | values))
