"""A table of short texts on upright A4 pages, to be filled in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from db.core.work import Tick
from exports.atomic import Target, whole_file
from exports.paper import grid
from exports.paper.fonts import Role
from exports.paper.gongwen_rows import title_cuts
from exports.paper.grid import CELL, HEIGHT, LEFT, MM, PAGE, PITCH, SMALL, TITLE, TOP, Pen

ROW = 11 * MM
MANY = 25  # rows on a page where the usual height wouldn't hold all of them
BELOW_TITLE = 1.8 * PITCH  # the line below the title and the space around it, on each page
NAME = "姓名"  # the column whose texts break at · only
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
    titles = _titles(head.title)
    room = HEIGHT - _head_height(titles)
    high = ROW if len(rows) < int(room / ROW) else min(ROW, room / (MANY + 1))
    fits = int(room / high + 1e-6) - 1
    pages = [rows[start : start + fits] for start in range(0, len(rows), fits)]
    with whole_file(path) as file:
        pen = Pen(file, head.title)
        for number, page in enumerate(pages, start=1):
            _head(pen, head, titles)
            _table(pen, columns, page, high, TOP + _head_height(titles))
            if len(pages) > 1:
                _foot(pen, f"第 {number} 页　共 {len(pages)} 页")
            pen.next_page()
            tick(number, len(pages))
        pen.save()
    return path


def _titles(text: str) -> list[list[grid.Sign]]:
    """The title in lines, cut by its meaning."""
    signs = grid.signs(text.strip(), "title", TITLE)
    return [signs[start:end] for start, end in title_cuts(signs)]


def _head_height(titles: Sequence[object]) -> float:
    return max(1, len(titles)) * PITCH + BELOW_TITLE


def _head(pen: Pen, head: Head, titles: Sequence[Sequence[grid.Sign]]) -> None:
    for n, signs in enumerate(titles):
        pen.text(grid.centred(signs, TITLE), TOP + CELL + n * PITCH, TITLE.size)
    below = TOP + _head_height(titles) - 0.75 * PITCH
    for glyphs in grid.both_sides(head.left, head.right, SMALL)[:1]:
        pen.text(glyphs, below, SMALL.size)


def _foot(pen: Pen, text: str) -> None:
    pen.text(grid.centred(grid.signs(text, "song", SMALL), SMALL), TOP + HEIGHT + 10 * MM, SMALL.size)


def _table(pen: Pen, columns: TitledWidths, rows: Sequence[Sequence[str]], high: float, top: float) -> None:
    edges = [0.0, *accumulate(width * MM for _, width in columns)]
    for n, row in enumerate([[title for title, _ in columns], *rows]):
        pen.rule(top + n * high, LINE)
        for (start, end), text, (title, _) in zip(pairwise(edges), row, columns, strict=True):
            style = _Style("hei" if n == 0 else "body", high, whole=title == NAME)
            _cell(pen, text, start, end, top + (n + 0.5) * high, style)
    bottom = top + (len(rows) + 1) * high
    pen.rule(bottom, LINE)
    for edge in edges:
        pen.canvas.line(LEFT + edge, PAGE[1] - top, LEFT + edge, PAGE[1] - bottom)


@dataclass(frozen=True)
class _Style:
    """Of the texts of a cell: their face, the height of the row, whether they are names."""

    role: Role
    high: float
    whole: bool


def _cell(pen: Pen, text: str, start: float, end: float, middle: float, style: _Style) -> None:
    """Draw a text in its cell: at the left of a wide cell, in the middle of a narrow one."""
    room = end - start - 2 * INSET
    kind, lines = _fitted(text, style, room)
    for n, line in enumerate(lines):
        width = grid.width(line) * kind.cell
        x = start + INSET if room > 50 * MM and style.role == "body" else start + (end - start - width) / 2
        y = middle + (n - (len(lines) - 1) / 2) * kind.size * LEADING
        pen.text(grid.placed(line, x, kind), y, kind.size)


def _fitted(text: str, style: _Style, room: float) -> tuple[grid.Type, list[list[grid.Sign]]]:
    """The text in a size that fits its cell, on two lines if need be; a text that is too long for that is cut."""
    for size in SIZES[:-1]:
        lines = _lines(text, style, size, room)
        whole = all(grid.width(line) * size <= room + 0.1 for line in lines)
        if whole and len(lines) <= (1 if size > 12 else int(style.high / size / LEADING)):
            return grid.Type(size, size), lines
    least = SIZES[-1]
    return grid.Type(least, least), _lines(text, style, least, room)[: max(1, int(style.high / least / LEADING))]


def _lines(text: str, style: _Style, size: float, room: float) -> list[list[grid.Sign]]:
    """The lines of a text; a name breaks after its · only, as long as the parts have room."""
    signs = grid.signs(text, style.role, grid.Type(size, size))
    parts = "".join(sign.char for sign in signs).split("·")
    kept = style.whole and max(map(len, parts)) + 1 <= room / size
    whole = {n for n in range(1, len(signs)) if signs[n - 1].char != "·"} if kept else ()
    return grid.break_lines(signs, room / size, room / size, whole)
