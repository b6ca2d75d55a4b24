"""The data folder and the password of the data."""

from __future__ import annotations

import os
from pathlib import Path

from db.core.errors import UserError


def data_folder(chosen: Path | None = None) -> Path:
    """The folder of the database, backups, settings and log; it is made where it doesn't exist.

    Raises UserError where it can't be made or written.
    """
    if chosen is None:
        from platformdirs import user_data_path

        chosen = user_data_path("linli", appauthor=False)
    try:
        chosen.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"数据文件夹“{chosen}”不能使用（{error.strerror}），请换一个文件夹或检查权限") from error
    return chosen


def password() -> str:
    """The password of the database, "" where it has none."""
    return os.environ.get("LINLI_PASSWORD", "")
