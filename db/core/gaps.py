"""What a subject says on the home page: figures, what is missing or late, what happened lately, what is done often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Gap:
    """Something missing or out of order, and the record of a listing that mends it."""

    text: str
    listing: str
    number: int | None = None


@dataclass(frozen=True)
class Figure:
    """A number, with the listing that it counts. `place` is where it stands among the others, from the left."""

    place: int
    title: str
    value: str
    note: str
    listing: str


@dataclass(frozen=True)
class Shortcut:
    """A button: a new record of the listing `add`, or the report `report` about the row `of`."""

    text: str
    icon: str
    add: str = ""
    report: str = ""
    of: int | None = None


@dataclass(frozen=True)
class Recent:
    """A record with what is to be known of it at a glance."""

    title: str
    facts: str
    number: int


@dataclass(frozen=True)
class Recents:
    """The latest records of a listing, under their heading; `empty` is what to do where there are none."""

    heading: str
    empty: str
    listing: str
    rows: tuple[Recent, ...]


def count(session: Session, what: Any, *where: ColumnElement[bool]) -> int:
    """How many rows of a column there are."""
    return session.scalar(select(func.count(what)).where(*where)) or 0


def named(first: Sequence[str], number: int) -> str:
    """The first of so many people, and how many they are."""
    return "、".join(first) + (f" 等 {number} 人" if number > len(first) else "")


def this_year(day: date) -> tuple[date, date]:
    """From the first of January to this day."""
    return date(day.year, 1, 1), day
