"""An official document by GB/T 9704-2012 as a Word file: the editable twin of the page that `gongwen` prints.

The page is set up as offices do it in Word (see `docx_styles`). All looks are styles, and the text is left to Word to
break into lines, so that it can be edited; only a title, and a name that would be torn, are given line breaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import singledispatch
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part as FilePart
from docx.oxml import parse_xml

from db.core.work import Tick, quietly
from exports.atomic import Target, whole_file
from exports.paper import docx_styles as look
from exports.paper import fonts, grid
from exports.paper import gongwen_rows as rows
from exports.paper.docx_styles import BASELINE, LINE, RULE_LINE, W, twips
from exports.paper.grid import BODY, CELLS, SMALL, TITLE, Sign, Type
from exports.paper.parts import (
    Addressee,
    Attendance,
    Document,
    Heading,
    Imprint,
    IssuerDate,
    Mark,
    Number,
    Paragraph,
    Part,
    RedRule,
    Signed,
    Title,
)

NOT_XML = {0xFFFE: None, 0xFFFF: None}  # what is printable but may not stand in XML
TITLE_ROOM = 255  # what python-docx takes as the title of a file
MARK_LINE = 1.2  # of its size: the mark's own line, within which its baseline is known
NEEDLESS = ("stylesWithEffects", "webSettings", "fontTable", "theme", "customXml", "numbering", "thumbnail")
TAB, BREAK = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"


@dataclass(frozen=True)
class Block:
    """A paragraph of the file, with what differs from its style."""

    style: str
    content: str
    before: float = 0.0
    after: float = 0.0
    line: float | None = None
    indent: str = ""
    align: str = ""
    keep: bool | None = None

    @property
    def xml(self) -> str:
        keep = "" if self.keep is None else f'<w:keepNext w:val="{int(self.keep)}"/>'
        space = ""
        if self.before or self.after or self.line:
            height = f' w:line="{twips(self.line)}" w:lineRule="exact"' if self.line else ""
            space = f'<w:spacing w:before="{twips(self.before)}" w:after="{twips(self.after)}"{height}/>'
        frame = f'<w:pStyle w:val="{self.style}"/>{keep}{space}{self.indent}{self.align}'
        return f"<w:p><w:pPr>{frame}</w:pPr>{self.content}</w:p>"


def write(path: Target, document: Document, tick: Tick = quietly) -> Target:
    """Write the document; the file appears whole or not at all. Ticks once a part."""
    total = len(document.parts) + 1
    blocks: list[Block] = []
    before: Part | None = None
    for n, part in enumerate(document.parts, start=1):
        if found := set_part(part):
            if isinstance(before, Heading) and not rows.stands_over(before, part):
                blocks[-1] = replace(blocks[-1], keep=False)
            blocks += [replace(found[0], before=found[0].before + _gap(before, part)), *found[1:]]
            before = part
        tick(n, total)
    xml = [block.xml for block in blocks]
    if document.imprint:
        xml += [_imprint(document.imprint), Block("Last", "").xml]
    word = _file(document, "".join(xml) or Block("Normal", "").xml)
    with whole_file(path) as file:
        word.save(file)
    tick(total, total)
    return path


def _gap(before: Part | None, part: Part) -> float:
    """The blank lines above a part, as space; the paragraph of the red rule is part of the first."""
    return max(0.0, (rows.blanks(before, part) - isinstance(before, RedRule)) * LINE)


def run(text: str, style: str = "", props: str = "") -> str:
    """Text in one face; what is drawn narrow in Latin text is asked for in a full cell."""
    text = fonts.printable(text).translate(NOT_XML)
    if any(char in fonts.FULL_CELL for char in text):
        props = '<w:rFonts w:hint="eastAsia"/>' + props
    if style:
        props = f'<w:rStyle w:val="{style}"/>' + props
    frame = f"<w:rPr>{props}</w:rPr>" if props else ""
    return f'<w:r>{frame}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


@singledispatch
def set_part(part: Part) -> list[Block]:
    raise TypeError(type(part))


@set_part.register
def _mark(part: Mark) -> list[Block]:
    """The mark on a line of its own height, between spaces that bring its ink 35 mm below the top [10.3]."""
    [row] = rows.set_part(part) or [None]
    if row is None:
        return []
    size = int(rows.mark_size(part) * 2) / 2
    signs = grid.signs(part.text.strip(), "title", Type(size, size))
    ink = max(sign.face.ink(sign.char)[3] for sign in signs) * size
    line = MARK_LINE * size
    before = rows.MARK_INK + ink - BASELINE * line
    after = max(0.0, row.height * LINE - before - line)
    return [Block("Mark", run(part.text.strip(), props=look.size(size)), before, after, line)]


@set_part.register
def _number(part: Number) -> list[Block]:
    return _blocks("Number", [part.text])


@set_part.register
def _issuer_date(part: IssuerDate) -> list[Block]:
    return _both_sides("Issuer", part.issuer, part.date, BODY)


@set_part.register
def _red_rule(part: RedRule) -> list[Block]:
    return [Block("Rule", "", look.RULE_ABOVE, line=RULE_LINE)]


@set_part.register
def _title(part: Title) -> list[Block]:
    lines: list[str] = []
    for text in map(fonts.printable, part.text.splitlines()):
        text = text.strip()
        lines += [run(text[start:end]) for start, end in rows.title_cuts(grid.signs(text, "title", TITLE))]
    return [Block("Title", BREAK.join(filter(None, lines)))] if any(lines) else []


@set_part.register
def _heading(part: Heading) -> list[Block]:
    head, first, *others = rows.heading_texts(part)
    style = {"hei": "Hei", "kai": "Kai"}.get(rows.FACES[part.level], "")
    own = _blocks(f"Heading{part.level}", [head])
    blocks = [Block("Body", run(head, style) + run(first))] if first else own
    return blocks + _blocks("Body", others)


@set_part.register
def _paragraph(part: Paragraph) -> list[Block]:
    return _blocks("Body", part.text.splitlines())


@set_part.register
def _addressee(part: Addressee) -> list[Block]:
    return _blocks("Addressee", [part.text])


@set_part.register
def _signed(part: Signed) -> list[Block]:
    """Below a blank line who issues it, centred over the date as far as there is room; the date four cells in."""
    widths = [grid.width(grid.signs(text.strip(), "body")) for text in (part.issuer, part.date)]
    inset = max(0.0, rows.SIGNED_INSET + (widths[1] - widths[0]) / 2)
    found = _blocks("Signed", [part.issuer], indent=look.indent(right=inset), keep=True)
    found += _blocks("Signed", [part.date], indent=look.indent(right=rows.SIGNED_INSET))
    return [replace(block, before=0.0 if n else LINE) for n, block in enumerate(found)]


@set_part.register
def _attendance(part: Attendance) -> list[Block]:
    label, text, whole = rows.attendance_text(part)
    signs = grid.signs(label, "hei")
    hanging = rows.hang(signs)
    signs += grid.signs(text, "body")
    starts = _kept_whole(signs, hanging, whole)
    pieces = [(label + text)[a:b] for a, b in zip([0, *starts], [*starts, None], strict=True)]
    content = run(pieces[0][: len(label)], "Hei") + run(pieces[0][len(label) :])
    content += "".join(BREAK + run(piece) for piece in pieces[1:])
    moved = hanging - rows.INDENT
    frame = look.indent(left=hanging, hanging=moved) if moved else look.indent(left=rows.INDENT)
    return [Block("Attendance", content, indent=frame)]


def _kept_whole(signs: Sequence[Sign], hanging: int, whole: frozenset[int]) -> list[int]:
    """Where lines begin that Word would begin later, tearing what is to be kept whole."""
    found: list[int] = []
    plain, widths = "".join(sign.char for sign in signs), [sign.width for sign in signs]
    first = CELLS - rows.INDENT
    rest = CELLS - hanging
    spans = grid.linebreak.lines(plain, widths, first, rest, whole)
    for n, (start, end) in enumerate(spans[:-1]):
        [(_, free), *_] = grid.linebreak.lines(plain[start:], widths[start:], rest if n else first, rest)
        if start + free > end:
            found.append(spans[n + 1][0])
    return found


def _blocks(style: str, texts: Sequence[str], **frame: Any) -> list[Block]:
    return [Block(style, content, **frame) for text in texts if (content := run(text.strip()))]


def _both_sides(style: str, left: str, right: str, kind: Type) -> list[Block]:
    """One text at the left and one at the right; on lines of their own where the page has them so."""
    start, end = run(left.strip()), run(right.strip())
    if len(grid.both_sides(left, right, kind)) < 2:
        inset = look.indent(first=1, cell=kind.cell)
        return [Block(style, start + (TAB + end if end else ""), indent=inset)] if start or end else []
    inset = look.indent(left=1, right=1, cell=kind.cell)
    found = [Block(style, start, indent=inset), Block(style, end, indent=inset, align=look.RIGHT_ALIGNED)]
    return [block for block in found if block.content]


def _imprint(part: Imprint) -> str:
    """A table that stays at the foot of the text block however the text above it grows [7.4]."""
    rows.set_imprint(part)  # refuses what is longer than a page
    copied, issuer, issued = rows.imprint_texts(part)
    printed = _both_sides("Imprint", issuer, issued, SMALL)
    cells = ["".join(block.xml for block in printed)]
    if copied:
        behind = len(rows.COPIES)
        frame = look.indent(hanging=behind, left=1 + behind, right=1, cell=SMALL.cell)
        cells.insert(0, Block("Imprint", run(rows.COPIES + copied), indent=frame).xml)
    return look.foot_table(cells)


def _file(document: Document, body: str) -> Word:
    """The text in a file with our styles, and with nothing of the library's template."""
    word = docx.Document()
    _strip(word)
    for child in list(word.element.body):
        word.element.body.remove(child)
    for child in list(parse_xml(f"<w:body {W}>{body}{look.page()}</w:body>")):
        word.element.body.append(child)
    _exchange(word.styles.element, look.styles())
    _exchange(word.settings.element, look.settings())
    table = FilePart(
        PackURI("/word/fontTable.xml"), look.FONT_TABLE_TYPE, look.font_table().encode(), word.part.package
    )
    word.part.relate_to(table, RELATION.FONT_TABLE)
    _every_page(word, document.draft)
    _properties(word, document.title)
    return word


def _strip(word: Word) -> None:
    package: Any = word.part.package
    for rels in (word.part.rels, package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(NEEDLESS)]:
            del rels[key]


def _exchange(element: Any, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def _every_page(word: Word, draft: str) -> None:
    """Page numbers outside, one character in [7.5], and the words on a draft."""
    section = word.sections[0]
    right = look.indent(right=1, cell=SMALL.cell) + look.RIGHT_ALIGNED
    left = look.indent(left=1, cell=SMALL.cell) + look.LEFT_ALIGNED
    for footer, header, side in (
        (section.footer, section.header, right),
        (section.even_page_footer, section.even_page_header, left),
    ):
        number = run("— ") + f'<w:fldSimple w:instr="PAGE">{run("1")}</w:fldSimple>' + run(" —")
        _fill(footer, f'<w:p {W}><w:pPr><w:pStyle w:val="Footer"/>{side}</w:pPr>{number}</w:p>')
        if words := run(draft.strip()):
            _fill(header, f'<w:p {W}><w:pPr><w:pStyle w:val="Header"/></w:pPr>{words}</w:p>')


def _fill(place: Any, xml: str) -> None:
    place.is_linked_to_previous = False
    _exchange(place._element, f"<w:hdr {W}>{xml}</w:hdr>")


def _properties(word: Word, title: str) -> None:
    known = word.core_properties
    known.title = fonts.printable(title).translate(NOT_XML)[:TITLE_ROOM]
    known.author = known.comments = known.last_modified_by = ""
    known.created = known.modified = datetime.now(UTC)  # not the day on which the library's template was made
    known.language = "zh-CN"
