"""Imports rows from a sheet: first a plan, then its execution in one action that can be undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Row
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.work import Tick, no_progress
from db.database import plain_words

Outcome = Literal["new", "changed", "same", "wrong"]
OUTCOME_TITLES: dict[Outcome, str] = {"new": "新增", "changed": "修改", "same": "相同", "wrong": "有误"}


@dataclass
class Planned:
    """The plan for one record; `number` counts the records from 1, `typed` holds its cells by the keys of fields."""

    number: int
    outcome: Outcome = "new"
    values: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, object] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    stored: int | None = None
    kept: int = 0  # stored values that an empty cell leaves as they are


def plan(
    session: Session,
    listing: Listing,
    records: Sequence[Mapping[str, object]],
    tick: Tick = no_progress,
    *,
    emptying: Collection[str] = (),
) -> list[Planned]:
    """Compare each record (cells by field titles) with the stored rows; nothing is written.

    A field without a column stays as it is, and so does one whose cell is empty, but for those with the titles
    `emptying`: their empty cells empty the value.
    """
    known: dict[Any, list[Row[Any]]] = {}
    for row in session.execute(listing.rows()):
        known.setdefault(listing.value(row, listing.match[0]), []).append(row)
    planned: list[Planned] = []
    earlier: dict[Any, int] = {}  # the first record with these values of `match`, and of this stored row
    for number, record in enumerate(records, start=1):
        one = Planned(number)
        for f in _fields_of(listing, record):
            one.typed[f.key] = record[f.title]
            try:
                one.values[f.key] = f.parse(record[f.title])
            except UserError as error:
                one.problems.append(str(error))
        _compare(listing, known.get(one.values.get(listing.match[0]), []), one, emptying)
        key = tuple(one.values.get(key) for key in listing.match)
        twin = earlier.setdefault(key, number)
        if one.stored is not None:
            twin = min(twin, earlier.setdefault(one.stored, number))
        if twin != number and key[0] is not None:  # records without these values may be alike
            one.outcome = "wrong"
            one.problems.append(
                f"与第 {twin} 条分不开：不是同一条，请补上能分清的内容，如证件号码；是同一条，请删去一条"
            )
        planned.append(one)
        tick(number, len(records))
    return planned


def _fields_of(listing: Listing, record: Mapping[str, object]) -> list[Field]:
    """The fields of a record that can be set, or that tell which row it means."""
    return [f for f in listing.fields if (f.set or f.key in listing.match) and f.title in record]


def _compare(listing: Listing, candidates: list[Row[Any]], one: Planned, emptying: Collection[str]) -> None:
    """Find the stored row that a record means, by those fields of `match` that both have, and set the outcome."""
    rows = [row for row in candidates if all(_fits(one.values.get(k), listing.value(row, k)) for k in listing.match)]
    if len(rows) > 1:
        one.problems.append(f"有 {len(rows)} 条这样的{listing.noun}，分不清是哪一条，请先在程序里修改")
    elif rows and (other := _namesake(listing, rows[0], one)):
        one.problems.append(
            f"已有一位同名的，{other.title}不同，分不清是不是同一个人：是同一人，请先在程序里改{other.title}；不是，请先登记"
        )
    if one.problems:
        one.outcome = "wrong"
    elif rows:
        one.stored = rows[0][0]
        for key in [key for key, value in one.values.items() if value is None and listing[key].title not in emptying]:
            one.kept += listing.value(rows[0], key) is not None
            del one.values[key], one.typed[key]
        same = all(listing.value(rows[0], key) == value for key, value in one.values.items())
        one.outcome = "same" if same else "changed"


def _namesake(listing: Listing, row: Row[Any], one: Planned) -> Field | None:
    """The phone that differs where nothing but the name says that a record means a person."""
    name, *others = listing.match
    if listing[name].kind.name not in ("name", "link") or any(one.values.get(key) is not None for key in others):
        return None
    phones = (f for f in listing.fields if f.kind.name == "phone" and f.set)
    both = ((f, one.values.get(f.key), listing.value(row, f.key)) for f in phones)
    return next((f for f, typed, stored in both if typed and stored and typed != stored), None)


def _fits(typed: object, stored: object) -> bool:
    """Whether two values may be of the same row; an unknown value fits any."""
    return typed is None or stored is None or typed == stored


def apply(
    session: Session, listing: Listing, planned: Sequence[Planned], tick: Tick = no_progress, **fixed: object
) -> int:
    """Store the new and the changed rows of a plan; return their number. Raises UserError with the wrong record."""
    todo = [one for one in planned if one.outcome in ("new", "changed")]
    for done, one in enumerate(todo, start=1):
        try:
            with plain_words():
                if one.stored is None:
                    listing.create(session, one.typed, **fixed)
                else:
                    _change(session, listing, one)
        except UserError as error:
            raise UserError(f"第 {one.number} 条：{error}；什么都没有导入") from error
        tick(done, len(todo))
    return len(todo)


def _change(session: Session, listing: Listing, one: Planned) -> None:
    row = session.get_one(listing.model, one.stored)
    before = listing.one(session, one.stored or 0)
    for key, value in one.values.items():
        if listing[key].set and listing.value(before, key) != value:
            listing[key].put(session, row, one.typed[key])
    session.flush()
