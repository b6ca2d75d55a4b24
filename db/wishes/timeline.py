"""The events of a household's timeline: its wishes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.event import Event
from db.wishes.claim_models import Claim
from db.wishes.models import Wish


def events(session: Session, names: dict[int, str], _opened: int | None) -> Iterator[Event]:
    query = select(Wish, Claim).outerjoin(Claim, (Claim.wish_id == Wish.id) & Claim.cancelled_on.is_(None))
    for wish, claim in session.execute(query.where(Wish.beneficiary_id.in_(names)).order_by(Wish.id)):
        steps = [("许愿", wish.collected_on), (wish.outcome, wish.closed_on)]
        if claim:
            steps += [("心愿被认领", claim.claimed_on), ("心愿实现", claim.realised_on)]
        for what, day in steps:
            if day:
                yield Event(day, what, names[wish.beneficiary_id], f"{wish.code}　{wish.content}", "wishes", wish.id)
