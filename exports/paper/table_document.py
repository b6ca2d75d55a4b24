"""An official document with tables and lines to sign on between its parts, as a PDF (GB/T 9704-2012: see `gongwen`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from db.core.work import Tick, no_progress
from exports.atomic import Target, whole_file
from exports.paper import grid
from exports.paper.gongwen import lay
from exports.paper.gongwen_rows import INDENT, PageRow, set_parts
from exports.paper.grid import BODY, CELL, PITCH, WIDTH, Pen, Type
from exports.paper.parts import Blocks, Part, Signed, Signing, Table
from exports.paper.table_rows import TableColumn, set_table, sum_row

SPACE = PageRow(lambda pen, top: None, 0.4, loose=True)  # at least this much below a table
AGAIN = "续表"
SIGNING = 1.6  # height of a line for signatures, in lines of the grid
RULE_THICKNESS = 0.5  # pt


def write(path: Target, title: str, blocks: Blocks, tick: Tick = no_progress) -> Target:
    """Write the document; the file appears whole or not at all. Ticks once a page.

    Raises UserError where the file can't be written.
    """
    with whole_file(path) as file:
        pen = Pen(file, title, ascii(blocks))
        lay(pen, list(_rows(blocks)), tick=tick, form=True)
        pen.save()
    return path


def unprintable(blocks: Blocks) -> list[str]:
    """Characters that no font can show, each once."""
    from exports.paper.fonts import missing

    signs = (sign for text in texts(blocks) for sign in missing(text))
    return [f"“{sign}”" for sign in dict.fromkeys(signs)]


def texts(blocks: Blocks) -> Iterator[str]:
    """Every text that is printed."""
    for block in blocks:
        if isinstance(block, Table):
            for row in (*block.rows, block.total):
                yield from row
        elif isinstance(block, Signing):
            yield from (text for line in block.lines for text in line)
        else:
            yield from (value for value in vars(block).values() if isinstance(value, str))


def _rows(blocks: Blocks) -> Iterator[PageRow]:
    parts: list[Part] = []
    for block in blocks:
        if not isinstance(block, Table | Signing):
            parts.append(block)
            continue
        if parts:
            *before, last = set_parts(parts)
            yield from (*before, replace(last, keep=True))  # the last line stays with the table
        yield from _table(block) if isinstance(block, Table) else (signing(block),)
        parts = []
    rows = set_parts(parts)
    if parts and isinstance(parts[-1], Signed):  # the signature doesn't stand alone on the last page
        end = len(rows) - len(set_parts(parts[-1:]))
        rows = [replace(row, keep=row.keep or n in (end - 2, end - 1)) for n, row in enumerate(rows)]
    yield from rows


def _table(table: Table) -> Iterator[PageRow]:
    columns = [TableColumn(title, width, way == "left", way == "right") for title, width, way in table.columns]
    rows = set_table(columns, table.rows, AGAIN)
    if table.total:
        yield from (*rows[:-1], replace(rows[-1], keep=True), sum_row(columns, table.total, rows[-1].head))
    else:
        yield from rows
    yield SPACE


def signing(block: Signing) -> PageRow:
    """One row: each label with its name, and a rule from the label to the end of its share of the row."""
    share = (WIDTH - INDENT * CELL) / len(block.lines)

    def draw(pen: Pen, top: float) -> None:
        middle = top + SIGNING * PITCH - CELL
        below = middle + 0.65 * CELL
        for n, (label, name) in enumerate(block.lines):
            start = INDENT * CELL + n * share
            signs = grid.signs(label, "hei")
            begins, ends = start + grid.width(signs) * CELL, start + share - CELL * (n < len(block.lines) - 1)
            kind = _smaller(name, ends - begins)
            pen.text(grid.placed(signs, start), middle, BODY.size)
            pen.text(grid.placed(grid.signs(name, "body", kind), begins, kind), middle, kind.size)
            pen.canvas.setLineWidth(RULE_THICKNESS)
            pen.canvas.setStrokeColorRGB(*grid.BLACK)
            pen.stroke(begins, below, ends, below)

    return PageRow(draw, SIGNING, keep=True, loose=True)


def _smaller(text: str, room: float) -> Type:
    """The type of body text, or a smaller one where the text is longer than its line."""
    size = min(BODY.size, room / max(1.0, grid.width(grid.signs(text, "body", Type(BODY.size, BODY.size)))))
    return Type(size, size)
