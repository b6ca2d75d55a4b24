"""Undo, redo and restore: put rows back as the history has them, or name the later action that prevents it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.core.base import Base, models
from db.core.errors import UserError
from db.core.pointers import pointers_at, pointers_at_any, pointers_of
from db.core.work import Tick, no_progress
from db.storage import dialect, history
from db.storage.history import BOOKKEEPING, Action, Change
from db.storage.refusals import refusal
from db.storage.schema import Schema

LATER = "AND action_id > :action AND action_id < (SELECT max(id) FROM action)"  # but before the one under way
RESTORE = "restore"  # the kind of an action whose removed rows come back from the recycle bin
RUN = 2000  # rows between two ticks
CHUNK = 500  # rows a statement; SQLite takes 32,766 values in one

Key = tuple[str, int]  # table and row id
Values = dict[str, Any]


def revert(connection: Connection, schema: Schema, action: Action, tick: Tick = no_progress) -> None:
    """Put every row that the action changed back as it was before; ConflictError where a later action prevents it."""
    restore(connection, schema, history.net(history.changes(connection, action.id)), action, tick)


def restore(
    connection: Connection, schema: Schema, changes: Sequence[Change], action: Action, tick: Tick = no_progress
) -> None:
    """Take these changes of an action back, in this order; rows that point at a row of any table come last."""
    if any(values == {} for change in changes for values in (change.before, change.after)):
        raise UserError(f"“{action.label}”的历史记录读不出来，没有照它改动数据；请先检查数据")
    dialect.of(connection).defer(connection)
    waiting = {pointer.table.name for pointer in pointers_at_any()}  # for the rows at which their rows point
    changes = sorted(changes, key=lambda change: change.after is None and change.table in waiting)
    _refuse_later_changes(connection, schema, changes, action)
    _refuse_lost_parents(connection, schema, changes, action)
    _refuse_new_children(connection, changes, action)
    done = 0
    for table, group in _runs(changes):
        tick(done, len(changes))
        done += len(group)
        try:
            with connection.begin_nested():  # or nothing more could be asked on PostgreSQL
                _apply(connection, schema.metadata.tables[table], group)
        except IntegrityError as error:
            raise _explain(connection, schema, schema.metadata.tables[table], group, action, error) from error
    _refuse_broken_invariants(connection, schema, changes, action)
    _try_saving(connection, changes, action)


def _refuse_broken_invariants(
    connection: Connection, schema: Schema, changes: Sequence[Change], action: Action
) -> None:
    """Check the invariants, which triggers can't keep while rows come back in any order, at the end."""
    touched = {change.table for change in changes}
    for rule in schema.invariants:
        if touched & set(rule.tables) and (pair := connection.execute(text(rule.query)).first()):
            later = [_later(connection, action, *key) for key in zip(rule.tables, pair, strict=True)]
            named = _named(connection, action, max(filter(None, later), default=None))
            raise history.ConflictError(f"{named}（{rule.sentence}）")


def _try_saving(connection: Connection, changes: Sequence[Change], action: Action) -> None:
    """Check the rows that came back as if they were saved now; ConflictError where `before_save` refuses one."""
    known = models()
    with Session(connection, autoflush=False) as session:
        for table, ids in _by_table((c.table, c.row_id) for c in changes if c.before is not None).items():
            model = known[table]
            if model.before_save is Base.before_save:
                continue
            for start in range(0, len(ids), CHUNK):
                for row in session.scalars(select(model).where(model.id.in_(ids[start : start + CHUNK]))):
                    try:
                        row.before_save(connection)
                    except UserError as error:
                        named = _conflict(connection, action, table, row.id)
                        raise history.ConflictError(f"{named}（{error}）") from error
        session.expunge_all()  # only tried: the stored values come from the history


def _by_table(keys: Iterable[Key]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for table, row_id in keys:
        found.setdefault(table, []).append(row_id)
    return found


def _runs(changes: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    """Runs of changes that one statement can put back: of one table, all new, all removed or of the same columns."""
    run: list[Change] = []
    for change in changes:
        if run and (len(run) == RUN or _sort(run[0]) != _sort(change)):
            yield run[0].table, run
            run = []
        run.append(change)
    if run:
        yield run[0].table, run


def _sort(change: Change) -> tuple[str, bool, bool, tuple[str, ...]]:
    return change.table, change.before is None, change.after is None, tuple(_touched(change))


def _touched(change: Change) -> list[str]:
    """The columns that a change of a row altered."""
    before, after = change.before, change.after
    if before is None or after is None:
        return []
    return [name for name, value in before.items() if after.get(name) != value and name not in BOOKKEEPING]


def _apply(connection: Connection, table: Table, run: list[Change]) -> None:
    before = run[0].before
    if before is None:
        statement = f"DELETE FROM {table.name} WHERE id = :id"
        values = [{"id": change.row_id} for change in run]
    elif run[0].after is None:
        names = [name for name in before if name in table.columns]
        quoted, bound = ", ".join(f'"{name}"' for name in names), ", ".join(f":{name}" for name in names)
        statement = f"INSERT INTO {table.name} ({quoted}) VALUES ({bound})"
        values = [{name: (change.before or {}).get(name) for name in names} for change in run]
    else:
        names = [name for name in _touched(run[0]) if name in table.columns]
        bump = ["version = version + 1"] if "version" in table.columns else []
        if not names:
            return
        changed = ", ".join([*(f'"{name}" = :{name}' for name in names), *bump])
        statement = f"UPDATE {table.name} SET {changed} WHERE id = :id"
        values = [{"id": change.row_id} | {name: (change.before or {})[name] for name in names} for change in run]
    connection.execute(text(statement), values)


def _refuse_later_changes(connection: Connection, schema: Schema, changes: Sequence[Change], action: Action) -> None:
    """Refuse where a row isn't as the action left it: a later action changed it, and undo would lose that change."""
    now = _current(connection, schema, ((change.table, change.row_id) for change in changes))
    for change in changes:
        current = now.get((change.table, change.row_id))
        if change.after is None or change.before is None or current is None:
            same = (current is None) == (change.after is None) and _alike(current, change.after)
        else:
            same = all(current.get(name) == change.after[name] for name in _touched(change))
        if not same:
            raise _conflict(connection, action, change.table, change.row_id)


def _alike(one: Values | None, other: Values | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(other.get(name, value) == value for name, value in one.items() if name not in BOOKKEEPING)


def _current(connection: Connection, schema: Schema, keys: Iterable[Key]) -> dict[Key, Values]:
    found: dict[Key, Values] = {}
    for name, ids in _by_table(keys).items():
        as_json = history.row_as_json(connection, schema.metadata.tables[name])
        for part in _chunks(ids):
            rows = connection.exec_driver_sql(f"SELECT t.id, {as_json} FROM {name} t WHERE t.id IN ({part})")
            found.update(((name, row_id), json.loads(row)) for row_id, row in rows)
    return found


def _chunks(ids: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(ids), CHUNK):
        yield ", ".join(map(str, ids[start : start + CHUNK]))


def _refuse_new_children(connection: Connection, changes: Sequence[Change], action: Action) -> None:
    """Refuse where a row that stays points at a row that would be removed."""
    going: dict[str, set[int]] = {}
    for change in changes:
        if change.before is None:
            going.setdefault(change.table, set()).add(change.row_id)
    for target, ids in going.items():
        for pointer in pointers_at(target):
            table, column = pointer.table.name, pointer.column.name
            leaving = going.get(table, set()) | {
                change.row_id
                for change in changes
                if change.table == table and change.before and pointer.id_in(change.before) not in ids
            }
            for part in _chunks(sorted(ids)):
                children = f"SELECT t.id FROM {table} t WHERE t.{column} IN ({part}) AND {pointer.holds('t')}"
                for (child,) in connection.exec_driver_sql(children):
                    if child not in leaving and not _notes_access(connection, table, child):
                        raise _conflict(connection, action, table, child)


def _notes_access(connection: Connection, table: str, row_id: int) -> bool:
    """Whether a row was made by opening a record. It may go with that record, as no undo could take it back first."""
    made = (
        "SELECT a.kind FROM change c JOIN action a ON a.id = c.action_id "
        "WHERE c.table_name = :table AND c.row_id = :row ORDER BY c.id LIMIT 1"
    )
    return connection.execute(text(made), {"table": table, "row": row_id}).scalar() == history.ACCESS


def _refuse_lost_parents(connection: Connection, schema: Schema, changes: Sequence[Change], action: Action) -> None:
    """Refuse where a row that would come back points at a row that is gone."""
    coming = {(change.table, change.row_id) for change in changes if change.before is not None}
    known = {name: tuple(pointers_of(schema.metadata.tables[name])) for name, _row in coming}
    wanted: set[Key] = set()
    for change in changes:
        if change.before is None:
            continue
        for pointer in known[change.table]:
            if (row_id := pointer.id_in(change.before)) is not None:
                wanted.add((pointer.target, row_id))
    missing = wanted - coming
    missing -= _current(connection, schema, missing).keys()
    for table, row_id in missing:
        raise _conflict(connection, action, table, row_id)


def _conflict(connection: Connection, action: Action, table: str, row_id: int) -> history.ConflictError:
    """The error that names both actions: the one to undo, and the later one that prevents it."""
    return _named(connection, action, _later(connection, action, table, row_id))


def _later(connection: Connection, action: Action, table: str, row_id: int | None) -> int | None:
    """The last action after this one that touched a row."""
    found = connection.execute(
        text("SELECT max(action_id) FROM change WHERE table_name = :table AND row_id = :row " + LATER),
        {"table": table, "row": row_id, "action": action.id},
    )
    return found.scalar()


def _named(connection: Connection, action: Action, other: int | None) -> history.ConflictError:
    verb = {"undo": "重做", RESTORE: "还原"}.get(action.kind, "撤销")  # to redo is to take back an undo
    label = action.label.removeprefix("撤销：") if action.kind == "undo" else action.label
    later = history.action(connection, other) if other is not None else None
    if later is None:
        return history.ConflictError(f"不能{verb}“{label}”：它涉及的记录已被改动")
    if later.kind == history.PAPER:
        return history.ConflictError(
            f"不能{verb}“{label}”：后来已“{later.label}”（{later.local_time}，{later.actor}），出了门的收不回来"
        )
    return history.ConflictError(
        f"不能{verb}“{label}”：后来的“{later.label}”（{later.local_time}，{later.actor}）改动了同一处，请先撤销后者"
    )


def _explain(
    connection: Connection, schema: Schema, table: Table, run: list[Change], action: Action, error: IntegrityError
) -> UserError:
    """The error for a row that the database doesn't take back; it names the action that made the row in its way."""
    for constraint in [c for c in table.constraints if isinstance(c, UniqueConstraint)]:
        names = [column.name for column in constraint.columns]
        where = " AND ".join(f'"{name}" = :{name}' for name in names)
        for change in run:
            values = {name: (change.before or {}).get(name) for name in names}
            holder = connection.execute(text(f"SELECT id FROM {table.name} WHERE {where}"), values).scalar()
            if holder is not None and holder != change.row_id:
                return _conflict(connection, action, table.name, holder)
    found = connection.execute(
        text("SELECT max(action_id) FROM change WHERE table_name = :table " + LATER),
        {"table": table.name, "action": action.id},
    )
    named = _named(connection, action, found.scalar())
    return history.ConflictError(f"{named}（{refusal(error, schema)}）")
