"""The attached files in the data folder: each once, under the hash of its content, whole or not at all.

attachments/ab/abcdef….jpg is a file, attachments/thumbs/abcdef….jpg its thumbnail. No file is ever removed: the row
that named it can be brought back for as long as the history holds it, and the history holds it for ever.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import BinaryIO

from db.attachments import image_files
from db.attachments.models import FORMATS
from db.core import durable, identity
from db.core.confined import Confined, TooHeavyError
from db.core.errors import UserError
from db.core.kinds import file_size
from db.core.work import Tick, no_progress
from db.storage import private

LIMIT = 20 * 1024**2  # bytes a file: assumed; a photo of 50 megapixels or a scan of thirty pages
CHUNK = 2**20  # bytes copied between two ticks
STALE = 24 * 3600  # s after which what a killed program was copying is nobody's any more
LONGEST = 200  # characters of a name, as the table has it
NAME = re.compile(r"([0-9a-f]{64})\.(?:" + "|".join(known.suffix for known in FORMATS.values()) + ")")
FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass(frozen=True)
class Pasted:
    """A picture that comes from no file."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Taken:
    """A file copied in and looked through, which has not got its name in the store yet."""

    part: Path
    name: str
    sha256: str
    media_type: str
    size: int
    look: image_files.Look


Source = Path | Pasted
Take = Callable[[Source, Tick], Taken]


def store(folder: Path) -> Path:
    """Where the files of a data folder, or of a folder of backups, lie."""
    return folder / "attachments"


def path_of(folder: Path, digest: str, media_type: str) -> Path:
    """Where the file with this hash lies, whether or not it is there."""
    return store(folder) / digest[:2] / f"{digest}.{FORMATS[media_type].suffix}"


@contextmanager
def intake(folder: Path) -> Iterator[Take]:
    """A function that copies a file in; what has not been put in place when the `with` is left is gone.

    It raises UserError, naming the file, where that can't be attached; nothing of it stays.
    """
    try:
        private.made(store(folder))
        _tidy(store(folder))
        room = TemporaryDirectory(prefix="incoming-", dir=store(folder), ignore_cleanup_errors=True)
    except OSError as error:
        raise UserError(f"附件没有添加：{_trouble(error)}") from error
    with room as place, Confined() as child:

        def take(source: Source, tick: Tick) -> Taken:
            name = _name(source)
            try:
                return _take(source, name, Path(place) / f"{len(os.listdir(place))}.part", child, tick)
            except UserError as error:
                raise UserError(f"“{name}”{error}") from None

        yield take


def place(folder: Path, taken: Taken) -> bool:
    """Give a file its name in the store; False where it is there already. Raises UserError where that fails."""
    target = path_of(folder, taken.sha256, taken.media_type)
    try:
        needed = not target.exists() or digest_of(target) != taken.sha256
        if needed:
            _put(taken.part, target)
    except OSError as error:
        raise UserError(f"“{taken.name}”没有添加：{_trouble(error)}") from error
    with suppress(OSError):  # it is made anew when it is looked for
        _keep_thumbnail(folder, taken.sha256, taken.look.thumbnail)
    return needed


def thumbnail(folder: Path, digest: str, media_type: str) -> Path:
    """The thumbnail of a file, made anew where it is missing; raises UserError where the file is missing or damaged."""
    path, original = _thumbnail_of(folder, digest), path_of(folder, digest, media_type)
    try:
        if not path.is_file() or not path.stat().st_size:
            if not original.is_file():
                raise UserError("文件不见了，请重新添加")
            with Confined() as child:
                _keep_thumbnail(folder, digest, _look(child, original, media_type).thumbnail)
    except OSError as error:
        raise UserError(_trouble(error)) from error
    return path


def shows(child: Confined, folder: Path, digest: str, media_type: str) -> bool:
    """Whether the thumbnail of a file, if it is there, shows that file."""
    thumb, path = _thumbnail_of(folder, digest), path_of(folder, digest, media_type)
    try:
        return child.call(image_files.shows, thumb, path, media_type)
    except (OSError, UserError):  # the file itself is named already
        return True


def files(folder: Path) -> dict[str, Path]:
    """The files that lie in the store, by their hash."""
    found = (path for path in store(folder).glob("[0-9a-f][0-9a-f]/*") if NAME.fullmatch(path.name))
    return {path.stem: path for path in found if path.parent.name == path.stem[:2]}


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def bring(source: Path, target: Path, tick: Tick = no_progress, *, mend: bool = False) -> int:
    """Copy to another folder the files that its store lacks, or has cut short; return how many.

    With `mend` also those that are there but no longer whole. What is damaged where it comes from is not spread. Raises
    UserError where the folder is full.
    """
    here, there = files(source), files(target)
    if not here or (store(target).exists() and store(source).samefile(store(target))):
        return 0
    if mend:
        there = {digest: path for digest, path in there.items() if digest_of(path) == digest}
    wanted = {digest: path for digest, path in here.items() if not _stands(there.get(digest), path)}
    if not wanted:
        return 0
    total, done, brought = sum(path.stat().st_size for path in wanted.values()), 0, 0
    try:
        with TemporaryDirectory(prefix="incoming-", dir=_made(store(target)), ignore_cleanup_errors=True) as room:
            for digest, path in wanted.items():
                part, found = Path(room) / f"{digest}.part", sha256()
                for chunk in _copied(path, part):
                    found.update(chunk)
                    done += len(chunk)
                    tick(done, total)
                if found.hexdigest() == digest:
                    _put(part, store(target) / digest[:2] / path.name)
                    brought += 1
    except OSError as error:
        raise UserError(f"附件没有全部复制：{_trouble(error)}") from error
    return brought


def _stands(path: Path | None, original: Path) -> bool:
    """Whether a file is there, and as long as the one it is a copy of."""
    return path is not None and path.exists() and path.stat().st_size == original.stat().st_size


def _take(source: Source, name: str, part: Path, child: Confined, tick: Tick) -> Taken:
    size = _size(source)
    with _opened(source) as file:
        kind = image_files.media_type(_read(file, image_files.HEAD))
        file.seek(0)
        digest, count = sha256(), 0
        try:
            with part.open("xb") as copy:
                while chunk := _read(file, CHUNK):
                    copy.write(chunk)
                    digest.update(chunk)
                    count += len(chunk)
                    _limit(count)  # it may be growing
                    tick(count, size)
                copy.flush()
                os.fsync(copy.fileno())
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)  # what comes after it may find room
            raise UserError(f"没有添加：{_trouble(error)}") from error
    seen = _look(child, part, kind, lambda _done, _total: tick(count, size))
    return Taken(part, name, digest.hexdigest(), kind, count, seen)


def _look(child: Confined, path: Path, kind: str, tick: Tick = no_progress) -> image_files.Look:
    try:
        return child.call(image_files.look, path, kind, tick=tick)
    except TooHeavyError as error:
        raise UserError(f"{error}；请缩小或重新扫描一次再添加") from error


def _size(source: Source) -> int:
    """How many bytes a source has, which are few enough; raises UserError, before anything is read, where not."""
    if isinstance(source, Pasted):
        _limit(len(source.data))
        return len(source.data)
    try:
        found = source.stat()
    except OSError as error:
        raise UserError(_unread(error)) from error
    if stat.S_ISDIR(found.st_mode):
        raise UserError("是一个文件夹；请打开它，选里面的照片")
    if not stat.S_ISREG(found.st_mode):
        raise UserError("不是普通文件；请选择照片或扫描件")
    if not found.st_size:
        raise UserError("是空文件，里面什么也没有；请重新拍照或扫描")
    _limit(found.st_size)
    return found.st_size


def _limit(size: int) -> None:
    if size > LIMIT:
        raise UserError(f"有 {file_size(size)}，超过 {file_size(LIMIT)} 的上限；请压缩或分成几份再添加")


def _opened(source: Source) -> BinaryIO:
    try:
        return BytesIO(source.data) if isinstance(source, Pasted) else source.open("rb")
    except OSError as error:
        raise UserError(_unread(error)) from error


def _read(file: BinaryIO, count: int) -> bytes:
    try:
        return file.read(count)
    except OSError as error:
        raise UserError(_unread(error)) from error


def _unread(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "找不到，可能已经移走；请重新选择"
    if isinstance(error, PermissionError):
        return "不让读取；请检查它的权限，或复制到别的文件夹再添加"
    return f"读不出来（{error.strerror or error}）；请检查存储卡或磁盘"


def _trouble(error: OSError) -> str:
    """Why the data folder takes no file, and what to do."""
    if error.errno in FULL:
        return "磁盘空间不足；请腾出空间再做一次"
    return f"写不进数据文件夹（{error.strerror or error}）；请检查磁盘和文件夹的权限"


def _name(source: Source) -> str:
    """The file's own name as people read it; of one too long, its end stays."""
    name = identity.clean(source.name.encode("utf8", "replace").decode()) or "无名文件"
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 20]}…{name[-19:]}"


def _copied(path: Path, part: Path) -> Iterator[bytes]:
    """Copy a file to the disk, chunk by chunk."""
    with path.open("rb") as file, part.open("xb") as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)
            yield chunk
        copy.flush()
        os.fsync(copy.fileno())


def _put(part: Path, target: Path) -> None:
    """Rename a complete file into its place, to be read only: a viewer must not save over it."""
    _made(target.parent)
    with suppress(OSError):  # not every file system knows of it
        part.chmod(stat.S_IMODE(part.stat().st_mode) & 0o500)
    if target.exists():
        target.chmod(0o600)  # or Windows would not let it be replaced
    durable.put(part, target)


def _thumbnail_of(folder: Path, digest: str) -> Path:
    return store(folder) / "thumbs" / f"{digest}.jpg"


def _keep_thumbnail(folder: Path, digest: str, data: bytes) -> None:
    path = _thumbnail_of(folder, digest)
    part = _made(path.parent) / f"{digest}-{os.getpid()}.part"
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())  # half a picture would be taken for another one
    part.replace(path)


def _made(folder: Path) -> Path:
    private.made(folder)
    return folder


def _tidy(folder: Path) -> None:
    """Remove what a program that was killed had been copying."""
    for left in (*folder.glob("incoming-*/*.part"), *folder.glob("thumbs/*.part")):
        if left.stat().st_mtime < time() - STALE:
            left.unlink()
            with suppress(OSError):
                left.parent.rmdir()
