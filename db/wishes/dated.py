"""The dated records of micro-wishes for the chronicle: rounds, on the day on which wishes were claimed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.core.dated import Dated
from db.core.gaps import count
from db.office.listings import full_name
from db.office.models import Office
from db.wishes.claim_models import Claim
from db.wishes.models import Wish, WishRound


def dated(session: Session, first: date, last: date) -> Iterator[Dated]:
    """Rounds of the period, both ends included, with the numbers of collected, claimed and realised wishes."""
    day = func.coalesce(WishRound.held_on, WishRound.begins)
    rounds = select(WishRound).where(day.between(first, last)).order_by(WishRound.id)
    for wish_round in session.scalars(rounds):
        held = wish_round.held_on or wish_round.begins
        assert held
        wishes = count(session, Wish.id, Wish.round_id == wish_round.id)
        claimed, realised = (
            count(session, Wish.id, Wish.round_id == wish_round.id, live)
            for live in (
                select(Claim.id).where(Claim.wish_id == Wish.id, Claim.cancelled_on.is_(None)).exists(),
                select(Claim.id).where(Claim.wish_id == Wish.id, Claim.realised_on.is_not(None)).exists(),
            )
        )
        office = full_name(session, session.get_one(Office, wish_round.office_id))
        facts = f"征集{wishes}个，认领{claimed}个，实现{realised}个。"
        text = f"{office}开展{wish_round.name}微心愿认领，{facts}"
        yield Dated(held, f"{wish_round.name}微心愿认领", text, wish_round.office_id, "wish_rounds", wish_round.id)
