"""Hours of service, summed from the records at each request, and the records behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.orm import Session

from db.activities.models import Activity, ActivityFunction, ActivityService, Service, Shift, counted, minutes_of
from db.committee.models import Term
from db.core import kinds
from db.core.base import Base
from db.core.fields import Field, computed
from db.core.masking import Sensitive
from db.core.relation_fields import label_sql
from db.core.tables import Entry
from db.core.work import Tick, no_progress
from db.hours.stars import star_of, stars_on
from db.people.models import Person
from db.teams.models import Team

UNKNOWN = "未填"
MANY_PEOPLE = 20_000  # whose figures take about a third of a second


@dataclass(frozen=True)
class Dimension:
    """A grouping of hours.

    `value` is the expression that rows are grouped by, `ties` are the tables that hold it where the record doesn't,
    with their conditions, and `label` makes the SQL of a value's name from `target`; without it, the value is the name.
    """

    key: str
    title: str
    value: SQLColumnExpression[Any]
    ties: tuple[tuple[Any, Any], ...] = ()
    target: type[Base] | None = None
    label: Callable[[Any], Any] = label_sql
    unknown: str = UNKNOWN
    several: bool = False  # a record may count under several values
    sensitive: Sensitive = Sensitive.NO


_RUNNING = and_(
    Term.office_id == Activity.office_id,
    Term.begins <= Shift.held_on,
    Term.ends.is_(None) | (Term.ends >= Shift.held_on),
)
PERSON = Dimension("person", "人员", Service.person_id, target=Person, sensitive=Sensitive.NAME)
TEAM = Dimension("team", "队伍", Service.team_id, target=Team, unknown="未归队")
KIND = Dimension(
    "kind",
    "服务内容",
    ActivityService.entry_id,
    ((ActivityService, ActivityService.owner_id == Shift.activity_id),),
    Entry,
    lambda entry: entry.name,
    several=True,
)
FUNCTION = Dimension(
    "function",
    "职能",
    ActivityFunction.entry_id,
    ((ActivityFunction, ActivityFunction.owner_id == Shift.activity_id),),
    Entry,
    lambda entry: entry.name,
    several=True,
)
ACTIVITY = Dimension("activity", "活动", Shift.activity_id, target=Activity, label=lambda activity: activity.title)
_FIRST_SEVEN = (
    literal_column("1"),
    literal_column("7"),
)  # no parameters, or PostgreSQL sees different groups
MONTH = Dimension("month", "月份", func.substr(cast(Shift.held_on, String), *_FIRST_SEVEN))
_ACTIVITY = Activity, Activity.id == Shift.activity_id
TERM = Dimension("term", "届次", Term.id, (_ACTIVITY, (Term, _RUNNING)), Term, lambda term: term.name, unknown="届外")
DIMENSIONS = (PERSON, TEAM, KIND, FUNCTION, ACTIVITY, MONTH, TERM)


@dataclass(frozen=True)
class Hours:
    """Rows of figures and, for each, its values of the dimensions.

    A row is a tuple: its number, the name of each value, people, times, minutes and, for persons, stars.
    """

    fields: tuple[Field, ...]
    rows: tuple[tuple[Any, ...], ...]
    values: tuple[tuple[Any, ...], ...]


def in_period(first: date | None, last: date | None) -> ColumnElement[bool]:
    """The condition for shifts from one day to another; None leaves an end open."""
    return and_(Shift.held_on >= first if first else true(), Shift.held_on <= last if last else true())


def takes_long(session: Session, by: Sequence[Dimension]) -> bool:
    """Whether the figures take a noticeable time: 1.5 s for 100,000 people, very little for a single office."""
    return PERSON in by and (session.scalar(select(func.count(Person.id))) or 0) > MANY_PEOPLE


def hours(
    session: Session,
    by: Sequence[Dimension],
    first: date | None = None,
    last: date | None = None,
    tick: Tick = no_progress,
) -> Hours:
    """The hours of a period by one or two dimensions; the longest first, months in their order."""
    width = len(by)
    cursor = session.connection().execute(_sums(by, first, last)).cursor  # the driver's own, which is faster
    assert cursor is not None
    sums = _in_order(by, cursor.fetchall())
    tick(1, 3)
    labels = [_labels(session, one, {row[place] for row in sums}) for place, one in enumerate(by)]
    tick(2, 3)
    stars = _stars(session, last) if tuple(by) == (PERSON,) else None
    names = [[label[row[place]] for row in sums] for place, label in enumerate(labels)]
    more = [[stars(row[0]) for row in sums]] if stars else []
    figures = ([row[place] for row in sums] for place in range(width, width + 3))
    rows = tuple(zip(range(1, len(sums) + 1), *names, *figures, *more, strict=True))
    return Hours(figure_fields(by, stars=stars is not None), rows, tuple(tuple(row[:width]) for row in sums))


def totals(session: Session, first: date | None = None, last: date | None = None) -> tuple[int, int, int]:
    """People, times and minutes of a period, each record counted once."""
    whole = _records(func.count(Service.person_id.distinct()), func.count(), func.coalesce(func.sum(minutes_of()), 0))
    people, times, minutes = session.execute(whole.where(counted(), in_period(first, last))).one()
    return people, times, minutes


def records_behind(
    by: Sequence[Dimension], values: Sequence[Any], first: date | None, last: date | None
) -> ColumnElement[bool]:
    """The condition by which SERVICES gives the records behind one figure."""
    query = reduce(_tied, by, _records(Service.id)).where(counted(), in_period(first, last))
    for one, value in zip(by, values, strict=True):
        query = query.where(one.value.is_(None) if value is None else one.value == value)
    return Service.id.in_(query)


def figure_fields(by: Sequence[Dimension], *, stars: bool = False) -> tuple[Field, ...]:
    """The fields of a row of figures."""
    words = [computed(one.key, one.title, kinds.WIDE, one.sensitive) for one in by]
    figures = [
        computed("people", "人数", kinds.COUNT),
        computed("times", "人次", kinds.TALLY),
        computed("minutes", "时长", kinds.DURATION),
    ]
    return (*words, *figures, *([computed("stars", "星级", kinds.SHORT)] if stars else []))


def _records(*what: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    return select(*what).select_from(Service).join(Shift, Shift.id == Service.shift_id)


def _tied(query: Select[*tuple[Any, ...]], one: Dimension) -> Select[*tuple[Any, ...]]:
    for table, condition in one.ties:
        query = query.outerjoin(table, condition)
    return query


def _sums(by: Sequence[Dimension], first: date | None, last: date | None) -> Select[*tuple[Any, ...]]:
    keys = [one.value.label(one.key) for one in by]
    minutes = func.sum(Service.left - Service.arrived)
    query = _records(*keys, func.count(Service.person_id.distinct()), func.count(), minutes)
    query = reduce(_tied, by, query).where(counted(), in_period(first, last))
    return query.group_by(*(one.value for one in by))


def _in_order(by: Sequence[Dimension], sums: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """The rows, the longest hours first, months in their order; rows of two dimensions stay together by the first."""
    totals_of: dict[Any, int] = {}
    for row in sums:
        totals_of[row[0]] = totals_of.get(row[0], 0) + row[-1]
    in_order = sorted(totals_of, key=lambda value: _sort_key(by[0], value, totals_of[value]))
    rank = {value: place for place, value in enumerate(in_order)}
    if len(by) == 1:
        return sorted(sums, key=lambda row: rank[row[0]])
    return sorted(sums, key=lambda row: (rank[row[0]], *_sort_key(by[1], row[1], row[-1])))


def _sort_key(one: Dimension, value: int | str | None, minutes: int) -> tuple[int, bool, int | str]:
    return 0 if one is MONTH else -minutes, value is None, value or 0


def _labels(session: Session, one: Dimension, values: set[Any]) -> dict[Any, str]:
    """The names of the values that occur."""
    if one.target is None:
        return {value: one.unknown if value is None else str(value) for value in values}
    names = session.execute(select(one.target.id, one.label(one.target)))
    return {number: str(name) for number, name in names if number in values} | {None: one.unknown}


def _stars(session: Session, last: date | None) -> Callable[[int], str]:
    """A function that gives a person's stars on a day, from all hours up to it."""
    total = _records(Service.person_id, func.sum(minutes_of())).where(counted(), in_period(None, last))
    sums = {row[0]: row[1] for row in session.execute(total.group_by(Service.person_id))}
    scale = stars_on(session, last or date.today())
    return lambda person: star_of(sums.get(person, 0), scale)
