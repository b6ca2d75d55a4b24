"""The fonts of the printed page: a face by role, and another one where that face shows nothing for a character."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from db.errors import UserError

Role = Literal["body", "kai", "title", "song", "hei"]

FOLDER = Path(__file__).parent.parent / "resources" / "fonts"
FILES: dict[Role, str] = {
    "body": "FangSong.ttf",  # 仿宋
    "kai": "KaiTi.ttf",  # 楷体; the largest, so the first to help out
    "title": "TitleSong.ttf",  # stands in for 小标宋
    "song": "SongTi.ttf",  # 宋体
    "hei": "HeiTi.ttf",  # 黑体
}
FALLBACK: tuple[Role, ...] = ("kai", "body", "song", "title", "hei")
FULL_CELL = "“”‘’—…"  # always a full cell in Chinese text, though some faces draw them narrow, as in Latin text
UNSHOWABLE = "〓"  # what printers set where a character is missing
CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /{name} def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def printable(text: str) -> str:
    """The text without what has no place on paper: control, format and half characters, variation selectors.

    Every sort of space but the full-width one becomes a plain space.
    """
    return "".join(_printable(char) for char in text)


@lru_cache(maxsize=1 << 16)
def _printable(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Zs" or char == "\t":
        return char if char == "　" else " "
    selector = 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF
    return "" if category in ("Cc", "Cf", "Cs", "Zl", "Zp") or selector else char


def missing(text: str) -> list[str]:
    """The characters that no font of ours can show, each once, in the order in which they appear."""
    return [char for char in dict.fromkeys(printable(text)) if resolve(char, "body")[1] != char]


@lru_cache(maxsize=1 << 16)
def resolve(char: str, role: Role) -> tuple[Face, str]:
    """The face to draw a printable character with, and what to draw: itself, or 〓 where nothing shows it."""
    if char in " 　":
        return face(role), char
    if char in FULL_CELL and face(role).advance(char) < 0.95:
        role = "body"
    for candidate in (role, *FALLBACK):
        if face(candidate).shows(char):
            return face(candidate), char
    return next(face(r) for r in FALLBACK if face(r).shows(UNSHOWABLE)), UNSHOWABLE


@cache
def face(role: Role) -> Face:
    """The face of a role, read and made known to ReportLab when it is first needed."""
    path = FOLDER / FILES[role]
    if not path.is_file():
        raise UserError(f"程序目录里缺少字体文件 {path.name}，请重新安装程序")
    made = Face(f"linli-{role}", str(path), asciiReadable=False)
    pdfmetrics.registerFont(made)
    return made


def to_unicode(name: str, codes: Sequence[int]) -> str:
    """The map from the bytes of a subset to text: UTF-16, so that characters beyond U+FFFF survive a copy.

    A block holds at most 100 entries (PDF 32000-1, 9.10.3, by way of Adobe's note 5014); byte 0 is the empty glyph.
    """
    entries = [f"<{n:02X}> <{_utf16(code)}>" for n, code in enumerate(codes) if code]
    blocks = [entries[n : n + 100] for n in range(0, len(entries), 100)]
    listed = "\n".join("\n".join((f"{len(b)} beginbfchar", *b, "endbfchar")) for b in blocks)
    return CMAP.format(name=name, blocks=listed)


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be", "surrogatepass").hex().upper()


class Face(TTFont):
    """A TrueType font that knows its ink, and whose text comes back from the PDF whole.

    Measures are in ems from the baseline. The em box is the font's typographic ascent and descent, which in all our
    faces add up to one em: the square that an ideograph stands in.
    """

    def __init__(self, name: str, path: str, **options: Any) -> None:
        super().__init__(name, path, **options)
        table: Any = self.face
        self.middle = (table.ascent + table.descent) / 2000
        self._glyphs = table.get_table_pos("glyf")[0]
        table.charToGlyph.update(self._full_width_quotes())
        for char in FULL_CELL:
            if ord(char) in table.charToGlyph:
                table.charWidths[ord(char)] = table.hmetrics_width(ord(char))

    def advance(self, char: str) -> float:
        table: Any = self.face
        return table.charWidths.get(ord(char), 0) / 1000

    def shows(self, char: str) -> bool:
        """Whether there is an outline; a font may map a character to an empty glyph."""
        outline = self._outline(char)
        return outline is not None and outline[0] != 0

    def ink(self, char: str) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the outline."""
        table: Any = self.face
        _, *box = self._outline(char) or (0, 0, 0, 0, 0)
        left, bottom, right, top = (value / table.unitsPerEm for value in box)
        return left, bottom, right, top
