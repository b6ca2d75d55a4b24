"""Keeps the files of an office from other logins of the computer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OURS = (
    "*.db",
    "*.db-*",
    "*.db.*",
    "linli.log*",
    "settings.ini",
    "heads*.jsonl",
    "signing.key",
    "backups",
    "attachments",
)
OTHERS = 0o077  # the bits of group and others


def keep(folder: Path) -> None:
    """Take the rights of others from a data folder and from what the program has in it, old files too.

    What belongs to another login stays as it is: only its owner may change it. On Windows the folder's access list
    becomes that of this login, which new files inherit.
    """
    if os.name == "nt":
        _own_access_list(folder)
        return
    for path in _found(folder):
        with suppress(OSError):
            state = path.stat(follow_symlinks=False)
            if state.st_mode & OTHERS and state.st_uid == os.getuid() and not path.is_symlink():
                path.chmod(state.st_mode & ~OTHERS & 0o7777)


def made(path: Path) -> Path:
    """A folder that only this login may enter; it is made where it doesn't exist."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _found(folder: Path) -> Iterator[Path]:
    yield folder
    for pattern in OURS:
        for path in folder.glob(pattern):
            yield path
            if path.is_dir():
                yield from path.rglob("*")


def _own_access_list(folder: Path) -> None:
    user = f"{os.environ.get('USERDOMAIN', '.')}\\{os.environ.get('USERNAME', '')}"
    command = ["icacls", str(folder), "/inheritance:r", "/grant:r", f"{user}:(OI)(CI)F", "SYSTEM:(OI)(CI)F", "/Q"]
    with suppress(OSError):
        import subprocess  # only here: the first rows of the window would wait 5 ms for it

        subprocess.run(command, capture_output=True, check=False)
