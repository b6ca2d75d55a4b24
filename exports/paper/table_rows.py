"""A table or lines to sign within an official document, as rows of its page: long rows continue, heads are repeated.

The rows needn't stand on the lines of the grid, but stay within the text block of 156 × 225 mm (GB/T 9704-2012, 5.2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from exports.paper import grid
from exports.paper.fonts import Role
from exports.paper.grid import BODY, CELL, MM, PITCH, WIDTH, Pen, Sign, Type
from exports.paper.linebreak import within_name
from exports.paper.page_row import INDENT, PageRow
from exports.paper.parts import Signing, Table
from exports.paper.structure import ARTIFACT, HEAD_CELL, Element

TYPE = Type(10.5, 10.5)  # 五号
LEADING = 13.5  # pt from line to line within a cell
PAD = 3.5  # pt above and below the lines of a cell
INSET = 1.5 * MM
LINE = 0.5  # pt
TALLEST = 30  # lines of a cell in one row; a longer cell continues in a row below
SPACE = PageRow(lambda pen, top: None, 0.4, loose=True)  # at least this much below a table
TO_SIGN = 3  # cells of its line at least that a label leaves
SIGNING = 1.6  # height of a line for signatures, in lines of the grid

Lines = list[list[Sign]]


@dataclass(frozen=True)
class TableColumn:
    """A column, its `width` in mm: `long` texts stand at the left, a `figure` at the right, others in the middle."""

    title: str
    width: float
    long: bool = False
    figure: bool = False


def set_table(table: Table) -> list[PageRow]:
    """The head, the rows, the total, and some space; a further page repeats the head, with `again` above it."""
    columns = [TableColumn(title, width, way == "left", way == "right") for title, width, way in table.columns]
    element = Element("Table")
    *rows, last = _with_head(columns, table, element)
    if not table.total:
        return [*rows, last, SPACE]
    return [*rows, replace(last, keep=True), _total(columns, table, element, last.head), SPACE]


def _with_head(columns: Sequence[TableColumn], table: Table, element: Element) -> list[PageRow]:
    titles = [column.title for column in columns]
    head_cells = [replace(column, long=False, figure=False) for column in columns]
    head = _set_row(head_cells, titles, _Look("hei", element, HEAD_CELL))[0]
    top = replace(head, draw=_both(_rule_above, head.draw), keep=True)
    again = replace(top, draw=_below(table.again, top.draw), height=top.height + 1, keep=False)
    look = _Look("body", element, least=table.high * MM)
    rows = (part for row in table.rows for part in _set_row(columns, row, look))
    return [top, *(replace(row, head=again) for row in rows)]


def _total(columns: Sequence[TableColumn], table: Table, element: Element, head: PageRow | None) -> PageRow:
    """The last row; its texts span the cells behind them as `Table` says."""
    spans = table.spans()
    starts = [0, *accumulate(span for span, _text in spans)]
    joined = [replace(columns[a], width=sum(one.width for one in columns[a:b])) for a, b in pairwise(starts)]
    joined[0] = replace(joined[0], long=False, figure=False)
    look = _Look("hei", element, spans=tuple(span for span, _text in spans))
    return replace(_set_row(joined, [text for _span, text in spans], look)[0], head=head)


@dataclass(frozen=True)
class _Look:
    """Of a row: the face, the table and the kind of its cells, its least height in pt, the columns that each spans."""

    role: Role
    table: Element
    cell: str = "TD"
    least: float = 0.0
    spans: tuple[int, ...] = ()


def _set_row(columns: Sequence[TableColumn], texts: Sequence[str], look: _Look) -> list[PageRow]:
    """One row, or several where a cell has more lines than a row holds."""
    cells = [_lines(text, look.role, column) for text, column in zip(texts, columns, strict=True)]
    count = max(1, *map(len, cells))
    return [
        _row(columns, [cell[start : start + TALLEST] for cell in cells], min(TALLEST, count - start), look)
        for start in range(0, count, TALLEST)
    ]


def _lines(text: str, role: Role, column: TableColumn) -> Lines:
    room = (column.width * MM - 2 * INSET) / TYPE.cell
    lines: Lines = []
    for paragraph in map(str.strip, text.splitlines()):
        lines += grid.break_lines(grid.signs(paragraph, role, TYPE), room, room, within_name(paragraph, room))
    return lines


def _row(columns: Sequence[TableColumn], cells: Sequence[Lines], count: int, look: _Look) -> PageRow:
    height = max(look.least, count * LEADING + 2 * PAD)
    row = Element("TR", look.table)
    elements = [Element(look.cell, row, span) for span in look.spans or (1,) * len(columns)]
    edges = [0.0, *accumulate(column.width * MM for column in columns)]

    def draw(pen: Pen, top: float) -> None:
        for bounds, column, lines, element in zip(pairwise(edges), columns, cells, elements, strict=True):
            with pen.element(element):
                _cell(pen, column, lines, bounds, top + height / 2)
        pen.rule(top + height, LINE)
        for edge in edges:
            pen.stroke(edge, top, edge, top + height)

    return PageRow(draw, height / PITCH, loose=True)


def _cell(pen: Pen, column: TableColumn, lines: Lines, bounds: tuple[float, float], middle: float) -> None:
    start, end = bounds
    for n, line in enumerate(lines):
        width = grid.width(line) * TYPE.cell
        x = start + INSET if column.long else (start + end - width) / 2
        if column.figure:
            x = end - INSET - width
        pen.text(grid.placed(line, x, TYPE), middle + (n - (len(lines) - 1) / 2) * LEADING, TYPE.size)


def _rule_above(pen: Pen, top: float) -> None:
    pen.rule(top, LINE)


def _both(*draws: Callable[[Pen, float], None]) -> Callable[[Pen, float], None]:
    def draw(pen: Pen, top: float) -> None:
        for one in draws:
            one(pen, top)

    return draw


def _below(words: str, draw: Callable[[Pen, float], None]) -> Callable[[Pen, float], None]:
    """Draw a line of the grid with these words at the right, and `draw` below it."""
    glyphs = grid.ranged_right(grid.signs(words, "body", TYPE), 0.0, TYPE)

    def both(pen: Pen, top: float) -> None:
        with pen.element(ARTIFACT):  # heard once, on the first page
            pen.text(glyphs, top + PITCH / 2, TYPE.size)
            draw(pen, top + PITCH)

    return both


def set_signing(block: Signing) -> list[PageRow]:
    """One row: each label with its name, and a rule from the label to the end of its share of the row."""
    share = (WIDTH - INDENT * CELL) / len(block.lines)

    def draw(pen: Pen, top: float) -> None:
        middle = top + SIGNING * PITCH - CELL
        below = middle + 0.65 * CELL
        for n, (label, name) in enumerate(block.lines):
            start = INDENT * CELL + n * share
            ends = start + share - CELL * (n < len(block.lines) - 1)
            kind = _smaller(label, "hei", ends - start - TO_SIGN * CELL)
            signs = grid.signs(label, "hei", kind)
            begins = start + grid.width(signs) * kind.cell
            pen.text(grid.placed(signs, start, kind), middle, kind.size)
            kind = _smaller(name, "body", ends - begins)
            pen.text(grid.placed(grid.signs(name, "body", kind), begins, kind), middle, kind.size)
            pen.canvas.setLineWidth(LINE)
            pen.canvas.setStrokeColorRGB(*grid.BLACK)
            pen.stroke(begins, below, ends, below)

    return [PageRow(draw, SIGNING, keep=True, loose=True, element=Element("P"))]


def _smaller(text: str, role: Role, room: float) -> Type:
    """The type of body text, or a smaller one where the text is longer than its line."""
    if grid.width(grid.signs(text, role)) * CELL <= room:
        return BODY
    size = min(BODY.size, room / max(1.0, grid.width(grid.signs(text, role, Type(BODY.size, BODY.size)))))
    return Type(size, size)
