"""The history in people's words: which record, which value, from what to what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, text
from sqlalchemy.orm import Session

from db import history, undo
from db.base import Base, Record
from db.database import Database
from db.errors import UserError
from db.history import Action, Change
from db.models import Tag
from db.refusals import title_of

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
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


def noun(table: str) -> str:
    """What people call a row of a table."""
    return _models()[table].noun if table in _models() else table


def name_of(connection: Connection, table: str, image: dict[str, Any]) -> str:
    """The name by which people know a row, from its image in the history."""
    model = _models().get(table)
    if model is None:
        return str(image.get("id", ""))
    columns = Base.metadata.tables[table].columns
    return " ".join(_shown(connection, columns[name], image.get(name)) for name in model.label)


def _shown(connection: Connection, column: Column[Any], value: Any) -> str:
    """A stored value as people read it; what points at another row, by that row's name."""
    if value is None:
        return ""
    for key in column.foreign_keys:
        table = key.column.table.name
        image = _image(connection, table, value)
        return name_of(connection, table, image) if image else f"{noun(table)} {value} 号"
    kind = column.info.get("kind")
    return kind.show(value) if kind and isinstance(value, int) else str(value)  # money, hours, times are whole numbers


def _image(connection: Connection, table: str, row: int) -> dict[str, Any] | None:
    """The row as it is, or as it last was."""
    image = history.as_json(connection, Base.metadata.tables[table])
    now = connection.execute(text(f"SELECT {image} FROM {table} t WHERE t.id = :row"), {"row": row}).scalar()
    if now is not None:
        return json.loads(now)
    chain = history.changes_of(connection, table, row)
    return chain[-1].before if chain else None


def lines(connection: Connection, changes: list[Change], limit: int = 500) -> list[Line]:
    """What changes say, a line a value; values that mean nothing to people are left out."""
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
        found.append(Line(record, title_of(column), _shown(connection, column, old), _shown(connection, column, new)))
    return found


def _tag_line(connection: Connection, change: Change) -> Line:
    """An entry tied to a row reads as a value of that row."""
    columns = Base.metadata.tables[change.table].columns
    owner = (change.after or change.before or {}).get("owner_id")
    (key,) = columns["owner_id"].foreign_keys
    record = f"{noun(key.column.table.name)} {_shown(connection, columns['owner_id'], owner)}"
    old, new = (_tag_text(connection, change.table, image) for image in (change.before, change.after))
    return Line(record, noun(change.table), old, new)


def _tag_text(connection: Connection, table: str, image: dict[str, Any] | None) -> str:
    if image is None:
        return ""
    mode = image.get("mode")
    return name_of(connection, table, image) + (f"（{mode}）" if mode else "")


def recycle_bin(session: Session) -> list[Removed]:
    """Records removed and not brought back, the latest first; what went along with one is not listed by itself."""
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
    """The rows with which this one goes."""
    return [
        (key.column.table.name, (change.before or {})[column.name])
        for column in Base.metadata.tables[change.table].columns
        for key in column.foreign_keys
        if key.ondelete == "CASCADE"
    ]


def bring_back(database: Database, removed: Removed) -> None:
    """Restore a record with all that went along with it; ConflictError where a later change stands in the way."""
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
        undo.restore(connection, Base.metadata, history.net(coming), removed.action)
