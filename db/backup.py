"""Backup copies of a data folder, and the way back from one."""

from __future__ import annotations

from pathlib import Path

from db import sqlite
from db.database import Database
from db.errors import UserError
from db.raw import FILE


def backup(database: Database, folder: Path | None = None) -> Path:
    """Write a copy named after the moment; return where it stands. Raises UserError where it can't be written."""
    folder = folder or database.path.parent / "backups"
    return sqlite.copy(database.path, folder / f"linli-{sqlite.stamp()}.db", database.password)


def restore(file: Path, data: Path, password: str = "") -> Path | None:
    """Put a backup in the place of today's data, which is kept as a copy; return where it stands.

    Safe while the program is open elsewhere. Raises UserError where the backup is not a sound database of this
    program; then nothing has changed.
    """
    if not file.is_file():
        raise UserError(f"找不到备份文件“{file.name}”，请核对路径")
    current = data / FILE
    candidate = sqlite.copy(file, data / f"{FILE}.restoring", password)
    try:
        Database(candidate, password=password).close()
        if not current.exists():
            candidate.replace(current)
            return None
        kept = sqlite.copy(current, data / "backups" / f"linli-before-restore-{sqlite.stamp()}.db", password)
        sqlite.overwrite(candidate, current, password)
        return kept
    finally:
        for leftover in data.glob(f"{FILE}.restoring*"):
            leftover.unlink()
