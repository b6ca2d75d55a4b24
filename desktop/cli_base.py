"""What the commands of the command line have in common: the data they open, and what they print."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from desktop.shell.paths import data_folder, password

Arguments = argparse.Namespace


def password_of(path: Path) -> str:
    """What the surroundings know, or what is typed at the prompt for a locked file."""
    from getpass import getpass

    from db.storage.sqlite_driver import is_locked

    known = password()
    return getpass("数据的密码：") if not known and sys.stdin.isatty() and is_locked(path) else known


def open_data(arguments: Arguments) -> Any:
    from db.database import Database
    from db.storage.sqlite_driver import FILE, set_aside
    from db.storage.tidy import tidy

    folder = data_folder(arguments.data)
    tidy(folder)
    word = password() if arguments.database else password_of(folder / FILE)
    database = Database(arguments.database or folder / FILE, password=word, folder=folder)
    for sentence in set_aside():
        sys.stderr.write(f"{sentence}\n")
    return closing(database)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
