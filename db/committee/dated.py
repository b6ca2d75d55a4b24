"""The dated records of the committee for the chronicle: its terms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.committee.models import Membership, Term
from db.core.dated import Dated
from db.office.listings import full_name
from db.office.models import Office


def dated(session: Session, first: date, last: date) -> Iterator[Dated]:
    """Terms that began in the period, both ends included, with the number of members who began with them."""
    for term in session.scalars(select(Term).where(Term.begins.between(first, last)).order_by(Term.id)):
        began = (Membership.term_id == term.id) & (Membership.begins == term.begins)
        members = session.scalar(select(func.count(Membership.id)).where(began)) or 0
        office = full_name(session, session.get_one(Office, term.office_id))
        text = f"{office}社工委{term.name}任期开始" + (f"，成员{members}人。" if members else "。")
        yield Dated(term.begins, f"社工委{term.name}任期开始", text, term.office_id, "terms", term.id)
