"""A wish goes on and back, out of its round and into the next one, each step with its day and actor."""

from datetime import date

import pytest
from sqlalchemy import select, text

from db.check import check
from db.core.errors import UserError
from db.wishes.claims import CLAIMS
from db.wishes.listings import ARCHIVED, CLAIMED, HANDED, PUBLISHED, VERIFIED, WAY, WISH_ROUNDS, WISHES
from db.wishes.models import CARRIED, RETURNED, WITHDRAWN, Wish, WishRound
from db.wishes.steps import carry_over_all
from tests.db.changes import everything, put, remove
from tests.db.wishes.wish_helpers import (
    DAY,
    ME,
    OF_STATE,
    all_the_way,
    call_off,
    carry_over,
    claim_of,
    how_far,
    leave,
    on_the_wall,
    step,
    step_back,
    value,
)

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("named", OF_STATE)
def test_the_sample_has_a_wish_in_every_state(office, named):
    assert how_far(office, OF_STATE[named]) == named


def test_a_wish_goes_all_the_way_and_each_step_has_its_day_and_who_was_at_work(office, wish):
    assert (value(office, wish, "code"), value(office, wish, "collected_by")) == ("2021-1-021", ME)
    for reached in WAY[1:]:
        all_the_way(office, wish, reached)
        assert how_far(office, wish) == reached
    claim = claim_of(office, wish)
    for key in ("verified_by", "published_by", "archived_by"):
        assert value(office, wish, key) == ME
    for key in ("claimed_by", "handed_by", "feedback_by"):
        assert value(office, claim, key, CLAIMS) == ME
    assert check(office)[1] == []


def test_a_step_without_a_day_is_taken_today_and_an_actor_named_stays(office, wish):
    step(office, wish, VERIFIED)
    put(office, WISHES, wish, "verified_by", "柏青禾")
    assert (value(office, wish, "verified_on"), value(office, wish, "verified_by")) == (date.today(), "柏青禾")
    put(office, WISHES, wish, "verified_by", "")
    assert value(office, wish, "verified_by") == ME


@pytest.mark.parametrize("reached", WAY[1:])
def test_each_step_is_taken_back_and_the_actor_goes_with_the_day(office, wish, reached):
    all_the_way(office, wish, reached)
    before = WAY[WAY.index(reached) - 1]
    if reached == CLAIMED:
        with pytest.raises(UserError, match="“取消认领”并写明原因") as refused:
            step_back(office, wish, before)
        assert refused.value.field == "wish"
        call_off(office, wish)
    else:
        step_back(office, wish, before)
    assert how_far(office, wish) == before
    assert (value(office, wish, "archived_by") is None) == (before != ARCHIVED)
    if reached == VERIFIED:
        assert (value(office, wish, "verified_by"), value(office, wish, "verified")) == (None, None)
    if reached == HANDED:
        assert value(office, claim_of(office, wish), "handed_by", CLAIMS) is None
    office.undo()
    assert how_far(office, wish) == reached


def test_a_wish_goes_back_to_its_claim_at_once_and_a_visit_to_see_it_goes_along(office, wish):
    all_the_way(office, wish)
    claim = claim_of(office, wish)
    put(office, CLAIMS, claim, "revisited_on", "2021-09-20")
    put(office, CLAIMS, claim, "revisit", "还在用")
    before = everything(office)
    step_back(office, wish, CLAIMED)
    assert how_far(office, wish) == CLAIMED
    for key in ("handed_by", "realised_on", "received_by", "satisfaction", "revisited_by", "revisit"):
        assert value(office, claim, key, CLAIMS) is None
    office.undo()
    assert everything(office) == before


@pytest.mark.parametrize("outcome", [RETURNED, WITHDRAWN])
def test_a_wish_leaves_its_round_with_a_reason_and_comes_back(office, outcome):
    wish = OF_STATE[PUBLISHED]
    with pytest.raises(UserError, match=f"请写明{outcome}的原因") as refused:
        leave(office, wish, outcome, " ")
    assert refused.value.field == "reason"
    leave(office, wish, outcome, "不合适", date(2021, 9, 8))
    assert (how_far(office, wish), value(office, wish, "closed_by")) == (outcome, ME)
    assert wish not in on_the_wall(office)
    with pytest.raises(UserError, match=f"已{outcome}，不能再") as refused:
        leave(office, wish, WITHDRAWN)
    assert refused.value.field == "outcome"
    with pytest.raises(UserError, match=f"已{outcome}，不能登记归档"):
        step(office, wish, ARCHIVED)
    step_back(office, wish, PUBLISHED)
    assert (how_far(office, wish), value(office, wish, "closed_by")) == (PUBLISHED, None)


def test_a_wish_nobody_claimed_stands_first_in_the_next_round(office):
    with office.write("第二轮") as session:
        second = session.scalars(select(WishRound.id).where(WishRound.number == 2)).one()
        values = {"beneficiary": "时谦", "content": "想要一个暖水袋", "collected_on": DAY}
        late = WISHES.create(session, values, round_id=second).id
    carried = carry_over(office, OF_STATE[PUBLISHED], date(2021, 10, 1))
    assert how_far(office, carried) == VERIFIED
    assert value(office, carried, "carried_from") == "2021-1-011"
    with office.read() as session:
        order = [row[0] for row in session.execute(WISHES.of(second).rows())]
    assert order == [*sorted(set(order) - {late}), late]
    with pytest.raises(UserError, match="已转到下一轮，请在下一轮里办理"):
        step_back(office, OF_STATE[PUBLISHED], PUBLISHED)
    with pytest.raises(UserError, match=r"上一轮转来的，不能删除；不办了请“撤销”.*撤销“转下一轮”那一步") as refused:
        remove(office, WISHES, carried)
    assert refused.value.field == "carried_from"
    office.undo()
    assert how_far(office, OF_STATE[PUBLISHED]) == PUBLISHED
    assert office.redo() == CARRIED
    assert value(office, carried, "carried_from") == "2021-1-011"
    leave(office, carried, WITHDRAWN)
    assert how_far(office, OF_STATE[PUBLISHED]) == CARRIED


def test_all_that_nobody_claimed_is_carried_over_as_one_step_into_a_round_made_for_it(office):
    with office.write("清空第二轮") as session:
        second = session.scalars(select(WishRound.id).where(WishRound.number == 2)).one()
        session.execute(text("UPDATE wish SET carried_from_id = NULL"))  # or they were to stay
        WISHES.remove(session, session.scalars(select(Wish.id).where(Wish.round_id == second)).all())
        WISH_ROUNDS.remove(session, [second])
    before = everything(office)
    with office.write("全部转下一轮") as session:
        assert len(carry_over_all(session, 1, date(2022, 1, 5))) == 5  # 10, 11, 12, 13 and 16
    with office.read() as session:
        made = session.scalars(select(WishRound).order_by(WishRound.id.desc())).first()
        assert made
        assert (made.name, made.office_id) == ("2022年第1轮", 3)
        codes = session.scalars(select(Wish.code).where(Wish.round_id == made.id).order_by(Wish.number)).all()
    assert codes == [f"2022-1-{n:03}" for n in range(1, 6)]
    with pytest.raises(UserError, match="没有核实过又无人认领的心愿"), office.write("再转") as session:
        carry_over_all(session, 1)
    assert office.undo() == "全部转下一轮"
    assert everything(office) == before
