"""The page of the wish wall: A3 on its side, up to twenty coloured notes, with what became of each.

Lengths are in points from the upper left corner of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.core.work import Tick
from db.wishes.listings import BLUE, RED, YELLOW
from db.wishes.models import COMPANY, GOODS, SERVICE, URGENT
from exports.atomic import Target, whole_file
from exports.paper import grid
from exports.paper.fonts import Role
from exports.paper.grid import BLACK, MM, Pen, Type
from exports.wishes.card_text import GREY, SHADES, WHITE, Colour, fitted
from exports.wishes.notes import DONE, WAITING, Note

PAGE = (420 * MM, 297 * MM)
EDGE = 14 * MM
HEAD, FOOT = 42 * MM, 18 * MM  # from the top of the page to the notes, from them to its bottom
GAP = 5 * MM
PAD, BAND, BOTTOM = 3.5 * MM, 9 * MM, 10 * MM
TITLE, BELOW, CODE, SMALL = Type(46, 46), Type(17, 17), Type(15, 15), Type(12, 12)
STAMPS: dict[str, Colour] = {DONE: (0.12, 0.45, 0.27), "": (0.25, 0.25, 0.28)}
LEGEND = ((BLUE, GOODS), (YELLOW, f"{SERVICE}、{COMPANY}"), (RED, URGENT))


@dataclass(frozen=True)
class Wall:
    """So many notes on a page, as wide and as high as they have room, the largest type of a wish in points."""

    across: int
    down: int
    largest: float

    @property
    def width(self) -> float:
        return (PAGE[0] - 2 * EDGE - (self.across - 1) * GAP) / self.across

    @property
    def height(self) -> float:
        return (PAGE[1] - HEAD - FOOT - (self.down - 1) * GAP) / self.down


WALLS = (Wall(4, 3, 26.0), Wall(5, 4, 20.0))  # the first that takes them all, or the last on several pages


def draw(path: Target, title: str, below: str, found: Sequence[Note], tick: Tick) -> Target:
    """Write the notes in their order; the file appears whole or not at all. Ticks once a page."""
    wall = next((wall for wall in WALLS if len(found) <= wall.across * wall.down), WALLS[-1])
    many = wall.across * wall.down
    pages = [found[start : start + many] for start in range(0, len(found), many)]
    with whole_file(path) as file:
        pen = Pen(file, f"{below}{title}", ascii(found), PAGE, left=0)
        for done, page in enumerate(pages, start=1):
            _head(pen, title, below)
            for place, note in enumerate(page):
                down, across = divmod(place, wall.across)
                _note(pen, note, wall, EDGE + across * (wall.width + GAP), HEAD + down * (wall.height + GAP))
            _foot(pen, found, done, len(pages))
            pen.next_page()
            tick(done, len(pages))
        pen.save()
    return path


def _say(pen: Pen, text: str, role: Role, kind: Type, x: float, middle: float, colour: Colour = BLACK) -> float:
    """Draw one line that begins at `x`; return where it ends."""
    signs = grid.signs(text, role, kind)
    pen.text(grid.placed(signs, x, kind), middle, kind.size, colour)
    return x + grid.width(signs) * kind.cell


def _head(pen: Pen, title: str, below: str) -> None:
    _say(pen, title, "title", TITLE, EDGE, 20 * MM, SHADES[RED].band)
    words = fitted(below, "hei", BELOW.size, PAGE[0] / 2 - EDGE, BELOW.size)
    words.draw(pen, PAGE[0] - EDGE - words.width, 16 * MM - words.height / 2)
    side = SMALL.size
    x = PAGE[0] - EDGE - sum((len(words) + 1.6) * side for _, words in LEGEND) - (len(LEGEND) - 1) * 1.5 * side
    for colour, words in LEGEND:
        pen.fill(x, 27 * MM - side / 2, side, side, SHADES[colour].band)
        x = _say(pen, words, "hei", SMALL, x + 1.6 * side, 27 * MM) + 1.5 * side
    pen.fill(EDGE, 35 * MM, PAGE[0] - 2 * EDGE, 0.8 * MM, SHADES[RED].band)


def _note(pen: Pen, note: Note, wall: Wall, x: float, top: float) -> None:
    shade = SHADES[note.colour]
    pen.fill(x, top, wall.width, wall.height, shade.body)
    pen.fill(x, top, wall.width, BAND, shade.band)
    left, room = x + PAD, wall.width - 2 * PAD
    _say(pen, note.code, "hei", CODE, left, top + BAND / 2, shade.ink)
    sort = grid.width(grid.signs(note.sort, "hei", SMALL)) * SMALL.size
    _say(pen, note.sort, "hei", SMALL, left + room - sort, top + BAND / 2, shade.ink)
    high = wall.height - BAND - BOTTOM - 3.5 * MM
    words = fitted(note.content, "kai", wall.largest, room, high)
    words.draw(pen, left + (room - words.width) / 2, top + BAND + 2 * MM + (high - words.height) / 2)
    stamp = _stamp(pen, note, left + room, top + wall.height - BOTTOM / 2)
    name = fitted(note.called, "kai", CODE.size, room - stamp, CODE.size)
    name.draw(pen, left, top + wall.height - BOTTOM / 2 - name.height / 2)


def _stamp(pen: Pen, note: Note, right: float, middle: float) -> float:
    """已认领 or 已实现 at the lower right; return how much room it takes."""
    if note.said == WAITING:
        return 0.0
    signs = grid.signs(note.said, "hei", SMALL)
    width = (grid.width(signs) + 1.2) * SMALL.size
    pen.canvas.setFillColorRGB(*STAMPS.get(note.said, STAMPS[""]))
    low = pen.page[1] - middle - 0.85 * SMALL.size
    pen.canvas.roundRect(right - width, low, width, 1.7 * SMALL.size, 0.85 * SMALL.size, stroke=0, fill=1)
    pen.text(grid.placed(signs, right - width + 0.6 * SMALL.size, SMALL), middle, SMALL.size, WHITE)
    return width + SMALL.size


def _foot(pen: Pen, found: Sequence[Note], page: int, pages: int) -> None:
    middle = PAGE[1] - 10 * MM
    waiting, done = (sum(note.said == said for note in found) for said in (WAITING, DONE))
    taken = len(found) - waiting - done
    words = f"共 {len(found)} 个心愿：等待认领 {waiting} 个，已认领 {taken} 个，已实现 {done} 个。认领请联系社区。"
    _say(pen, words, "body", SMALL, EDGE, middle)
    number = f"第 {page} 页　共 {pages} 页"
    width = grid.width(grid.signs(number, "song", SMALL)) * SMALL.size
    _say(pen, number, "song", SMALL, PAGE[0] - EDGE - width, middle, GREY)
