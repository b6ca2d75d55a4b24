"""The timeline of a household, gathered from the subjects; visits are the events of this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.event import Event
from db.core.masking import HIDDEN, mask_name
from db.hardship.models import Beneficiary, Visit

EventSource = Callable[[Session, dict[int, str], "int | None"], Iterator[Event]]  # `events` of a subject's timeline


def events(session: Session, names: dict[int, str], opened: int | None) -> Iterator[Event]:
    """The visits to people, by id and masked name; findings are shown only for the `opened` record."""
    for visit in session.scalars(select(Visit).where(Visit.beneficiary_id.in_(names)).order_by(Visit.id)):
        secret = "；".join(filter(None, (visit.brought and f"带去{visit.brought}", visit.found)))
        shown = secret if visit.beneficiary_id == opened else secret and HIDDEN
        text = "；".join(filter(None, (visit.visitors, shown)))
        yield Event(visit.visited_on, visit.kind, names[visit.beneficiary_id], text, "visits", visit.id)


def timeline(session: Session, beneficiary: int, subjects: Iterable[EventSource], *, is_open: bool) -> list[Event]:
    """The events of a person in hardship and of the same household, the latest first.

    `subjects` are the `events` of all subjects that have a part `timeline`. The findings and gifts of visits are hidden
    except for the person whose record is open, as that opening is noted. Raises UserError where the person is gone.
    """
    person = session.get(Beneficiary, beneficiary)
    if person is None:
        raise UserError("这位帮扶对象已被删除，请重新选择")
    together = Beneficiary.household_id == person.household_id if person.household_id else Beneficiary.id == person.id
    names = {row.id: mask_name(row.name) for row in session.scalars(select(Beneficiary).where(together))}
    opened = beneficiary if is_open else None
    of_all = [event for events_of in subjects for event in events_of(session, names, opened)]
    return sorted(of_all, key=lambda event: event.day)[::-1]  # of one day, the later step first
