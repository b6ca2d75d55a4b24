"""What was done for a household: its visits."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.event import Event
from db.core.masking import HIDDEN
from db.hardship.models import (
    Visit,
)


def events(session: Session, names: dict[int, str], opened: int | None) -> Iterator[Event]:
    for visit in session.scalars(select(Visit).where(Visit.beneficiary_id.in_(names)).order_by(Visit.id)):
        secret = "；".join(filter(None, (visit.brought and f"带去{visit.brought}", visit.found)))
        shown = secret if visit.beneficiary_id == opened else secret and HIDDEN
        text = "；".join(filter(None, (visit.visitors, shown)))
        yield Event(visit.visited_on, visit.kind, names[visit.beneficiary_id], text, "visits", visit.id)
