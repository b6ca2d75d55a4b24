"""Proposals for the chronicle: dated records of other subjects that are neither taken over nor left out yet."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.chronicle.models import LEFT_OUT, PRINTED, ChronicleEntry
from db.core.dated import Dated
from db.office.listings import our_office
from db.office.models import Office


def origin_of(record: Dated) -> str:
    """The stored origin of an entry that is made from a record."""
    return f"{record.listing}:{record.number}"


def proposals(session: Session, records: Iterable[Dated]) -> list[Dated]:
    """The records of our office and of those below it that have no entry yet.

    Raises UserError before the first set-up.
    """
    known = set(session.scalars(select(ChronicleEntry.origin).where(ChronicleEntry.origin.is_not(None))))
    ours = our_office(session).code
    here = set(session.scalars(select(Office.id).where(Office.code.startswith(ours))))
    return [record for record in records if record.office in here and origin_of(record) not in known]


def take_over(session: Session, record: Dated, source: str, *, leave_out: bool = False) -> ChronicleEntry:
    """Store an entry made from a record, or a note that it is left out; `source` is the title of its listing.

    Raises UserError where the record has an entry already.
    """
    entry = ChronicleEntry(
        day=record.day.isoformat(),
        title=record.title[:200],
        text=record.text,
        source=source,
        chosen=LEFT_OUT if leave_out else PRINTED,
        origin=origin_of(record),
    )
    session.add(entry)
    session.flush()
    return entry
