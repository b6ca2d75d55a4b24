"""The dictionaries that an office edits: what a new database holds, and what is on offer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, insert, select
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.subject import Dictionary
from db.core.tables import Entry

SOURCE = Path(__file__).parent.parent.parent / "resources" / "dictionaries.toml"


def fill(connection: Connection, dictionaries: Iterable[Dictionary]) -> None:
    """Write the entries of the dictionaries that a database doesn't have yet."""
    codes = {one.key: one.codes for one in dictionaries}
    there = set(connection.scalars(select(Entry.dictionary).distinct()))
    rows = [
        {
            "uid": uuid4().hex,
            "version": 1,
            "dictionary": name,
            "name": entry,
            "position": n,
            "code": codes[name].get(entry),
        }
        for name, entries in tomllib.loads(SOURCE.read_text("utf8")).items()
        if name not in there
        for n, entry in enumerate(entries, start=1)
    ]
    if rows:
        connection.execute(insert(Entry), rows)


def entry_id(session: Session, dictionary: Dictionary, name: str) -> int:
    """The id of an entry by its name, straight and curly quotes alike.

    Raises UserError where the dictionary has no such entry.
    """
    found = session.execute(select(Entry.id, Entry.name).where(Entry.dictionary == dictionary.key))
    known: dict[str, int] = {}
    for number, text in found:
        known.setdefault(_loose(text), number)
        known[text] = number  # the exact name goes before one that is only alike
    if (number := known.get(name, known.get(_loose(name)))) is None:
        raise UserError(f"“{dictionary.title}”里没有“{name}”，请从列表中选择，或先在“字典”里添加")
    return number


def _loose(name: str) -> str:
    return "".join(sign for sign in name if sign not in "“”\"'‘’ ")


def in_use(day: date) -> ColumnElement[bool]:
    return (Entry.valid_from.is_(None) | (Entry.valid_from <= day)) & (
        Entry.valid_to.is_(None) | (Entry.valid_to >= day)
    )


def options(session: Session, dictionary: Dictionary) -> list[str]:
    """The entries in use today, in the office's order."""
    query = (
        select(Entry.name)
        .where(Entry.dictionary == dictionary.key, in_use(date.today()))
        .order_by(Entry.position, Entry.id)
    )
    return list(session.scalars(query))


def every_name(session: Session) -> list[str]:
    """The names of all entries of all dictionaries."""
    return list(session.scalars(select(Entry.name)))
