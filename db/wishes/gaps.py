"""Micro-wishes on the home page: the realised wishes of the round, and late steps of wishes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, select
from sqlalchemy.orm import Session

from db.core import settings
from db.core.gaps import Figure, Gap, count
from db.hardship.consents import has_consent
from db.hardship.models import PUBLISH
from db.wishes.choices import WISH_FEEDBACK, WISH_HAND, WISH_SOON, WISH_VERIFY
from db.wishes.claim_models import Claim
from db.wishes.models import Wish
from db.wishes.steps import current_round


def figures(session: Session, _day: date) -> Iterator[Figure]:
    """The realised and all wishes of the current round; raises UserError before the first set-up."""
    this = current_round(session)
    if this is None:
        yield Figure(60, "微心愿", "0 个", "还没有轮次", "wish_rounds")
        return
    realised = select(Claim.id).where(Claim.wish_id == Wish.id, Claim.realised_on.is_not(None)).exists()
    wishes, came_true = (count(session, Wish.id, Wish.round_id == this.id, *more) for more in ((), (realised,)))
    yield Figure(60, "微心愿", f"{came_true} / {wishes}", f"{this.name}已实现", "wishes")


def gaps(session: Session, day: date) -> Iterator[Gap]:
    """Late steps, each with the first record concerned; wishes that left their round aren't late."""
    choices = WISH_VERIFY, WISH_HAND, WISH_FEEDBACK, WISH_SOON
    verify, hand, answer, soon = (settings.days(session, choice) for choice in choices)
    open_claim = Claim.cancelled_on.is_(None) & Claim.realised_on.is_(None)
    realised = select(Claim.id).where(Claim.wish_id == Wish.id, Claim.realised_on.is_not(None)).exists()
    gone = Wish.published_on.is_not(None) & ~has_consent(PUBLISH, Wish.beneficiary_id) & ~realised
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


def _wishes(session: Session, which: ColumnElement[bool], order: SQLColumnExpression[Any], what: str) -> Iterator[Gap]:
    query = select(Wish.id, Wish.code).where(which, Wish.outcome.is_(None)).order_by(order, Wish.id)
    rows = session.execute(query).all()
    if rows:
        yield Gap(f"{_several([row.code for row in rows])}{what}", "wishes", rows[0].id)


def _claims(session: Session, which: ColumnElement[bool], order: SQLColumnExpression[Any], what: str) -> Iterator[Gap]:
    query = select(Claim.id, Wish.code).join(Wish, Wish.id == Claim.wish_id).where(which).order_by(order, Claim.id)
    rows = session.execute(query).all()
    if rows:
        yield Gap(f"{_several([row.code for row in rows])}{what}", "claims", rows[0].id)


def _several(codes: Sequence[str]) -> str:
    return f"心愿 {codes[0]} " + (f"等 {len(codes)} 个" if len(codes) > 1 else "")
