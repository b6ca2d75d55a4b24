"""A copy of a database to look at, where the database itself can't be opened for writing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from db.core.errors import UserError

MEMORY = Path("/dev/shm")  # where a system has it, a full disk doesn't matter, and nothing of the copy gets onto one


def copied(path: Path) -> tuple[TemporaryDirectory[str], Path]:
    """A folder of its own, which its keeper removes, and the copy in it; raises UserError where there is no room.

    What stands in the journal comes with it.
    """
    room = TemporaryDirectory(
        prefix="linli-look-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None, ignore_cleanup_errors=True
    )
    try:
        for beside in ("", "-wal"):
            source = path.with_name(path.name + beside)
            if source.is_file():
                shutil.copyfile(source, Path(room.name) / source.name)
    except OSError as error:
        room.cleanup()
        raise UserError(f"“{path.name}”读不出来（{error.strerror or error}），请检查磁盘和文件夹的权限") from error
    return room, Path(room.name) / path.name


def is_writable(path: Path) -> bool:
    """Whether a database may be written, or made where there is none; a full disk isn't noticed here."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
