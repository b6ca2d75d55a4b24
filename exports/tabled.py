"""An official document with tables between its parts, written as a PDF (GB/T 9704-2012: see `gongwen`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from db.work import Tick, quietly
from exports.atomic import Target, whole_file
from exports.gongwen import lay
from exports.gongwen_rows import Row, set_parts
from exports.grid import Pen
from exports.parts import Part, Signed, Table
from exports.table_rows import Column, set_table, sum_row

SPACE = Row(lambda pen, top: None, 0.4, loose=True)  # at least this much below a table
AGAIN = "续表"

Blocks = Sequence[Part | Table]


def write(path: Target, title: str, blocks: Blocks, tick: Tick = quietly) -> Target:
    """Write the document; the file appears whole or not at all. Ticks once a page."""
    with whole_file(path) as file:
        pen = Pen(file, title, ascii(blocks))
        lay(pen, list(_rows(blocks)), tick=tick)
        pen.save()
    return path


def unprintable(blocks: Blocks) -> list[str]:
    """Characters that no font can show, each once."""
    from exports.fonts import missing

    signs = (sign for text in texts(blocks) for sign in missing(text))
    return [f"“{sign}”" for sign in dict.fromkeys(signs)]


def texts(blocks: Blocks) -> Iterator[str]:
    """Every text that is printed."""
    for block in blocks:
        if isinstance(block, Table):
            for row in (*block.rows, block.total):
                yield from row
        else:
            yield from (value for value in vars(block).values() if isinstance(value, str))


def _rows(blocks: Blocks) -> Iterator[Row]:
    parts: list[Part] = []
    for block in blocks:
        if isinstance(block, Table):
            *before, last = set_parts(parts)
            yield from (*before, replace(last, keep=True))  # the words that lead to the table
            yield from _table(block)
            parts = []
        else:
            parts.append(block)
    rows = set_parts(parts)
    if parts and isinstance(parts[-1], Signed):  # not alone on the last page
        end = len(rows) - len(set_parts(parts[-1:]))
        rows = [replace(row, keep=row.keep or n in (end - 2, end - 1)) for n, row in enumerate(rows)]
    yield from rows


def _table(table: Table) -> Iterator[Row]:
    columns = [Column(title, width, way == "left", way == "right") for title, width, way in table.columns]
    rows = set_table(columns, table.rows, AGAIN)
    if table.total:
        yield from (*rows[:-1], replace(rows[-1], keep=True), sum_row(columns, table.total, rows[-1].head))
    else:
        yield from rows
    yield SPACE
