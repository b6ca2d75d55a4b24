"""What all subjects tell of a household of somebody in hardship."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.event import Event
from db.core.masking import mask_name
from db.hardship.models import Beneficiary
from db.subjects import every


def timeline(session: Session, beneficiary: int, *, is_open: bool) -> list[Event]:
    """What was done for somebody and those of the same household, the latest first; UserError where the row is gone.

    What visits found and brought stays hidden, but for the person whose record is open: that opening is noted.
    """
    person = session.get(Beneficiary, beneficiary)
    if person is None:
        raise UserError("这位帮扶对象已被删除，请重新选择")
    together = Beneficiary.household_id == person.household_id if person.household_id else Beneficiary.id == person.id
    names = {row.id: mask_name(row.name) for row in session.scalars(select(Beneficiary).where(together))}
    opened = beneficiary if is_open else None
    events = [event for tell in every("timeline", "events") for event in tell(session, names, opened)]
    return sorted(events, key=lambda event: event.day)[::-1]  # of one day, the later step first
