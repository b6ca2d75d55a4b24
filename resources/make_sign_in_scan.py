"""Draws sign_in_scan.jpg, the signed sheet of the sample office: our own paper, filled in by hand, then scanned.

Run `python -m resources.make_sign_in_scan` in the project's folder after the sheet has changed. Nobody ever signed it:
the people are invented.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from db import sample
from db.activities.services import SERVICES
from db.core.kinds import clock
from db.core.work import no_progress
from db.database import Database
from exports.activities.sign_in import SHIFT_SIGN_IN
from exports.reports import Request

HERE = Path(__file__).parent
TARGET = HERE / "sign_in_scan.jpg"
SHIFT = 1  # the founding ceremony of the rescue team
DPI = 100
INK, PAPER = (38, 52, 104), (246, 244, 238)
HANDS = {"签到时间": "arrived", "签退时间": "left", "签名": "person"}


def main() -> None:
    chance = random.Random(20210830)
    with TemporaryDirectory() as folder:
        database = Database(Path(folder) / "linli.db")
        sample.fill(database)
        with database.read() as session:
            rows = session.execute(SERVICES.of(SHIFT).rows()).all()
            paper = BytesIO()
            SHIFT_SIGN_IN.write(session, paper, Request(SHIFT), no_progress)
        database.close()
    page: Any = pypdfium2.PdfDocument(paper.getvalue())[0]
    sheet = page.render(scale=DPI / 72).to_pil().convert("RGB")
    write(sheet, columns(page), rows, chance)
    turned = sheet.rotate(0.5, Image.Resampling.BICUBIC, fillcolor="white")
    tinted = Image.composite(Image.new("RGB", sheet.size, PAPER), turned, turned.convert("L").point(paper_mask))
    grain = Image.effect_noise(sheet.size, 12).convert("RGB")
    scan = Image.blend(tinted.filter(ImageFilter.GaussianBlur(0.4)), grain, 0.04)
    scan.save(TARGET, "JPEG", quality=62, optimize=True, dpi=(DPI, DPI))


def paper_mask(value: float) -> int:
    """What is nearly white is paper."""
    return 255 if value > 235 else 0


def columns(page: Any) -> dict[str, tuple[float, float]]:
    """Where the title of each column stands: its middle and its lower edge, in points from the top left."""
    text, height = page.get_textpage(), page.get_height()
    found = {}
    for title in (*HANDS, "序号"):
        place, count = text.search(title).get_next()
        boxes = [text.get_charbox(n) for n in range(place, place + count)]
        found[title] = (boxes[0][0] + boxes[-1][2]) / 2, height - boxes[0][1]
    return found


def write(
    sheet: Image.Image, titles: dict[str, tuple[float, float]], rows: Sequence[Any], chance: random.Random
) -> None:
    """Times and signatures by hand, each a little aslant."""
    lines = [y for y in range(sheet.height) if dark(sheet, y)]
    edges = [y for place, y in enumerate(lines) if not place or y - lines[place - 1] > 3]
    first = next(n for n, y in enumerate(edges) if y > titles["序号"][1] * DPI / 72)
    for n, row in enumerate(rows):
        top, below = edges[first + n], edges[first + n + 1]
        for title, key in HANDS.items():
            value = SERVICES.value(row, key)
            words = value if key == "person" else clock(value)
            size = round((below - top) * (0.62 if key == "person" else 0.5))
            font = ImageFont.truetype(str(HERE / "fonts" / "KaiTi.ttf"), size)
            hand = Image.new("L", (size * 8, size * 2))
            ImageDraw.Draw(hand).text((size * 4, size), words, 255, font, anchor="mm")
            hand = hand.rotate(chance.uniform(-4, 5), Image.Resampling.BICUBIC)
            middle = titles[title][0] * DPI / 72 + chance.uniform(-4, 4), (top + below) / 2 + chance.uniform(-2, 2)
            sheet.paste(INK, (round(middle[0] - hand.width / 2), round(middle[1] - hand.height / 2)), hand)


def dark(sheet: Image.Image, y: int) -> bool:
    """Whether a rule of the table runs at this height."""
    row = sheet.crop((sheet.width // 4, y, sheet.width * 3 // 4, y + 1)).convert("L")
    return sum(row.tobytes()) / row.width < 140


if __name__ == "__main__":
    main()
