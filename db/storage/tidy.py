"""What a killed backup or restore has left behind."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

UNTOUCHED = 3600  # seconds: a file that another process is writing is younger


def tidy(data: Path) -> None:
    """Remove what a killed backup or restore has left behind, whose content is elsewhere."""
    for pattern in ("restoring-*.db*", "backups/making-*", "backups/*.part*"):
        for file in data.glob(pattern):
            with suppress(OSError):
                if _is_left(file):
                    file.unlink()


def _is_left(file: Path) -> bool:
    """Whether the process that was writing a file has ended; it has its number in the name, or wrote long ago."""
    if time.time() - file.stat().st_mtime > UNTOUCHED:
        return True
    maker = re.match(r"(?:making|restoring)-(\d+)-", file.name)
    if maker is None or os.name == "nt":  # where asking for a process would end it
        return False
    try:
        os.kill(int(maker[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False
