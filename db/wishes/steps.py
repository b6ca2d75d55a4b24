"""The steps of a wish: forward, back, out of the round, or into the next; each step fills in or empties a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.fields import Listing
from db.core.lookup import row_or_latest
from db.office.listings import our_office
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIMS
from db.wishes.listings import (
    ANSWERED,
    ARCHIVED,
    CLAIMED,
    HANDED,
    PUBLISHED,
    REALISED,
    VERIFIED,
    WAY,
    WISHES,
)
from db.wishes.models import CARRIED, OUTCOMES, Wish, WishRound
from db.wishes.public import PUBLICLY_SHOWN

NOT_CLAIMED = "本轮没有人认领"


@dataclass(frozen=True)
class Step:
    """A step to a state: its listing, the field of its day, and further fields.

    `asks` are the fields that only the clerk can fill in.
    """

    state: str
    verb: str
    listing: Listing
    day: str
    more: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


STEPS = {
    step.state: step
    for step in (
        Step(VERIFIED, "核实", WISHES, "verified_on", ("verified",)),
        Step(PUBLISHED, "公示", WISHES, "published_on"),
        Step(CLAIMED, "认领", CLAIMS, "claimed_on", ("promised_on",), ("claimant",)),
        Step(HANDED, "对接", CLAIMS, "handed_on"),
        Step(REALISED, "实现", CLAIMS, "realised_on", (), ("delivered_by", "received_by")),
        Step(ANSWERED, "反馈", CLAIMS, "feedback_on", ("feedback",), ("satisfaction",)),
        Step(ARCHIVED, "归档", WISHES, "archived_on"),
    )
}


def live_claim(session: Session, wish: int) -> Claim | None:
    """The claim of a wish that isn't cancelled."""
    return session.scalars(select(Claim).where(Claim.wish_id == wish, Claim.cancelled_on.is_(None))).first()


def is_public(session: Session, wish: int) -> bool:
    """Whether a wish is published, in its round, and with consent: only such a wish may be claimed."""
    return session.scalar(select(Wish.id).where(Wish.id == wish, PUBLICLY_SHOWN)) is not None


def state(session: Session, wish: int) -> str:
    """The state of a wish; raises UserError where the wish is gone."""
    return WISHES.value(WISHES.one(session, wish), "state")


def advance(session: Session, wish: Wish, to: str, values: Mapping[str, str] | None = None) -> Wish | Claim:
    """Take a wish forward to a state; return the wish or the claim that the step belongs to.

    `values` are typed texts by the keys of fields; without a day it is today. Raises UserError with the field where a
    value or an earlier step is missing, or the wish has left its round.
    """
    step, typed = STEPS[to], dict(values or {})
    typed.setdefault(step.day, date.today().isoformat())
    if to == CLAIMED:
        return CLAIMS.create(session, dict(typed), wish_id=wish.id)
    if wish.outcome:
        raise UserError(f"这个心愿已{wish.outcome}，不能登记{step.verb}；请先恢复它", "outcome")
    row = wish if step.listing is WISHES else live_claim(session, wish.id)
    if row is None:
        raise UserError(f"这个心愿还没有人认领，不能登记{step.verb}；请先登记认领", "wish")
    for key, text in sorted(typed.items(), key=lambda item: step.listing[item[0]].late):
        step.listing[key].put(session, row, text)
    session.flush()
    return row


def step_back(session: Session, wish: Wish, to: str) -> None:
    """Take steps back as far as a state, emptying their fields, or bring a wish back that has left the round.

    Raises UserError where a claim would go, which is to be cancelled with a reason, or the wish was carried over.
    """
    if wish.outcome:
        wish.outcome = wish.closed_on = wish.closed_by = wish.reason = None
        session.flush()
        return
    claim = live_claim(session, wish.id)
    place = WAY.index(to)
    if claim and place < WAY.index(CLAIMED):
        done = "已经实现，要退回去，请先退回“已认领”" if claim.realised_on else "已有人认领；要退回去"
        raise UserError(f"这个心愿{done}，请用“取消认领”并写明原因", "wish")
    for reached in reversed(WAY[place + 1 :]):
        step = STEPS[reached]
        row = wish if step.listing is WISHES else claim
        if reached == CLAIMED or row is None:
            continue
        if reached == REALISED and claim:  # without its delivery a claim has no revisit
            claim.revisited_on = claim.revisit = None
        for key in (step.day, *step.more, *step.asks):
            setattr(row, key, None)
        session.flush()  # the latest first, as an archived wish keeps its feedback


def cancel_claim(session: Session, claim: Claim, reason: str, day: date | None = None) -> None:
    """Cancel a claim; the wish can then be claimed again.

    Raises UserError where no reason is given, or the claim is cancelled or realised already.
    """
    if claim.cancelled_on:
        raise UserError("这次认领已经取消了，不用再取消", "cancelled_on")
    CLAIMS["cancelled_on"].put(session, claim, (day or date.today()).isoformat())
    if not reason.strip():
        raise UserError("请写明为什么取消认领", "reason")
    CLAIMS["reason"].put(session, claim, reason)
    session.flush()


def close_wish(session: Session, wish: Wish, outcome: str, reason: str, day: date | None = None) -> None:
    """Close a wish with an outcome and a reason: return or withdraw it. `carry_over` also carries it over.

    Raises UserError where the outcome isn't one, no reason is given, or the wish is closed or claimed already.
    """
    if outcome not in OUTCOMES:
        raise UserError(f"请选 {'、'.join(OUTCOMES)}", "outcome")
    if wish.outcome:
        raise UserError(f"这个心愿已{wish.outcome}，不能再{outcome}；请先恢复它", "outcome")
    if not reason.strip():
        raise UserError(f"请写明{outcome}的原因", "reason")
    wish.outcome, wish.closed_on = outcome, day or date.today()
    WISHES["reason"].put(session, wish, reason)
    session.flush()


def next_round(session: Session, this: WishRound, day: date) -> WishRound:
    """The round after this one of the same office, stored where there is none yet."""
    later = (WishRound.year > this.year) | ((WishRound.year == this.year) & (WishRound.number > this.number))
    query = select(WishRound).where(WishRound.office_id == this.office_id, later)
    if following := session.scalars(query.order_by(WishRound.year, WishRound.number)).first():
        return following
    number = this.number + 1 if day.year <= this.year else 1
    following = WishRound(office_id=this.office_id, year=max(day.year, this.year), number=number)
    session.add(following)
    session.flush()
    return following


def carry_over(session: Session, wish: Wish, day: date | None = None, reason: str = NOT_CLAIMED) -> Wish:
    """Carry an unclaimed wish over into the next round, where it comes first and is to be published again.

    Returns the wish of the next round. Raises UserError as `close_wish` does.
    """
    day = day or date.today()
    following = next_round(session, session.get_one(WishRound, wish.round_id), day)
    close_wish(session, wish, CARRIED, reason, day)
    values = {name: getattr(wish, name) for name in CARRIED_COLUMNS}
    carried = Wish(round_id=following.id, carried_from_id=wish.id, **values)
    session.add(carried)
    session.flush()
    return carried


CARRIED_COLUMNS = (
    *("beneficiary_id", "kind", "content", "cost", "urgency", "collected_on", "collected_by", "source_id"),
    *("verified_on", "verified_by", "verified", "note"),
)


def unclaimed(session: Session, wish_round: int) -> Sequence[Wish]:
    """The verified or published wishes of a round that nobody has claimed."""
    rows = session.execute(WISHES.of(wish_round).rows()).all()
    ids = [row[0] for row in rows if WISHES.value(row, "state") in (VERIFIED, PUBLISHED)]
    return [session.get_one(Wish, number) for number in ids]


def carry_over_all(session: Session, wish_round: int, day: date | None = None) -> list[Wish]:
    """Carry over all unclaimed wishes; return the wishes of the next round. Raises UserError where there are none."""
    wishes = unclaimed(session, wish_round)
    if not wishes:
        raise UserError("这一轮没有核实过又无人认领的心愿，不用转")
    return [carry_over(session, wish, day) for wish in wishes]


def current_round(session: Session) -> WishRound | None:
    """The round of our office that began last, or the latest prepared one where none has begun.

    Raises UserError before the first set-up.
    """
    return session.scalars(_rounds(session)).first()


def round_of(session: Session, number: int | None) -> WishRound:
    """The round with this id, or the current one; raises UserError where there is none."""
    gone, none = "没有这一轮；用 list wish_rounds 查看现有的", "还没有轮次，请先在“微心愿”里登记"
    return row_or_latest(session, WishRound, number, _rounds(session), gone=gone, none=none)


def _rounds(session: Session) -> Select[WishRound]:
    begun = case((WishRound.begins <= date.today(), 0), else_=1)
    query = select(WishRound).where(WishRound.office_id == our_office(session).id)
    return query.order_by(begun, WishRound.year.desc(), WishRound.number.desc())


def claim_of(session: Session, number: int | None) -> Claim:
    """The claim with this id, or the latest, cancelled ones last; raises UserError where there is none."""
    latest = select(Claim).order_by(Claim.cancelled_on.is_not(None), Claim.claimed_on.desc(), Claim.id.desc())
    return row_or_latest(
        session,
        Claim,
        number,
        latest,
        gone="没有这次认领；用 list claims 查看现有的",
        none="还没有认领，请先在“微心愿”里登记",
    )
