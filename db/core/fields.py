"""Fields and listings: table, form, sheet, paper, import, search, command line and masking all use these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    SQLColumnExpression,
    bindparam,
    delete,
    func,
    null,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.core.base import Base, column_of, key_of
from db.core.cells import cell_text
from db.core.errors import UserError
from db.core.kinds import Kind
from db.core.masking import Sensitive, mask_name
from db.core.pointers import pointers_at
from db.core.work import Tick, no_progress

TODAY: ColumnElement[date] = bindparam("today", callable_=date.today, type_=Date, unique=True)  # when a query is run
Setter = Callable[[Session, Any, Any], None]  # session, the stored row, the value
STEP = 500  # rows removed between two ticks
PART = 20_000  # ids a query: PostgreSQL takes 65,535 values in one


@dataclass(frozen=True)
class Field:
    """One value of a row: what it is, where it comes from and, if it can change, how it is set.

    `sql` is the value within its listing's query, `order` what rows sort by where that is another expression;
    `choices` are the values on offer, where the office keeps a list of them; `fitting` are the first of them that fit
    what was typed, where there may be too many to load.
    """

    key: str
    title: str
    kind: Kind
    sql: SQLColumnExpression[Any]
    set: Setter | None = None
    required: bool = False
    sensitive: Sensitive = Sensitive.NO
    order: SQLColumnExpression[Any] | None = None
    choices: Callable[[Session], Sequence[str]] | None = None
    fitting: Callable[[Session, str], Sequence[str]] | None = None
    hint: str = ""
    late: bool = False  # set once the row itself is stored

    def text(self, value: Any) -> str:
        """The value as a person reads it; unknown is blank."""
        return "" if value is None else self.kind.show(value)

    def parse(self, raw: object) -> Any:
        """Turn typed text or a sheet's cell into a value; raise UserError, naming the field, where it does not fit."""
        try:
            text = "" if raw is None else cell_text(raw, self.kind.name)
        except UserError as error:
            raise UserError(f"{self.title}：{error}", self.key) from None
        if not text.strip("\u3000 \t\r\n"):
            if self.required:
                raise UserError(f"{self.title}不能为空，请填写", self.key)
            return None
        try:
            return self.kind.parse(text)
        except UserError as error:
            raise UserError(str(error), self.key) from None
        except ValueError:
            raise UserError(f"{self.title}“{text[:30]}”不合格式，请核对", self.key) from None

    def put(self, session: Session, row: Any, raw: object) -> None:
        """Parse what was typed and set it on a stored row."""
        assert self.set
        value = self.parse(raw)
        try:
            self.set(session, row, value)
        except UserError as error:
            error.field = error.field or self.key
            raise


@dataclass(frozen=True)
class Listing:
    """The rows of a model and their fields, as tabs show them, sheets hold, reports print and imports bring them.

    A row is a tuple: its id, then one value a field, in their order. `joins` are the tables that a field reads
    besides the model's own, each with its condition. `within` is the column by which a listing is narrowed to
    what belongs to one row of another (the members of a term).
    """

    key: str
    title: str
    model: type[Base]
    fields: tuple[Field, ...]
    order: tuple[SQLColumnExpression[Any], ...]
    joins: tuple[tuple[Any, Any], ...] = ()
    search: SQLColumnExpression[Any] | None = None
    within: InstrumentedAttribute[Any] | None = None
    match: tuple[str, ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()
    keep: Callable[[Sequence[int]], tuple[ColumnElement[bool], str]] | None = None  # rows not to be removed, and why
    empty: str = "还没有记录"  # what to do first, where there is nothing to show
    public: tuple[ColumnElement[bool], ...] = ()  # which rows a public export may hold, where it may not hold all
    outer: tuple[tuple[Any, Any], ...] = ()  # as `joins`, of what may be missing
    between: Callable[[date | None, date | None], Sequence[ColumnElement[bool]]] | None = None  # rows of a period
    unnamed: bool = False  # rows that the history calls by no name, as it would tell too much
    places: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {f.key: place for place, f in enumerate(self.fields, start=1)}
        object.__setattr__(self, "places", places)

    @property
    def noun(self) -> str:
        return self.model.noun

    @property
    def protected(self) -> bool:
        return self.model.protected

    def __getitem__(self, key: str) -> Field:
        return self.fields[self.places[key] - 1]

    def value(self, row: Sequence[Any], key: str) -> Any:
        return row[self.places[key]]

    def label_of(self, row: Sequence[Any]) -> str:
        """The name by which people know a row, masked where the row is protected."""
        return self.masked_label(str(self.value(row, key_of(self.model.label[0]))))

    def masked_label(self, name: str) -> str:
        """A name as the history's labels show it: masked where the row is protected, "" where none may be shown."""
        return "" if self.unnamed else mask_name(name) if self.protected else name

    def filtered(self, *where: ColumnElement[bool]) -> Listing:
        return replace(self, where=self.where + where)

    def of(self, owner: int | None) -> Listing:
        """Only the rows that belong to one row of another listing, as the members of a term."""
        if owner is None or self.within is None:
            return self
        return self.filtered(self.within == owner)

    def keys(self, find: str = "", sort: Field | None = None, *, descending: bool = False) -> Select[Any]:
        """The ids of the rows, found and sorted by the database."""
        query = self._from(select(self.model.id))
        if self.search is not None:
            kept_lower = getattr(self.search, "key", "") == "search_text"
            place = self.search if kept_lower else func.lower(self.search)  # LIKE tells cases apart on PostgreSQL
            for word in find.lower().split():
                query = query.where(place.contains(word, autoescape=True))
        if sort is None:
            return query.order_by(*self.order)
        by = sort.sql if sort.order is None else sort.order
        return query.order_by(by.desc() if descending else by.asc(), *self.order)

    def ids(
        self, session: Session, find: str = "", sort: Field | None = None, *, descending: bool = False
    ) -> list[int]:
        """The ids of the rows, in order; straight from the driver, for there may be a hundred thousand."""
        cursor: Any = session.connection().execute(self.keys(find, sort, descending=descending)).cursor
        return [number for (number,) in cursor]

    def rows(self, ids: Sequence[int] | None = None) -> Select[Any]:
        """All rows in order, or those with these ids, in no order."""
        query = self._from(select(self.model.id, *(f.sql.label(f.key) for f in self.fields)))
        return query.order_by(*self.order) if ids is None else query.where(self.model.id.in_(ids))

    def totals(self, session: Session) -> Sequence[Any]:
        """How many rows there are, then the sum of each field as it is stored: None where it doesn't add up.

        Asked for in the transaction in which the rows are then read, it is their sum.
        """
        adding = [f.sql.label(f.key) for f in self.fields if f.kind.adds]
        rows = self.keys().order_by(None).add_columns(*adding).subquery()
        sums = [func.sum(rows.c[f.key]) if f.kind.adds else null() for f in self.fields]
        return session.execute(select(func.count(), *sums).select_from(rows)).one()

    def statement(self, session: Session, limit: int) -> str:
        """The query of the first rows as text, for the start, when SQLAlchemy is not loaded yet."""
        compiled = self.rows().limit(limit).compile(session.connection(), compile_kwargs={"literal_binds": True})
        return str(compiled)

    def fetch(self, session: Session, ids: Sequence[int]) -> list[Row[Any]]:
        """The rows with these ids, in the order of the ids; those that are gone are left out."""
        found = {row[0]: row for part in _parts(ids) for row in session.execute(self.rows(part))}
        return [found[number] for number in ids if number in found]

    def one(self, session: Session, number: int) -> Row[Any]:
        """Raises UserError where the row is gone."""
        for row in self.fetch(session, [number]):
            return row
        raise UserError(f"没有编号为 {number} 的{self.noun}，可能已被删除")

    def create(self, session: Session, values: dict[str, object], **fixed: Any) -> Any:
        """Store a new row from what was typed; `fixed` are columns that were not typed.

        What was left blank is not set at all: it may belong to a row that is there already, as a member's phone does.
        """
        row = self.model(**fixed)
        fixed_keys = {key_of(name) for name in fixed}
        given = {key for key, value in values.items() if value is not None and str(value).strip()}
        typed = [f for f in self.fields if f.set and (f.key in given or f.required) and f.key not in fixed_keys]
        for f in typed:
            if not f.late:
                f.put(session, row, values.get(f.key))
        session.add(row)
        session.flush()
        for f in typed:
            if f.late:
                f.put(session, row, values.get(f.key))
        session.flush()
        return row

    def remove(self, session: Session, numbers: Sequence[int], tick: Tick = no_progress) -> None:
        """Remove rows, with what belongs to them; raises UserError naming what else still uses one of them.

        Ticks every few hundred rows.
        """
        done = 0
        for part in _parts(numbers, STEP):
            self._remove(session, part)
            done += len(part)
            tick(done, len(numbers))

    def _remove(self, session: Session, numbers: Sequence[int]) -> None:
        if self.keep:
            which, sentence = self.keep(numbers)
            if session.scalar(select(func.count()).where(which)):
                raise UserError(sentence)
        uses: dict[str, int] = {}
        for pointer in pointers_at(self.model.__tablename__):
            if not pointer.goes_along:
                used = select(func.count()).select_from(pointer.table).where(pointer.column.in_(numbers))
                count = session.scalar(used)
                noun = pointer.table.info["noun"]
                uses[noun] = uses.get(noun, 0) + (count or 0)
        if found := "、".join(f"{noun} {count} 条" for noun, count in uses.items() if count):
            raise UserError(f"不能删除，还有{found}用到{'它' if len(numbers) == 1 else '它们'}；请先处理那些记录")
        session.execute(delete(self.model).where(self.model.id.in_(numbers)))

    def _from(self, query: Select[Any]) -> Select[Any]:
        for table, condition in self.joins:
            query = query.join(table, condition)
        for table, condition in self.outer:
            query = query.outerjoin(table, condition)
        return query.where(*self.where)


def _parts(numbers: Sequence[int], size: int = PART) -> Iterator[Sequence[int]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def of(attr: InstrumentedAttribute[Any], **changes: Any) -> Field:
    """A stored value; its title, kind, sensitivity and greatest length are the column's own."""
    column = column_of(attr)
    limit = getattr(column.type, "length", None)

    def put(_session: Session, row: Any, value: Any) -> None:
        if limit and value is not None and len(value) > limit:
            raise UserError(f"最多 {limit} 个字，现在有 {len(value)} 个字，请缩短")
        setattr(row, attr.key, value)

    made = Field(
        key=attr.key,
        title=column.info["title"],
        kind=column.info["kind"],
        sql=column,
        set=put,
        required=not column.nullable and column.default is None,
        sensitive=column.info["sensitive"],
        hint=column.info["hint"],
    )
    return replace(made, **changes)


def computed(key: str, title: str, kind: Kind, sensitive: Sensitive = Sensitive.NO) -> Field:
    """A field of a table whose values are computed, not stored."""
    return Field(key, title, kind, null(), sensitive=sensitive)
