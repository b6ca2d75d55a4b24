"""Puts a complete file into its place so that its name, too, outlasts a power cut."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def put(part: Path, target: Path) -> Path:
    """Rename a file whose content is on the disk; return where it stands. Raises OSError where it can't be renamed."""
    part.replace(target)
    keep_names(target.parent)
    return target


def keep_names(folder: Path) -> None:
    """Let the names in a folder outlast a power cut."""
    if os.name == "posix":  # elsewhere the file system keeps names itself
        handle = os.open(folder, os.O_RDONLY)
        with suppress(OSError):  # not every file system knows of it
            os.fsync(handle)
        os.close(handle)
