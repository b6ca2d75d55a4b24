"""A row of the official page: some lines of its grid, or a row of a table between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from exports.paper import grid
from exports.paper.grid import BODY, CELL, CELLS, Glyphs, Pen, Sign, Type
from exports.paper.structure import Element

INDENT = 2  # cells
TIMES = re.compile(
    r"\d{1,2}:\d\d(?:—\d{1,2}:\d\d)?|\d{1,2}时(?:\d{1,2}分)?|\d+(?:年|月|日|人|票|元|个|分钟)"
)  # a figure stays with its unit


@dataclass(frozen=True)
class PageRow:
    """Some lines of the grid. `draw` gets the top of the first one, measured from the top of the page."""

    draw: Callable[[Pen, float], None]
    height: float = 1  # lines of the grid
    keep: bool = False  # on the same page as the row after it
    blank: bool = False  # left out at the top of a page
    loose: bool = False  # of a table: begins where the row before it ends, on the grid or not
    head: PageRow | None = None  # the row above it where it comes first on a page
    element: Element | None = None  # what its text belongs to, None where `draw` says so itself


def line(glyphs: Sequence[Glyphs], kind: Type = BODY, keep: bool = False) -> PageRow:
    return PageRow(lambda pen, top: pen.text(glyphs, top + kind.cell / 2, kind.size), keep=keep)


def as_element(rows: Sequence[PageRow], kind: str) -> list[PageRow]:
    """The rows as one element of the document's structure."""
    element = Element(kind)
    return [replace(row, element=element) for row in rows]


def paragraph(text: Sequence[Sign], hanging: int = 0, whole: frozenset[int] = frozenset()) -> list[PageRow]:
    """Lines of body text: the first one indented by two cells [7.3.3], the others by `hanging`."""
    plain = "".join(sign.char for sign in text)
    whole |= {n for found in TIMES.finditer(plain) for n in range(found.start() + 1, found.end())}
    cuts = grid.break_lines(text, CELLS - INDENT, CELLS - hanging, whole)
    starts = (INDENT, *[hanging] * len(cuts))
    placed = zip(cuts, starts, strict=False)
    return as_element([line(grid.placed(cut, start * CELL, flush=cut is not cuts[-1])) for cut, start in placed], "P")
