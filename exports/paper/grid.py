"""The grid of the 公文 page (GB/T 9704-2012, 5.2), lines of text set into its cells, and the pen that draws them.

Lengths are in points. The text block is 156 × 225 mm, 37 mm below the top and 28 mm from the left edge of A4. A cell
is 156 mm / 28 = 15.793 pt wide and high. A line is a character and 7/8 of one [3], so lines are 1.875 cells = 29.61 pt
apart, and 21 of these and one cell are 224.95 mm: 22 lines of 28 characters fill the block.

The em box of each character (the square of its size in which its face draws it) is centred on its cell both ways.
16 pt type is 0.2 pt larger than the cell, so the boxes of a full page reach from 36.96 to 261.99 mm down and from 27.96
to 184.04 mm across, its cells from 37.00 to 261.95 and from 28.00 to 184.00.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from math import ceil
from typing import Any, BinaryIO

from reportlab.pdfbase.pdfdoc import XMP, PDFArray, PDFDictionary, PDFName, PDFStream, PDFString, PDFZCompress
from reportlab.pdfgen.canvas import Canvas

from exports.paper import fonts, linebreak
from exports.paper.fonts import Face, Role
from exports.paper.structure import ARTIFACT, Element, Structure

MM = 72 / 25.4
PAGE = (210 * MM, 297 * MM)
LEFT, TOP = 28 * MM, 37 * MM
WIDTH, HEIGHT = 156 * MM, 225 * MM
CELLS, LINES = 28, 22
CELL = WIDTH / CELLS
PITCH = 1.875 * CELL
BLACK, RED = (0, 0, 0), (1, 0, 0)
COLOURS = fonts.FOLDER / "sRGB.icc"
XMP_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{creator}</xmp:CreatorTool><pdf:Producer>{producer}</pdf:Producer>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
LOOSEST = 0.1  # of a cell: a wider gap between two characters would be seen, and read as a space when copied


@dataclass(frozen=True)
class Type:
    """A size of type and the width of its cell."""

    size: float
    cell: float


BODY = Type(16, CELL)  # 3号 in the grid
SMALL = Type(14, 14)  # 4号
TITLE = Type(22, 22)  # 2号


@dataclass(frozen=True, slots=True)
class Sign:
    """A character, the face that shows it, and its width in cells: 1 for a full-width character."""

    char: str
    face: Face
    width: float


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters to draw together, `x` from the left edge of the text block."""

    x: float
    text: str
    face: Face


def signs(text: str, role: Role, kind: Type = BODY) -> list[Sign]:
    return [_sign(char, role, kind) for char in fonts.printable(text)]


@lru_cache(maxsize=1 << 16)
def _sign(char: str, role: Role, kind: Type) -> Sign:
    face, shown = fonts.resolve(char, role)
    advance = face.advance(shown)
    wide = 0.95 <= advance <= 1 and not shown.isascii()  # a Latin m may be as wide
    full = wide or shown in fonts.FULL_CELL or unicodedata.east_asian_width(shown) in "WF"
    return Sign(shown, face, 1.0 if full else advance * kind.size / kind.cell)


def width(line: Sequence[Sign]) -> float:
    return sum(sign.width for sign in line)


def break_lines(text: Sequence[Sign], first: float, rest: float, whole: Container[int] = ()) -> list[list[Sign]]:
    """Cut the text into lines as `linebreak.line_spans` does."""
    plain, widths = "".join(sign.char for sign in text), [sign.width for sign in text]
    return [list(text[start:end]) for start, end in linebreak.line_spans(plain, widths, first, rest, whole)]


def placed(line: Sequence[Sign], x: float, kind: Type = BODY, flush: bool = False) -> list[Glyphs]:
    """The characters of a line placed from `x` on: full-width ones centred in their cells, words letter by letter.

    A word is as wide as its letters, so the characters after it would leave the grid. `flush` spreads the rest of the
    last cell over the gaps beside full-width characters, a fraction of a point each, and the line ends with its cell.
    """
    gaps = [_gap(line[n], line[n + 1]) for n in range(len(line) - 1)]
    total = width(line)
    lacking = ceil(total - linebreak.SLACK) - total
    slot = lacking / sum(gaps) if flush and any(gaps) else 0.0
    if slot > LOOSEST:
        slot = 0.0
    glyphs: list[Glyphs] = []
    for n, sign in enumerate(line):
        if n and not gaps[n - 1] and sign.face is line[n - 1].face:  # within a word
            glyphs[-1] = Glyphs(glyphs[-1].x, glyphs[-1].text + sign.char, sign.face)
        else:
            margin = (kind.cell - sign.face.advance(sign.char) * kind.size) / 2 if sign.width == 1 else 0.0
            glyphs.append(Glyphs(x + margin, sign.char, sign.face))
        x += (sign.width + (slot if n < len(gaps) and gaps[n] else 0.0)) * kind.cell
    return glyphs


def _gap(left: Sign, right: Sign) -> bool:
    return left.width == 1 or right.width == 1


def centred(line: Sequence[Sign], kind: Type = BODY) -> list[Glyphs]:
    return placed(line, (WIDTH - width(line) * kind.cell) / 2, kind)


def ranged_right(line: Sequence[Sign], inset: float, kind: Type = BODY) -> list[Glyphs]:
    """The line, ending `inset` points before the right edge of the text block."""
    return placed(line, WIDTH - inset - width(line) * kind.cell, kind)


def both_sides(left: str, right: str, kind: Type = BODY) -> list[list[Glyphs]]:
    """One text at the left and one at the right, each inset by a character; long texts get lines of their own."""
    start, end = signs(left, "body", kind), signs(right, "body", kind)
    room = WIDTH / kind.cell - 2
    if width(start) + 1 + width(end) <= room:
        return [placed(start, kind.cell, kind) + ranged_right(end, kind.cell, kind)]
    above = [placed(line, kind.cell, kind) for line in break_lines(start, room, room)]
    return above + [ranged_right(line, kind.cell, kind) for line in break_lines(end, room, room)]


def ink_above(glyphs: Sequence[Glyphs], size: float) -> float:
    """How far the highest ink of a line reaches above its centre."""
    return max((_lift(g.face, char) for g in glyphs for char in g.text), default=0.0) * size


def ink_below(glyphs: Sequence[Glyphs], size: float) -> float:
    """How far the lowest ink of a line reaches below its centre."""
    return max((g.face.middle - g.face.ink(char)[1] for g in glyphs for char in g.text), default=0.0) * size


def _lift(face: Face, char: str) -> float:
    return face.ink(char)[3] - face.middle


def _ended(self: PDFStream, document: Any) -> bytes:
    """A stream as ReportLab writes it, and the line end before `endstream` that it forgets [ISO 19005-2, 6.1.7.1]."""
    return _WRITTEN(self, document).removesuffix(b"endstream\n") + b"\nendstream\n"


_WRITTEN, PDFStream.format = PDFStream.format, _ended


def _for_archives(doc: Any) -> None:
    """Make ReportLab's document PDF/A-2u and PDF/UA-1: its identification [ISO 19005-2, 6.6.4], its colours [6.2.3].

    PDF/A wants the identification of PDF/UA [ISO 14289-1, 5] described [ISO 19005-2, 6.6.2.3].
    """
    profile = PDFStream(PDFDictionary({"N": 3}), COLOURS.read_bytes(), [PDFZCompress])
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB"),
        "Info": PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": doc.Reference(profile),
    }
    doc.Catalog.Metadata = XMP(creator=_metadata)
    doc.Catalog.OutputIntents = PDFArray([PDFDictionary(intent)])
    doc.Catalog.__NoDefault__ = [*doc.Catalog.__NoDefault__, "OutputIntents"]  # the entries that ReportLab writes


def _metadata(doc: Any) -> bytes:
    """The document's information repeated as XMP."""
    info, (year, month, day, *time) = doc.info, doc._timeStamp.YMDhms
    date = f"{year:04}-{month:02}-{day:02}T{time[0]:02}:{time[1]:02}:{time[2]:02}Z"
    values = {"title": info.title, "creator": info.creator, "producer": info.producer}
    return XMP_PACKET.format(date=date, **{key: escape(value, False) for key, value in values.items()}).encode()


class Pen:
    """Draws on the pages of a PDF, measuring down from the top of the page and right from the text block's left."""

    def __init__(
        self, file: BinaryIO, title: str, identity: str = "", page: tuple[float, float] = PAGE, left: float = LEFT
    ) -> None:
        """Begin a file whose /ID follows from `identity`.

        `page` and `left` are given for a page that isn't an official one.
        """
        self.page, self.left = page, left
        self.structure = Structure()
        self._element: Element | None = None
        options: dict[str, Any] = {
            "invariant": 1,
            "pageCompression": 1,
            "initialFontName": fonts.face("body").fontName,  # else every page names Helvetica, which is not embedded
            "lang": "zh-CN",
        }
        self.canvas = Canvas(file, page, pdfVersion=(1, 7), **options)
        self.canvas.setTitle(fonts.printable(title))
        self.canvas.setAuthor("")
        self.canvas.setSubject("")
        self.canvas.setCreator("邻里")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        doc = vars(self.canvas)["_doc"]
        doc.updateSignature(identity)
        _for_archives(doc)

    @contextmanager
    def element(self, element: Element | None) -> Iterator[None]:
        """What is written meanwhile belongs to an element; without one, each text is a paragraph of its own.

        Within an artifact all is artifact.
        """
        before = self._element
        if before is not ARTIFACT:
            self._element = element
            if element not in (None, ARTIFACT):
                self.structure.place(element)
        yield
        self._element = before

    @contextmanager
    def _content(self, element: Element) -> Iterator[None]:
        """Mark what is drawn meanwhile as a content of an element."""
        code: list[str] = vars(self.canvas)["_code"]
        if element is ARTIFACT:
            code.append("/Artifact BMC")
        else:
            code.append(f"/{element.kind} <</MCID {self.structure.number(element)}>> BDC")
        yield
        code.append("EMC")

    def decoration(self) -> AbstractContextManager[None]:
        """Mark what is drawn meanwhile as no content, such as a rule or a coloured field."""
        return self._content(ARTIFACT)

    def text(
        self, glyphs: Sequence[Glyphs], centre: float, size: float = BODY.size, colour: tuple[float, ...] = BLACK
    ) -> None:
        """Draw one line; `centre` is the middle of its em boxes, whatever baseline its faces have."""
        if not glyphs:
            return
        drawn = self.canvas.beginText()
        drawn.setFillColorRGB(*colour)
        for g in glyphs:
            drawn.setFont(g.face.fontName, size)
            drawn.setTextOrigin(self.left + g.x, self.page[1] - centre - g.face.middle * size)
            drawn.textOut(g.text)
        with self._content(self._element or Element("P")):
            self.canvas.drawText(drawn)

    def rule(self, y: float, thickness: float, colour: tuple[float, ...] = BLACK) -> None:
        """Draw a line across the text block, its middle at `y`."""
        self.canvas.setLineWidth(thickness)
        self.canvas.setStrokeColorRGB(*colour)
        self.stroke(0, y, WIDTH, y)

    def stroke(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a line in the thickness and colour set last."""
        with self.decoration():
            self.canvas.line(self.left + x, self.page[1] - y, self.left + to_x, self.page[1] - to_y)

    def fill(self, x: float, top: float, width: float, height: float, colour: tuple[float, ...]) -> None:
        """Draw a rectangle without an outline."""
        self.canvas.setFillColorRGB(*colour)
        with self.decoration():
            self.canvas.rect(self.left + x, self.page[1] - top - height, width, height, stroke=0, fill=1)

    def next_page(self) -> None:
        self.canvas.showPage()
        self.structure.next_page()

    def save(self) -> None:
        self.structure.write(vars(self.canvas)["_doc"])
        self.canvas.save()
