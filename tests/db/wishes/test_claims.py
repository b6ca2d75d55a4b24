"""One live claim a wish: who may claim it, what a claim is worth, and that it is cancelled with a reason."""

from datetime import date

import pytest
from sqlalchemy import select, text

from db.core.errors import UserError
from db.wishes.claim_models import Claim, ClaimParty
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import CLAIMED, HANDED, PUBLISHED, REALISED
from db.wishes.steps import cancel_claim
from tests.db.changes import create, put, remove
from tests.db.wishes.wish_helpers import ME, OF_STATE, all_the_way, call_off, claim_of, deliver, how_far, step, value

pytestmark = pytest.mark.both_databases


def test_a_delivery_without_a_talk_before_counts_as_the_talk_too(office, wish):
    all_the_way(office, wish, CLAIMED)
    step(office, wish, REALISED, realised_on="2021-08-30", delivered_by="贺翀远", received_by="濮䶮秋")
    claim = claim_of(office, wish)
    assert value(office, claim, "handed_on", CLAIMS) == date(2021, 8, 30)
    assert value(office, claim, "handed_by", CLAIMS) == "贺翀远"


def test_a_cancelled_claim_puts_the_wish_back_at_once_and_stays_with_its_reason(office):
    wish, claim = OF_STATE[HANDED], claim_of(office, OF_STATE[HANDED])
    for reason in ("", "  "):
        with pytest.raises(UserError, match="请写明为什么取消认领") as refused:
            call_off(office, wish, reason)
        assert refused.value.field == "reason"
    call_off(office, wish, "修好了", date(2021, 9, 5))
    assert how_far(office, wish) == PUBLISHED
    assert value(office, claim, "cancelled_by", CLAIMS) == ME
    with pytest.raises(UserError, match="已经取消"), office.write("再取消") as session:
        cancel_claim(session, session.get_one(Claim, claim), "再来")
    put(office, CLAIMS, claim, "note", "备查")
    step(office, wish, CLAIMED, claimant="查小满")
    assert value(office, wish, "claimant") == "查小满"
    with pytest.raises(UserError, match="要留作记录，不能删除"):
        remove(office, CLAIMS, claim)
    with pytest.raises(UserError, match="已经有人认领") as refused, office.write("又要") as session:
        row = session.get_one(Claim, claim)
        row.cancelled_on = row.reason = None
    assert refused.value.field == "wish"


@pytest.mark.parametrize(
    ("named", "kinds"),
    [
        ("石砺成", ["志愿者"]),
        ("查小满、兰州一中", ["社工委成员", "单位"]),
        ("敬老助老志愿服务队、石砺成、兰州银行城关支行", ["志愿服务队", "志愿者", "单位"]),
    ],
)
def test_one_or_several_together_claim_and_are_named_in_their_order(office, named, kinds):
    wish = OF_STATE[PUBLISHED]
    step(office, wish, CLAIMED, claimant=named, claimed_on="2021-09-02")
    assert value(office, wish, "claimant") == named
    said = [
        kind if kind in ("志愿者", "社工委成员") else name for name, kind in zip(named.split("、"), kinds, strict=True)
    ]
    assert value(office, wish, "claimed") == "、".join(said)
    with office.read() as session:
        rows = session.execute(select(ClaimParty.kind).where(ClaimParty.owner_id == claim_of(office, wish)))
        assert rows.scalars().all() == kinds


def test_a_claimant_written_twice_and_a_team_that_is_no_more_are_refused(office):
    with office.read() as session:
        person = session.scalars(select(ClaimParty.person_id).where(ClaimParty.person_id.is_not(None))).first()
    with pytest.raises(UserError, match="写了两次") as refused:
        step(office, OF_STATE[PUBLISHED], CLAIMED, claimant=f"查小满、查小满#{person}")
    assert refused.value.field == "claimant"
    with office.write("解散") as session:
        session.execute(text("UPDATE team SET disbanded_on = '2021-09-01' WHERE name = '敬老助老志愿服务队'"))
    with pytest.raises(UserError, match="已经解散") as refused:
        step(office, OF_STATE[PUBLISHED], CLAIMED, claimant="敬老助老志愿服务队", claimed_on="2021-09-02")
    assert refused.value.field == "claimant"


def test_only_what_was_realised_is_counted(office):
    claim = claim_of(office, OF_STATE[HANDED])
    values = {"item": "水龙头", "quantity": "1", "unit": "个", "value": "45.5"}
    good = create(office, CLAIM_GOODS, values, claim_id=claim)
    assert value(office, claim, "value", CLAIMS) is None
    assert value(office, good, "realised", CLAIM_GOODS) is None
    deliver(office, OF_STATE[HANDED], delivered_by="石砺成", received_by="厉开山")
    assert value(office, claim, "value", CLAIMS) == 4550
    assert value(office, good, "realised", CLAIM_GOODS) == 4550
