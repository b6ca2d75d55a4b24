"""What can still be read of a damaged database, written into a new one.

A row is taken from its table; where the table can't be read there, from the history, which holds every row as it last
was and is read page by page, whatever became of the rest of the file. The new database has a history of its own, which
begins with this; the damaged file stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

from db import migrations
from db.core.base import Base
from db.core.errors import UserError
from db.core.work import Tick, no_progress
from db.database import Database
from db.describe import noun
from db.storage import history, private, sqlite, sqlite_pages
from db.storage.sqlite_driver import Failure, connect

FARTHEST = 2**40  # no row has such a number
LABEL = "抢救数据"
UNREADABLE = (*Failure, ValueError, OverflowError)

Row = dict[str, Any]
Latest = dict[str, dict[int, Row]]


@dataclass
class Salvaged:
    """The new database, and how many rows of each table are in it, from the table and from the history."""

    file: Path
    read: dict[str, int] = field(default_factory=dict)
    from_history: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)  # rows that are known and could not be stored

    def sentences(self) -> list[str]:
        """What was brought over, by the names that people know."""
        found = [f"{noun(name)} {count} 条" for name, count in self.read.items() if count]
        more = sum(self.from_history.values())
        return ["读出 " + "，".join(found) if found else "一条记录也没有读出来"] + (
            [f"另有 {more} 条从历史记录里找回"] * bool(more) + [f"没有救回：{one}" for one in self.lost]
        )


def salvage(damaged: Path, target: Path, password: str = "", tick: Tick = no_progress) -> Salvaged:
    """Write what can be read of a database into a new one at `target`, locked by the same password.

    Raises UserError where nothing can be read at all, or the new one can't be written; then there is none. A file that
    is there already is refused, and stays.
    """
    if target.exists():
        raise UserError(f"“{target.name}”已经有了，请换一个文件名")
    made = Salvaged(target)
    try:
        _check_version(damaged, password)
        latest = _latest(damaged, password)
        private.made(target.parent)
        with closing(Database(target, password=password)) as database, database.write(LABEL, kind="system") as session:
            _fill(session.connection(), _Source(damaged, password), latest, made, tick)
        if not sum((*made.read.values(), *made.from_history.values())):
            raise UserError(f"“{damaged.name}”里什么也读不出来：密码不对，或者损坏得太厉害；请从备份恢复")
    except BaseException as error:
        for companion in ("", "-wal", "-shm", "-journal"):  # by name: what else begins so is somebody's
            with suppress(OSError):
                target.with_name(target.name + companion).unlink()
        if isinstance(error, OSError):
            raise UserError(f"“{damaged.name}”读不出来（{error.strerror or error}），请检查磁盘") from error
        raise
    return made


class _Source:
    """Reads the damaged file; after an error by a new connection, as a locked one answers no more."""

    def __init__(self, path: Path, password: str) -> None:
        self._path, self._password = path, password
        self._connection: Any = None

    def has_schema(self) -> bool:
        """Whether anything at all can be asked; without it each question would be tried in vain."""
        try:
            return bool(list(self.read("SELECT name FROM sqlite_master", ())))
        except UNREADABLE:
            return False

    def read(self, statement: str, values: Sequence[int]) -> Iterator[tuple[list[str], tuple[Any, ...]]]:
        """The names of the columns with each row; raises an error of UNREADABLE where it can't go on."""
        try:
            self._connection = self._connection or connect(self._path, self._password)
            cursor = self._connection.execute(statement, values)
            names = [one[0] for one in cursor.description]
            for row in cursor:
                yield names, row
        except UNREADABLE:
            if self._connection:
                self._connection.close()
            self._connection = None
            raise


def _check_version(damaged: Path, password: str) -> None:
    """Raises UserError where the file was made by another version; where that can't be read, it was this one."""
    found = [str(values[0]) for _number, values in sqlite_pages.rows(damaged, password, 1)]
    versions = [version for version in found if re.fullmatch(r"\d{4}", version)]
    if versions and max(versions) != migrations.HEAD:
        raise UserError(f"“{damaged.name}”不是这个版本的程序建立的，抢救不了；请用建立它的那个版本，或者从备份恢复")


def _fill(
    connection: Connection, source: _Source, latest: dict[str, dict[int, Row]], made: Salvaged, tick: Tick
) -> None:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for trigger in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all():
        if not trigger.startswith("history_"):  # rules refuse what comes in another order than people enter it
            connection.exec_driver_sql(f'DROP TRIGGER "{trigger}"')
    tables = history.tables(Base.metadata)
    for table in reversed(tables):
        connection.exec_driver_sql(f'DELETE FROM "{table.name}"')  # the first entries of the dictionaries
    has_schema = source.has_schema()
    for done, table in enumerate(tables):
        tick(done, len(tables))
        known = latest.get(table.name, {})
        rows = _rows(source, table) if has_schema else ()
        stored = {number for number, row in rows if _store(connection, table, row)}
        missing = [number for number in known if number not in stored]
        again = {number for number in missing if _store(connection, table, known[number])}
        made.read[table.name], made.from_history[table.name] = len(stored), len(again)
        made.lost += [f"{noun(table.name)} {number} 号" for number in missing if number not in again]
    made.lost += _without_parents(connection, made)
    migrations.install(connection)


def _rows(source: _Source, table: Table) -> Iterator[tuple[int, Row]]:
    """The rows of a table that can be read; what can't is stepped over."""
    statement = f'SELECT rowid, * FROM "{table.name}" WHERE rowid >= ? ORDER BY rowid'
    start = 0
    while start <= FARTHEST:
        try:
            for names, (number, *values) in source.read(statement, (start,)):
                start = number + 1
                yield number, dict(zip(names[1:], values, strict=True))
            return
        except UNREADABLE:
            start = _next_readable(source, table, start)


def _next_readable(source: _Source, table: Table, bad: int) -> int:
    """The smallest number behind `bad` from which the table can be read again."""

    def reads(number: int) -> bool:
        statement = f'SELECT * FROM "{table.name}" WHERE rowid >= ? ORDER BY rowid LIMIT 1'
        try:
            return list(source.read(statement, (number,))) is not None
        except UNREADABLE:
            return False

    if not reads(FARTHEST):
        return FARTHEST + 1  # nothing of it can be read
    low, high = bad, FARTHEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reads(middle) else (middle, high)
    return high


def _latest(damaged: Path, password: str) -> Latest:
    """Each row as the history last has it, by table and number; removed ones are left out."""
    found: Latest = {}
    changes = sqlite_pages.rows(damaged, password, len(history.CHANGE.columns))
    for _number, (_id, _action, table, number, _before, after) in sorted(changes, key=lambda change: change[0]):
        if not isinstance(table, str) or not isinstance(number, int):
            continue
        rows = found.setdefault(table, {})
        if after is None:
            rows.pop(number, None)
            continue
        with suppress(ValueError, TypeError, RecursionError):
            row = json.loads(after)
            if isinstance(row, dict):
                rows[number] = row
    return found


def _store(connection: Connection, table: Table, row: Row) -> bool:
    """Whether a row could be stored; its columns are those of today."""
    values = {column.name: row[column.name] for column in table.columns if column.name in row}
    names = ", ".join(f'"{name}"' for name in values)
    statement = text(f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join(f":{name}" for name in values)})')
    try:
        with connection.begin_nested():
            connection.execute(statement, values)
    except (DBAPIError, *UNREADABLE):  # a damaged value, or one that stands twice
        return False
    return True


def _without_parents(connection: Connection, made: Salvaged) -> list[str]:
    """Empty what points at lost rows; leave out and name the rows that can't be without."""
    lost = []
    while broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        for name, number, _parent, key in broken:
            pointers = connection.exec_driver_sql(f'PRAGMA foreign_key_list("{name}")').all()
            column = next(pointer[3] for pointer in pointers if pointer[0] == key)
            if Base.metadata.tables[name].columns[column].nullable and _emptied(connection, name, number, column):
                continue
            if connection.exec_driver_sql(f'DELETE FROM "{name}" WHERE rowid = ?', (number,)).rowcount:
                made.read[name] -= 1
                lost.append(f"{noun(name)} {number} 号（它所属的记录没有救回）")
    return lost


def _emptied(connection: Connection, name: str, number: int, column: str) -> bool:
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f'UPDATE "{name}" SET "{column}" = NULL WHERE rowid = ?', (number,))
    except DBAPIError:  # one of several of which one must be filled
        return False
    return True


def salvaged_name() -> str:
    return f"linli-salvaged-{sqlite.stamp()}.db"
