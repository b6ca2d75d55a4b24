"""A wish is published and claimed only while its owner, or a child's guardian, agrees to it."""

from datetime import date

import pytest
from sqlalchemy import text

from db.core.errors import UserError
from db.hardship.listings import BENEFICIARIES, CONSENTS
from db.home import overview
from db.storage.history import ConflictError
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIMS
from db.wishes.listings import CLAIMED, HANDED, PUBLISHED, VERIFIED
from tests.db.changes import create, everything, put
from tests.db.wishes.wish_helpers import (
    DAY,
    OF_STATE,
    agree,
    call_off,
    claim_of,
    how_far,
    latest,
    on_the_wall,
    step,
    step_back,
    value,
    whose,
    withdraw,
)

pytestmark = pytest.mark.both_databases


def test_a_consent_withdrawn_takes_the_wish_off_the_wall_and_the_home_page_says_so(office):
    wish = OF_STATE[PUBLISHED]
    assert wish in on_the_wall(office)
    withdraw(office, 4)
    assert wish not in on_the_wall(office)
    assert (how_far(office, wish), value(office, wish, "publish")) == (PUBLISHED, "已撤回")
    with office.read() as session:
        said = [gap.text for gap in overview(session, date(2021, 9, 11)).gaps]
    assert "心愿 2021-1-011 等 2 个的公开同意已撤回，墙上的卡片请取下" in said  # 2021-1-012 is the sample's own
    agree(office, 4, day="2021-09-12")
    assert wish in on_the_wall(office)
    step_back(office, wish, VERIFIED)
    withdraw(office, 4, day="2021-09-13")
    with pytest.raises(UserError, match="没有同意公开的记录"):
        step(office, wish, PUBLISHED)


def test_a_step_back_from_the_wall_is_undone_though_the_consent_is_gone_and_shows_nothing(office):
    before = everything(office)
    withdraw(office, 4)
    step_back(office, OF_STATE[PUBLISHED], VERIFIED)
    assert office.undo() == "退回一步"
    assert OF_STATE[PUBLISHED] not in on_the_wall(office)
    office.undo()
    assert everything(office) == before


def test_a_claim_made_before_the_consent_was_taken_back_stays_and_may_come_in_late(office):
    claimed, published = OF_STATE[CLAIMED], OF_STATE[PUBLISHED]
    call_off(office, claimed, day=date(2021, 9, 3))
    for person in (whose(office, claimed), whose(office, published)):
        withdraw(office, person, day="2021-09-10")
    office.undo(latest(office, "取消认领"))
    assert how_far(office, claimed) == CLAIMED
    step(office, claimed, HANDED)
    step(office, published, CLAIMED, claimant="兰州一中", claimed_on="2021-09-09")
    claim = claim_of(office, published)
    put(office, CLAIMS, claim, "note", "补登")


def test_a_cancelled_claim_is_not_brought_back_by_hand_once_the_consent_is_gone(office):
    claim = claim_of(office, OF_STATE[CLAIMED])
    put(office, CLAIMS, claim, "promised_on", DAY)
    put(office, CLAIMS, claim, "claimed_on", DAY)
    call_off(office, OF_STATE[CLAIMED])
    withdraw(office, whose(office, OF_STATE[CLAIMED]))
    with pytest.raises(UserError, match="没有同意公开"):
        revive(office, claim)
    agree(office, whose(office, OF_STATE[CLAIMED]), day=DAY)
    revive(office, claim)
    assert how_far(office, OF_STATE[CLAIMED]) == CLAIMED


def revive(database, claim):
    with database.write("恢复认领") as session:
        row = session.get_one(Claim, claim)
        row.cancelled_on = row.reason = None


@pytest.fixture
def grown(office):
    """Somebody whose birth isn't known, and who agreed alone to have the wish published."""
    number = create(office, BENEFICIARIES, {"name": "仲孙小满", "guardian": "仲孙大满"})
    return number, agree(office, number)


BORN = "2018-05-01"


@pytest.mark.parametrize(("key", "typed"), [("birth", BORN), ("birth", "2007-09"), ("id_number", "110101201805010010")])
def test_a_birth_does_not_make_a_child_of_who_agreed_alone(office, grown, key, typed):
    before = everything(office)
    with pytest.raises(UserError, match=r"同意是本人给的.*请先登记撤回，改由监护人同意") as refused:
        put(office, BENEFICIARIES, grown[0], key, typed)
    assert refused.value.field == "birth"
    assert everything(office) == before
    put(office, BENEFICIARIES, grown[0], "birth", "2007-08-25")  # fourteen on that very day
    put(office, BENEFICIARIES, grown[0], "phone", "13800000999")


def test_once_the_own_consent_is_withdrawn_the_guardian_consents_to_what_the_child_wants(office, grown):
    number, consent = grown
    withdraw(office, number)
    put(office, BENEFICIARIES, number, "birth", BORN)
    put(office, CONSENTS, consent, "note", "本人签的不作数")
    with pytest.raises(UserError, match="要由监护人同意"):
        put(office, CONSENTS, consent, "withdrawn_on", "")
    agree(office, number, by="监护人")


def test_an_undo_does_not_make_a_childs_own_consent_either(office):
    number = create(office, BENEFICIARIES, {"name": "仲孙小满", "guardian": "仲孙大满", "birth": BORN})
    put(office, BENEFICIARIES, number, "birth", "", "清空出生日期")
    agree(office, number)
    emptied = latest(office, "清空出生日期")
    with pytest.raises(ConflictError, match="同意是本人给的"):
        office.undo(emptied)


def test_a_child_whose_own_consent_was_stored_before_is_mended_by_withdrawing_it(office, grown):
    number, _consent = grown
    with office.write("旧数据") as session:
        session.execute(text(f"UPDATE beneficiary SET birth = '{BORN}' WHERE id = {number}"))
    put(office, BENEFICIARIES, number, "phone", "13800000999")
    withdraw(office, number)
    agree(office, number, by="监护人")
