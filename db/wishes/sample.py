"""The sample office: one round of micro-wishes with its claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.sample import rows
from db.hardship.listings import CONSENTS
from db.hardship.models import Beneficiary, Consent
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import WISH_ROUNDS, WISHES
from db.wishes.models import CARRIED, Wish, WishRound
from db.wishes.steps import carry_over, close_wish

YES = "是"


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    wish_round = WISH_ROUNDS.create(session, sample["wish_round"])
    _wishes(session, sample["wishes"], wish_round)
    _delivered(session, sample["claims"])
    for values in sample["open_claims"]:
        CLAIMS.create(session, values, wish_id=_wish(session, values["number"]).id)
    _closed(session, sample["wishes"])
    for name, day in sample["consents_withdrawn"].items():
        row = session.scalars(select(Consent).join(Beneficiary).where(Beneficiary.name == name)).one()
        CONSENTS["withdrawn_on"].put(session, row, day)


def _wishes(session: Session, table: dict[str, Any], wish_round: WishRound) -> None:
    published = {key: table[key] for key in ("published_on", "published_by")}
    for row in rows([table]):
        values = {key: value for key, value in row.items() if key not in ("published", "outcome")}
        WISHES.create(session, values | (published if row["published"] == YES else {}), round_id=wish_round.id)


def _delivered(session: Session, table: dict[str, Any]) -> None:
    day = {"handed_on": table["claimed_on"], "realised_on": table["claimed_on"]}
    for row in rows([table]):
        wish = _wish(session, row["number"])
        values = {**row, **day, "claimed_on": table["claimed_on"], "claimed_by": table["claimed_by"]}
        values["handed_by"] = row["delivered_by"]
        if row["satisfaction"]:
            values |= {"feedback_on": table["feedback_on"], "feedback_by": table["feedback_by"]}
        claim = CLAIMS.create(session, values, wish_id=wish.id)
        CLAIM_GOODS.create(session, row, claim_id=claim.id)
        if row["archived"] == YES:
            for key in ("archived_on", "archived_by"):
                WISHES[key].put(session, wish, table[key])
            session.flush()


def _closed(session: Session, table: dict[str, Any]) -> None:
    """Close or carry over the wishes that left the round, in the order of their numbers."""
    day = date.fromisoformat(table["closed_on"])
    for number, row in enumerate(rows([table]), start=1):
        if not row["outcome"]:
            continue
        wish, reason = _wish(session, str(number)), table["outcomes"][row["outcome"]]
        wish.closed_by = table["closed_by"]
        if row["outcome"] == CARRIED:
            carry_over(session, wish, day, reason)
        else:
            close_wish(session, wish, row["outcome"], reason, day)


def _wish(session: Session, number: str) -> Wish:
    first = select(WishRound.id).order_by(WishRound.id).limit(1).scalar_subquery()
    return session.scalars(select(Wish).where(Wish.round_id == first, Wish.number == int(number))).one()
