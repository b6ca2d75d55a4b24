"""The access log: notes in the history of who saw records of people in hardship in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from db.hardship.listings import BENEFICIARIES
from db.hardship.models import Opening
from db.storage.history import ACCESS
from db.storage.open_database import OpenDatabase


def note(database: OpenDatabase, people: Sequence[int], where: str = "") -> None:
    """Note that the clerk sees the records of these people in full: an opened record, or those in what `where` names.

    Raises UserError where the opened record is gone. A read-only database keeps no note.
    """
    if not where:
        with database.read() as session:
            where = f"查看帮扶对象“{BENEFICIARIES.label_of(BENEFICIARIES.one(session, people[0]))}”"
    if database.readonly or not people:
        return
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with database.write(where, kind=ACCESS) as session:
        session.add_all(Opening(beneficiary_id=n, opened_at=at, opened_by=database.actor) for n in people)
