"""What an attached file is: known by its content, proved to open, made small, and when the photo was taken.

Decoders read what strangers made: `look` and `shows` are called in a child process (`db/core/confined.py`).
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from db.core.errors import UserError
from db.core.kinds import FIRST_YEAR

PDF = "application/pdf"
HEAD = 1024  # bytes that tell what a file is; a PDF may have so much rubbish before its header
LARGE = 30 * 10**6  # pixels that may take more memory than there is: 6 bytes each of a progressive JPEG
THUMB = 320  # px, the longest side of a thumbnail
COARSE, UNLIKE = (
    24,
    12.0,
)  # px to which thumbnails are made smaller to compare them, and how far (of 255) they may differ
DAMAGED = "已损坏或不完整，打不开；请重新复制或扫描一次再添加"
HEIC = re.compile(rb".{4}ftyp(?:hei[cxms]|hev[cx]|mif1|msf1|avif)", re.DOTALL)
SIGNS = (  # ISO 10918-1, RFC 2083, RFC 9649, TIFF 6.0
    ("image/jpeg", rb"\xff\xd8\xff"),
    ("image/png", rb"\x89PNG\r\n\x1a\n"),
    ("image/webp", rb"RIFF.{4}WEBP"),
    ("image/tiff", rb"(?:II\*\x00|MM\x00\*)"),
    (PDF, rb".{0,1019}%PDF-"),
)
ORIENTATION, DATED, EXIF_BLOCK, TAKEN = 0x0112, 0x0132, 0x8769, 0x9003  # tags of Exif 2.32


@dataclass(frozen=True)
class Look:
    """What a look through a file brought: its first page or picture made small, as JPEG, and the day it was taken."""

    thumbnail: bytes
    taken_on: date | None


def media_type(head: bytes) -> str:
    """What a file is, by its first bytes, whatever its name says; raises UserError where it can't be attached."""
    if HEIC.match(head):
        raise UserError("是手机的 HEIC 照片，这里打不开；请先在手机或电脑上导出为 JPEG 再添加")
    for found, sign in SIGNS:
        if re.match(sign, head, re.DOTALL):
            return found
    raise UserError("不是照片或扫描件；可以添加 JPEG、PNG、WebP、TIFF 图片和 PDF，别的文件请先另存为 PDF")


def look(path: Path, kind: str) -> Look:
    """Open a file of this media type and read all of it; raises UserError where it is damaged or beyond measure."""
    try:
        return _page(path) if kind == PDF else _photo(path, kind)
    except (UserError, MemoryError):
        raise
    except Exception as error:  # a decoder raises whatever it trips over in a damaged file
        raise UserError(DAMAGED) from error


def shows(thumbnail: Path, path: Path, kind: str) -> bool:
    """Whether a thumbnail, if it is there, shows the file of this media type; UserError where that can't be opened."""
    try:
        data = thumbnail.read_bytes()
    except FileNotFoundError:
        return True
    return not data or alike(data, look(path, kind).thumbnail)


def alike(first: bytes, second: bytes) -> bool:
    """Whether two thumbnails show the same, however they were compressed; a file that is none shows nothing."""
    from PIL import Image, ImageChops, ImageStat

    if first == second:
        return True
    try:
        small = [Image.open(BytesIO(data)).convert("RGB").resize((COARSE, COARSE)) for data in (first, second)]
    except Exception:  # a decoder raises whatever it trips over in a damaged file
        return False
    return max(ImageStat.Stat(ImageChops.difference(*small)).rms) < UNLIKE


def _photo(path: Path, kind: str) -> Look:
    from PIL import Image

    # A few kilobytes may claim to be a picture of gigabytes: Pillow's own limit, 89 megapixels, is an error here.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(path, formats=[kind.removeprefix("image/").upper()])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        limit = (Image.MAX_IMAGE_PIXELS or 0) // 10**4
        raise UserError(f"像素太多，超过 {limit} 万；请先把图片缩小再添加") from None
    with image:
        pixels = image.width * image.height
        image.draft("RGB", (2 * THUMB, 2 * THUMB))  # of a JPEG only so much is made; all of it is read none the less
        try:
            image.load()
        except Exception as error:  # a decoder calls a picture damaged for want of memory as well
            raise (MemoryError if pixels > LARGE else error) from error
        return Look(_small(image), _taken_on(image))


def _small(image: Any) -> bytes:
    """The picture made small and put upright, on white; nothing else of the file comes with it, no place, no device."""
    from PIL import Image

    turn = _turn(image)
    if image.mode.startswith("I;16"):  # a scan in 65,536 greys, which Pillow would cut off at 255
        image = image.point(lambda value: value / 256).convert("L")
    elif image.mode in ("1", "P"):  # such a picture could only be made small by leaving out lines
        image = image.convert("L" if image.mode == "1" else "RGBA")
    image.thumbnail((THUMB, THUMB))
    seen = image.convert("RGBA")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen)
    file = BytesIO()
    (plain if turn is None else plain.transpose(turn)).save(file, "JPEG", quality=85)
    return file.getvalue()


def _turn(image: Any) -> Any:
    """What has to be done to a photo that was taken with the camera on its side; None where nothing has to."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    with suppress(Exception):  # a spoilt note about a photo spoils no photo
        return turns.get(image.getexif().get(ORIENTATION))
    return None


def _taken_on(image: Any) -> date | None:
    with suppress(Exception):
        exif = image.getexif()
        said = exif.get_ifd(EXIF_BLOCK).get(TAKEN) or exif.get(DATED)
        day = date(*map(int, str(said)[:10].split(":")))
        return day if day.year >= FIRST_YEAR and day <= date.today() else None  # a camera that was never set
    return None


def _page(path: Path) -> Look:
    """The first page of a PDF; raises UserError where it wants a password."""
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pypdfium2.PdfDocument(path.read_bytes())
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD:
            raise UserError("加了密码，打不开；请先另存为不带密码的 PDF 再添加") from None
        raise
    try:
        page = document[0]
        bitmap = page.render(scale=THUMB / max(*page.get_size(), 1))
        thumbnail = _small(bitmap.to_pil())
        bitmap.close()
        page.close()
        return Look(thumbnail, None)
    finally:
        document.close()
