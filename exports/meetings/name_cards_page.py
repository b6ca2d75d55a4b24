"""The page of a name card: A4 upright, folded into a tent of two faces of 191 × 96.5 mm over a base of two flaps.

Measures are those of a template that offices use. Lengths are in points from the upper left corner of the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.core.work import Tick
from exports.atomic import Target, whole_file
from exports.paper import grid
from exports.paper.grid import MM, PAGE, Pen, Type
from exports.paper.structure import ARTIFACT

FACE_WIDTH, FACE_HEIGHT = 191 * MM, 96.5 * MM
SIZES = {2: 156.0, 3: 130.0}  # pt, by the characters of a name
USUAL = 100.0  # pt, of a longer one where it fits
MIDDLE = PAGE[1] / 2  # the ridge of the tent
FOLDS = (MIDDLE - FACE_HEIGHT, MIDDLE, MIDDLE + FACE_HEIGHT)
MARK, HAIR = 5 * MM, 0.4  # of a fold at each edge: length, thickness
GREY = (0.6, 0.6, 0.6)


def draw(path: Target, title: str, names: Sequence[str], tick: Tick) -> Target:
    """Write a card a page; the file appears whole or not at all. Ticks once a page.

    Raises UserError where the file can't be written.
    """
    with whole_file(path) as file:
        pen = Pen(file, title, ascii(names), left=0)
        for done, name in enumerate(names, start=1):
            _folds(pen)
            _face(pen, name)
            pen.canvas.saveState()
            pen.canvas.translate(*PAGE)
            pen.canvas.rotate(180)  # the upper face, read from behind
            with pen.element(ARTIFACT):  # the same name again
                _face(pen, name)
            pen.canvas.restoreState()
            pen.next_page()
            tick(done, len(names))
        pen.save()
    return path


def _folds(pen: Pen) -> None:
    pen.canvas.setLineWidth(HAIR)
    pen.canvas.setStrokeColorRGB(*GREY)
    for y in FOLDS:
        pen.stroke(0, y, MARK, y)
        pen.stroke(PAGE[0] - MARK, y, PAGE[0], y)


def _face(pen: Pen, name: str) -> None:
    """The name in the middle of the lower face; one of two characters is spread over the room of three."""
    text = f"{name[0]}　{name[1]}" if len(name) == 2 else name
    size = SIZES.get(len(name), USUAL)
    kind = Type(size, size)
    size = min(size, FACE_WIDTH / grid.width(grid.signs(text, "title", kind)))
    kind = Type(size, size)
    signs = grid.signs(text, "title", kind)
    x = (PAGE[0] - grid.width(signs) * size) / 2
    pen.text(grid.placed(signs, x, kind), MIDDLE + FACE_HEIGHT / 2, size)
