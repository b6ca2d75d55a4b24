"""The history in people's words: the record, the value before and after. Values of people in hardship are masked."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, text
from sqlalchemy.orm import Session

from db.core.base import Base, Record, models
from db.core.errors import UserError
from db.core.masking import Sensitive, mask_protected
from db.core.pointers import Pointer, of_protected, pointers_of
from db.core.tables import Tag
from db.database import Database
from db.storage import history, undo
from db.storage.history import Action, Change
from db.storage.refusals import title_of
from db.subjects import load_tables, schema

HIDDEN = ("id", "uid", "version", "sort_key", "search_text", "position", "sha256")


@dataclass(frozen=True)
class Line:
    """One value that a change touched; `old` is empty for a new record, `new` for a removed one."""

    record: str
    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Removed:
    """A record in the recycle bin."""

    change: Change
    action: Action
    noun: str
    name: str


@cache
def _models() -> dict[str, type[Base]]:
    load_tables()
    return models()


def noun(table: str) -> str:
    """What people call a row of a table."""
    return _models()[table].noun if table in _models() else table


def name_of(connection: Connection, table: str, values: dict[str, Any]) -> str:
    """The name by which people know a row, from its values in the history."""
    model = _models().get(table)
    if model is None:
        return str(values.get("id", ""))
    columns = Base.metadata.tables[table].columns
    return " ".join(_shown(connection, columns[name], values) for name in model.label)


def _shown(connection: Connection, column: Column[Any], values: dict[str, Any]) -> str:
    """A stored value as people may read it; what points at another row, by that row's name."""
    value = values.get(column.name)
    if value is None:
        return ""
    sensitive = column.info.get("sensitive", Sensitive.NO)
    hide = sensitive in _masked_kinds(column.table.name, values)
    for pointer in _pointers(column.table.name):
        if pointer.column is column and pointer.id_in(values) is not None:
            hide = hide and not _models()[pointer.target].protected  # such a name is masked already
            name = _target_name(connection, pointer, value)
            return mask_protected(name, sensitive) if hide else name
    kind = column.info.get("kind")
    text = kind.show(value) if kind and isinstance(value, int) else str(value)  # money, hours, times are whole numbers
    return mask_protected(text, sensitive) if hide else text


def _target_name(connection: Connection, pointer: Pointer, value: int) -> str:
    """The name of the row at which a pointer points, with its noun where the pointer may point at several tables."""
    row = _values_of(connection, pointer.target, value)
    if row is None:
        return f"{noun(pointer.target)} {value} 号"
    name = name_of(connection, pointer.target, row)
    return name if pointer.naming is None else f"{noun(pointer.target)}：{name}"


def _masked_kinds(table: str, values: dict[str, Any]) -> tuple[Sensitive, ...]:
    """The sensitivities to mask: all in a protected row, secrets in a row that points at a protected one."""
    if _models()[table].protected:
        return tuple(Sensitive)
    hangs = any(pointer.id_in(values) is not None and of_protected(pointer.target) for pointer in _pointers(table))
    return (Sensitive.SECRET,) if hangs else ()


@cache
def _pointers(table: str) -> tuple[Pointer, ...]:
    load_tables()
    return tuple(pointers_of(Base.metadata.tables[table]))


def _values_of(connection: Connection, table: str, row: int) -> dict[str, Any] | None:
    """The row as it is, or as it last was."""
    as_json = history.row_as_json(connection, Base.metadata.tables[table])
    now = connection.execute(text(f"SELECT {as_json} FROM {table} t WHERE t.id = :row"), {"row": row}).scalar()
    if now is not None:
        return json.loads(now)
    chain = history.changes_of(connection, table, row)
    return chain[-1].before if chain else None


def made_along(connection: Connection, action: int, model: type[Base]) -> list[str]:
    """The records that an action on a row of this model made for unknown names, as 人员“蒲桂棠”.

    A record by which the row itself is known is left out: a new member may well be a new person.
    """
    called = (pointer.target for pointer in _pointers(model.__tablename__) if pointer.column.name in model.label)
    own = {model.__tablename__, *called}
    new = [one for one in history.changes(connection, action) if one.before is None and one.table not in own]
    named = [(one.table, one.after) for one in new if _models()[one.table].label == ("name",)]
    return [f"{noun(table)}“{name_of(connection, table, values)}”" for table, values in named if values]


def lines(connection: Connection, changes: list[Change], limit: int = 500) -> list[Line]:
    """Changes as lines, one for each value; values that mean nothing to people are left out."""
    found: list[Line] = []
    for change in changes:
        if len(found) >= limit:
            break
        found.extend(_lines(connection, change))
    return found


def _lines(connection: Connection, change: Change) -> list[Line]:
    before, after = change.before or {}, change.after or {}
    if change.table not in _models():
        return []
    if issubclass(_models()[change.table], Tag):
        return [_tag_line(connection, change)]
    record = f"{noun(change.table)} {name_of(connection, change.table, after or before)}"
    found = []
    for column in Base.metadata.tables[change.table].columns:
        old, new = before.get(column.name), after.get(column.name)
        if column.name in HIDDEN or old == new or "title" not in column.info:
            continue
        shown = (_shown(connection, column, values) for values in (before, after))
        found.append(Line(record, title_of(column), *shown))
    return found


def _tag_line(connection: Connection, change: Change) -> Line:
    """A tag as a value of the row to which it is tied."""
    columns = Base.metadata.tables[change.table].columns
    (key,) = columns["owner_id"].foreign_keys
    owner = _shown(connection, columns["owner_id"], change.after or change.before or {})
    record = f"{noun(key.column.table.name)} {owner}"
    old, new = (_tag_text(connection, change.table, values) for values in (change.before, change.after))
    return Line(record, noun(change.table), old, new)


def _tag_text(connection: Connection, table: str, values: dict[str, Any] | None) -> str:
    if values is None:
        return ""
    mode = values.get("mode")
    return name_of(connection, table, values) + (f"（{mode}）" if mode else "")


def recycle_bin(session: Session) -> list[Removed]:
    """Records that were removed and not brought back, the latest first. Rows that went with one are not listed."""
    connection = session.connection()
    gone = history.removed(connection, [name for name, model in _models().items() if issubclass(model, Record)])
    together = {(change.action_id, change.table, change.row_id) for change in gone}
    known = {action.id: action for action in history.actions(connection, limit=100_000)}
    return [
        Removed(
            change, known[change.action_id], noun(change.table), name_of(connection, change.table, change.before or {})
        )
        for change in gone
        if not any((change.action_id, *parent) in together for parent in _cascading_parents(change))
    ]


def _cascading_parents(change: Change) -> list[tuple[str, int]]:
    """The rows whose removal removes this one."""
    pointers = (pointer for pointer in _pointers(change.table) if pointer.goes_along)
    found = ((pointer.target, pointer.id_in(change.before or {})) for pointer in pointers)
    return [(table, row) for table, row in found if row is not None]


def bring_back(database: Database, removed: Removed) -> None:
    """Restore a record with all rows that went with it.

    Raises UserError where it is in the recycle bin no more, and ConflictError where a later change stands in the way.
    """
    with database.write(f"还原{removed.noun}：{removed.name}") as session:
        connection = session.connection()
        chain = [change for change in history.changes(connection, removed.action.id) if change.after is None]
        wanted, size = {(removed.change.table, removed.change.row_id)}, 0
        while size != len(wanted):
            size = len(wanted)
            wanted |= {(c.table, c.row_id) for c in chain if wanted & set(_cascading_parents(c))}
        coming = [change for change in chain if (change.table, change.row_id) in wanted]
        if not coming:
            raise UserError("这条记录已经不在回收站里了，请刷新后再看")
        said = replace(removed.action, kind=undo.RESTORE, label=f"{removed.noun}{removed.name}")  # in a refusal
        undo.restore(connection, schema(), history.net(coming), said)
