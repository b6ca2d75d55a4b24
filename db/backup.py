"""Backup copies of a data folder, and the way back from one."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from db import migrations
from db.check import check_rows
from db.core import durable
from db.core.errors import UnlikeError, UserError
from db.core.regular_file import regular_file
from db.core.work import Tick, no_progress
from db.database import Database
from db.describe import noun
from db.storage import heads, journals, private, sqlite, sqlite_driver
from db.storage.sqlite_driver import FILE
from db.subjects import every, load_tables

LAST = "SELECT id, hash FROM action ORDER BY id DESC LIMIT 1"


def backup(database: Database, folder: Path | None = None, tick: Tick = no_progress) -> Path:
    """Write a copy named after the moment, and beside it the attached files that lie there not yet; return where it is.

    Raises UserError where it can't be written; then there is no copy. The copy has its name only once the files stand.
    """
    name = f"linli-{sqlite.stamp()}"
    making = database.copy(f"making-{os.getpid()}-{name}", folder)
    try:
        for bring in every("file_store", "bring"):
            bring(database.folder, making.parent, tick)  # after the data: whatever that names is there by now
        made = durable.put(making, making.with_name(f"{name}{making.suffix}"))
    except BaseException:
        making.unlink(missing_ok=True)
        raise
    _note(database, made)
    return made


def _note(database: Database, made: Path) -> None:
    """Note the head of a backup beside it: that of the copy itself, as the data may have gone on meanwhile."""
    path = database.heads(made.parent)
    if path is None:
        return
    with database.read() as session:
        own = heads.head(session.connection())
    if made.suffix == ".db":
        last = sqlite_driver.fetch_rows(made, database.password, LAST)
        own = heads.Head(last[0][0], last[0][1], heads.now()) if last else None
    if own:
        heads.note(path, replace(own, file=made.name))


COUNTED = ("person", "meeting", "activity", "wish", "attachment")  # tables by which people know a backup


def contents(file: Path, password: str = "") -> str:
    """How many rows of the best known tables a backup holds, and its last step; "" where it can't be read."""
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in COUNTED)
    last = "(SELECT label FROM action ORDER BY id DESC LIMIT 1)"
    try:
        rows = sqlite_driver.fetch_rows(file, password, f"SELECT {counts}, {last}")
    except sqlite_driver.Failure:
        return ""
    if not rows:
        return ""
    load_tables()
    *numbers, label = rows[0]
    return (
        "，".join(f"{noun(name)} {count}" for name, count in zip(COUNTED, numbers, strict=True))
        + f"；最后一步：{label}"
    )


def restore(
    file: Path, data: Path, password: str = "", tick: Tick = no_progress, *, anyway: bool = False
) -> Path | None:
    """Put a backup in the place of today's data, which is kept as a copy; return where it stands.

    Attached files that are missing or damaged come back from beside the backup; none is taken away. Safe while the
    program is open elsewhere; today's data may be damaged. Raises UserError where the backup is not a sound database of
    this program, is of a newer one, or there is no room, and UnlikeError where it is of another office, or locked where
    today's data isn't, unless `anyway`; then nothing has changed.
    """
    if not regular_file(file).is_file():
        raise UserError(f"找不到备份文件“{file.name}”，请核对路径")
    if not anyway:
        _compare(file, data / FILE, password)
        _compare_noted(file, password)
    now = sqlite.stamp()
    candidate = sqlite.copy(file, data / f"restoring-{os.getpid()}-{now}.db", password)
    try:
        _prove(candidate, file.name, password)
        for bring in every("file_store", "bring"):
            bring(file.parent, data, tick, mend=True)
        last = sqlite_driver.fetch_rows(candidate, password, LAST)
        _note_restore(data, last)  # before: a power cut must not leave the restored data with what was noted of others
        kept = _put_in_place(candidate, data / FILE, data / "backups" / f"linli-before-restore-{now}.db", password)
        _note_restore(data, last, done=True)
        return kept
    finally:
        for leftover in data.glob(f"{candidate.name}*"):
            leftover.unlink()


def _note_restore(data: Path, last: list[tuple], *, done: bool = False) -> None:
    for number, digest in last:
        heads.note(data / "heads.jsonl", heads.Head(number, digest, heads.now(), restored=True, done=done), synced=True)


def save_as_it_is(file: Path, folder: Path) -> Path:
    """Copy a database as it is, with its journals, for somebody who can mend it. Raises OSError where it can't be."""
    name = f"{file.stem}-{sqlite.stamp()}{file.suffix}"
    for companion in ("", "-wal", "-journal"):
        source = file.with_name(file.name + companion)
        if source.is_file():
            shutil.copyfile(source, folder / f"{name}{companion}")
            (folder / f"{name}{companion}").chmod(0o600)
    return folder / name


def _compare(file: Path, current: Path, password: str) -> None:
    """Raises UnlikeError where a backup and today's data are of two offices, or one of them is locked."""
    if not current.is_file() or not current.stat().st_size:
        return
    if sqlite_driver.is_locked(file) != sqlite_driver.is_locked(current):
        which = (
            "没有密码，现在的数据有密码，或者已损坏"
            if sqlite_driver.is_locked(current)
            else "有密码，现在的数据没有密码"
        )
        raise UnlikeError(f"备份“{file.name}”{which}；什么都没有改动")
    first = "SELECT hash FROM action ORDER BY id LIMIT 1"
    theirs, ours = (sqlite_driver.fetch_rows(one, password, first) for one in (file, current))
    if theirs and ours and theirs != ours:
        raise UnlikeError(f"备份“{file.name}”是另一份数据的，不是这个单位的；什么都没有改动")


def _compare_noted(file: Path, password: str) -> None:
    """Raises UnlikeError where a backup doesn't end as was noted beside it when it was made."""
    noted = [one for one in heads.lines(file.with_name("heads.jsonl")) if one.file == file.name]
    ends = sqlite_driver.fetch_rows(file, password, LAST)
    if noted and ends and ends[0] != (noted[-1].number, noted[-1].hash):
        raise UnlikeError(f"备份“{file.name}”同建立时不一样，里面的历史记录被改动过；什么都没有改动")


def _prove(candidate: Path, name: str, password: str) -> None:
    """Raises UserError where a file is no sound database of this program."""
    versions = sqlite_driver.fetch_rows(candidate, password, "SELECT version_num FROM alembic_version")
    if not versions:
        raise UserError(f"“{name}”不是本程序的备份，或者密码不对；什么都没有改动")
    if len(versions) > 1 or not re.fullmatch(r"\d{4}", str(versions[0][0])):
        raise UserError(f"“{name}”的版本记号不对，不是完好的备份；什么都没有改动")
    if str(versions[0][0]) > migrations.HEAD:
        raise UserError(f"备份“{name}”是用更新版本的程序建立的，请先升级程序再恢复；什么都没有改动")
    try:
        database = Database(candidate, password=password)
        try:
            with suppress(UserError):  # what is strange is named by the check
                database.mend()
            _sound, wrong = check_rows(database)
        finally:
            database.close()
    except (UserError, SQLAlchemyError, *sqlite_driver.Failure) as error:
        raise UserError(f"备份“{name}”打不开（{error}）；什么都没有改动") from error
    if wrong:
        raise UserError(f"备份“{name}”不完好：{wrong[0]}；什么都没有改动")


def _put_in_place(candidate: Path, current: Path, kept: Path, password: str) -> Path | None:
    if not current.exists():
        journals.set_aside(current)
        durable.put(candidate, current)
        return None
    try:
        sqlite.copy(current, kept, password)
    except UserError:  # today's data is damaged: it is moved aside as it is
        private.made(kept.parent)
        for companion in ("-wal", "-shm", "-journal"):
            beside = current.with_name(current.name + companion)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + companion))
        current.replace(kept)
        durable.put(candidate, current)
        return kept
    sqlite.overwrite(candidate, current, password)
    return kept
