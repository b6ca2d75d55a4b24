"""Backup copies of a data folder, and the way back from one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from db.check import check_rows
from db.core.errors import UserError
from db.core.regular_file import regular_file
from db.core.work import Tick, no_progress
from db.database import Database
from db.storage import sqlite, sqlite_driver
from db.storage.sqlite_driver import FILE
from db.subjects import every


def backup(database: Database, folder: Path | None = None, tick: Tick = no_progress) -> Path:
    """Write a copy named after the moment, and beside it the attached files that lie there not yet; return where it is.

    Raises UserError where it can't be written; then there is no copy.
    """
    made = database.copy(f"linli-{sqlite.stamp()}", folder)
    try:
        for bring in every("file_store", "bring"):
            bring(database.folder, made.parent, tick)  # after the data: whatever that names is there by now
    except BaseException:
        made.unlink()
        raise
    return made


def restore(file: Path, data: Path, password: str = "", tick: Tick = no_progress) -> Path | None:
    """Put a backup in the place of today's data, which is kept as a copy; return where it stands.

    Attached files that are missing or damaged come back from beside the backup; none is taken away. Safe while the
    program is open elsewhere; today's data may be damaged. Raises UserError where the backup is not a sound database of
    this program, or there is no room; then nothing has changed.
    """
    if not regular_file(file).is_file():
        raise UserError(f"找不到备份文件“{file.name}”，请核对路径")
    now = sqlite.stamp()
    candidate = sqlite.copy(file, data / f"restoring-{now}.db", password)
    try:
        _prove(candidate, file.name, password)
        for bring in every("file_store", "bring"):
            bring(file.parent, data, tick, mend=True)
        return _put_in_place(candidate, data / FILE, data / "backups" / f"linli-before-restore-{now}.db", password)
    finally:
        for leftover in data.glob(f"restoring-{now}.db*"):
            leftover.unlink()


def _prove(candidate: Path, name: str, password: str) -> None:
    """Raises UserError where a file is no sound database of this program."""
    if not sqlite_driver.fetch_rows(candidate, password, "SELECT version_num FROM alembic_version"):
        raise UserError(f"“{name}”不是本程序的备份，或者密码不对；什么都没有改动")
    try:
        database = Database(candidate, password=password)
        try:
            _sound, wrong = check_rows(database)
        finally:
            database.close()
    except (UserError, SQLAlchemyError, sqlite_driver.sqlcipher.Error) as error:
        raise UserError(f"备份“{name}”打不开（{error}）；什么都没有改动") from error
    if wrong:
        raise UserError(f"备份“{name}”不完好：{wrong[0]}；什么都没有改动")


def _put_in_place(candidate: Path, current: Path, kept: Path, password: str) -> Path | None:
    if not current.exists():
        candidate.replace(current)
        return None
    try:
        sqlite.copy(current, kept, password)
    except UserError:  # today's data is damaged: it is moved aside as it is
        kept.parent.mkdir(parents=True, exist_ok=True)
        for companion in ("-wal", "-shm"):
            beside = current.with_name(current.name + companion)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + companion))
        current.replace(kept)
        candidate.replace(current)
        return kept
    sqlite.overwrite(candidate, current, password)
    return kept
