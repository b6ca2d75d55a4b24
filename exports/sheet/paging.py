"""Where the pages of a printed sheet end: the signatures below a table never stand on a page without rows of it.

A program breaks pages where it likes once a sheet is fitted to the width of its paper, and heeds no breaks of ours.
So the last rows are made a little higher where the last page would have too few of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

FEWEST = 2  # rows above the signatures on the last page
LAST = 60  # rows that may be made higher, more than a page holds of the lowest
HIGHEST = 0.45  # of a row's height that is added at most
STEP = 0.01
ROOMS = (0.94, 0.97, 1.0, 1.03)  # of the height that we reckon with: printers differ, and so do the faces of an office
ROW = re.compile(r'ht="([\d.]+)"')


def on_one_page(heights: Sequence[float], head: float, tail: float, room: float) -> bool:
    """Whether all fits a page, or nearly: then it is made as small as it has to be."""
    return head + sum(heights) + tail <= room * ROOMS[-1]


def stretch(heights: Sequence[float], head: float, tail: float, room: float) -> float:
    """The share by which the `LAST` rows are to be higher; 0 where all is well, or where nothing helps.

    `heights` are those of the rows in points; `head` is repeated on each page, `tail` stands below the rows, and
    `room` is what a page holds, head included.
    """
    before, last = heights[: -LAST or None] if len(heights) > LAST else (), heights[-LAST:]
    begun = [(_filled(before, room * share - head), room * share - head) for share in ROOMS]
    steps = round(HIGHEST / STEP)
    return next((n * STEP for n in range(steps + 1) if _sound(last, 1 + n * STEP, tail, begun)), 0.0)


def _filled(heights: Iterable[float], room: float) -> float:
    """What is filled of the page on which these rows end."""
    used = 0.0
    for height in heights:
        used = used + height if used + height <= room else height
    return used


def _sound(heights: Sequence[float], share: float, tail: float, begun: Sequence[tuple[float, float]]) -> bool:
    """Whether the signatures stand below enough rows however large the page is, with rows of this share of height."""
    for start, room in begun:
        used, on_page, pages = start, FEWEST if start else 0, 1
        for height in heights:
            if used + height * share > room:
                used, on_page, pages = 0.0, 0, pages + 1
            used += height * share
            on_page += 1
        moved = used + tail > room  # all of the rows stay on the page before
        if (moved or on_page < FEWEST) and (pages > 1 or moved or start):
            return False
    return True


def with_heights(xml: str, first: int, share: float) -> str:
    """The XML of rows, of which those from the number `first` on are higher by a share."""
    place = xml.find(f'<row r="{first}"')
    if place < 0 or not share:
        return xml
    return xml[:place] + ROW.sub(lambda found: f'ht="{float(found[1]) * (1 + share):.4g}"', xml[place:])
