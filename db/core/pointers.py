"""Pointers: a column with a foreign key points at rows of one table, a pair of columns at a row of any table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Table

from db.core.base import ANY_TABLE, Base, key_of, models
from db.core.rule import STORED, Rule


@dataclass(frozen=True)
class Pointer:
    """A column that holds ids of rows of the table `target`.

    Where it may point at a row of any table, `naming` is the column beside it that holds the name of the table, and
    there is one pointer for each of the tables. `goes_along` says whether the row that points is removed with the row
    at which it points.
    """

    column: Column[Any]
    target: str
    goes_along: bool
    naming: Column[Any] | None = None

    @property
    def table(self) -> Table:
        return self.column.table

    def id_in(self, values: Mapping[str, Any]) -> int | None:
        """The id of the target's row at which a row with these values points; None where it points at none."""
        if self.naming is not None and values.get(self.naming.name) != self.target:
            return None
        return values.get(self.column.name)

    def holds(self, row: str) -> str:
        """SQL for whether a row, by this name, points at a row of the target."""
        named = "" if self.naming is None else f"{row}.{self.naming.name} = '{self.target}' AND "
        return f"{named}{row}.{self.column.name} IS NOT NULL"


def pointers_of(table: Table) -> Iterator[Pointer]:
    """The pointers of a table, in the order of its columns; those at any table go as far as the models are loaded."""
    for column in table.columns:
        for key in column.foreign_keys:
            yield Pointer(column, key.column.table.name, key.ondelete == "CASCADE")
        if ANY_TABLE in column.info:
            naming = table.columns[column.info[ANY_TABLE]]
            yield from (Pointer(column, name, True, naming) for name in models() if name != table.name)


def pointers_at(target: str) -> Iterator[Pointer]:
    """The pointers at a table, of all tables."""
    for table in Base.metadata.sorted_tables:
        yield from (pointer for pointer in pointers_of(table) if pointer.target == target)


def pointers_at_any() -> Iterator[Pointer]:
    """The pointers that stand in no foreign key, so that triggers keep them, those of a column one after the other."""
    for table in Base.metadata.sorted_tables:
        yield from (pointer for pointer in pointers_of(table) if pointer.naming is not None)


def pointer_rules() -> Iterator[Rule]:
    """A row that points at a row of any table is stored only where that row is there."""
    for column, pointers in groupby(pointers_at_any(), lambda pointer: pointer.column):
        table, naming = column.table, f"{{row}}.{column.info[ANY_TABLE]}"
        gone = f"NOT EXISTS (SELECT 1 FROM {{target}} p WHERE p.id = {{{{row}}}}.{column.name})"
        cases = " ".join(f"WHEN '{one.target}' THEN {gone.format(target=one.target)}" for one in pointers)
        yield Rule(
            name=f"{table.name}_{key_of(column.name)}",
            table=table.name,
            events=STORED,
            when=f"CASE {naming} {cases} ELSE {naming} IS NOT NULL END",
            sentence=f"{table.info['noun']}所属的记录已被删除，请刷新后重新选择",
            field=key_of(column.name),
        )


@cache
def of_protected(table: str) -> bool:
    """Whether the rows of a table are protected, or hang on such rows at however many removes."""
    others = {pointer.target for pointer in pointers_of(Base.metadata.tables[table])} - {table}
    return models()[table].protected or any(map(of_protected, others))
