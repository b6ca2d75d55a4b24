"""The parts of the home page that a subject fills: figures, reminders, recent records, shortcuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Gap:
    """A reminder: something is missing or late. The clerk mends it at record `number` of the listing."""

    text: str
    listing: str
    number: int | None = None


@dataclass(frozen=True)
class Figure:
    """A number and the listing whose records it counts. `place` orders the figures from left to right."""

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
    """A recent record: its title, a line of facts, its number."""

    title: str
    facts: str
    number: int


@dataclass(frozen=True)
class Recents:
    """The latest records of a listing under a heading; `empty` tells the clerk what to do while there are none."""

    heading: str
    empty: str
    listing: str
    rows: tuple[Recent, ...]


def count(session: Session, what: Any, *where: ColumnElement[bool]) -> int:
    """The number of rows in which the column is filled in and the conditions hold."""
    return session.scalar(select(func.count(what)).where(*where)) or 0


def names_and_count(first: Sequence[str], number: int) -> str:
    """张三、李四 等 5 人: the first names, and the number of people where there are more."""
    return "、".join(first) + (f" 等 {number} 人" if number > len(first) else "")


def this_year(day: date) -> tuple[date, date]:
    """From the first of January to this day."""
    return date(day.year, 1, 1), day
