"""Puts a complete file into its place so that its name, too, outlasts a power cut."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def put(part: Path, target: Path) -> Path:
    """Rename a file whose content is on the disk; return where it stands. Raises OSError where it can't be renamed."""
    part.replace(target)
    if os.name == "posix":  # elsewhere the file system keeps names itself
        folder = os.open(target.parent, os.O_RDONLY)
        with suppress(OSError):  # not every file system knows of it
            os.fsync(folder)
        os.close(folder)
    return target
