"""SQLite without SQLAlchemy, which is loaded later: a connection, and the first rows of a list for the start."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

FILE = "linli.db"  # the name of the database in a data folder
_strange: list[str] = []  # names of journals that were set aside
sqlcipher: Any = dbapi2  # a C module without type hints
# what the driver raises; of a damaged file it may not be able to read even the message about it
Failure: tuple[type[Exception], ...] = (dbapi2.Error, UnicodeDecodeError)  # pyright: ignore[reportAttributeAccessIssue]


def connect(path: Path, password: str = "") -> Any:
    """An unlocked connection of the driver; a journal beside the file that is of another one is set aside first."""
    keep_apart(path)
    connection = sqlcipher.connect(str(path))
    unlock(connection, password)
    return connection


def keep_apart(path: Path) -> None:
    """Set aside the journal beside a file that is of another one. Raises OSError where it can't be."""
    if not path.with_name(f"{path.name}-wal").exists():
        return
    from db.storage import journals  # only here: the first rows of the window would wait 2 ms for it

    if journals.is_strange(path):
        _strange.extend(made.name for made in journals.set_aside(path) if made.stat().st_size)


def set_aside() -> list[str]:
    """What was set aside and not told yet: a sentence each."""
    told = [f"数据文件旁边留着另一份数据的日志，没有并入，已改名为“{name}”；数据以现在的文件为准" for name in _strange]
    _strange.clear()
    return told


def unlock(connection: Any, password: str) -> None:
    """Set the key, which must come before any other statement."""
    if password:
        quoted = password.replace("'", "''")
        connection.execute("PRAGMA cipher_log_level = NONE")  # its lines would stand beside our sentence on the screen
        connection.execute(f"PRAGMA key = '{quoted}'")


def is_locked(path: Path) -> bool:
    """Whether the file exists and needs a password, or can't be read at all."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(16)
    return bool(head) and head != b"SQLite format 3\0"


def fetch_rows(path: Path, password: str, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a stored statement, for a preview; none where it no longer fits the data. Writes nothing."""
    if not path.is_file() or not statement:
        return []
    try:
        with closing(connect(path, password)) as connection:
            connection.execute("PRAGMA query_only = ON")
            return connection.execute(statement).fetchall()
    except (OSError, *Failure):
        return []  # only a preview; opening the database reports the error
