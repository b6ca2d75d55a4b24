"""What records of people in hardship say on the home page: visits to be made again, records kept long enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.gaps import Gap
from db.core.masking import mask_name
from db.hardship.models import Beneficiary, Visit


def gaps(session: Session, day: date) -> Iterator[Gap]:
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
            yield Gap(f"{mask_name(found[0].name)}{more}{what}", listing, found[0].id)
