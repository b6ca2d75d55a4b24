"""A sheet to be signed by hand, on upright A4 pages: a table of short texts with its head on each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from db.core.work import Tick
from exports.atomic import Target, whole_file
from exports.paper import grid, linebreak
from exports.paper.fonts import Role
from exports.paper.gongwen_rows import title_cuts
from exports.paper.grid import CELL, HEIGHT, MM, PITCH, SMALL, TITLE, TOP, Pen
from exports.paper.parts import SIGNED_ROW, Sheet
from exports.paper.structure import ARTIFACT, HEAD_CELL, Element

MANY = 25  # rows on a page, which are less high where need be
BELOW_TITLE = 1.8 * PITCH  # the line below the title and the space around it, on each page
LINE_BELOW = 0.75 * PITCH
INSET = 1.5 * MM
LINE = 0.5  # pt
SIZES = (12.0, 10.5, 9.0, 7.5)  # pt, from the usual size down to the smallest legible one
FEW = 10  # one in so many texts of a column may be smaller than the others
LEADING = 1.12

TitledWidths = Sequence[tuple[str, float]]  # the title of a column and its width in mm


def write(path: Target, sheet: Sheet, tick: Tick) -> Target:
    """Write the sheet; the file appears whole or not at all. Ticks once a page.

    Raises UserError where the file can't be written.
    """
    columns, rows = sheet.columns, sheet.rows
    titles, below = _titles(sheet.title), _below(sheet)
    height = len(titles) * PITCH + BELOW_TITLE + (len(below) - 1) * LINE_BELOW
    room = HEIGHT - height
    high = min(SIGNED_ROW * MM, room / (min(len(rows), MANY) + 1))
    fits = int(room / high + 1e-6) - 1
    styles = _styles(columns, rows, high)
    pages = [rows[start : start + fits] for start in range(0, len(rows), fits)]
    with whole_file(path) as file:
        pen, table = Pen(file, sheet.title), Element("Table")
        for number, page in enumerate(pages, start=1):
            with pen.element(None if number == 1 else ARTIFACT):  # heard once
                _head(pen, titles, below)
            _table(pen, columns, page, styles, TOP + height, table)
            if len(pages) > 1:
                _foot(pen, f"第 {number} 页　共 {len(pages)} 页")
            pen.next_page()
            tick(number, len(pages))
        pen.save()
    return path


def _titles(text: str) -> list[list[grid.Sign]]:
    """The title in lines, cut by its meaning."""
    signs = grid.signs(text.strip(), "title", TITLE)
    return [signs[start:end] for start, end in title_cuts(signs)] or [[]]


def _below(sheet: Sheet) -> list[list[grid.Glyphs]]:
    """The lines below the title, at least one."""
    lines = [*grid.both_sides(sheet.when, sheet.counts, SMALL), *grid.both_sides(sheet.place, "", SMALL)]
    return [line for line in lines if line] or [[]]


def _head(pen: Pen, titles: Sequence[Sequence[grid.Sign]], below: Sequence[Sequence[grid.Glyphs]]) -> None:
    with pen.element(Element("H1")):
        for n, signs in enumerate(titles):
            pen.text(grid.centred(signs, TITLE), TOP + CELL + n * PITCH, TITLE.size)
    first = TOP + len(titles) * PITCH + BELOW_TITLE - 0.75 * PITCH
    for n, glyphs in enumerate(below):
        pen.text(glyphs, first + n * LINE_BELOW, SMALL.size)


def _foot(pen: Pen, text: str) -> None:
    with pen.element(ARTIFACT):
        pen.text(grid.centred(grid.signs(text, "song", SMALL), SMALL), TOP + HEIGHT + 10 * MM, SMALL.size)


def _styles(columns: TitledWidths, rows: Sequence[Sequence[str]], high: float) -> list[tuple[_Style, _Style]]:
    """Of each column the style of its title and that of its texts; all titles have one size."""
    rooms = [width * MM - 2 * INSET for _, width in columns]
    head = _Style("hei", high)
    head = replace(
        head, largest=min(_size([title], head, room) for (title, _), room in zip(columns, rooms, strict=True))
    )
    styles = []
    for place, room in enumerate(rooms):
        style = _Style("body", high)
        styles.append((head, replace(style, largest=_size([row[place] for row in rows], style, room))))
    return styles


def _size(texts: Sequence[str], style: _Style, room: float) -> float:
    """The size in which all but a few of the texts fit, so that a single long one doesn't make the others small."""
    sizes = sorted(_fitted(text, style, room)[0].size for text in texts if text)
    return sizes[len(sizes) // FEW] if sizes else SIZES[0]


def _table(
    pen: Pen,
    columns: TitledWidths,
    rows: Sequence[Sequence[str]],
    styles: Sequence[tuple[_Style, _Style]],
    top: float,
    table: Element,
) -> None:
    edges = [0.0, *accumulate(width * MM for _, width in columns)]
    high = styles[0][0].high
    begun = bool(table.parts)  # on an earlier page, where its head is heard
    for n, row in enumerate([[title for title, _ in columns], *rows]):
        pen.rule(top + n * high, LINE)
        line = Element("TR", table)
        for (start, end), text, (head, body) in zip(pairwise(edges), row, styles, strict=True):
            cell = Element("TD" if n else HEAD_CELL, line)
            with pen.element(ARTIFACT if begun and not n else cell):
                _cell(pen, text, start, end, top + (n + 0.5) * high, body if n else head)
    bottom = top + (len(rows) + 1) * high
    pen.rule(bottom, LINE)
    for edge in edges:
        pen.stroke(edge, top, edge, bottom)


@dataclass(frozen=True)
class _Style:
    """Of the texts of a cell: their face, the height of the row, their largest size."""

    role: Role
    high: float
    largest: float = SIZES[0]


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
    for size in (size for size in SIZES[:-1] if size <= style.largest):
        lines = _lines(text, style, size, room)
        whole = all(grid.width(line) * size <= room + 0.1 for line in lines)
        if whole and len(lines) <= (1 if size >= 12 else int(style.high / size / LEADING)):
            return grid.Type(size, size), lines
    least = SIZES[-1]
    return grid.Type(least, least), _lines(text, style, least, room)[: max(1, int(style.high / least / LEADING))]


def _lines(text: str, style: _Style, size: float, room: float) -> list[list[grid.Sign]]:
    """The lines of a text; a name breaks after its · only, as long as the parts have room."""
    signs = grid.signs(text, style.role, grid.Type(size, size))
    plain = "".join(sign.char for sign in signs)
    return grid.break_lines(signs, room / size, room / size, linebreak.within_name(plain, room / size))
