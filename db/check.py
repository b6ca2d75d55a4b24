"""Is the data sound: the file, its references, its history, its counts, the attached files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Date, Integer, String, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from db import migrations
from db.attached import check_files
from db.core.base import Base, models
from db.core.pointers import pointer_rules, pointers_of
from db.core.work import Tick, no_progress
from db.database import Database
from db.describe import noun
from db.storage import dialect, heads, history
from db.storage.history import Change
from db.storage.refusals import title_of
from db.subjects import listings, load_tables

NAMED = 20  # rows of one finding
SLACK = timedelta(minutes=10)  # by which clocks of several PCs may differ


def check(database: Database, tick: Tick = no_progress) -> tuple[list[str], list[str]]:
    """What was found sound, and what is wrong: each a Chinese sentence. Changes nothing."""
    sound, wrong = check_rows(database, tick)
    with _reading(database) as connection:
        wrong += _findings(connection, "历史记录的时间", _clock(connection))
        wrong += _findings(connection, "历史记录同从前记下的核对", _heads(connection, database))
    try:
        files_sound, files_wrong = check_files(database, tick)
    except (ValueError, SQLAlchemyError):  # the rows that name the files can't be read: they are named already
        files_sound, files_wrong = [], ["附件的记录读不出来，没有核对附件文件；请从备份恢复"]
    return sound + files_sound, wrong + files_wrong


def check_rows(database: Database, tick: Tick = no_progress) -> tuple[list[str], list[str]]:
    """The same of the database alone, but for the times of the history, which a wrong clock may have set."""
    load_tables()
    with _reading(database) as connection:
        parts = {
            "数据文件": dialect.of(connection).damage(connection),
            "记录之间的引用": _references(connection),
            "数据库的结构": _schema(connection),
            "编号": _numbers(connection),
            "历史记录": _chain(connection, tick),
            "历史记录的内容": _broken(connection),
            "历史记录的归属": _strays(connection),
        }
        wrong = [sentence for what, found in parts.items() for sentence in _findings(connection, what, found)]
        for table in history.tables(Base.metadata):
            wrong += _findings(connection, f"{noun(table.name)}的内容", _values(connection, table))
            wrong += _findings(connection, f"{noun(table.name)}同历史记录的核对", _present(connection, table))
            wrong += _findings(connection, f"{noun(table.name)}的删除", _vanished(connection, table))
        return _findings(connection, "记录的条数", _counts(connection)), wrong


def _heads(connection: Connection, database: Database) -> Iterator[str]:
    """The history still has what was noted of it outside, beside the data and beside the backups."""
    paths = [path for folder in (None, database.folder / "backups") if (path := database.heads(folder))]
    if lost := heads.broken(connection, heads.noted(*paths)):
        where = f"建立备份“{lost.file}”时" if lost.file else "从前"
        yield (
            f"{heads.sentence(connection, lost, where)}。若是自己换过数据文件，核对无误后，"
            f"删去数据文件夹和备份文件夹里的“{paths[0].name}”，就不再提示"
        )


@contextmanager
def _reading(database: Database) -> Iterator[Connection]:
    """A connection that reads whatever another program has put into the data."""
    with database.read() as session:
        connection = session.connection()
        with dialect.of(connection).any_bytes(connection):
            yield connection


def _findings(connection: Connection, what: str, found: Iterable[str]) -> list[str]:
    """The findings of one part of the check, and one more where it can't read on."""
    sentences: list[str] = []
    try:
        with connection.begin_nested():  # on a server, an error would end the transaction for the other parts
            sentences.extend(found)
    except (SQLAlchemyError, ValueError, LookupError) as error:
        reason = (str(getattr(error, "orig", None) or error).splitlines() or [""])[0]
        sentences.append(f"{what}没有查完，数据读不下去（{reason}）；请从备份恢复")
    return [sentence.encode("utf8", "surrogateescape").decode("utf8", "replace") for sentence in sentences]


def _counts(connection: Connection) -> Iterator[str]:
    yield f"历史记录 {connection.exec_driver_sql('SELECT count(*) FROM action').scalar()} 步"
    for listing in listings():
        yield f"{listing.title} {connection.scalar(select(func.count()).select_from(listing.model))} 条"


def _references(connection: Connection) -> Iterator[str]:
    """Every row at which a row points is there."""
    for table in Base.metadata.sorted_tables:
        for pointer in sorted(pointers_of(table), key=lambda pointer: pointer.column.name):
            if pointer.naming is None:
                rows = connection.exec_driver_sql(
                    f"SELECT t.id FROM {table.name} t LEFT JOIN {pointer.target} p ON p.id = t.{pointer.column.name} "
                    f"WHERE {pointer.holds('t')} AND p.id IS NULL"
                )
                for (row,) in rows:
                    yield f"{noun(table.name)} {row} 号指向的{noun(pointer.target)}不存在"
    for rule in pointer_rules():
        for (row,) in connection.exec_driver_sql(f"SELECT t.id FROM {rule.table} t WHERE {rule.when.format(row='t')}"):
            yield f"{noun(rule.table)} {row} 号所属的记录不存在"


def _numbers(connection: Connection) -> Iterator[str]:
    """A number once given is never given again: it would mean another row in the history."""
    in_history = text("SELECT table_name, max(row_id) FROM change GROUP BY table_name")
    largest = {row[0]: row[1] for row in connection.execute(in_history)}
    for table in history.tables(Base.metadata):
        used = max(connection.scalar(select(func.max(table.c.id))) or 0, largest.get(table.name) or 0)
        given = dialect.of(connection).issued(connection, table.name)
        if given is not None and given < used:
            yield f"{noun(table.name)}的编号退回到了 {given}，已经用到 {used}：新记录会同旧的混在一起；请从备份恢复"


def _chain(connection: Connection, tick: Tick) -> Iterator[str]:
    """Compute each action's hash anew. An altered row breaks the hash of its action and of all later ones.

    The hashes that older versions made are good up to the first that covers the workstation.
    """
    numbers = connection.execute(text("SELECT id, hash FROM action ORDER BY id")).all()
    older = True
    for done, (number, kept) in enumerate(numbers, start=1):
        if history.digest_of(connection, number)[0] == kept:
            older = False
        elif not older or history.digest_of(connection, number, older=True)[0] != kept:
            action = history.action(connection, number)
            assert action
            rows = "、".join(_suspects(connection, number))
            yield (
                f"历史记录第 {number} 步“{action.label}”（{action.local_time}，{action.actor}）被程序以外的手段改动过"
                + (f"，涉及 {rows}" if rows else "")
            )
        tick(done, len(numbers))


def _broken(connection: Connection) -> Iterator[str]:
    """Every change in the history is a row that can be read."""
    rows = connection.exec_driver_sql("SELECT id, action_id, before, after FROM change ORDER BY id")
    for number, action, *values in rows:
        if any(value is not None and not history.row_of(value) for value in values):
            yield f"历史记录第 {action} 步里的第 {number} 条改动读不出来，是程序以外的手段写入的"


def _clock(connection: Connection) -> Iterator[str]:
    """The times of the history are times, none lies before the one before it or in the future."""
    before, now = None, datetime.now(UTC)
    for number, at in connection.exec_driver_sql("SELECT id, at FROM action ORDER BY id").all():
        moment = history.moment_of(at)
        if moment is None:
            yield f"历史记录第 {number} 步的时间“{at}”不是时间"
            continue
        if before and before - moment > SLACK:
            yield f"历史记录第 {number} 步的时间 {moment:%Y-%m-%d %H:%M} 早于它前面的一步，请核对这台电脑的时钟"
        if moment - now > SLACK:
            yield f"历史记录第 {number} 步的时间 {moment:%Y-%m-%d %H:%M} 还没有到，请核对这台电脑的时钟"
        before = moment


def _values(connection: Connection, table: Table) -> Iterator[str]:
    """Every value is of its column's kind: text that can be read, a whole number, a day of the calendar."""
    columns = [column for column in table.columns if isinstance(column.type, String | Integer | Date)]
    names = ", ".join(f"t.{column.name}" for column in columns)
    for number, *values in connection.exec_driver_sql(f"SELECT t.id, {names} FROM {table.name} t"):
        for column, value in zip(columns, values, strict=True):
            if value is not None and not _fits(column.type, value):
                yield f"{noun(table.name)} {number} 号的“{title_of(column)}”读不出来，是程序以外的手段写入的"


def _fits(kind: object, value: object) -> bool:
    if isinstance(kind, Integer):
        return isinstance(value, int)
    if isinstance(kind, Date) and isinstance(value, date):
        return True
    if not isinstance(value, str):
        return False
    try:
        if isinstance(kind, Date):
            return date.fromisoformat(value).isoformat() == value
        value.encode("utf8")
    except ValueError:
        return False
    return True


def _suspects(connection: Connection, number: int) -> list[str]:
    """The rows of a broken action whose values don't match the change before or after; of many the first are named."""
    chains: dict[tuple[str, int], list[Change]] = defaultdict(list)
    for change in history.changes_beside(connection, number):
        chains[change.table, change.row_id].append(change)
    found, left = [], {table: _left(connection, table, number) for table in {table for table, _row in chains}}
    for (table, row), chain in chains.items():
        if table not in models():
            found.append(f"不认识的表 {table}")
            continue
        befores = [None, *(change.after for change in chain)]
        afters = [*(change.before for change in chain[1:]), left[table].get(row)]
        for change, before, after in zip(chain, befores, afters, strict=False):
            if change.action_id == number and (before != change.before or after != change.after):
                found.append(f"{noun(table)} {row} 号")
    return found if len(found) <= NAMED else [*found[:NAMED], f"等 {len(found)} 处"]


def _left(connection: Connection, table: str, action: int) -> dict[int, dict[str, Any]]:
    """The rows of a table that an action touched, as they are now."""
    if table not in models():
        return {}
    as_json = history.row_as_json(connection, Base.metadata.tables[table])
    touched = f"SELECT row_id FROM change WHERE action_id = {action} AND table_name = '{table}'"
    rows = connection.exec_driver_sql(f"SELECT t.id, {as_json} FROM {table} t WHERE t.id IN ({touched})")
    return {row: history.row_of(values) for row, values in rows}


def _present(connection: Connection, table: Table) -> Iterator[str]:
    """Every row is as its last change left it: no change went past the history."""
    as_json, upgraded = history.row_as_json(connection, table), models()[table.name].upgraded
    last = f"SELECT max(id) FROM change WHERE table_name = '{table.name}' AND row_id = t.id"
    rows = connection.exec_driver_sql(
        f"SELECT t.id, c.after, {as_json} FROM {table.name} t LEFT JOIN change c ON c.id = ({last}) "
        f"WHERE c.after IS NULL OR c.after <> {as_json}"
    )
    for row, kept, now in rows:
        if kept is None or not _agree(upgraded(history.row_of(kept)), history.row_of(now)):
            yield f"{noun(table.name)} {row} 号的现状与历史记录不符"


def _schema(connection: Connection) -> Iterator[str]:
    """Tables, indexes and triggers are as the program made them, and there are no others."""
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if not re.fullmatch(r"\d{4}", str(version)):
        yield f"数据库的版本记号“{version or ''}”不对，是程序以外的手段改的；请从备份恢复"
    found = migrations.compared(connection)
    yield from found.sentences()
    if found.indexes:
        yield f"数据库里少了 {len(found.indexes)} 个索引（{found.indexes[0].name} 等）；下次修改数据时程序会重建"
    missing = [trigger.name for trigger in found.triggers]
    if missing:
        yield f"数据库里少了或改了 {len(missing)} 个保护规则（{missing[0]} 等），有的修改可能没有留下历史"


def _strays(connection: Connection) -> Iterator[str]:
    count = connection.exec_driver_sql(
        "SELECT count(*) FROM change WHERE action_id NOT IN (SELECT id FROM action)"
    ).scalar()
    if count:
        yield f"历史记录里有 {count} 条改动不属于任何一步，是程序以外的手段写入的"


def _vanished(connection: Connection, table: Table) -> Iterator[str]:
    """No row is missing without a removal in the history."""
    rows = connection.exec_driver_sql(
        f"SELECT c.row_id FROM change c WHERE c.table_name = '{table.name}' AND c.after IS NOT NULL "
        f"AND c.id = (SELECT max(id) FROM change WHERE table_name = '{table.name}' AND row_id = c.row_id) "
        f"AND c.row_id NOT IN (SELECT id FROM {table.name})"
    )
    for (row,) in rows:
        yield f"{noun(table.name)} {row} 号不见了，历史记录里却没有删除它的一步"


def _agree(kept: dict[str, object], now: dict[str, object]) -> bool:
    """Whether both agree in the columns that both have: a migration may have added one since."""
    return all(now[name] == value for name, value in kept.items() if name in now)
