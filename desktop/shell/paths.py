"""Where things are kept: the data folder, and what lies in it."""

from __future__ import annotations

import os
from pathlib import Path

from db.core.errors import UserError


def data_folder(chosen: Path | None = None) -> Path:
    """The data folder (database, backups, settings, log), made when it isn't there yet.

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
    """The data's password, where it has one."""
    return os.environ.get("LINLI_PASSWORD", "")
