"""The access log as the program asks for it: which protected people rows tell of, and the note that they were seen."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.fields import Listing
from db.storage.open_database import OpenDatabase
from db.subjects import every


def shown_in(session: Session, listing: Listing, find: str = "") -> Sequence[int]:
    """The protected people of whom the rows of a listing tell in full."""
    pairs = listing.model.whose()
    if pairs is None:
        return ()
    row, person = pairs.subquery().c
    return session.scalars(
        select(person).distinct().where(row.in_(listing.keys(find).order_by(None))).order_by(person)
    ).all()


def whose(session: Session, listing: Listing, number: int) -> int:
    """The protected person of whom a row of a listing tells; UserError where the row is gone."""
    pairs = listing.model.whose()
    assert pairs is not None
    row, person = pairs.subquery().c
    found = session.scalar(select(person).where(row == number))
    if found is None:
        raise UserError(f"这条{listing.noun}已被删除，请重新选择")
    return found


def note(database: OpenDatabase, people: Sequence[int], where: str = "") -> None:
    """Note in the history that the clerk sees these people's records in full: one that is opened, or all in `where`.

    Raises UserError where the record that is opened is gone. A database that may only be looked at keeps no note.
    """
    for keep in every("openings", "note") if people else ():
        keep(database, people, where)
