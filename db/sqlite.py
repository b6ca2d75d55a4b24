"""SQLite as this program opens it: one library, with a key or without, durable, and copied whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from db.errors import UserError
from db.raw import connect, sqlcipher, unlock

BUSY = 10_000  # milliseconds to wait for another writer
PRAGMAS = (
    f"busy_timeout = {BUSY}",
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",  # NORMAL lost acknowledged changes in power cuts
    "mmap_size = 0",
)


def open_engine(path: Path, password: str) -> Engine:
    """Transactions begin as we say: to write at once, so that no two read the same state and both change it."""
    engine = create_engine(URL.create("sqlite", database=str(path)), module=sqlcipher)

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
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        _copy(source, part, password)
        part.replace(target)
    except (OSError, sqlcipher.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise UserError(f"备份没有写成（{error}），请检查磁盘空间和文件夹权限") from error
    return target


def overwrite(source: Path, target: Path, password: str = "") -> None:
    """Give a database the contents of another, under its own locks, so that whoever has it open sees the new ones."""
    try:
        with _pair(source, target, password) as (old, new):
            new.execute("BEGIN IMMEDIATE")  # waits for a writer no longer than any other writer does
            new.rollback()
            old.backup(new)
    except sqlcipher.Error as error:
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
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")  # one file, no companions
        (verdict,) = new.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise sqlcipher.DatabaseError(verdict)


def stamp() -> str:
    """The moment, as it stands in the names of copies."""
    return f"{datetime.now():%Y%m%d-%H%M%S-%f}"
