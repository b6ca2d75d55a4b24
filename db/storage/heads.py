"""The heads of the history, kept outside the database: each the number of the last action then, and its hash.

A whole history that was computed anew, or whose end is gone, is sound in itself; only what was noted elsewhere tells. A
line is added to the file beside the data with every action, and to the one beside the backups with every backup.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from db.core import durable
from db.storage import history

MOST = 5000  # lines; when there are more, the older half is thinned out to one a day
DAY = 10  # characters of a moment


@dataclass(frozen=True)
class Head:
    """The last action of a history and its hash, as they were `at` a moment (UTC, ISO 8601).

    `file` is the backup that ends so. A restore is noted with `restored` before it begins, and with `done` as well
    when it has ended: the history is another one then, and nothing noted before holds of it.
    """

    number: int
    hash: str
    at: str
    file: str = ""
    restored: bool = False
    done: bool = False


def head(connection: Connection) -> Head | None:
    """The head as it is; None where the history is empty."""
    number, digest = history.head(connection)
    return Head(number, digest, now()) if number else None


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def note(path: Path, head: Head, *, synced: bool = False) -> None:
    """Add a head to a file. It is waited for only if asked: a power cut may take the line, never the action."""
    with suppress(OSError):  # a folder that can't be written keeps none
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, _line(head).encode())
            if synced:
                os.fsync(handle)
                durable.keep_names(path.parent)
        finally:
            os.close(handle)


def noted(*paths: Path) -> list[list[Head]]:
    """What the files note: histories, each as its heads, the oldest first. The history must be one of them.

    There are several where a restore didn't end: it may have been done or not. A line that is no head is left out.
    """
    found: list[list[Head]] = [[]]
    for one in sorted((one for path in paths for one in lines(path)), key=lambda one: one.at):
        if one.done:
            found = [[one]]
        elif one.restored:
            found.append([one])
        else:
            for heads in found:
                heads.append(one)
    return found


def thin_out(path: Path) -> None:
    """Keep the file short: of the older heads the last of each day, and all restores and backups."""
    noted = list(lines(path))
    if len(noted) <= MOST:
        return
    older, newer = noted[: -MOST // 2], noted[-MOST // 2 :]
    last = {one.at[:DAY]: one for one in older if not one.restored and not one.file}
    kept = [one for one in older if one.restored or one.file or last.get(one.at[:DAY]) is one]
    part = path.with_name(f"{path.name}.part")
    with suppress(OSError):
        part.touch(0o600)
        part.write_text("".join(map(_line, (*kept, *newer))), "utf8")
        part.replace(path)


def broken(connection: Connection, histories: list[list[Head]]) -> Head | None:
    """The first head that the history no longer has; None where it has all of one of these histories."""
    hashes = {row[0]: row[1] for row in connection.execute(text("SELECT id, hash FROM action"))}
    first = [next((one for one in heads if hashes.get(one.number) != one.hash), None) for heads in histories]
    return None if None in first else first[0]


def sentence(connection: Connection, said: Head, where: str) -> str:
    """What became of a head that the history no longer has, in words; `where` says where it was noted."""
    last = connection.execute(text("SELECT max(id) FROM action")).scalar() or 0
    with suppress(ValueError):
        where += f"（{datetime.fromisoformat(said.at).astimezone():%Y-%m-%d %H:%M}）"
    if last < said.number:
        return f"历史记录只到第 {last} 步，{where}记着第 {said.number} 步：后面的步骤不见了"
    return f"历史记录的第 {said.number} 步同{where}记的不同：历史记录被改写过"


def _line(head: Head) -> str:
    return json.dumps({key: value for key, value in asdict(head).items() if value}, ensure_ascii=False) + "\n"


def lines(path: Path) -> Iterator[Head]:
    """The heads of a file, in its order; a line that is none is left out."""
    try:
        noted = path.read_text("utf8", "replace")
    except OSError:
        return
    for line in noted.splitlines():
        with suppress(ValueError, TypeError, RecursionError):
            one = Head(**json.loads(line))
            if isinstance(one.number, int) and isinstance(one.hash, str) and isinstance(one.at, str):
                yield one
