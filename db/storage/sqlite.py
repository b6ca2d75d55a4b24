"""SQLite: opening with a password or without, durable settings, whole copies, triggers, errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from random import randrange
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event

from db.core import durable
from db.core.errors import MissingDataError, UserError
from db.storage import private
from db.storage.sqlite_driver import FILE, Failure, connect, keep_apart, sqlcipher, unlock
from db.storage.triggers import Fingerprint, SchemaObject, Trigger, Violation

BUSY = 10_000  # milliseconds to wait for another writer
PRAGMAS = (
    f"busy_timeout = {BUSY}",
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",  # NORMAL lost acknowledged changes in power cuts
    "mmap_size = 0",
)
NUMBERS = 2**31  # those of files are below it
UNDECODABLE = "数据里有读不出来的文字，文件可能已损坏；请“检查数据”，或者从备份恢复"
WORD = re.compile(r"'(?:[^']|'')*'|[^(),']+|.")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SORTS = {"CHECK": "check", "UNIQUE": "unique", "FOREIGN": "pointer"}
FAULTS = (
    ("database is locked", "另一个程序正在写入数据，请稍后再试"),
    ("disk is full", "磁盘已满，这次修改没有保存；请腾出空间后再做一次"),
    ("readonly database", "数据文件是只读的，不能修改；请检查文件夹的权限"),
    ("file is not a database", "数据文件打不开：密码不对，或者文件已损坏"),
    ("malformed", "数据文件已损坏，请从备份恢复"),
    ("Could not decode", UNDECODABLE),
    ("unable to open", "打不开数据文件，请检查文件夹是否存在、是否有权限"),
    ("disk I/O error", "读写磁盘出错，这次修改没有保存；请检查磁盘"),
)


def check_beginning(path: Path) -> None:
    """Raises MissingDataError where a missing or empty file is no new office, as the traces of one stand beside it."""
    if path.exists() and not path.is_file():
        raise UserError(f"“{path}”不是文件，数据打不开；请换一个文件夹")
    if path.name != FILE or (path.is_file() and path.stat().st_size):
        return
    backups = sorted(path.parent.glob("backups/linli*.db"), key=lambda file: file.stat().st_mtime)
    attached = any((path.parent / "attachments").glob("*"))
    journal = path.with_name(path.name + "-wal")
    if not backups and not attached and not (journal.is_file() and journal.stat().st_size):
        return
    what = "是空的" if path.is_file() else "不见了"
    newest = backups and f"{datetime.fromtimestamp(backups[-1].stat().st_mtime):%Y-%m-%d %H:%M}"
    found = (
        f"这里有 {len(backups)} 份备份，最近的是 {newest} 的“{backups[-1].name}”"
        if backups
        else "这里还有它的附件或日志"
    )
    raise MissingDataError(f"数据文件“{path.name}”{what}，{found}。没有新建单位；请从备份恢复，或者换一个文件夹")


def open_engine(path: Path, password: str) -> Engine:
    """An engine whose writing transactions take the lock at once: no two read the same state and both change it."""
    engine = create_engine(URL.create("sqlite", database=str(path)), module=sqlcipher, hide_parameters=True)
    keep_apart(path)
    if not path.exists():
        path.touch(0o600)  # before the driver makes it readable for others

    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours to begin, not the driver's
        unlock(connection, password)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def copy(source: Path, target: Path, password: str = "") -> Path:
    """A whole copy of a database, in one step, proved sound, then renamed into place.

    Raises UserError where it could not be written; nothing is left behind.
    """
    part = target.with_name(target.name + ".part")
    try:
        private.made(target.parent)
        part.unlink(missing_ok=True)
        part.touch(0o600)
        _copy(source, part, password)
        durable.put(part, target)
    except (OSError, *Failure, UserError) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, UserError):
            raise
        raise UserError(f"备份没有写成（{error}），请检查磁盘空间和文件夹权限") from error
    return target


def overwrite(source: Path, target: Path, password: str = "") -> None:
    """Replace a database's contents by another's, under its locks: programs that have it open see the new ones.

    Raises UserError where it can't be written.
    """
    try:
        with _pair(source, target, password) as (old, new):
            new.execute("BEGIN IMMEDIATE")  # waits for a writer no longer than any other writer does
            new.rollback()
            _number(old, *new.execute("PRAGMA user_version").fetchone())  # it stays the same file (db/storage/journals)
            old.backup(new)
    except Failure as error:
        raise UserError(f"恢复没有完成（{error}），原来的数据没有变") from error


@contextmanager
def _pair(source: Path, target: Path, password: str) -> Iterator[tuple[Any, Any]]:
    old, new = connect(source, password), connect(target, password)
    try:
        for connection in (old, new):
            connection.execute(f"PRAGMA busy_timeout = {BUSY}")
        yield old, new
    finally:
        new.close()
        old.close()


def _copy(source: Path, part: Path, password: str) -> None:
    with _pair(source, part, password) as (old, new):
        old.execute("BEGIN")  # what is counted is what is copied
        counted = _census(old)
        old.backup(new)
        _number(new, randrange(1, NUMBERS))
        new.execute("PRAGMA journal_mode = DELETE")  # one file, no companions
    with closing(connect(part, password)) as made:
        (verdict,) = made.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise UserError("数据文件已损坏，备份没有写成；请从以前的备份恢复，或者“抢救数据”")
        if _census(made) != counted:
            raise UserError("备份同现在的数据不一样，没有写成；请换一个磁盘或文件夹再备份")


def _census(connection: Any) -> dict[str, int | tuple]:
    """How many rows each table has, and the last action."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counted = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in names}
    if "action" in names:
        counted["the last action"] = connection.execute(
            "SELECT id, hash FROM action ORDER BY id DESC LIMIT 1"
        ).fetchone()
    return counted


def _number(connection: Any, number: int) -> None:
    """Give a file its number, by which its journal knows it (`db/storage/journals.py`)."""
    connection.execute(f"PRAGMA user_version = {number}")


def own_journal(connection: Connection) -> None:
    """Write the first page, with the number of the file, so that the journal says whose it is."""
    (number,) = connection.exec_driver_sql("PRAGMA user_version").one()
    connection.exec_driver_sql(f"PRAGMA user_version = {number or randrange(1, NUMBERS)}")


def stamp() -> str:
    """The current time for the name of a copy, to the microsecond."""
    return f"{datetime.now():%Y%m%d-%H%M%S-%f}"


def row_as_json(table: Table, row: str) -> str:
    return "json_object(" + ", ".join(f"'{column.name}', {row}.\"{column.name}\"" for column in table.columns) + ")"


def prepare_tables(connection: Connection) -> None:
    """The tables need nothing more."""


def history(table: Table) -> Iterator[Trigger]:
    old, new = row_as_json(table, "old"), row_as_json(table, "new")
    images = {"insert": ("new", "NULL", new), "update": ("new", old, new), "delete": ("old", old, "NULL")}
    for event_, (row, before, after) in images.items():
        yield _trigger(
            f"history_{table.name}_{event_}",
            table.name,
            f"AFTER {event_.upper()} ON {table.name}",
            "INSERT INTO change(action_id, table_name, row_id, before, after) "
            f"VALUES ((SELECT max(id) FROM action), '{table.name}', {row}.id, {before}, {after})",
        )


def rule(name: str, table: str, event: str, condition: str) -> Trigger:
    when = f"BEFORE {event} ON {table} WHEN {condition}"
    return _trigger(f"rule_{name}_{event.lower()}", table, when, f"SELECT RAISE(ABORT, 'rule {name}')")


def removal(name: str, table: str, statement: str) -> Trigger:
    return _trigger(name, table, f"BEFORE DELETE ON {table}", statement)


def _trigger(name: str, table: str, when: str, does: str) -> Trigger:
    create = f"CREATE TRIGGER {name} {when} BEGIN {does}; END"
    return Trigger(name, table, (f"DROP TRIGGER IF EXISTS {name}", create), (create,))


def fingerprints(connection: Connection) -> set[Fingerprint]:
    found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
    return {(sql,) for (sql,) in found}


def schema_objects(connection: Connection) -> dict[SchemaObject, str]:
    found = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    ).all()
    objects = {
        SchemaObject(sort, name, table): _plain(sql) if sort == "index" else "" for sort, name, table, sql in found
    }
    for sort, name, _table, sql in found:
        if sort == "table" and name != "alembic_version":
            objects |= {SchemaObject(what, one, name): text for what, one, text in _parts(sql)}
    return objects


def _plain(sql: str) -> str:
    return " ".join(COMMENT.sub(" ", sql).replace('"', "").split())


def _parts(sql: str) -> Iterator[tuple[str, str, str]]:
    """Sort, name and text of the columns and constraints in the text of a table."""
    depth, words = 0, []
    for word in WORD.findall(_plain(sql)):
        depth += (word == "(") - (word == ")")
        if (depth == 0 and words) or (depth == 1 and word == ","):
            yield from _part("".join(words).strip())
            words = []
            if depth == 0:
                return
        elif depth > 1 or (depth == 1 and (words or word != "(")):
            words.append(word)


def _part(text: str) -> Iterator[tuple[str, str, str]]:
    first, *constraints = re.split(r"(?:^| )CONSTRAINT ", text)
    column, _space, kind = first.strip().partition(" ")
    if column:
        yield "column", column, kind
    for one in constraints:
        name, _space, rule = one.partition(" ")
        if rule.startswith("REFERENCES"):  # in the words of a column that was added
            rule = f"FOREIGN KEY({column}) {rule}"
        if not rule.startswith("PRIMARY KEY"):
            yield SORTS.get(re.split(r"\W", rule)[0], "check"), name, rule


def schema_version(connection: Connection) -> int | None:
    return connection.exec_driver_sql("PRAGMA schema_version").scalar()


def defer(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # RESTRICT waits, too


@contextmanager
def any_bytes(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    driver.text_factory = lambda value: value.decode("utf8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


def damage(connection: Connection) -> Iterator[str]:
    for (verdict,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if verdict != "ok":
            yield f"数据文件损坏：{verdict}；请从备份恢复"


def issued(connection: Connection, table: str) -> int | None:
    if table in ("action", "change"):
        return None  # rows of these are never removed
    given = connection.exec_driver_sql("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (table,)).scalar()
    return given or 0


UNWRITABLE = ("disk is full", "readonly database", "unable to open", "disk I/O error")


def is_unwritable(error: BaseException) -> bool:
    return any(words in str(error) for words in UNWRITABLE)


def violation(error: BaseException) -> Violation:
    message = str(error)
    if found := re.search(r"rule (\w+)", message):
        return Violation("rule", found[1])
    if found := re.search(r"UNIQUE constraint failed: index '(\w+)'", message):
        return Violation("unique", found[1])
    if found := re.search(r"UNIQUE constraint failed: (.+)", message):
        places = [place.split(".") for place in found[1].split(", ")]
        return Violation("unique", "", places[0][0], tuple(place[1] for place in places))
    if found := re.search(r"CHECK constraint failed: (\w+)", message):
        return Violation("check", found[1])
    if found := re.search(r"NOT NULL constraint failed: (\w+)\.(\w+)", message):
        return Violation("empty", "", found[1], (found[2],))
    return Violation("pointer" if "FOREIGN KEY" in message else "other")


def fault(error: BaseException) -> str | None:
    return next((sentence for sign, sentence in FAULTS if sign in str(error)), None)
