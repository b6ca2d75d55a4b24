"""Wishes, claims and people in hardship come back from the recycle bin with all that belongs to them."""

import pytest

from db.check import check
from db.core.errors import UserError
from db.describe import bring_back, recycle_bin
from db.hardship.listings import BENEFICIARIES
from db.storage.history import ConflictError
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import CLAIMED, COLLECTED, WISHES
from tests.db.changes import create, everything, remove
from tests.db.wishes.wish_helpers import OF_STATE, agree, claim_of, step

pytestmark = pytest.mark.both_databases


def gone(database, act):
    """What comes back from the recycle bin is what was removed, with all that hangs on it."""
    before = everything(database)
    act()
    assert everything(database) != before
    with database.read() as session:
        removed = recycle_bin(session)[0]
    bring_back(database, removed)
    assert everything(database) == before
    assert check(database)[1] == []
    return removed


def test_a_removed_wish_comes_back(office):
    removed = gone(office, lambda: remove(office, WISHES, OF_STATE[COLLECTED]))
    assert (removed.noun, removed.name) == ("微心愿", "2021-1-017")
    with pytest.raises(UserError, match="不能删除，还有认领 1 条用到它"):
        remove(office, WISHES, OF_STATE[CLAIMED])


def test_a_removed_claim_comes_back_with_claimants_and_goods(office):
    claim = claim_of(office, OF_STATE[CLAIMED])
    create(office, CLAIM_GOODS, {"item": "毛毯", "value": "99"}, claim_id=claim)
    removed = gone(office, lambda: remove(office, CLAIMS, claim))
    assert (removed.noun, removed.name) == ("认领", "2021-1-008")


def test_a_removed_claim_does_not_come_back_beside_another(office):
    claim = claim_of(office, OF_STATE[CLAIMED])
    remove(office, CLAIMS, claim)
    step(office, OF_STATE[CLAIMED], CLAIMED, claimant="兰州一中")
    with office.read() as session:
        removed = recycle_bin(session)[0]
    with pytest.raises(ConflictError, match="已经有人认领"):
        bring_back(office, removed)


def test_a_removed_beneficiary_comes_back_with_hardship_and_consents(office):
    number = create(office, BENEFICIARIES, {"name": "暂住人", "hardship": "低保、残疾", "household": "暂住人"})
    agree(office, number)
    agree(office, number, "拍摄照片")
    removed = gone(office, lambda: remove(office, BENEFICIARIES, number))
    assert (removed.noun, removed.name) == ("帮扶对象", "暂**")
    with pytest.raises(UserError, match="还有走访 1 条、微心愿 2 条用到它"):
        remove(office, BENEFICIARIES, 1)
