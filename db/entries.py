"""The listing of what the dictionaries of the office hold."""

from __future__ import annotations

from db.core.errors import UserError
from db.core.fields import Listing, of
from db.core.kinds import Kind
from db.core.tables import Entry
from db.subjects import DICTIONARIES

TITLES = {one.key: one.title for one in DICTIONARIES}


def _dictionary(title: str) -> str:
    """The key of a dictionary by its title; raises UserError."""
    for key, known in TITLES.items():
        if title.strip() in (key, known):
            return key
    raise UserError(f"没有“{title}”这个字典，请选 {'、'.join(TITLES.values())}")


def _title(key: str) -> str:
    return TITLES.get(key, key)


DICTIONARY = Kind("option", _title, _dictionary, _title, options=tuple(TITLES.values()))
ENTRIES = Listing(
    key="dictionary",
    title="字典",
    model=Entry,
    fields=(
        of(Entry.dictionary, kind=DICTIONARY),
        of(Entry.name),
        of(Entry.position),
        of(Entry.valid_from),
        of(Entry.valid_to),
        of(Entry.note),
    ),
    order=(Entry.dictionary, Entry.position, Entry.id),
    search=Entry.name,
    match=("dictionary", "name"),
)
