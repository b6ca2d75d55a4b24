"""Steps of a wish are undone and redone, alone, several at once, and older ones where nothing stands in the way."""

from datetime import date

import pytest

from db.check import check
from db.storage.history import ConflictError
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import ANSWERED, ARCHIVED, CLAIMED, COLLECTED, HANDED, PUBLISHED, REALISED, VERIFIED, WISHES
from db.wishes.models import RETURNED, WITHDRAWN, Wish
from db.wishes.steps import advance, carry_over_all
from tests.db.changes import create, everything, put, remove
from tests.db.wishes.wish_helpers import (
    OF_STATE,
    all_the_way,
    call_off,
    carry_over,
    claim_of,
    how_far,
    latest,
    leave,
    step,
    step_back,
    withdraw,
)

pytestmark = pytest.mark.both_databases


def test_each_step_is_undone_and_redone(office, wish):
    claim = 0

    def made():
        nonlocal claim
        claim = claim_of(office, wish)

    states = [everything(office)]
    steps = (
        lambda: all_the_way(office, wish, VERIFIED),
        lambda: all_the_way(office, wish, PUBLISHED),
        lambda: step(office, wish, CLAIMED, claimant="兰州一中、查小满", claimed_on="2021-08-30"),
        made,
        lambda: put(office, CLAIMS, claim, "claimant", "查小满、石砺成"),
        lambda: create(office, CLAIM_GOODS, {"item": "蒲扇", "organisation": "扇子店"}, claim_id=claim),
        lambda: call_off(office, wish, "另有人给", date(2021, 9, 1)),
        lambda: step(office, wish, CLAIMED, claimant="兰州一中", claimed_on="2021-09-01"),
        lambda: all_the_way(office, wish, HANDED),
        lambda: all_the_way(office, wish, REALISED),
        lambda: all_the_way(office, wish, ANSWERED),
        lambda: withdraw(office, 7, day="2021-09-03"),
        lambda: all_the_way(office, wish, ARCHIVED),
        lambda: step_back(office, wish, CLAIMED),
        lambda: call_off(office, wish),
        lambda: step_back(office, wish, VERIFIED),
        lambda: carry_over(office, wish, date(2021, 10, 1)),
        lambda: leave(office, OF_STATE[VERIFIED], WITHDRAWN),
        lambda: step_back(office, OF_STATE[VERIFIED], VERIFIED),
        lambda: remove(office, WISHES, OF_STATE[COLLECTED]),
        lambda: carry_all_of(office, 1),
    )
    for one in steps:
        one()
        if one is not made:
            states.append(everything(office))
    for state_before in states[-2::-1]:
        assert office.undo()
        assert everything(office) == state_before
    for state_after in states[1:]:
        assert office.redo()
        assert everything(office) == state_after
    assert check(office)[1] == []


def carry_all_of(database, wish_round):
    with database.write("全部转下一轮") as session:
        carry_over_all(session, wish_round, date(2021, 10, 2))


def test_a_wish_that_went_all_the_way_in_one_step_is_undone_and_redone_in_one(office, wish):
    before = everything(office)
    with office.write("一步到位") as session:
        row = session.get_one(Wish, wish)
        advance(session, row, VERIFIED, {"verified_on": "2021-08-28"})
        advance(session, row, PUBLISHED, {"published_on": "2021-08-29"})
        advance(session, row, CLAIMED, {"claimant": "兰州一中", "claimed_on": "2021-08-30"})
        advance(session, row, REALISED, {"realised_on": "2021-08-30", "delivered_by": "甲", "received_by": "乙"})
        advance(session, row, ANSWERED, {"feedback_on": "2021-08-30", "satisfaction": "满意"})
        advance(session, row, ARCHIVED, {"archived_on": "2021-08-30"})
    after = everything(office)
    for _ in range(2):
        assert office.undo() == "一步到位"
        assert everything(office) == before
        assert office.redo() == "一步到位"
        assert everything(office) == after
    assert check(office)[1] == []


def test_an_undo_of_an_older_step_leaves_nothing_half_done(office, wish):
    all_the_way(office, wish)
    before = everything(office)
    for label in (PUBLISHED, CLAIMED, HANDED, REALISED, ANSWERED):
        with pytest.raises(ConflictError, match=f"不能撤销“{label}”"):
            office.undo(latest(office, label))
        assert everything(office) == before
    assert office.undo() == ARCHIVED
    assert office.undo(latest(office, ANSWERED)) == ANSWERED
    assert how_far(office, wish) == REALISED


def test_the_undo_of_an_older_step_back_does_not_file_what_was_not_answered(office, wish):
    all_the_way(office, wish)
    step_back(office, wish, ANSWERED)
    number = latest(office, "退回一步")
    step_back(office, wish, REALISED)
    with pytest.raises(ConflictError, match="归档以前要先登记反馈"):
        office.undo(number)
    office.undo()
    assert office.undo(number) == "退回一步"
    assert how_far(office, wish) == ARCHIVED


def test_the_undo_of_an_older_cancellation_is_refused_once_somebody_else_claimed(office):
    call_off(office, OF_STATE[CLAIMED])
    number = latest(office, "取消认领")
    step(office, OF_STATE[CLAIMED], CLAIMED, claimant="兰州一中")
    with pytest.raises(ConflictError, match=r"取消认领.*已认领.*已经有人认领"):
        office.undo(number)
    call_off(office, OF_STATE[CLAIMED])
    leave(office, OF_STATE[CLAIMED], RETURNED)
    with pytest.raises(ConflictError, match=r"取消认领.*退回.*请先取消认领"):
        office.undo(number)
