"""The history: triggers store every change of every row; undo and redo are made from it.

One action of the user is one row of `action`; each row it touched is one row of `change`, with the row before and
after as JSON. Nothing is ever removed: undo and redo are actions, too, and name the action that they concern.
Each action's hash covers its own rows and the hash before it. So `check` finds a row altered by another program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, MetaData, String, Table, Text, text

from db.core.base import Base, models
from db.core.errors import UserError
from db.storage import dialect
from db.storage.triggers import Trigger

ACTION = Table(
    "action",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", String(25), nullable=False),  # UTC, ISO 8601, whole seconds
    Column("kind", String(6), nullable=False),  # do, undo, redo; system, look and paper: not undone
    Column("target_id", ForeignKey("action.id"), index=True),  # undo and redo: which action
    Column("hash", String(64)),
    Column("workstation", Text),  # login@computer; the hashes that older versions made don't cover it
)
CHANGE = Table(
    "change",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("action_id", Integer, nullable=False, index=True),
    Column("table_name", String(40), nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("before", Text),  # JSON; empty for a new row
    Column("after", Text),  # JSON; empty for a removed row
    Index("ix_change_row", "table_name", "row_id"),
)
OWN_TABLES = ("action", "change")
DO = "do"  # the kind of action that can be undone
ACCESS = "look"  # the kind that only notes that a clerk opened a protected record; databases call it so
PAPER = "paper"  # the kind that notes what left the office, printed or exported: that can't be taken back
BOOKKEEPING = ("id", "version")  # columns whose value says nothing about a conflict

# An action is undone when the last thing that was done to it is an undo.
_UNDONE = "coalesce((SELECT f.kind FROM action f WHERE f.target_id = a.id ORDER BY f.id DESC LIMIT 1) = 'undo', false)"
_COLUMNS = "a.id, a.label, a.actor, a.at, a.kind, a.target_id"


@dataclass(frozen=True)
class Action:
    id: int
    label: str
    actor: str
    at: str
    kind: str
    target_id: int | None
    undone: bool = False

    @property
    def local_time(self) -> str:
        moment = moment_of(self.at)
        return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else str(self.at)


@dataclass(frozen=True)
class Change:
    """What became of one row; `before` is empty for a new row, `after` for a removed one.

    Both have the columns of today, whatever columns the table had when the row was changed.
    """

    id: int
    action_id: int
    table: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def moment_of(at: str) -> datetime | None:
    """The local time of an action; None where what is stored is no time, as another program may have left it."""
    try:
        return datetime.fromisoformat(at).astimezone()
    except (TypeError, ValueError, OverflowError):
        return None


def tables(metadata: MetaData) -> list[Table]:
    """The tables whose changes are stored, parents first."""
    return [table for table in metadata.sorted_tables if table.name not in OWN_TABLES]


def row_as_json(connection: Connection, table: Table, row: str = "t") -> str:
    """SQL for a row as JSON; `row` is the alias it is read by."""
    return dialect.of(connection).row_as_json(table, row)


def triggers(connection: Connection, metadata: MetaData) -> Iterator[Trigger]:
    """The triggers that write the history, to create after every change of the schema."""
    for table in tables(metadata):
        yield from dialect.of(connection).history(table)


def begin(
    connection: Connection, label: str, actor: str, kind: str = "do", target: int | None = None, workstation: str = ""
) -> int:
    """Open an action; what is changed until `seal` belongs to it."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    values = {
        "label": label,
        "actor": actor,
        "at": at,
        "kind": kind,
        "target": target,
        "workstation": workstation or actor,
    }
    return connection.execute(
        text(
            "INSERT INTO action(label, actor, at, kind, target_id, workstation) "
            "VALUES (:label, :actor, :at, :kind, :target, :workstation) RETURNING id"
        ),
        values | {"workstation": workstation or actor},
    ).scalar_one()


def seal(connection: Connection, action: int) -> tuple[str, int]:
    """Close an action with its hash; return it, and how many rows the action changed."""
    digest, count = digest_of(connection, action)
    connection.execute(text("UPDATE action SET hash = :hash WHERE id = :id"), {"hash": digest, "id": action})
    return digest, count


def digest_of(connection: Connection, action: int, *, older: bool = False) -> tuple[str, int]:
    """The hash of an action, chained to the one before it, and the number of its changes.

    `older` is the hash as versions made it that did not cover the workstation.
    """
    head = connection.execute(
        text(
            "SELECT coalesce((SELECT p.hash FROM action p WHERE p.id < a.id ORDER BY p.id DESC LIMIT 1), ''), "
            f"{_COLUMNS}{'' if older else ', a.workstation'} FROM action a WHERE a.id = :action"
        ),
        {"action": action},
    ).one()
    digest, count = hashlib.sha256(repr(tuple(head)).encode()), 0
    cursor: Any = connection.execute(
        text("SELECT id, table_name, row_id, before, after FROM change WHERE action_id = :action ORDER BY id"),
        {"action": action},
    ).cursor
    for row in cursor:
        digest.update(repr(row).encode())
        count += 1
    return digest.hexdigest(), count


def actions(connection: Connection, *, limit: int = 500, before: int | None = None) -> list[Action]:
    """The latest actions, newest first; `before` is the number of the action to begin below."""
    rows = connection.execute(
        text(
            f"SELECT {_COLUMNS}, {_UNDONE} FROM action a WHERE a.id < coalesce(:before, a.id + 1) "
            "ORDER BY a.id DESC LIMIT :limit"
        ),
        {"before": before, "limit": limit},
    )
    return [_action(row) for row in rows]


def latest(connection: Connection) -> int:
    """The number of the newest action, whoever did it; 0 where nothing was done yet."""
    return connection.execute(text("SELECT coalesce(max(id), 0) FROM action")).scalar_one()


def head(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the newest action: two histories that have them alike are alike."""
    found = connection.execute(text("SELECT id, coalesce(hash, '') FROM action ORDER BY id DESC LIMIT 1")).first()
    return (found[0], found[1]) if found else (0, "")


def changes(connection: Connection, action: int) -> list[Change]:
    return _changes(connection, "action_id = :action", {"action": action})


def changes_beside(connection: Connection, action: int) -> list[Change]:
    """Everything that ever happened to the rows that an action changed, oldest first."""
    keys = "SELECT table_name, row_id FROM change WHERE action_id = :action"
    return _changes(connection, f"(table_name, row_id) IN ({keys})", {"action": action})


def changes_of(connection: Connection, table: str, row_id: int) -> list[Change]:
    """Everything that ever happened to one row, oldest first."""
    return _changes(connection, "table_name = :table AND row_id = :row", {"table": table, "row": row_id})


def removed(connection: Connection, names: Sequence[str], limit: int = 2000) -> list[Change]:
    """The recycle bin: removals from these tables that were not undone, newest first."""
    tables_in = ", ".join(map(repr, names))
    return _changes(
        connection,
        f"after IS NULL AND table_name IN ({tables_in}) AND NOT EXISTS (SELECT 1 FROM change later "
        "WHERE later.table_name = change.table_name AND later.row_id = change.row_id AND later.id > change.id) "
        "AND (SELECT kind FROM action WHERE id = action_id) <> 'undo'",
        {"limit": limit},
        "ORDER BY id DESC LIMIT :limit",
    )


def _changes(connection: Connection, where: str, values: dict[str, Any], order: str = "ORDER BY id") -> list[Change]:
    rows = connection.execute(
        text(f"SELECT id, action_id, table_name, row_id, before, after FROM change WHERE {where} {order}"), values
    )
    known = models()
    return [Change(*row[:4], *(_read(known.get(row[2], Base), values) for values in row[4:])) for row in rows]


def _read(model: type[Base], values: str | None) -> dict[str, Any] | None:
    return None if values is None else model.upgraded(row_of(values))


def row_of(values: str) -> dict[str, Any]:
    """A row that is stored as JSON; without a value where another program has left something else in its place."""
    try:
        row = json.loads(values)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def next_undo(connection: Connection, workstation: str) -> Action | None:
    """The action that undo takes back: the latest of this workstation that isn't undone."""
    return _one(
        connection,
        f"a.kind = 'do' AND a.workstation = :workstation AND NOT {_UNDONE} ORDER BY a.id DESC",
        workstation=workstation,
    )


def next_redo(connection: Connection, workstation: str) -> Action | None:
    """The action that redo repeats: the last one undone at this workstation, unless a newer one was done there."""
    flip = "FROM action f WHERE f.target_id = a.id ORDER BY f.id DESC LIMIT 1"
    return _one(
        connection,
        f"{_UNDONE} AND (SELECT f.workstation {flip}) = :workstation AND (SELECT f.id {flip}) > "
        "(SELECT coalesce(max(d.id), 0) FROM action d WHERE d.kind = 'do' AND d.workstation = :workstation) "
        f"ORDER BY (SELECT f.id {flip}) DESC",
        workstation=workstation,
    )


def action(connection: Connection, number: int) -> Action | None:
    return _one(connection, "a.id = :number", number=number)


def _one(connection: Connection, where: str, **values: object) -> Action | None:
    query = f"SELECT {_COLUMNS}, {_UNDONE} FROM action a WHERE {where} LIMIT 1"
    row = connection.execute(text(query), values).first()
    return None if row is None else _action(row)


def _action(row: Sequence[Any]) -> Action:
    number, label, actor, at, kind, target, undone = row
    return Action(number, label, actor, at, kind, target, bool(undone))


def size_of(connection: Connection, number: int) -> int:
    """How many changes an action made."""
    return connection.execute(
        text("SELECT count(*) FROM change WHERE action_id = :number"), {"number": number}
    ).scalar_one()


def undo_of(connection: Connection, target: Action) -> int:
    """The number of the undo that a redo of this action takes back."""
    return connection.execute(
        text("SELECT max(id) FROM action WHERE target_id = :id AND kind = 'undo'"), {"id": target.id}
    ).scalar_one()


def net(found: Sequence[Change]) -> list[Change]:
    """One change a row: from what it was before the action to what it was after, the latest first."""
    rows: dict[tuple[str, int], Change] = {}
    for change in found:
        key = change.table, change.row_id
        first = rows.pop(key, change)
        rows[key] = Change(change.id, change.action_id, *key, first.before, change.after)
    return [change for change in reversed(rows.values()) if change.before is not None or change.after is not None]


class ConflictError(UserError):
    """A later change stands in the way of an undo or a redo."""
