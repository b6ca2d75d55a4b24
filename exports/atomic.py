"""Files that are written whole or not at all, and file names that every system takes."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from db.core import durable
from db.core.errors import UserError

LONGEST_NAME = 75  # characters; at three bytes each, with a suffix, a name stays under the usual 255 bytes


Target = Path | BytesIO  # the file that a report is written to, or memory


@contextmanager
def whole_file(path: Target) -> Generator[BinaryIO]:
    """Open a file that takes its name once it is complete and on the disk; a failure leaves nothing behind.

    An old file of that name stays until then. Raises UserError where the file can't be written.
    """
    if isinstance(path, BytesIO):
        yield path
        return
    part = path.with_name(path.name + ".part")
    try:
        _try_existing(path)
        try:
            with part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            durable.put(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(_sentence(path, error)) from error


def file_name(*parts: str) -> str:
    """A file name made of these parts, without signs that any system refuses."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", "".join(parts)).strip(" .")[:LONGEST_NAME]


def _try_existing(path: Path) -> None:
    """Fail before the work where another program holds the old file, as Excel does on Windows."""
    if path.is_file():
        path.open("r+b").close()
    elif path.exists() and not path.is_dir():  # a device or a pipe would be replaced by a file
        raise UserError(f"“{path.name}”不是普通文件，不能写入；请换一个文件名")


def _sentence(path: Path, error: OSError) -> str:
    name = path.name
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return f"磁盘空间不足，“{name}”没有写成；请腾出空间，或换一个位置保存"
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        return "文件名太长，或含有不能用的符号；请换一个名称保存"
    if path.is_dir():
        return f"“{name}”是一个文件夹，不能写成文件；请换一个名称保存"
    if isinstance(error, PermissionError) or error.errno in (errno.EROFS, errno.EBUSY, errno.ETXTBSY):
        if path.exists():
            return f"“{name}”正被其他程序（如 WPS、Excel）打开，或不允许修改；请关闭它，或换一个名称保存"
        return f"这里不允许保存文件，“{name}”没有写成；请换一个位置保存"
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return f"文件夹“{path.parent}”不存在，“{name}”没有写成；请换一个位置保存"
    return f"“{name}”没有写成（{error.strerror or error}）；请检查磁盘，或换一个位置保存"
