"""An official document on pages by GB/T 9704-2012, written as a PDF.

Figures by clause: paper and text block [5.2.1], 22 lines of 28 characters [5.2.3] (see `grid`), the parts (see
`gongwen_rows`), page numbers [7.5].
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import BinaryIO

from db.core.errors import UserError
from db.core.work import Tick, no_progress
from exports.atomic import Target, whole_file
from exports.paper import fonts, grid
from exports.paper.gongwen_rows import Foot, set_imprint, set_parts
from exports.paper.grid import CELL, HEIGHT, LINES, MM, PITCH, SMALL, TOP, WIDTH, Glyphs, Pen, Type
from exports.paper.page_row import PageRow
from exports.paper.parts import Document
from exports.paper.structure import ARTIFACT

NUMBER_BELOW = 7 * MM  # from the bottom of the text block to the ink of the dashes [7.5]
WORDS_ABOVE = NUMBER_BELOW  # from the top of the text block up to the words above it
WORDS_SIZES = (16.0, 10.5)  # 3号 where it fits; not below 5号
CARRIED = 2  # lines that stand above the imprint at least, as far as there are any
SLACK = 1e-6  # lines; the sum of many heights is not exact


def write(path: Target, document: Document, tick: Tick = no_progress) -> Target:
    """Write the document; the file appears whole or not at all. Ticks once a page.

    Raises UserError where the mark, the imprint or the words above don't fit, or the file can't be written.
    """
    with whole_file(path) as file:
        pen = Pen(file, document.title, ascii(document))
        _lay(pen, document, tick)
        pen.save()
    return path


def write_all(file: BinaryIO, title: str, documents: Sequence[Document], tick: Tick = no_progress) -> None:
    """Write documents in one file, each on new pages numbered from 1. Ticks once a document.

    Raises UserError where something doesn't fit, as `write` does.
    """
    pen = Pen(file, title, ascii(documents))
    for done, document in enumerate(documents, start=1):
        _lay(pen, document, no_progress)
        tick(done, len(documents))
    pen.save()


def _lay(pen: Pen, document: Document, tick: Tick) -> None:
    foot = set_imprint(document.imprint) if document.imprint else None
    rows = set_parts(document.parts, document.draft, form=document.form)
    above, sheets = _above(document.above), paginate(rows, foot)
    for n, sheet in enumerate(sheets, start=1):
        with pen.element(ARTIFACT if n > 1 else None):  # the words above are heard once
            above.draw(pen, TOP - WORDS_ABOVE)
        for row, line in sheet:
            with pen.element(row.element):
                row.draw(pen, TOP + line * PITCH)
        if foot and n == len(sheets):
            foot.draw(pen, TOP + HEIGHT)
        if sheet and (len(sheets) > 1 or not document.form):  # a page without text, as of an imprint, bears none [7.5]
            with pen.element(ARTIFACT):
                _page_number(pen, n)
        pen.next_page()
        tick(n, len(sheets))


def paginate(rows: Sequence[PageRow], foot: Foot | None = None) -> list[list[tuple[PageRow, float]]]:
    """The rows of each page, each with its first line of the grid (from 0); the last page has room for the foot.

    Rows that are kept with the next one move to the next page together with it, unless they fill a whole page.
    """
    sheets: list[list[tuple[PageRow, float]]] = [[]]
    used = 0.0
    for group in _groups(rows):
        if used and not _fits(group, used) and _fits(group, 0):
            sheets.append([])
            used = 0.0
        for row in group:
            if not _fits([row], used):
                sheets.append([])
                used = 0.0
            if row.blank and not used:
                continue
            if row.head and not used:
                sheets[-1].append((row.head, 0))
                used = row.head.height
            start = _start(row, used)
            sheets[-1].append((row, start))
            used = start + row.height
    if foot:
        _make_room(sheets, used, foot)
    return sheets


def _make_room(sheets: list[list[tuple[PageRow, float]]], used: float, foot: Foot) -> None:
    """Let the foot stand on the last page with some text above it, or on the back of the last sheet [7.4, 7.5].

    A back has only the foot where the text ends on a front.
    """
    fits = used <= _lines_above(foot)
    if foot.both_sides:
        if not fits or len(sheets) % 2:
            sheets += [[] for _ in range(2 - len(sheets) % 2)]
    elif not fits:
        sheets.append(_carried(sheets[-1], _lines_above(foot)))


def _carried(sheet: list[tuple[PageRow, float]], room: float) -> list[tuple[PageRow, float]]:
    """Take the last lines off a page, with those they are kept with, for the page after it."""
    start = len(sheet) - 1
    while start > 0 and (sheet[start - 1][0].keep or len(sheet) - start < CARRIED):
        start -= 1
    moved = sheet[start:]
    first = moved[0][1]
    if start == 0 or sheet[-1][1] + sheet[-1][0].height - first > room:
        return []
    del sheet[start:]
    return [(row, place - first) for row, place in moved if not (row.blank and place == first)]


def _fits(rows: Sequence[PageRow], used: float) -> bool:
    """Whether rows, one below the other, fit on a page of which `used` lines are taken."""
    if not used and rows[0].head:
        used = rows[0].head.height
    for row in rows:
        used = _start(row, used) + row.height
        if used > (HEIGHT / PITCH if row.loose else LINES) + SLACK:
            return False
    return True


def _start(row: PageRow, used: float) -> float:
    """The first line of a row: the next whole line, or the next free place for a row of a table."""
    return used if row.loose else ceil(used - SLACK)


def _groups(rows: Sequence[PageRow]) -> list[list[PageRow]]:
    groups: list[list[PageRow]] = []
    joined = False
    for row in rows:
        if joined:
            groups[-1].append(row)
        else:
            groups.append([row])
        joined = row.keep
    return groups


def _lines_above(foot: Foot) -> int:
    """The number of grid lines that leave a character's height free above the imprint."""
    return int((HEIGHT - foot.height - 2 * CELL) // PITCH) + 1


def _above(words: str) -> PageRow:
    """Words such as 补打 at the upper left, above the text block, so that the text doesn't move.

    Unlike other rows, this row stands above the height at which it is drawn.
    """
    largest, least = WORDS_SIZES
    signs = grid.signs(words.strip(), "hei", Type(largest, largest))
    size = min(largest, WIDTH / max(1.0, grid.width(signs)))
    if size < least:
        raise UserError(f"“{words}”太长，一行排不下，请缩短")
    glyphs = grid.placed(signs, 0.0, Type(size, size))
    return PageRow(lambda pen, bottom: pen.text(glyphs, bottom - size / 2, size), height=0)


def _page_number(pen: Pen, number: int) -> None:
    """Draw — 1 —, inset by a character: at the right of odd pages, at the left of even ones [7.5]."""
    text, face, size = f"— {number} —", fonts.face("song"), SMALL.size
    width = sum(map(face.advance, text)) * size
    glyphs = [Glyphs(WIDTH - size - width if number % 2 else size, text, face)]
    pen.text(glyphs, TOP + HEIGHT + NUMBER_BELOW + grid.ink_above([Glyphs(0, "—", face)], size), size)
