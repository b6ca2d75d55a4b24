"""The colours of wishes on cards and posters, and texts set as large as their place allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from db.wishes.listings import BLUE, RED, YELLOW
from exports.paper import grid
from exports.paper.fonts import Role
from exports.paper.grid import BLACK, Pen, Sign, Type

SMALLER = 0.97  # factor by which the type of a text that doesn't fit is reduced, again and again
LEADING = 1.3
PUNCTUATION = "，。；：！？、"
SLACK = 1e-6  # pt; the sum of many widths is not exact
Colour = tuple[float, float, float]
WHITE: Colour = (1, 1, 1)
GREY: Colour = (0.35, 0.35, 0.35)


@dataclass(frozen=True)
class Shade:
    """A strong colour for the band, a light one for the field with black text, and the colour of text on the band."""

    band: Colour
    body: Colour
    ink: Colour


def _rgb(code: str) -> Colour:
    red, green, blue = (int(code[n : n + 2], 16) / 255 for n in (0, 2, 4))
    return red, green, blue


SHADES = {
    BLUE: Shade(_rgb("1F5FA8"), _rgb("E6F0FA"), WHITE),
    YELLOW: Shade(_rgb("F5BE1E"), _rgb("FFF8DC"), BLACK),
    RED: Shade(_rgb("C22F2F"), _rgb("FCE9E7"), WHITE),
}


@dataclass(frozen=True)
class FittedText:
    """A text in the size in which it fits its place, on one or more lines."""

    kind: Type
    lines: list[list[Sign]]
    leading: float

    @property
    def height(self) -> float:
        return (len(self.lines) - 1) * self.leading + self.kind.size

    def draw(self, pen: Pen, x: float, top: float, colour: Colour = BLACK) -> None:
        for n, line in enumerate(self.lines):
            middle = top + self.kind.size / 2 + n * self.leading
            pen.text(grid.placed(line, x, self.kind), middle, self.kind.size, colour)

    @property
    def width(self) -> float:
        return max(map(grid.width, self.lines), default=0.0) * self.kind.cell


def fitted(text: str, role: Role, largest: float, width: float, height: float) -> FittedText:
    """The text in the largest type, up to `largest`, in which it fits; its lines are about even. Lengths in pt."""
    for step in count():
        size = largest * SMALLER**step
        kind = Type(size, size)
        signs, room = grid.signs(text, role, kind), width / size
        lines = grid.break_lines(signs, room, room)
        words = FittedText(kind, lines, size * LEADING)
        if words.height <= height and words.width <= width + SLACK:
            return FittedText(kind, _even(signs, room, lines), size * LEADING)
    raise AssertionError


def _even(signs: Sequence[Sign], room: float, lines: list[list[Sign]]) -> list[list[Sign]]:
    """The same number of lines, but narrower, and ending with punctuation where that is possible."""
    best = narrower = lines
    while len(narrower) == len(lines) > 1:
        if _ends_of_phrases(narrower) >= _ends_of_phrases(best):
            best = narrower
        room -= 1
        narrower = grid.break_lines(signs, room, room) if room > 1 else []
    return best


def _ends_of_phrases(lines: list[list[Sign]]) -> int:
    return sum(line[-1].char in PUNCTUATION for line in lines[:-1])
