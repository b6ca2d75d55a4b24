"""Each part of an official document set as rows of the page's grid, which `gongwen` puts on pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from math import ceil, inf

from db.core.errors import UserError
from exports.paper import grid
from exports.paper.fonts import Role, printable
from exports.paper.grid import CELL, CELLS, HEIGHT, MM, PITCH, RED, SMALL, TITLE, WIDTH, Glyphs, Pen, Sign, Type
from exports.paper.headline import halved, headline
from exports.paper.page_row import INDENT, PageRow, as_element, line, paragraph
from exports.paper.parts import (
    Addressee,
    AttendanceList,
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
    ordinal,
)
from exports.paper.structure import Element
from exports.paper.table_rows import set_signing, set_table

SIGNED_INSET = 4  # cells from the right edge to the end of the date
MARK_SIZES = (42.0, 10.5)  # 初号 where it fits; not below 五号
MARK_BROKEN = 26.0  # 一号: a mark that would be smaller on one line gets two
MARK_PITCH = 1.3  # from line to line of a mark, in sizes of its type
DRAFT_ROLE: Role = "kai"
MARK_INK = 35 * MM  # from the top of the text block to the ink of the mark [10.3]
RED_RULE = 0.5 * MM
RED_RULE_BELOW = 4 * MM  # [7.2.7]
OUTER, INNER = 0.35 * MM, 0.25 * MM  # rules of the imprint [7.4.1]
IMPRINT_PITCH = 1.875 * SMALL.size
COPIES = "抄送："
ATTACHED = (AttendanceList, Table, Signing, Signed)  # parts that stay with the line above them
FACES: dict[int, Role] = {1: "hei", 2: "kai", 3: "body", 4: "body"}  # of headings [7.3.3]


def set_parts(parts: Sequence[Part], draft: str = "", *, form: bool = False) -> list[PageRow]:
    """The rows of all parts, with the blank lines that the standard requires between them.

    Words such as 征求意见稿 stand below the title. The list of those present, a table, a signature open no page without
    a line of text above them; in a `form` all that stands below its last table stays with the end of that table.
    Raises UserError where the mark doesn't fit.
    """
    placed: list[PageRow] = []
    before: Part | None = None
    held: float = inf
    told = 0  # the level of the heading that a reader was told last
    for part in parts:
        if rows := set_part(part):
            told = _told(rows[0].element, told)
            if isinstance(part, Title) and draft.strip():
                rows += _draft(draft.strip())
            if isinstance(before, Heading) and not stands_over(before, part):
                placed[-1] = replace(placed[-1], keep=False)
            if isinstance(part, ATTACHED) and placed:
                placed[-1] = replace(placed[-1], keep=True)
            placed += [_BLANK] * blanks(before, part) + rows
            before = part
            if form and isinstance(part, Table):
                held = len(placed) - 2  # its last row; below that is space
    return [replace(row, keep=row.keep or n >= held) for n, row in enumerate(placed)]


def _told(element: Element | None, before: int) -> int:
    """Tell a heading as one of a level that is at most one below the last one's [ISO 14289-1, 7.4.2]."""
    if element is None or not element.kind.startswith("H"):
        return before
    level = min(int(element.kind[1:]), before + 1)
    element.kind = f"H{level}"
    return level


def stands_over(heading: Heading, part: Part) -> bool:
    """Whether the part belongs below the heading. Headings of one level, such as the items of a list, may be parted."""
    return part.level > heading.level if isinstance(part, Heading) else isinstance(part, Paragraph | Labelled)


def blanks(before: Part | None, part: Part) -> int:
    """The number of blank lines between two parts: [7.2.5] [7.3.1] [7.3.2] [10.3]."""
    if isinstance(before, Mark | RedRule) and not isinstance(part, Mark | RedRule):
        return 2
    if isinstance(before, Title) != isinstance(part, Title) and before is not None:
        return 1
    return int(isinstance(part, AttendanceList) and isinstance(before, Heading | Paragraph))


_BLANK = PageRow(lambda pen, top: None, keep=True, blank=True)


@singledispatch
def set_part(part: Part) -> list[PageRow]:
    """The rows of a part; raises UserError where the mark doesn't fit on one line."""
    raise TypeError(type(part))


@set_part.register
def _mark(part: Mark) -> list[PageRow]:
    texts = mark_lines(part)
    if not texts:
        return []
    size = mark_size(texts)
    lines = [grid.centred(grid.signs(text, "title", Type(size, size)), Type(size, size)) for text in texts]
    first = MARK_INK + grid.ink_above(lines[0], size)
    last = first + (len(lines) - 1) * MARK_PITCH * size

    def draw(pen: Pen, top: float) -> None:
        for n, glyphs in enumerate(lines):
            pen.text(glyphs, top + first + n * MARK_PITCH * size, size, RED)

    return as_element([PageRow(draw, ceil((last + grid.ink_below(lines[-1], size)) / PITCH), keep=True)], "P")


def mark_lines(part: Mark) -> list[str]:
    """The lines of the mark: a body each, or two by their meaning where one would be too small."""
    texts = [printable(text.strip()) for text in part.text.splitlines() if text.strip()]
    if len(texts) != 1 or _mark_fits(texts) >= MARK_BROKEN:
        return texts
    widths = [sign.width for sign in grid.signs(texts[0], "title", Type(MARK_BROKEN, MARK_BROKEN))]
    cut = halved(texts[0], widths)
    return [text.strip() for text in (texts[0][:cut], texts[0][cut:]) if text.strip()]


def _mark_fits(texts: Sequence[str]) -> float:
    largest, _least = MARK_SIZES
    kind = Type(largest, largest)  # widths in ems hold at every size
    return min(largest, WIDTH / max(1.0, *(grid.width(grid.signs(text, "title", kind)) for text in texts)))


def mark_size(texts: Sequence[str]) -> float:
    """The largest size, in points, at which each line of the mark fits; raises UserError where that is too small."""
    size = _mark_fits(texts)
    if size < MARK_SIZES[1]:
        raise UserError(f"红头“{''.join(texts)}”太长，排不下，请缩短")
    return size


def _draft(words: str) -> list[PageRow]:
    """（征求意见稿） below the title."""
    return [line(grid.centred(cut), keep=True) for cut in grid.break_lines(draft_signs(words), CELLS, CELLS)]


def draft_signs(words: str) -> list[Sign]:
    return grid.signs(f"（{words.strip('（）')}）", DRAFT_ROLE)


@set_part.register
def _number(part: Number) -> list[PageRow]:
    room = CELLS - 2 * part.right
    cuts = grid.break_lines(grid.signs(part.text, "body"), room, room)
    return [line(grid.ranged_right(cut, CELL) if part.right else grid.centred(cut), keep=True) for cut in cuts]


@set_part.register
def _issuer_date(part: IssuerDate) -> list[PageRow]:
    return [line(glyphs, keep=True) for glyphs in grid.both_sides(part.issuer, part.date) if glyphs]


@set_part.register
def _red_rule(part: RedRule) -> list[PageRow]:
    above = PITCH - CELL - RED_RULE_BELOW - RED_RULE / 2  # the line above ends a gap of PITCH - CELL before this row
    return [PageRow(lambda pen, top: pen.rule(top - above, RED_RULE, RED), height=0, keep=True)]


@set_part.register
def _title(part: Title) -> list[PageRow]:
    rows: list[PageRow] = []
    for text in part.text.splitlines():
        signs = grid.signs(text.strip(), "title", TITLE)
        rows += [line(grid.centred(signs[start:end], TITLE), TITLE, keep=True) for start, end in title_cuts(signs)]
    return as_element(rows, "H1")


def title_cuts(signs: Sequence[Sign]) -> list[tuple[int, int]]:
    return headline("".join(sign.char for sign in signs), [sign.width for sign in signs])


@set_part.register
def _heading(part: Heading) -> list[PageRow]:
    head, first, *others = heading_texts(part)
    whole = _kept(head + first, part.whole)
    rows = paragraph(grid.signs(head, FACES[part.level]) + grid.signs(first, "body"), whole=whole)
    if not first:
        rows = as_element([replace(row, keep=True) for row in rows], f"H{part.level + 1}")
    return rows + set_part(Paragraph("\n".join(others), part.whole))


def _kept(text: str, words: Sequence[str]) -> frozenset[int]:
    """The places within these words, where the text may not be torn."""
    found = (match.span() for word in words for match in re.finditer(re.escape(word), text))
    return frozenset(n for start, end in found for n in range(start + 1, end))


def heading_texts(part: Heading) -> list[str]:
    """The heading with its number, the text on the same line (or ""), and the paragraphs after that."""
    number = ordinal(part.level, part.number) if part.number else ""
    head = "".join(part.text.split("\n")).strip()
    first, *others = [*filter(None, (text.strip() for text in part.body.splitlines())), ""]
    if first and not head.endswith(tuple("。：；！？.:;!?")):
        head += "。"
    return [number + head, first, *others]


@set_part.register
def _paragraph(part: Paragraph) -> list[PageRow]:
    texts = [text.strip() for text in part.text.splitlines()]
    return [row for text in texts for row in paragraph(grid.signs(text, "body"), whole=_kept(text, part.whole))]


@set_part.register
def _labelled(part: Labelled) -> list[PageRow]:
    label = grid.signs(f"{part.label.strip()}：", "hei")
    text = grid.signs(part.text.strip(), "body")
    kept = _kept("".join(sign.char for sign in label + text), part.whole)
    return paragraph(label + text, hanging_indent(label) if part.hanging else 0, kept)


@set_part.register
def _table(part: Table) -> list[PageRow]:
    return set_table(part)


@set_part.register
def _signing(part: Signing) -> list[PageRow]:
    return set_signing(part)


@set_part.register
def _attendance(part: AttendanceList) -> list[PageRow]:
    label, text, whole = attendance_text(part)
    signs = grid.signs(label, "hei")
    return paragraph(signs + grid.signs(text, "body"), hanging_indent(signs), whole)


def hanging_indent(label: Sequence[Sign]) -> int:
    """The indent, in cells, of the lines below a label: the label's width, unless the label is too long."""
    cells = INDENT + ceil(grid.width(label) - 0.01)
    return cells if cells <= CELLS / 2 else INDENT


def attendance_text(part: AttendanceList) -> tuple[str, str, frozenset[int]]:
    """The label with its colon, the text after it, and the places in both together that should not be torn."""
    label = printable(f"{part.label.strip()}：")
    whole = set(range(1, len(label) + 1))
    text = label
    units = part.units or ("",) * len(part.names)
    named = [(unit.strip(), name.strip()) for unit, name in zip(units, part.names, strict=True) if name.strip()]
    for n, (unit, name) in enumerate(named):
        text += (part.separator if n else "") + printable(unit)
        start = len(text)
        text += printable(_padded(name, part.separator))
        whole.update(range(start + 1, len(text)))
    return label, text[len(label) :] + printable(part.text.strip()), frozenset(whole)


def _padded(name: str, separator: str) -> str:
    return f"{name[0]}　{name[1]}" if separator == "　" and len(name) == 2 else name


@set_part.register
def _addressee(part: Addressee) -> list[PageRow]:
    cuts = grid.break_lines(grid.signs(part.text.strip(), "body"), CELLS, CELLS)
    return [line(grid.placed(cut, 0.0), keep=True) for cut in cuts]


@set_part.register
def _signed(part: Signed) -> list[PageRow]:
    """The date ends four cells from the right, the issuer is centred above it [7.3.5.1]; see `signed_insets`."""
    date, issuer = grid.signs(part.date.strip(), "body"), grid.signs(part.issuer.strip(), "body")
    below = signed_insets(date, issuer)[1]
    rows = [
        line(grid.ranged_right(cut, signed_insets(date, cut)[0] * CELL), keep=True)
        for cut in grid.break_lines(issuer, CELLS, CELLS)
    ]
    return [_BLANK, *rows, line(grid.ranged_right(date, below * CELL))]


def signed_insets(date: Sequence[Sign], issuer: Sequence[Sign]) -> tuple[float, float]:
    """The cells at the right of the issuer and of the date, which moves to the left below an issuer that is long."""
    over = (min(CELLS, grid.width(issuer)) - grid.width(date)) / 2
    return max(0.0, SIGNED_INSET - over), max(SIGNED_INSET, over)


@dataclass(frozen=True)
class Foot:
    """The imprint, ready to draw: its lines from the top, and the place of the inner rule."""

    lines: tuple[Sequence[Glyphs], ...]
    copies: int  # the number of lines above the inner rule
    both_sides: bool = False  # stands on the back of the last sheet

    @property
    def height(self) -> float:
        return len(self.lines) * IMPRINT_PITCH

    def draw(self, pen: Pen, bottom: float) -> None:
        """Draw the lines and rules; the last rule lies on `bottom`, the bottom edge of the text block [7.4.1]."""
        top = bottom - self.height
        for n, glyphs in enumerate(self.lines):
            pen.text(glyphs, top + (n + 0.5) * IMPRINT_PITCH, SMALL.size)
        pen.rule(top, OUTER)
        if 0 < self.copies < len(self.lines):
            pen.rule(top + self.copies * IMPRINT_PITCH, INNER)
        pen.rule(bottom, OUTER)


def set_imprint(part: Imprint) -> Foot:
    """Set 抄送, its lines aligned behind the colon; then the printing office and the date [7.4.2, 7.4.3].

    Raises UserError where the imprint is higher than a page.
    """
    copied, issuer, issued = imprint_texts(part)
    copies = _copies(copied) if copied else []
    printed = grid.both_sides(issuer, issued, SMALL)
    foot = Foot((*copies, *printed), len(copies), part.both_sides)
    if foot.height > HEIGHT - PITCH:
        raise UserError("版记太长，一页排不下，请减少抄送单位")
    return foot


def imprint_texts(part: Imprint) -> tuple[str, str, str]:
    """The texts that are printed: the offices that get a copy (or ""), the printing office, and the date."""
    copies = part.copies.strip()
    copied = copies.rstrip("。") + "。" if copies else ""
    return copied, part.issuer.strip(), part.date.strip().removesuffix("印发") + "印发"


def _copies(text: str) -> list[list[Glyphs]]:
    label, names = grid.signs(COPIES, "body", SMALL), grid.signs(text, "body", SMALL)
    room, hanging = WIDTH / SMALL.cell - 2, len(label)
    cuts = grid.break_lines(label + names, room, room - hanging, range(1, hanging + 1))
    starts = (1, *[1 + hanging] * len(cuts))
    return [grid.placed(cut, start * SMALL.cell, SMALL) for cut, start in zip(cuts, starts, strict=False)]
