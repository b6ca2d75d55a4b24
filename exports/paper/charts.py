"""Charts as ReportLab drawings for paper, and as SVG for the screen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Group, Rect, String
from reportlab.lib.colors import HexColor

from exports.paper import fonts

SIZE = 11.0  # of the labels
ROW, GAP, TITLE = 22.0, 7.0, 30.0  # points: a bar with its space, between label and bar, the heading
INK, QUIET, BAR, TRACK = HexColor("#1f2a30"), HexColor("#5c6870"), HexColor("#2f7f79"), HexColor("#edf1f1")


def _ems(text: str) -> float:
    """The greatest width of a text on any screen, in ems: an ideograph and a full-width sign take one."""
    return sum(0.62 if sign.isascii() else 1.0 for sign in text)


def bars(title: str, counts: Sequence[tuple[str, int]], width: float) -> Drawing:
    """Horizontal bars under a heading, one row for each label with its figure; `width` in points."""
    height = TITLE + ROW * max(1, len(counts))
    face = fonts.face("hei")
    label_width = max((_ems(label) * SIZE for label, _n in counts), default=0) + GAP
    room = width - label_width - 30
    most = max((number for _label, number in counts), default=1) or 1
    group = Group(String(0, height - 18, title, fontName=face.fontName, fontSize=13, fillColor=INK))
    for n, (label, number) in enumerate(counts):
        base = height - TITLE - ROW * (n + 1) + 6
        group.add(
            String(
                label_width - GAP, base, label, fontName=face.fontName, fontSize=SIZE, fillColor=QUIET, textAnchor="end"
            )
        )
        for length, colour in ((room, TRACK), (room * number / most, BAR)):
            bar = Rect(label_width, base - 3, length, 14, 2, 2)
            bar.fillColor, bar.strokeColor = colour, None
            group.add(bar)
        group.add(
            String(label_width + room + 6, base, str(number), fontName=face.fontName, fontSize=SIZE, fillColor=INK)
        )
    return Drawing(width, height, group)


def columns(drawings: Sequence[Drawing], width: float, count: int = 2, gap: float = 28) -> Drawing:
    """Drawings side by side, each under the shortest column so far."""
    depth = [0.0] * count
    placed: list[tuple[Drawing, int, float]] = []
    for drawing in drawings:
        column = depth.index(min(depth))
        placed.append((drawing, column, depth[column]))
        depth[column] += drawing.height + gap
    whole = Drawing(width, max(depth, default=gap) - gap)
    for drawing, column, above in placed:
        moved = Group(*drawing.contents)
        moved.translate(column * (drawing.width + gap), whole.height - above - drawing.height)
        whole.add(moved)
    return whole


def svg(drawing: Drawing, family: str) -> bytes:
    """The drawing as SVG in a font family of the screen, without clip paths, which Qt would paint black."""
    text = re.sub(r"<clipPath.*?</clipPath>", "", renderSVG.drawToString(drawing), flags=re.DOTALL)
    return text.replace(fonts.face("hei").fontName, family).encode()
