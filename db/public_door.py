"""The door of public texts with all that the office knows: who is in hardship, and which contacts are for everybody.

What the door hid is told with the places where it is written, so that somebody can mend it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from db.core import settings
from db.core.fields import Listing
from db.core.masking import Audience, Sensitive
from db.core.paper_choices import PUBLIC_CONTACT
from db.core.public_text import NUMBERS, Door
from db.subjects import every, listings

NAMED = 3  # places in a sentence
MOST = 200  # rows of a table that are named
LOOKED_FOR = 60  # words whose places are looked for: more are no list that anybody reads


@dataclass(frozen=True)
class Place:
    """A field of a row in which words stand that the public may not read."""

    listing: Listing
    number: int
    label: str
    title: str  # of the field

    def __str__(self) -> str:
        return f"{self.listing.noun}“{self.label}”的{self.title}"


@dataclass(frozen=True)
class Disclosure:
    """Words that the public may not read, their sort, and the places where they are written."""

    what: str
    words: str
    places: tuple[Place, ...]
    can_stay: bool


def public_door(session: Session, kept: Sequence[str] = ()) -> Door:
    """The door for the public; `kept` are words that somebody has looked at and lets stand."""
    texts = [
        settings.get(session, PUBLIC_CONTACT),
        *(text for published in every("published", "contacts") for text in published(session)),
    ]
    (watch,) = every("watch", "watch")
    return Door(Audience.PUBLIC, watch(session), texts, frozenset(kept))


def disclosures(session: Session, door: Door) -> list[Disclosure]:
    """What the door hid so far, each of the words once, with the places where they are written."""
    if not door.found:
        return []
    written = _written(session, {words for _what, words in [*door.found][:LOOKED_FOR]})
    return [
        Disclosure(what, words, tuple(_of(written.get(words, ()), texts)), what not in NUMBERS)
        for (what, words), texts in door.found.items()
    ]


def refused(hidden: Sequence[Disclosure]) -> str:
    """Why a file for the public isn't written: what it would tell, and where that is written."""
    lines = ["没有导出：公开版里有不该公开的内容。请到写着它的地方改掉，或加 --hide 遮住后导出"]
    for one in hidden:
        places = "；".join(map(str, one.places[:NAMED]))
        lines.append(f"  {one.what}“{one.words}”" + (f"，写在{places}" if places else ""))
    if any(one.can_stay for one in hidden):
        lines.append("其中确实可以公开的词，可加 --keep 写明")
    return "\n".join(lines)


def _of(places: Sequence[tuple[Place, str]], texts: set[str]) -> Iterator[Place]:
    """Those of the places whose value stands in one of the texts, whole or line by line."""
    for place, value in places:
        lines = [line.strip().rstrip("。") for line in value.splitlines()]
        if any(value in text or any(line and line in text for line in lines) for text in texts):
            yield place


def _written(session: Session, words: set[str]) -> Mapping[str, list[tuple[Place, str]]]:
    """Where words are written in rows that the public may read, with the value of the field."""
    found: dict[str, list[tuple[Place, str]]] = {}
    of_models = {listing.model: listing for listing in listings() if not listing.protected}
    for model, listing in of_models.items():
        columns = [column for column in model.__table__.columns if _is_text(column)]
        holding = [or_(*(column.contains(word, autoescape=True) for word in words)) for column in columns]
        if not columns:
            continue
        rows = session.execute(select(model.__table__.c.id, *columns).where(or_(*holding)).limit(MOST)).all()
        labels = {row[0]: listing.label_of(row) for row in listing.fetch(session, [row[0] for row in rows])}
        for number, *values in rows:
            for column, value in zip(columns, values, strict=True):
                place = Place(listing, number, labels.get(number, ""), column.info["title"])
                for word in words:
                    if value and word in value:
                        found.setdefault(word, []).append((place, value))
    return found


def _is_text(column: KeyedColumnElement[Any]) -> bool:
    return isinstance(column.type, String) and column.info.get("sensitive") is Sensitive.NO
