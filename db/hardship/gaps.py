"""People in hardship on the home page: follow-up visits that are due, and records whose storage period is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.gaps import Gap
from db.core.masking import mask_name
from db.hardship.models import Beneficiary, Visit


def gaps(session: Session, day: date) -> Iterator[Gap]:
    """Follow-up visits that are due, and records whose storage period is over; names are masked."""
    visits = (
        select(Visit.id, Beneficiary.name)
        .join(Beneficiary, Beneficiary.id == Visit.beneficiary_id)
        .where(Visit.follow_up_on <= day, Visit.followed_on.is_(None))
    )
    records = select(Beneficiary.id, Beneficiary.name).where(Beneficiary.keep_until < day)
    for query, what, listing in (
        (visits.order_by(Visit.follow_up_on), "约定的回访到期了", "visits"),
        (records.order_by(Beneficiary.keep_until), "的资料保存到期，请复核", "beneficiaries"),
    ):
        rows = session.execute(query).all()
        if rows:
            more = f"等 {len(rows)} 位" if len(rows) > 1 else ""
            yield Gap(f"{mask_name(rows[0].name)}{more}{what}", listing, rows[0].id)
