"""Texts that were typed and not stored, kept beside the data and locked by its password."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path

from db.storage.sqlite_driver import Failure, connect, fetch_rows

FILE = "drafts.db"


def keep(folder: Path, password: str, texts: list[tuple[str, str]]) -> None:
    """Add texts, each with where it was typed, to those kept; where that fails nobody is there to be told."""
    path = folder / FILE
    with suppress(OSError, *Failure):
        if not path.exists():
            path.touch(0o600)
        with closing(connect(path, password)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS draft (place TEXT, text TEXT)")
            connection.executemany("INSERT INTO draft VALUES (?, ?)", texts)
            connection.commit()


def kept(folder: Path, password: str) -> list[tuple[str, str]]:
    """The texts that were kept, each with where it was typed."""
    rows = fetch_rows(folder / FILE, password, "SELECT place, text FROM draft")
    return [(str(place), str(text)) for place, text in rows]


def discard(folder: Path) -> None:
    (folder / FILE).unlink(missing_ok=True)
