"""The fonts of the printed page: a face by role, and another one where that face shows nothing for a character.

A missing font file raises UserError when its face is first used: whatever sets or draws text may raise it.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from db.core.errors import UserError

Role = Literal["body", "kai", "title", "song", "hei"]

FOLDER = Path(__file__).parent.parent.parent / "resources" / "fonts"
FILES: dict[Role, str] = {
    "body": "FangSong.ttf",  # 仿宋
    "kai": "KaiTi.ttf",  # 楷体; the largest, so the first to help out
    "title": "TitleSong.ttf",  # stands in for 小标宋
    "song": "SongTi.ttf",  # 宋体
    "hei": "HeiTi.ttf",  # 黑体
}
FALLBACK: tuple[Role, ...] = ("kai", "body", "song", "title", "hei")
FULL_CELL = "“”‘’—…"  # always a full cell in Chinese text, though some faces draw them narrow, as in Latin text
BRACKETS = "（）〔〕［］【】"  # with ASCII from 宋体 in the body: 仿宋 has a 1 like a small I, and （ like 〔
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
    """The text without control and format characters, surrogates, variation selectors and noncharacters.

    Every space but the full-width one becomes a plain space.
    """
    return "".join(_printable(char) for char in text)


@lru_cache(maxsize=1 << 16)
def _printable(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Zs" or char == "\t":
        return char if char == "　" else " "
    selector = 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF
    nothing = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF  # no characters, and not to be sent on
    return "" if category in ("Cc", "Cf", "Cs", "Zl", "Zp") or selector or nothing else char


def missing(text: str) -> list[str]:
    """The characters that no font of ours can show, each once, in the order of the text."""
    return [char for char in dict.fromkeys(printable(text)) if resolve(char, "body")[1] != char]


@lru_cache(maxsize=1 << 16)
def resolve(char: str, role: Role) -> tuple[Face, str]:
    """The face for a printable character, and the character to draw: the same, or 〓 where no face shows it."""
    if char in " 　":
        return face(role), char
    if char in FULL_CELL and face(role).advance(char) < 0.95:
        role = "body"
    elif role == "body" and (char.isascii() or char in BRACKETS):
        role = "song"
    for candidate in (role, *FALLBACK):
        if face(candidate).shows(char):
            return face(candidate), char
    return next(face(r) for r in FALLBACK if face(r).shows(UNSHOWABLE)), UNSHOWABLE


@cache
def face(role: Role) -> Face:
    """The face of a role, read and registered with ReportLab when it is first needed.

    Raises UserError where the font file is missing.
    """
    path = FOLDER / FILES[role]
    if not path.is_file():
        raise UserError(f"程序目录里缺少字体文件 {path.name}，请重新安装程序")
    loaded = Face(f"linli-{role}", str(path))
    pdfmetrics.registerFont(loaded)
    return loaded


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
    """A TrueType font that measures its ink, and whose text can be copied whole from the PDF.

    Measures are in ems from the baseline. The em box is the font's typographic ascent and descent, which add up to one
    em in all our faces: the square of an ideograph.
    """

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path, asciiReadable=False)
        self.table: Any = self.face  # its attributes are set when the file is read
        self.middle = (self.table.ascent + self.table.descent) / 2000
        self._outlines = self.table.get_table_pos("glyf")[0]
        for code, glyph in self._full_width_quotes():
            self.table.charToGlyph[code] = glyph
            self.table.charWidths[code] = self.table.hmetrics[glyph][0] * 1000 / self.table.unitsPerEm

    def advance(self, char: str) -> float:
        return self.table.charWidths.get(ord(char), 0) / 1000

    def shows(self, char: str) -> bool:
        """Whether the character has an outline; a font may map it to an empty glyph."""
        return self._outline(char)[0] != 0

    def ink(self, char: str) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the outline."""
        _, *box = self._outline(char)
        left, bottom, right, top = (value / self.table.unitsPerEm for value in box)
        return left, bottom, right, top

    def _outline(self, char: str) -> tuple[int, ...]:
        """The head of an outline: the count of its contours (none: 0) and its box in the font's units."""
        glyph = self.table.charToGlyph.get(ord(char), 0)
        start, end = self.table.glyphPos[glyph : glyph + 2]
        if not glyph or start == end:
            return 0, 0, 0, 0, 0
        return struct.unpack_from(">5h", self.table._ttf_data, self._outlines + start)

    def _full_width_quotes(self) -> list[tuple[int, int]]:
        """Code points and glyphs of “ ” ‘ ’ in a full cell, for a font that has these and Latin ones.

        They are the standardized variants with the selector U+FE01, listed in a "cmap" table of format 14.
        """
        data, cmap = self.table._ttf_data, self.table.get_table_pos("cmap")[0]
        glyphs: list[tuple[int, int]] = []
        for n in range(struct.unpack_from(">H", data, cmap + 2)[0]):
            at = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * n)[0]
            kind, _, selectors = struct.unpack_from(">HII", data, at)
            for k in range(selectors if kind == 14 else 0):
                high, low, _, listed = struct.unpack_from(">BHII", data, at + 10 + 11 * k)
                if (high << 16 | low) != 0xFE01 or not listed:
                    continue
                for m in range(struct.unpack_from(">I", data, at + listed)[0]):
                    high, low, glyph = struct.unpack_from(">BHH", data, at + listed + 4 + 5 * m)
                    if (code := high << 16 | low) in map(ord, "“”‘’"):  # of 。 and others it is the centred form
                        glyphs.append((code, glyph))
        return glyphs

    def addObjects(self, doc: Any) -> None:
        """Add the font's objects, with our map to Unicode in place of ReportLab's, which is wrong beyond U+FFFF."""
        state = self.state[doc]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for n, codes in enumerate(state.subsets):
            font = fonts[f"{state.internalName}+{n}"]
            doc.idToObject[font.ToUnicode.name].content = to_unicode(font.BaseFont, codes)
