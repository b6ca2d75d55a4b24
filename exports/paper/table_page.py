"""A table of short texts on upright A4 pages, to be filled in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from db.core.work import Tick
from exports.atomic import Target, whole_file
from exports.paper import grid
from exports.paper.fonts import Role
from exports.paper.grid import CELL, HEIGHT, LEFT, MM, PAGE, PITCH, SMALL, TITLE, TOP, WIDTH, Pen

ROW = 11 * MM
HEAD = 2.8 * PITCH  # the title and the line below it, on each page
INSET = 2 * MM
LINE = 0.5  # pt
SIZES = (SMALL.size, 12.0, 10.5, 9.0, 7.5)  # pt, from the usual size down to the smallest legible one
LEADING = 1.15

TitledWidths = Sequence[tuple[str, float]]  # the title of a column and its width in mm


@dataclass(frozen=True)
class Head:
    """The texts above the table on each page."""

    title: str
    left: str
    right: str


def write(path: Target, head: Head, columns: TitledWidths, rows: Sequence[Sequence[str]], tick: Tick) -> Target:
    """Write the table; the file appears whole or not at all. Ticks once a page.

    Raises UserError where the file can't be written.
    """
    fits = int((HEIGHT - HEAD) / ROW) - 1
    pages = [rows[start : start + fits] for start in range(0, len(rows), fits)]
    with whole_file(path) as file:
        pen = Pen(file, head.title)
        for number, page in enumerate(pages, start=1):
            _head(pen, head)
            _table(pen, columns, page)
            _foot(pen, f"第 {number} 页　共 {len(pages)} 页")
            pen.next_page()
            tick(number, len(pages))
        pen.save()
    return path


def _head(pen: Pen, head: Head) -> None:
    size = TITLE.size * min(1.0, WIDTH / TITLE.cell / grid.width(grid.signs(head.title, "title", TITLE)))
    kind = grid.Type(size, size)
    pen.text(grid.centred(grid.signs(head.title, "title", kind), kind), TOP + CELL, size)
    for glyphs in grid.both_sides(head.left, head.right, SMALL)[:1]:
        pen.text(glyphs, TOP + 2.05 * PITCH, SMALL.size)


def _foot(pen: Pen, text: str) -> None:
    pen.text(grid.centred(grid.signs(text, "song", SMALL), SMALL), TOP + HEIGHT + 10 * MM, SMALL.size)


def _table(pen: Pen, columns: TitledWidths, rows: Sequence[Sequence[str]]) -> None:
    top = TOP + HEAD
    edges = [0.0, *accumulate(width * MM for _, width in columns)]
    for n, row in enumerate([[title for title, _ in columns], *rows]):
        pen.rule(top + n * ROW, LINE)
        for (start, end), text in zip(pairwise(edges), row, strict=True):
            _cell(pen, text, start, end, top + (n + 0.5) * ROW, head=n == 0)
    bottom = top + (len(rows) + 1) * ROW
    pen.rule(bottom, LINE)
    for edge in edges:
        pen.canvas.line(LEFT + edge, PAGE[1] - top, LEFT + edge, PAGE[1] - bottom)


def _cell(pen: Pen, text: str, start: float, end: float, middle: float, *, head: bool) -> None:
    """Draw a text in its cell: at the left of a wide cell, in the middle of a narrow one."""
    room = end - start - 2 * INSET
    kind, lines = _fitted(text, "hei" if head else "body", room)
    for n, line in enumerate(lines):
        width = grid.width(line) * kind.cell
        x = start + INSET if room > 50 * MM and not head else start + (end - start - width) / 2
        y = middle + (n - (len(lines) - 1) / 2) * kind.size * LEADING
        pen.text(grid.placed(line, x, kind), y, kind.size)


def _fitted(text: str, role: Role, room: float) -> tuple[grid.Type, list[list[grid.Sign]]]:
    """The text in a size that fits its cell, on two lines if need be; a text that is too long for that is cut."""
    for size in SIZES[:-1]:
        lines = _lines(text, role, size, room)
        if len(lines) <= (1 if size > 12 else int(ROW / size / LEADING)):
            return grid.Type(size, size), lines
    least = SIZES[-1]
    return grid.Type(least, least), _lines(text, role, least, room)[: int(ROW / least / LEADING)]


def _lines(text: str, role: Role, size: float, room: float) -> list[list[grid.Sign]]:
    return grid.break_lines(grid.signs(text, role, grid.Type(size, size)), room / size, room / size)
