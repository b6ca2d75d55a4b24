"""The data folder and the password of the data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.core.errors import UserError
from db.storage import private


def data_folder(chosen: Path | None = None) -> Path:
    """The folder of the database, backups, settings and log; it is made where it doesn't exist.

    Raises UserError where it can't be made or written.
    """
    if chosen is None:
        from platformdirs import user_data_path

        chosen = user_data_path("linli", appauthor=False)
    try:
        private.made(chosen)
    except OSError as error:
        raise UserError(f"数据文件夹“{chosen}”不能使用（{error.strerror}），请换一个文件夹或检查权限") from error
    return chosen


_password = ""


@contextmanager
def password_taken() -> Iterator[None]:
    """Take the password out of the surroundings as long as this runs: programs started from here would inherit it."""
    global _password
    _password = os.environ.pop("LINLI_PASSWORD", "")
    try:
        yield
    finally:
        if _password:
            os.environ["LINLI_PASSWORD"] = _password
        _password = ""


def password() -> str:
    """The password of the database, "" where it has none."""
    return _password or os.environ.get("LINLI_PASSWORD", "")
