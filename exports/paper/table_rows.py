"""A table within an official document, as rows of its page: long rows continue, the head is repeated on each page.

The rows needn't stand on the lines of the grid, but stay within the text block of 156 × 225 mm (GB/T 9704-2012, 5.2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from exports.paper import grid
from exports.paper.fonts import Role
from exports.paper.gongwen_rows import PageRow
from exports.paper.grid import LEFT, MM, PAGE, PITCH, Pen, Sign, Type

TYPE = Type(10.5, 10.5)  # 五号
LEADING = 13.5  # pt from line to line within a cell
PAD = 3.5  # pt above and below the lines of a cell
INSET = 1.5 * MM
LINE = 0.5  # pt
TALLEST = 30  # lines of a cell in one row; a longer cell continues in a row below

Lines = list[list[Sign]]


@dataclass(frozen=True)
class TableColumn:
    """A column, its `width` in mm: `long` texts stand at the left, a `figure` at the right, others in the middle."""

    title: str
    width: float
    long: bool = False
    figure: bool = False


def set_table(columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], above: str) -> list[PageRow]:
    """The head and the rows; a further page repeats the head, with a line such as "续表" above it."""
    titles = [column.title for column in columns]
    head = _set_row([replace(column, long=False, figure=False) for column in columns], titles, "hei")[0]
    top = replace(head, draw=_both(_rule_above, head.draw), keep=True)
    again = replace(top, draw=_below(above, top.draw), height=top.height + 1, keep=False)
    return [top, *(replace(part, head=again) for row in rows for part in _set_row(columns, row, "body"))]


def total_row(columns: Sequence[TableColumn], label: str, text: str, head: PageRow | None) -> PageRow:
    """The last row: its label spans all columns but the last two, its text those two; kept with the row after it."""
    *before, last, final = (column.width for column in columns)
    spread = [TableColumn("", sum(before)), TableColumn("", last + final)]
    return replace(_set_row(spread, (label, text), "hei")[0], head=head, keep=True)


def sum_row(columns: Sequence[TableColumn], texts: Sequence[str], head: PageRow | None) -> PageRow:
    """The last row: its label in the first column, each sum in its own; kept with the row after it."""
    label = replace(columns[0], long=False, figure=False)
    return replace(_set_row([label, *columns[1:]], texts, "hei")[0], head=head, keep=True)


def _set_row(columns: Sequence[TableColumn], texts: Sequence[str], role: Role) -> list[PageRow]:
    """One row, or several where a cell has more lines than a row holds."""
    cells = [_lines(text, role, column) for text, column in zip(texts, columns, strict=True)]
    count = max(1, *map(len, cells))
    return [
        _row(columns, [cell[start : start + TALLEST] for cell in cells], min(TALLEST, count - start))
        for start in range(0, count, TALLEST)
    ]


def _lines(text: str, role: Role, column: TableColumn) -> Lines:
    room = (column.width * MM - 2 * INSET) / TYPE.cell
    return [
        line
        for paragraph in text.splitlines()
        for line in grid.break_lines(grid.signs(paragraph.strip(), role, TYPE), room, room)
    ]


def _row(columns: Sequence[TableColumn], cells: Sequence[Lines], count: int) -> PageRow:
    height = count * LEADING + 2 * PAD
    edges = [0.0, *accumulate(column.width * MM for column in columns)]

    def draw(pen: Pen, top: float) -> None:
        for (start, end), column, lines in zip(pairwise(edges), columns, cells, strict=True):
            for n, line in enumerate(lines):
                width = grid.width(line) * TYPE.cell
                x = start + INSET if column.long else (start + end - width) / 2
                if column.figure:
                    x = end - INSET - width
                centre = top + height / 2 + (n - (len(lines) - 1) / 2) * LEADING
                pen.text(grid.placed(line, x, TYPE), centre, TYPE.size)
        pen.rule(top + height, LINE)
        for edge in edges:
            pen.canvas.line(LEFT + edge, PAGE[1] - top, LEFT + edge, PAGE[1] - top - height)

    return PageRow(draw, height / PITCH, loose=True)


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
        pen.text(glyphs, top + PITCH / 2, TYPE.size)
        draw(pen, top + PITCH)

    return both
