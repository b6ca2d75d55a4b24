"""Bring rows in from a sheet: first say what would happen, then do it, as one action that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Row
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.work import Tick, quietly
from db.database import plain_words

Outcome = Literal["new", "changed", "same", "wrong"]
SAID: dict[Outcome, str] = {"new": "新增", "changed": "修改", "same": "相同", "wrong": "有误"}


@dataclass
class Planned:
    """What would become of one record; `number` counts the records from 1, `typed` are its cells by key of field."""

    number: int
    outcome: Outcome = "new"
    values: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, object] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    stored: int | None = None


def plan(
    session: Session, listing: Listing, records: Sequence[Mapping[str, object]], tick: Tick = quietly
) -> list[Planned]:
    """Compare each record (field titles to cells) with what is stored; nothing is written.

    A column that the sheet doesn't have is left alone; an empty cell empties the value.
    """
    known: dict[Any, list[Row[Any]]] = {}
    for row in session.execute(listing.rows()):
        known.setdefault(listing.value(row, listing.match[0]), []).append(row)
    planned: list[Planned] = []
    earlier: dict[Any, int] = {}  # which record came first, by what tells rows apart and by the stored row it means
    for number, record in enumerate(records, start=1):
        made = Planned(number)
        for f in _given(listing, record):
            made.typed[f.key] = record[f.title]
            try:
                made.values[f.key] = f.parse(record[f.title])
            except UserError as error:
                made.problems.append(str(error))
        _compare(listing, known.get(made.values.get(listing.match[0]), []), made)
        key = tuple(made.values.get(key) for key in listing.match)
        twin = earlier.setdefault(key, number)
        if made.stored is not None:
            twin = min(twin, earlier.setdefault(made.stored, number))
        if twin != number and key[0] is not None:  # without what tells rows apart they may be several
            made.outcome = "wrong"
            made.problems.append(f"与第 {twin} 条重复，请删去一条")
        planned.append(made)
        tick(number, len(records))
    return planned


def _given(listing: Listing, record: Mapping[str, object]) -> list[Field]:
    """The fields that a record brings, and those that tell which row it means."""
    return [f for f in listing.fields if (f.set or f.key in listing.match) and f.title in record]


def _compare(listing: Listing, alike: list[Row[Any]], made: Planned) -> None:
    """Which stored row a record means: by what both know of the values that tell rows apart."""
    found = [row for row in alike if all(_fits(made.values.get(k), listing.value(row, k)) for k in listing.match)]
    if len(found) > 1:
        made.problems.append(f"有 {len(found)} 条这样的{listing.noun}，分不清是哪一条，请先在程序里修改")
    if made.problems:
        made.outcome = "wrong"
    elif found:
        made.stored = found[0][0]
        same = all(listing.value(found[0], key) == value for key, value in made.values.items())
        made.outcome = "same" if same else "changed"


def _fits(given: Any, stored: Any) -> bool:
    """A value that the sheet or the record lacks tells nothing."""
    return given is None or stored is None or given == stored


def apply(session: Session, listing: Listing, planned: Sequence[Planned], tick: Tick = quietly, **fixed: Any) -> int:
    """Store the new and the changed rows of a plan; say how many. Raises UserError naming the record."""
    todo = [made for made in planned if made.outcome in ("new", "changed")]
    for done, made in enumerate(todo, start=1):
        try:
            with plain_words():
                if made.stored is None:
                    listing.create(session, made.typed, **fixed)
                else:
                    _change(session, listing, made)
        except UserError as error:
            raise UserError(f"第 {made.number} 条：{error}；什么都没有导入") from error
        tick(done, len(todo))
    return len(todo)


def _change(session: Session, listing: Listing, made: Planned) -> None:
    row = session.get_one(listing.model, made.stored)
    before = listing.one(session, made.stored or 0)
    for key, value in made.values.items():
        if listing[key].set and listing.value(before, key) != value:
            listing[key].put(session, row, made.typed[key])
    session.flush()
