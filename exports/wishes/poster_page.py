"""The page of the poster of wishes: A3 landscape, or the same on A4, up to twenty coloured notes, each with its status.

Lengths are in points from the upper left corner of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.core.work import Tick
from db.wishes.listings import BLUE, REALISED, RED, YELLOW
from db.wishes.models import COMPANY, GOODS, SERVICE, URGENT
from exports.atomic import Target, whole_file
from exports.paper import grid
from exports.paper.fonts import Role
from exports.paper.grid import BLACK, MM, Pen, Type
from exports.wishes.card_text import GREY, SHADES, WHITE, Colour, fitted
from exports.wishes.public_wishes import UNCLAIMED, PublicWish

PAGE, A4 = (420 * MM, 297 * MM), (297 * MM, 210 * MM)
EDGE = 14 * MM
HEAD, FOOT = 42 * MM, 18 * MM  # above and below the notes
GAP = 5 * MM
PAD, BAND, BOTTOM = 3.5 * MM, 9 * MM, 10 * MM
TITLE, BELOW, CODE, SMALL = Type(46, 46), Type(17, 17), Type(15, 15), Type(12, 12)
STAMPS: dict[str, Colour] = {REALISED: (0.12, 0.45, 0.27), "": (0.25, 0.25, 0.28)}
LEGEND = ((BLUE, GOODS), (YELLOW, f"{SERVICE}、{COMPANY}"), (RED, URGENT))


@dataclass(frozen=True)
class Layout:
    """The notes across and down a page, and the largest type of a wish, in points."""

    across: int
    down: int
    largest: float

    @property
    def width(self) -> float:
        return (PAGE[0] - 2 * EDGE - (self.across - 1) * GAP) / self.across

    @property
    def height(self) -> float:
        return (PAGE[1] - HEAD - FOOT - (self.down - 1) * GAP) / self.down


LAYOUTS = (Layout(4, 3, 26.0), Layout(5, 4, 20.0))  # the first that holds all notes, or the last on several pages


def draw(
    path: Target, title: str, below: str, wishes: Sequence[PublicWish], tick: Tick, *, on: tuple[float, float] = PAGE
) -> Target:
    """Write a note for each wish in order; the file appears whole or not at all. Ticks once a page.

    The page is made smaller where it is printed `on` paper of another size.

    Raises UserError where the file can't be written.
    """
    layout = next((one for one in LAYOUTS if len(wishes) <= one.across * one.down), LAYOUTS[-1])
    many = layout.across * layout.down
    pages = [wishes[start : start + many] for start in range(0, len(wishes), many)]
    with whole_file(path) as file:
        pen = Pen(file, f"{below}{title}", ascii((wishes, on)), on, left=0)
        pen.page = PAGE  # measures are of the large page
        for done, page in enumerate(pages, start=1):
            pen.canvas.scale(on[0] / PAGE[0], on[1] / PAGE[1])
            _head(pen, title, below)
            for place, wish in enumerate(page):
                down, across = divmod(place, layout.across)
                _note(pen, wish, layout, EDGE + across * (layout.width + GAP), HEAD + down * (layout.height + GAP))
            _foot(pen, wishes, done, len(pages))
            pen.next_page()
            tick(done, len(pages))
        pen.save()
    return path


def _text(pen: Pen, text: str, role: Role, kind: Type, x: float, middle: float, colour: Colour = BLACK) -> float:
    """Draw one line that begins at `x`; return where it ends."""
    signs = grid.signs(text, role, kind)
    pen.text(grid.placed(signs, x, kind), middle, kind.size, colour)
    return x + grid.width(signs) * kind.cell


def _head(pen: Pen, title: str, below: str) -> None:
    _text(pen, title, "title", TITLE, EDGE, 20 * MM, SHADES[RED].band)
    words = fitted(below, "hei", BELOW.size, PAGE[0] / 2 - EDGE, BELOW.size)
    words.draw(pen, PAGE[0] - EDGE - words.width, 16 * MM - words.height / 2)
    side = SMALL.size
    x = PAGE[0] - EDGE - sum((len(words) + 1.6) * side for _, words in LEGEND) - (len(LEGEND) - 1) * 1.5 * side
    for colour, words in LEGEND:
        pen.fill(x, 27 * MM - side / 2, side, side, SHADES[colour].band)
        x = _text(pen, words, "hei", SMALL, x + 1.6 * side, 27 * MM) + 1.5 * side
    pen.fill(EDGE, 35 * MM, PAGE[0] - 2 * EDGE, 0.8 * MM, SHADES[RED].band)


def _note(pen: Pen, wish: PublicWish, layout: Layout, x: float, top: float) -> None:
    shade = SHADES[wish.colour]
    pen.fill(x, top, layout.width, layout.height, shade.body)
    pen.fill(x, top, layout.width, BAND, shade.band)
    left, room = x + PAD, layout.width - 2 * PAD
    _text(pen, wish.code, "hei", CODE, left, top + BAND / 2, shade.ink)
    sort = grid.width(grid.signs(wish.sort, "hei", SMALL)) * SMALL.size
    _text(pen, wish.sort, "hei", SMALL, left + room - sort, top + BAND / 2, shade.ink)
    high = layout.height - BAND - BOTTOM - 3.5 * MM
    words = fitted(wish.content, "kai", layout.largest, room, high)
    words.draw(pen, left + (room - words.width) / 2, top + BAND + 2 * MM + (high - words.height) / 2)
    stamp = _stamp(pen, wish, left + room, top + layout.height - BOTTOM / 2)
    name = fitted(wish.called, "kai", CODE.size, room - stamp, CODE.size)
    name.draw(pen, left, top + layout.height - BOTTOM / 2 - name.height / 2)


def _stamp(pen: Pen, wish: PublicWish, right: float, middle: float) -> float:
    """Draw 已认领 or 已实现 at the lower right; return the width that it takes."""
    if wish.status == UNCLAIMED:
        return 0.0
    signs = grid.signs(wish.status, "hei", SMALL)
    width = (grid.width(signs) + 1.2) * SMALL.size
    pen.canvas.setFillColorRGB(*STAMPS.get(wish.status, STAMPS[""]))
    low = pen.page[1] - middle - 0.85 * SMALL.size
    with pen.decoration():
        pen.canvas.roundRect(right - width, low, width, 1.7 * SMALL.size, 0.85 * SMALL.size, stroke=0, fill=1)
    pen.text(grid.placed(signs, right - width + 0.6 * SMALL.size, SMALL), middle, SMALL.size, WHITE)
    return width + SMALL.size


def _foot(pen: Pen, wishes: Sequence[PublicWish], page: int, pages: int) -> None:
    middle = PAGE[1] - 10 * MM
    waiting, done = (sum(one.status == status for one in wishes) for status in (UNCLAIMED, REALISED))
    taken = len(wishes) - waiting - done
    words = f"共 {len(wishes)} 个心愿：等待认领 {waiting} 个，已认领 {taken} 个，已实现 {done} 个。认领请联系社区。"
    _text(pen, words, "body", SMALL, EDGE, middle)
    number = f"第 {page} 页　共 {pages} 页"
    width = grid.width(grid.signs(number, "song", SMALL)) * SMALL.size
    _text(pen, number, "song", SMALL, PAGE[0] - EDGE - width, middle, GREY)
