"""What was done for a household: its visits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.event import Event
from db.core.masking import HIDDEN, mask_name
from db.hardship.models import Beneficiary, Visit

Teller = Callable[[Session, dict[int, str], "int | None"], Iterator[Event]]  # `events` of a subject's timeline


def events(session: Session, names: dict[int, str], opened: int | None) -> Iterator[Event]:
    for visit in session.scalars(select(Visit).where(Visit.beneficiary_id.in_(names)).order_by(Visit.id)):
        secret = "；".join(filter(None, (visit.brought and f"带去{visit.brought}", visit.found)))
        shown = secret if visit.beneficiary_id == opened else secret and HIDDEN
        text = "；".join(filter(None, (visit.visitors, shown)))
        yield Event(visit.visited_on, visit.kind, names[visit.beneficiary_id], text, "visits", visit.id)


def timeline(session: Session, beneficiary: int, subjects: Iterable[Teller], *, is_open: bool) -> list[Event]:
    """What was done for somebody and those of the same household, the latest first.

    `subjects` are the `events` of all that have a part `timeline`. What visits found and brought stays hidden, but for
    the person whose record is open: that opening is noted. Raises UserError where the row is gone.
    """
    person = session.get(Beneficiary, beneficiary)
    if person is None:
        raise UserError("这位帮扶对象已被删除，请重新选择")
    together = Beneficiary.household_id == person.household_id if person.household_id else Beneficiary.id == person.id
    names = {row.id: mask_name(row.name) for row in session.scalars(select(Beneficiary).where(together))}
    opened = beneficiary if is_open else None
    events = [event for tell in subjects for event in tell(session, names, opened)]
    return sorted(events, key=lambda event: event.day)[::-1]  # of one day, the later step first
