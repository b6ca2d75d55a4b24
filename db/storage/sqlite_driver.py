"""SQLite without SQLAlchemy, for the moment before that is loaded: a connection, and the first rows of a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

FILE = "linli.db"  # the database in a data folder
sqlcipher: Any = dbapi2  # a C module without type hints


def connect(path: Path, password: str = "") -> Any:
    """A connection of the driver's own, unlocked."""
    connection = sqlcipher.connect(str(path))
    unlock(connection, password)
    return connection


def unlock(connection: Any, password: str) -> None:
    """Give the key, before anything else is said."""
    if password:
        quoted = password.replace("'", "''")
        connection.execute(f"PRAGMA key = '{quoted}'")


def is_locked(path: Path) -> bool:
    """Whether a file is there that only a password makes readable (or nothing does)."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(16)
    return bool(head) and head != b"SQLite format 3\0"


def rows(path: Path, password: str, statement: str) -> list[tuple[Any, ...]]:
    """What a statement kept from last time finds today; nothing where it no longer fits the data. Writes nothing."""
    if not path.is_file() or not statement:
        return []
    connection = connect(path, password)
    try:
        connection.execute("PRAGMA query_only = ON")
        return connection.execute(statement).fetchall()
    except sqlcipher.Error:
        return []  # a preview only: the real opening says what is wrong
    finally:
        connection.close()
