"""Files that a clerk names: a pipe, a device or a socket would be waited for without an end, so none is opened."""

from __future__ import annotations

from pathlib import Path
from stat import S_ISDIR, S_ISREG

from db.core.errors import UserError


def regular_file(path: Path) -> Path:
    """The path itself. Raises UserError, before anything is opened, where a folder or no file of a disk is there.

    What is missing or can't be looked at is left to the opening: it raises an OSError that says so.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return path
    if S_ISDIR(mode):
        raise UserError(f"“{path.name}”是文件夹，请选里面的文件")
    if not S_ISREG(mode):
        raise UserError(f"“{path.name}”是设备或管道，不是文件，请另选文件")
    return path
