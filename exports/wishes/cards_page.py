"""The page of wish cards: A4 upright, eight equal cards of 95 × 68 mm, with cutting marks at the edges.

Lengths are in points from the upper left corner of the page. Cards touch, so that one cut separates two of them; the
coloured field ends 2.5 mm inside its card, so that a cut may miss a little.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.core.work import Tick
from exports.atomic import Target, whole_file
from exports.paper import grid
from exports.paper.grid import BLACK, MM, PAGE, Pen, Type
from exports.wishes.card_text import GREY, SHADES, WHITE, fitted
from exports.wishes.public_wishes import PublicWish

ACROSS, DOWN = 2, 4
A_PAGE = ACROSS * DOWN
WIDTH, HEIGHT = 95 * MM, 68 * MM
LEFT, TOP = (PAGE[0] - ACROSS * WIDTH) / 2, (PAGE[1] - DOWN * HEIGHT) / 2
INSET = 2.5 * MM  # of the coloured field
PAD = 4 * MM  # from the edge of the field to the text
BAND = 11 * MM
FOOT = 21 * MM  # for the three lines at the bottom
GAP = 2 * MM  # above and below the text of the wish
MARK, OFF, HAIR = 4 * MM, 1 * MM, 0.4  # marks: length, distance from the card, thickness
CODE, SMALL, WHOSE = Type(17, 17), Type(12, 12), Type(9, 9)
LARGEST, NAME = 24.0, 14.0  # pt, of a wish and of a name


def draw(path: Target, title: str, office: str, contact: str, wishes: Sequence[PublicWish], tick: Tick) -> Target:
    """Write the cards in their order; the file appears whole or not at all. Ticks once a page.

    At the foot of each stands whose it is and whom to call: on a wall hang those of several communities.

    Raises UserError where the file can't be written.
    """
    whose = f"{office}　{contact}".strip()
    pages = [wishes[start : start + A_PAGE] for start in range(0, len(wishes), A_PAGE)]
    with whole_file(path) as file:
        pen = Pen(file, title, ascii((office, contact, wishes)), left=0)
        for done, page in enumerate(pages, start=1):
            for place, wish in enumerate(page):
                _card(pen, wish, whose, LEFT + place % ACROSS * WIDTH, TOP + place // ACROSS * HEIGHT)
            _marks(pen)
            pen.next_page()
            tick(done, len(pages))
        pen.save()
    return path


def _marks(pen: Pen) -> None:
    """Draw the cutting marks beside the outermost cards."""
    pen.canvas.setLineWidth(HAIR)
    pen.canvas.setStrokeColorRGB(*BLACK)
    right, bottom = LEFT + ACROSS * WIDTH, TOP + DOWN * HEIGHT
    for n in range(ACROSS + 1):
        x = LEFT + n * WIDTH
        pen.stroke(x, TOP - OFF - MARK, x, TOP - OFF)
        pen.stroke(x, bottom + OFF, x, bottom + OFF + MARK)
    for n in range(DOWN + 1):
        y = TOP + n * HEIGHT
        pen.stroke(LEFT - OFF - MARK, y, LEFT - OFF, y)
        pen.stroke(right + OFF, y, right + OFF + MARK, y)


def _card(pen: Pen, wish: PublicWish, whose: str, x: float, top: float) -> None:
    """Draw a white card with a coloured field on it: a band, the wish, and three lines below."""
    shade = SHADES[wish.colour]
    pen.fill(x, top, WIDTH, HEIGHT, WHITE)
    x, top, width, height = x + INSET, top + INSET, WIDTH - 2 * INSET, HEIGHT - 2 * INSET
    pen.fill(x, top, width, height, shade.body)
    pen.fill(x, top, width, BAND, shade.band)
    left, room, middle = x + PAD, width - 2 * PAD, top + BAND / 2
    pen.text(grid.placed(grid.signs(wish.code, "hei", CODE), left, CODE), middle, CODE.size, shade.ink)
    sort = grid.signs(wish.sort, "hei", SMALL)
    start = left + room - grid.width(sort) * SMALL.size
    pen.text(grid.placed(sort, start, SMALL), middle, SMALL.size, shade.ink)
    high = height - BAND - FOOT - 2 * GAP
    words = fitted(wish.content, "kai", LARGEST, room, high)
    words.draw(pen, left + (room - words.width) / 2, top + BAND + GAP + (high - words.height) / 2)
    _foot(pen, wish, left, top + height - FOOT, room)
    words = fitted(whose, "hei", WHOSE.size, room, WHOSE.size * 2.4)
    words.draw(pen, left + (room - words.width) / 2, top + height - 3.5 * MM - words.height / 2)


def _foot(pen: Pen, wish: PublicWish, left: float, top: float, room: float) -> None:
    """Draw the name of the wisher, and a line for the name of the claimant."""
    label = grid.signs("许愿人：", "hei", SMALL)
    name = fitted(wish.called, "kai", NAME, room - 4 * SMALL.size, NAME)
    line = top + 4 * MM
    pen.text(grid.placed(label, left, SMALL), line, SMALL.size)
    name.draw(pen, left + 4 * SMALL.size, line - name.height / 2)
    line += 7.5 * MM
    pen.text(grid.placed(grid.signs("认领人：", "hei", SMALL), left, SMALL), line, SMALL.size)
    pen.canvas.setLineWidth(0.6)
    pen.canvas.setStrokeColorRGB(*GREY)
    pen.stroke(left + 4 * SMALL.size, line + SMALL.size * 0.7, left + room, line + SMALL.size * 0.7)
