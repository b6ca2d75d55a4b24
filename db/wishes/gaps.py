"""What waits or is late among the wishes, the visits and the records of people in hardship: for the home page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db.core import settings
from db.core.gaps import Gap
from db.core.masking import mask_name
from db.hardship.listings import consents
from db.hardship.models import PUBLISH, Beneficiary, Visit
from db.wishes.choices import WISH_FEEDBACK, WISH_HAND, WISH_SOON, WISH_VERIFY
from db.wishes.models import Claim, Wish

TAB = "wishes"


def wish_gaps(session: Session, day: date) -> Iterator[Gap]:
    """Each with the first record it is about; wishes that left their round wait for nothing."""
    choices = WISH_VERIFY, WISH_HAND, WISH_FEEDBACK, WISH_SOON
    verify, hand, answer, soon = (settings.days(session, choice) for choice in choices)
    open_claim = Claim.cancelled_on.is_(None) & Claim.realised_on.is_(None)
    realised = select(Claim.id).where(Claim.wish_id == Wish.id, Claim.realised_on.is_not(None)).exists()
    gone = Wish.published_on.is_not(None) & ~consents(PUBLISH, Wish.beneficiary_id) & ~realised
    yield from _wishes(session, gone, Wish.id, "的公开同意已撤回，墙上的卡片请取下")
    late = Wish.verified_on.is_(None) & (Wish.collected_on < day - verify)
    yield from _wishes(session, late, Wish.collected_on, f"征集超过 {verify.days} 天还没有核实")
    yield from _claims(
        session,
        open_claim & Claim.promised_on.is_not(None) & (Claim.promised_on < day),
        Claim.promised_on,
        "过了承诺日期还没有实现",
    )
    yield from _claims(
        session, open_claim & Claim.promised_on.between(day, day + soon), Claim.promised_on, "快到承诺日期"
    )
    waiting = open_claim & Claim.handed_on.is_(None) & (Claim.claimed_on < day - hand)
    yield from _claims(session, waiting, Claim.claimed_on, f"认领超过 {hand.days} 天还没有对接")
    silent = Claim.cancelled_on.is_(None) & Claim.feedback_on.is_(None) & (Claim.realised_on < day - answer)
    yield from _claims(session, silent, Claim.realised_on, f"实现超过 {answer.days} 天还没有反馈")
    yield from _people(session, day)


def _wishes(session: Session, which: ColumnElement[bool], order: Any, what: str) -> Iterator[Gap]:
    query = select(Wish.id, Wish.code).where(which, Wish.outcome.is_(None)).order_by(order, Wish.id)
    found = session.execute(query).all()
    if found:
        yield Gap(f"{_several([row.code for row in found])}{what}", TAB, "wishes", found[0].id)


def _claims(session: Session, which: ColumnElement[bool], order: Any, what: str) -> Iterator[Gap]:
    query = select(Claim.id, Wish.code).join(Wish, Wish.id == Claim.wish_id).where(which).order_by(order, Claim.id)
    found = session.execute(query).all()
    if found:
        yield Gap(f"{_several([row.code for row in found])}{what}", TAB, "claims", found[0].id)


def _several(codes: Sequence[str]) -> str:
    return f"心愿 {codes[0]} " + (f"等 {len(codes)} 个" if len(codes) > 1 else "")


def _people(session: Session, day: date) -> Iterator[Gap]:
    """Visits to be made again, and records that have been kept long enough; names stay masked."""
    visits = (
        select(Visit.id, Beneficiary.name)
        .join(Beneficiary, Beneficiary.id == Visit.beneficiary_id)
        .where(Visit.follow_up_on <= day, Visit.followed_on.is_(None))
    )
    kept = select(Beneficiary.id, Beneficiary.name).where(Beneficiary.keep_until < day)
    for query, what, listing in (
        (visits.order_by(Visit.follow_up_on), "约定的回访到期了", "visits"),
        (kept.order_by(Beneficiary.keep_until), "的资料保存到期，请复核", "beneficiaries"),
    ):
        found = session.execute(query).all()
        if found:
            more = f"等 {len(found)} 位" if len(found) > 1 else ""
            yield Gap(f"{mask_name(found[0].name)}{more}{what}", TAB, listing, found[0].id)
