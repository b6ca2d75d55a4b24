"""An official document by GB/T 9704-2012 as an editable Word file, laid out like the page that `gongwen` prints.

The page is set up as offices do it in Word (see `docx_styles`). All formats are styles, and Word breaks the text into
lines, so that it can be edited; only titles, and names that Word would tear, get line breaks of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import singledispatch
from xml.sax.saxutils import escape

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part as FilePart
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer

from db.core.work import Tick, no_progress
from exports.atomic import Target, whole_file
from exports.paper import docx_styles, fonts, gongwen_rows, grid, linebreak
from exports.paper.docx_styles import BASELINE, LINE, RULE_LINE, W, twips
from exports.paper.grid import BODY, CELLS, SMALL, TITLE, Sign, Type
from exports.paper.parts import (
    Addressee,
    AttendanceList,
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

NOT_XML = {0xFFFE: None, 0xFFFF: None}  # printable characters that XML forbids
TITLE_ROOM = 255  # characters that python-docx takes as the title of a file
MARK_LINE = 1.2  # height of the mark's line, in sizes of its type; the baseline within it is known
NEEDLESS = ("stylesWithEffects", "webSettings", "fontTable", "theme", "customXml", "numbering", "thumbnail")
TAB, BREAK = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"


@dataclass(frozen=True)
class Block:
    """A paragraph of the file, and the settings in which it differs from its style."""

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


def write(path: Target, document: Document, tick: Tick = no_progress) -> Target:
    """Write the document; the file appears whole or not at all. Ticks once a part.

    Raises UserError where the mark or the imprint doesn't fit, or the file can't be written.
    """
    total = len(document.parts) + 1
    blocks: list[Block] = []
    before: Part | None = None
    for n, part in enumerate(document.parts, start=1):
        if paragraphs := part_blocks(part):
            if isinstance(part, Title) and document.draft.strip():
                words = "".join(sign.char for sign in gongwen_rows.draft_signs(document.draft.strip()))
                paragraphs += _blocks("Draft", [words])
            if isinstance(before, Heading) and not gongwen_rows.stands_over(before, part):
                blocks[-1] = replace(blocks[-1], keep=False)
            first, *rest = paragraphs
            blocks += [replace(first, before=first.before + _gap(before, part)), *rest]
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
    """The blank lines above a part, as space in points; the paragraph of the red rule takes part of the first."""
    return max(0.0, (gongwen_rows.blanks(before, part) - isinstance(before, RedRule)) * LINE)


def run(text: str, style: str = "", props: str = "") -> str:
    """Text in one face; signs that Latin fonts draw narrow are set in a full cell."""
    text = fonts.printable(text).translate(NOT_XML)
    if any(char in fonts.FULL_CELL for char in text):
        props = '<w:rFonts w:hint="eastAsia"/>' + props
    if style:
        props = f'<w:rStyle w:val="{style}"/>' + props
    frame = f"<w:rPr>{props}</w:rPr>" if props else ""
    return f'<w:r>{frame}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


@singledispatch
def part_blocks(part: Part) -> list[Block]:
    """The paragraphs of a part; raises UserError where the mark doesn't fit on one line."""
    raise TypeError(type(part))


@part_blocks.register
def _mark(part: Mark) -> list[Block]:
    """The mark on a line of its own height, with space above it so that its ink begins 35 mm below the top [10.3]."""
    [row] = gongwen_rows.set_part(part) or [None]
    if row is None:
        return []
    texts = gongwen_rows.mark_lines(part)
    size = int(gongwen_rows.mark_size(texts) * 2) / 2
    signs = grid.signs(texts[0], "title", Type(size, size))
    ink = max(sign.face.ink(sign.char)[3] for sign in signs) * size
    line = MARK_LINE * size
    before = gongwen_rows.MARK_INK + ink - BASELINE * line
    after = max(0.0, row.height * LINE - before - len(texts) * line)
    content = BREAK.join(run(text, props=docx_styles.size(size)) for text in texts)
    return [Block("Mark", content, before, after, line)]


@part_blocks.register
def _number(part: Number) -> list[Block]:
    return _blocks("Number", [part.text])


@part_blocks.register
def _issuer_date(part: IssuerDate) -> list[Block]:
    return _both_sides("Issuer", part.issuer, part.date, BODY)


@part_blocks.register
def _red_rule(part: RedRule) -> list[Block]:
    return [Block("Rule", "", docx_styles.RULE_ABOVE, line=RULE_LINE)]


@part_blocks.register
def _title(part: Title) -> list[Block]:
    lines: list[str] = []
    for text in map(fonts.printable, part.text.splitlines()):
        text = text.strip()
        lines += [run(text[start:end]) for start, end in gongwen_rows.title_cuts(grid.signs(text, "title", TITLE))]
    return [Block("Title", BREAK.join(filter(None, lines)))] if any(lines) else []


@part_blocks.register
def _heading(part: Heading) -> list[Block]:
    head, first, *others = gongwen_rows.heading_texts(part)
    style = {"hei": "Hei", "kai": "Kai"}.get(gongwen_rows.FACES[part.level], "")
    blocks = [Block("Body", run(head, style) + run(first))] if first else _blocks(f"Heading{part.level}", [head])
    return blocks + _blocks("Body", others)


@part_blocks.register
def _paragraph(part: Paragraph) -> list[Block]:
    return _blocks("Body", part.text.splitlines())


@part_blocks.register
def _addressee(part: Addressee) -> list[Block]:
    return _blocks("Addressee", [part.text])


@part_blocks.register
def _signed(part: Signed) -> list[Block]:
    """The issuer below a blank line, centred over the date as far as there is room; the date four cells in."""
    widths = [grid.width(grid.signs(text.strip(), "body")) for text in (part.issuer, part.date)]
    inset = max(0.0, gongwen_rows.SIGNED_INSET + (widths[1] - widths[0]) / 2)
    blocks = [replace(block, keep=True) for block in _blocks("Signed", [part.issuer], docx_styles.indent(right=inset))]
    blocks += _blocks("Signed", [part.date], docx_styles.indent(right=gongwen_rows.SIGNED_INSET))
    return [replace(block, before=0.0 if n else LINE) for n, block in enumerate(blocks)]


@part_blocks.register
def _attendance(part: AttendanceList) -> list[Block]:
    label, text, whole = gongwen_rows.attendance_text(part)
    signs = grid.signs(label, "hei")
    hanging = gongwen_rows.hanging_indent(signs)
    signs += grid.signs(text, "body")
    starts = _kept_whole(signs, hanging, whole)
    pieces = [(label + text)[a:b] for a, b in zip([0, *starts], [*starts, None], strict=True)]
    content = run(pieces[0][: len(label)], "Hei") + run(pieces[0][len(label) :])
    content += "".join(BREAK + run(piece) for piece in pieces[1:])
    moved = hanging - gongwen_rows.INDENT
    indent = docx_styles.indent(left=hanging, hanging=moved) if moved else docx_styles.indent(left=gongwen_rows.INDENT)
    return [Block("Attendance", content, indent=indent)]


def _kept_whole(signs: Sequence[Sign], hanging: int, whole: frozenset[int]) -> list[int]:
    """The starts of lines that Word would begin later, so that it would tear a name that stays whole."""
    starts: list[int] = []
    plain, widths = "".join(sign.char for sign in signs), [sign.width for sign in signs]
    first = CELLS - gongwen_rows.INDENT
    rest = CELLS - hanging
    spans = linebreak.line_spans(plain, widths, first, rest, whole)
    for n, (start, end) in enumerate(spans[:-1]):
        [(_, free), *_] = linebreak.line_spans(plain[start:], widths[start:], rest if n else first, rest)
        if start + free > end:
            starts.append(spans[n + 1][0])
    return starts


def _blocks(style: str, texts: Sequence[str], indent: str = "") -> list[Block]:
    return [Block(style, content, indent=indent) for text in texts if (content := run(text.strip()))]


def _both_sides(style: str, left: str, right: str, kind: Type) -> list[Block]:
    """One text at the left and one at the right; on separate lines where the printed page has them so."""
    start, end = run(left.strip()), run(right.strip())
    if len(grid.both_sides(left, right, kind)) < 2:
        inset = docx_styles.indent(first=1, cell=kind.cell)
        return [Block(style, start + (TAB + end if end else ""), indent=inset)] if start or end else []
    inset = docx_styles.indent(left=1, right=1, cell=kind.cell)
    blocks = [Block(style, start, indent=inset), Block(style, end, indent=inset, align=docx_styles.RIGHT_ALIGNED)]
    return [block for block in blocks if block.content]


def _imprint(part: Imprint) -> str:
    """A table that stays at the foot of the text block however the text above it grows [7.4]."""
    gongwen_rows.set_imprint(part)  # refuses an imprint that is higher than a page
    copied, issuer, printed_on = gongwen_rows.imprint_texts(part)
    printed = _both_sides("Imprint", issuer, printed_on, SMALL)
    cells = ["".join(block.xml for block in printed)]
    if copied:
        hanging = len(gongwen_rows.COPIES)
        frame = docx_styles.indent(hanging=hanging, left=1 + hanging, right=1, cell=SMALL.cell)
        cells.insert(0, Block("Imprint", run(gongwen_rows.COPIES + copied), indent=frame).xml)
    return docx_styles.foot_table(cells)


def _file(document: Document, body: str) -> Word:
    """A file with the text and our styles, and with nothing of the library's template."""
    word = docx.Document()
    _strip(word)
    for child in list(word.element.body):
        word.element.body.remove(child)
    for child in list(parse_xml(f"<w:body {W}>{body}{docx_styles.page()}</w:body>")):
        word.element.body.append(child)
    _exchange(word.styles.element, docx_styles.styles())
    _exchange(word.settings.element, docx_styles.settings())
    table = FilePart(
        PackURI("/word/fontTable.xml"),
        docx_styles.FONT_TABLE_TYPE,
        docx_styles.font_table().encode(),
        word.part.package,
    )
    word.part.relate_to(table, RELATION.FONT_TABLE)
    _every_page(word)
    _properties(word, document.title)
    return word


def _strip(word: Word) -> None:
    package = word.part.package
    assert package is not None
    for rels in (word.part.rels, package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(NEEDLESS)]:
            del rels[key]


def _exchange(element: BaseOxmlElement, xml: str) -> None:
    """Replace the children of an element by those of the XML."""
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def _every_page(word: Word) -> None:
    """Page numbers at the outer edge, inset by a character [7.5]."""
    section = word.sections[0]
    right = docx_styles.indent(right=1, cell=SMALL.cell) + docx_styles.RIGHT_ALIGNED
    left = docx_styles.indent(left=1, cell=SMALL.cell) + docx_styles.LEFT_ALIGNED
    for footer, side in ((section.footer, right), (section.even_page_footer, left)):
        number = run("— ") + f'<w:fldSimple w:instr="PAGE">{run("1")}</w:fldSimple>' + run(" —")
        _fill(footer, f'<w:p {W}><w:pPr><w:pStyle w:val="Footer"/>{side}</w:pPr>{number}</w:p>')


def _fill(place: _Footer, xml: str) -> None:
    place.is_linked_to_previous = False
    _exchange(place._element, f"<w:hdr {W}>{xml}</w:hdr>")


def _properties(word: Word, title: str) -> None:
    properties = word.core_properties
    properties.title = fonts.printable(title).translate(NOT_XML)[:TITLE_ROOM]
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime.now(UTC)  # not the day of the library's template
    properties.language = "zh-CN"
