"""An official document by GB/T 9704-2012 as an editable Word file, laid out like the page that `gongwen` prints.

The page is set up as offices do it in Word (see `docx_styles`). All formats are styles, and Word breaks the text into
lines, so that it can be edited; only titles get line breaks of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from itertools import accumulate, pairwise

from db.core.work import Tick, no_progress
from exports.atomic import Target, whole_file
from exports.paper import docx_package, docx_styles, fonts, gongwen, gongwen_rows, grid
from exports.paper.docx_styles import BASELINE, LINE, RULE_LINE, R, W, twips
from exports.paper.grid import BODY, SMALL, TITLE, Type
from exports.paper.parts import (
    Addressee,
    AttendanceList,
    Document,
    Heading,
    Imprint,
    IssuerDate,
    Labelled,
    Mark,
    Number,
    Paragraph,
    Part,
    RedRule,
    Signed,
    Signing,
    Table,
    Title,
)
from exports.paper.table_rows import SPACE

MARK_LINE = 1.2  # height of the mark's line, in sizes of its type; the baseline within it is known
TAB, BREAK = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"
IN_CELL = {"left": "CellLeft", "center": "Cell", "right": "CellRight"}


@dataclass(frozen=True)
class Block:
    """A paragraph of the file, and the settings in which it differs from its style; or a whole table."""

    style: str
    content: str
    before: float = 0.0
    after: float = 0.0
    line: float | None = None
    indent: str = ""
    align: str = ""
    keep: bool | None = None
    table: bool = False

    @property
    def xml(self) -> str:
        if self.table:
            return self.content
        keep = "" if self.keep is None else f'<w:keepNext w:val="{int(self.keep)}"/>'
        space = ""
        if self.before or self.after or self.line:
            height = f' w:line="{twips(self.line)}" w:lineRule="exact"' if self.line else ""
            space = f'<w:spacing w:before="{twips(self.before)}" w:after="{twips(self.after)}"{height}/>'
        frame = f'<w:pStyle w:val="{self.style}"/>{keep}{space}{self.indent}{self.align}'
        return f"<w:p><w:pPr>{frame}</w:pPr>{self.content}</w:p>"


def write(path: Target, document: Document, author: str, faces: docx_styles.Faces, tick: Tick = no_progress) -> Target:
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
        xml.append(_imprint(document.imprint))
    if document.imprint or isinstance(before, Table):
        xml.append(Block("Last", "").xml)
    with whole_file(path) as file:
        docx_package.write(file, *_file(document, "".join(xml), faces), document.title, author)
    tick(total, total)
    return path


def _gap(before: Part | None, part: Part) -> float:
    """The blank lines above a part, as space in points; the paragraph of the red rule takes part of the first."""
    if isinstance(before, Table):
        return SPACE.height * LINE
    return max(0.0, (gongwen_rows.blanks(before, part) - isinstance(before, RedRule)) * LINE)


def run(text: str, style: str = "", props: str = "") -> str:
    """Text in one face; signs that Latin fonts draw narrow are set in a full cell."""
    text = fonts.printable(text)
    if any(char in fonts.FULL_CELL for char in text):
        props = '<w:rFonts w:hint="eastAsia"/>' + props
    if style:
        props = f'<w:rStyle w:val="{style}"/>' + props
    frame = f"<w:rPr>{props}</w:rPr>" if props else ""
    return f'<w:r>{frame}<w:t xml:space="preserve">{docx_package.plain(text)}</w:t></w:r>' if text else ""


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
    return _blocks("NumberRight" if part.right else "Number", [part.text])


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
    """The issuer below a blank line, centred over the date, which stands four cells in (the indent of the style)."""
    texts = (part.issuer.strip(), part.date.strip())
    above, below = gongwen_rows.signed_insets(*(grid.signs(text, "body") for text in reversed(texts)))
    blocks = [replace(block, keep=True) for block in _blocks("Signed", texts[:1], docx_styles.indent(right=above))]
    moved = docx_styles.indent(right=below) if below != gongwen_rows.SIGNED_INSET else ""
    blocks += _blocks("Signed", texts[1:], moved)
    return [replace(block, before=0.0 if n else LINE) for n, block in enumerate(blocks)]


@part_blocks.register
def _attendance(part: AttendanceList) -> list[Block]:
    label, text, _whole = gongwen_rows.attendance_text(part)
    return [_with_label("Attendance", label, text)]


@part_blocks.register
def _labelled(part: Labelled) -> list[Block]:
    label, text = f"{part.label.strip()}：", part.text.strip()
    return [_with_label("Labelled", label, text) if part.hanging else Block("Body", run(label, "Hei") + run(text))]


def _with_label(style: str, label: str, text: str) -> Block:
    """A label in 黑体 and the text behind it; the style has the indent of a label of two characters."""
    hanging = gongwen_rows.hanging_indent(grid.signs(label, "hei"))
    moved = hanging - gongwen_rows.INDENT
    indent = "" if moved == docx_styles.LABEL else docx_styles.indent(left=hanging, hanging=moved)
    return Block(style, run(label, "Hei") + run(text), indent=indent)


@part_blocks.register
def _table(part: Table) -> list[Block]:
    """The table with its head on each page; the total as its last row."""
    styles = [IN_CELL[way] for _title, _width, way in part.columns]
    rows = [_row([(1, title, "CellHead") for title, _width, _way in part.columns], part, head=True)]
    rows += [_row([(1, text, style) for text, style in zip(row, styles, strict=True)], part) for row in part.rows]
    if spans := part.spans():
        (label, words), *others = spans
        starts = accumulate((span for span, _text in others), initial=label)
        sums = [(span, text, styles[start]) for start, (span, text) in zip(starts, others, strict=False)]
        rows.append(_row([(label, words, "CellHead"), *sums], part))
    return [Block("", docx_styles.table([width for _, width, _way in part.columns], "".join(rows)), table=True)]


def _row(cells: Sequence[tuple[int, str, str]], table: Table, *, head: bool = False) -> str:
    """Cells, each of some columns, with a text in a style."""
    starts = [0, *accumulate(span for span, _text, _style in cells)]
    widths = [sum(width for _, width, _way in table.columns[a:b]) for a, b in pairwise(starts)]
    return docx_styles.row(
        [
            (span, width, "".join(block.xml for block in _blocks(style, text.splitlines())) or Block(style, "").xml)
            for (span, text, style), width in zip(cells, widths, strict=True)
        ],
        table.high,
        head=head,
    )


@part_blocks.register
def _signing(part: Signing) -> list[Block]:
    """Each label with its name, and a line up to the end of its share: a tab that is filled with it."""
    runs = [run(label, "Hei") + run(name) + TAB for label, name in part.lines]
    return [Block(f"Signing{len(part.lines)}", TAB.join(runs))]


def _blocks(style: str, texts: Sequence[str], indent: str = "") -> list[Block]:
    return [Block(style, content, indent=indent) for text in texts if (content := run(text.strip()))]


def _both_sides(style: str, left: str, right: str, kind: Type) -> list[Block]:
    """One text at the left and one at the right; on separate lines where the printed page has them so."""
    start, end = run(left.strip()), run(right.strip())
    if len(grid.both_sides(left, right, kind)) < 2:
        return [Block(style, start + (TAB + end if end else ""))] if start or end else []
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


def _file(document: Document, body: str, faces: docx_styles.Faces) -> tuple[str, dict[str, str]]:
    """The text with its page, and the parts that it refers to."""
    # a field can't leave out the number of a form's only page, so as many pages are reckoned with as are printed
    numbered = not document.form or len(gongwen.paginate(gongwen_rows.set_parts(document.parts, form=True))) > 1
    parts = {
        "styles": docx_styles.styles(faces),
        "settings": docx_styles.settings(),
        "fontTable": docx_styles.font_table(faces),
    }
    if numbered:
        number = run("— ") + f'<w:fldSimple w:instr="PAGE">{run("1")}</w:fldSimple>' + run(" —")
        for name, style in (("footer1", "Footer"), ("footer2", "FooterEven")):
            parts[name] = f"<w:ftr {W}>{Block(style, number).xml}</w:ftr>"
    if document.above.strip():
        parts["header1"] = parts["header2"] = f"<w:hdr {W}>{Block('Header', run(document.above.strip())).xml}</w:hdr>"
    text = body or Block("Normal", "").xml
    return f"<w:document {W} {R}><w:body>{text}{docx_styles.page(parts)}</w:body></w:document>", parts
