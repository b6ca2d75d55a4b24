"""A table within an official document, as rows of its page: long texts run on, its head is repeated on each page.

Its rows needn't stand on the lines of the grid, but stay within the text block of 156 × 225 mm (GB/T 9704-2012, 5.2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from exports.paper import grid
from exports.paper.fonts import Role
from exports.paper.gongwen_rows import Row
from exports.paper.grid import LEFT, MM, PAGE, PITCH, Pen, Sign, Type

KIND = Type(10.5, 10.5)  # 五号
LEADING = 13.5  # pt from line to line within a cell
PAD = 3.5  # pt above and below the lines of a cell
INSET = 1.5 * MM
LINE = 0.5  # pt
TALLEST = 30  # lines of a cell that one row holds; what is longer goes on in a row below

Lines = list[list[Sign]]


@dataclass(frozen=True)
class Column:
    """`width` in mm; a text stands in the middle of it, where it is `long` at the left, a `figure` at the right."""

    title: str
    width: float
    long: bool = False
    figure: bool = False


def set_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], above: str) -> list[Row]:
    """The head and the rows; on a further page the head comes again, with a line such as "续表" above it."""
    titles = [column.title for column in columns]
    head = _set_row([replace(column, long=False, figure=False) for column in columns], titles, "hei")[0]
    top = replace(head, draw=_both(_rule_above, head.draw), keep=True)
    again = replace(top, draw=_below(above, top.draw), height=top.height + 1, keep=False)
    return [top, *(replace(part, head=again) for row in rows for part in _set_row(columns, row, "body"))]


def total_row(columns: Sequence[Column], label: str, text: str, head: Row | None) -> Row:
    """The last row: its label over all columns but the last, its text in the last ones; kept with what follows."""
    *before, last, final = (column.width for column in columns)
    spread = [Column("", sum(before)), Column("", last + final)]
    return replace(_set_row(spread, (label, text), "hei")[0], head=head, keep=True)


def sum_row(columns: Sequence[Column], texts: Sequence[str], head: Row | None) -> Row:
    """The last row, its label in the first column, its sums in theirs; kept with what follows."""
    label = replace(columns[0], long=False, figure=False)
    return replace(_set_row([label, *columns[1:]], texts, "hei")[0], head=head, keep=True)


def _set_row(columns: Sequence[Column], texts: Sequence[str], role: Role) -> list[Row]:
    """One row, or, where a cell has very many lines, several."""
    cells = [_lines(text, role, column) for text, column in zip(texts, columns, strict=True)]
    count = max(1, *map(len, cells))
    return [
        _row(columns, [cell[start : start + TALLEST] for cell in cells], min(TALLEST, count - start))
        for start in range(0, count, TALLEST)
    ]


def _lines(text: str, role: Role, column: Column) -> Lines:
    room = (column.width * MM - 2 * INSET) / KIND.cell
    return [
        line
        for paragraph in text.splitlines()
        for line in grid.broken(grid.signs(paragraph.strip(), role, KIND), room, room)
    ]


def _row(columns: Sequence[Column], cells: Sequence[Lines], count: int) -> Row:
    height = count * LEADING + 2 * PAD
    edges = [0.0, *accumulate(column.width * MM for column in columns)]

    def draw(pen: Pen, top: float) -> None:
        for (start, end), column, lines in zip(pairwise(edges), columns, cells, strict=True):
            for n, line in enumerate(lines):
                width = grid.width(line) * KIND.cell
                x = start + INSET if column.long else (start + end - width) / 2
                if column.figure:
                    x = end - INSET - width
                centre = top + height / 2 + (n - (len(lines) - 1) / 2) * LEADING
                pen.text(grid.placed(line, x, KIND), centre, KIND.size)
        pen.rule(top + height, LINE)
        for edge in edges:
            pen.canvas.line(LEFT + edge, PAGE[1] - top, LEFT + edge, PAGE[1] - top - height)

    return Row(draw, height / PITCH, loose=True)


def _rule_above(pen: Pen, top: float) -> None:
    pen.rule(top, LINE)


def _both(*draws: Callable[[Pen, float], None]) -> Callable[[Pen, float], None]:
    def draw(pen: Pen, top: float) -> None:
        for one in draws:
            one(pen, top)

    return draw


def _below(words: str, draw: Callable[[Pen, float], None]) -> Callable[[Pen, float], None]:
    """A line of the grid with these words at the right, and below it what is drawn."""
    glyphs = grid.ranged_right(grid.signs(words, "body", KIND), 0.0, KIND)

    def both(pen: Pen, top: float) -> None:
        pen.text(glyphs, top + PITCH / 2, KIND.size)
        draw(pen, top + PITCH)

    return both
