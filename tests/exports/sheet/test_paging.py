"""The signatures below a table never stand alone: reckoned for every number of rows, and as LibreOffice prints it."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from db.core import kinds
from db.core.fields import Field
from db.core.masking import Audience
from db.core.public_text import Door
from exports.sheet.form import Form
from exports.sheet.paging import FEWEST, ROOMS, stretch, with_heights
from exports.sheet.workbook import SheetTable, write_table

HEAD, TAIL, ROOM = 88.0, 54.0, 502.0
NAME = Field("name", "姓名", kinds.NAME, None)
NOTE = Field("note", "备注", kinds.WIDE, None)


def last_page(heights, room, tail=TAIL, head=HEAD):
    """How many rows stand on the last page above the signatures, and the number of pages."""
    used, rows, pages = head, 0, 1
    for height in [*heights, tail]:
        if used + height > room and used > head:
            used, rows, pages = head, 0, pages + 1
        used += height
        rows += 1
    return rows - 1, pages


@pytest.mark.parametrize("count", range(1, 90))
def test_enough_rows_stand_above_the_signatures_whatever_the_printer(count):
    share = stretch([22.0] * count, HEAD, TAIL, ROOM)
    assert share <= 0.45
    before, last = max(0, count - 60), min(count, 60)
    for room in ROOMS:
        rows, pages = last_page([22.0] * before + [22.0 * (1 + share)] * last, ROOM * room)
        assert pages == 1 or rows >= FEWEST, room


def test_where_all_is_well_no_row_is_made_higher():
    assert stretch([22.0] * 5, HEAD, TAIL, ROOM) == 0
    assert stretch([22.0] * 25, HEAD, TAIL, ROOM) == 0
    assert stretch([], HEAD, TAIL, ROOM) == 0


@given(st.lists(st.sampled_from([22.0, 34.5, 48.75, 120.0, 405.0]), max_size=150))
def test_rows_of_any_height_are_stretched_a_little_or_not_at_all(heights):
    share = stretch(heights, HEAD, TAIL, ROOM)
    assert 0 <= share <= 0.45
    before = max(0, len(heights) - 60)
    higher = [*heights[:before], *(height * (1 + share) for height in heights[before:])]
    for room in ROOMS:
        rows, pages = last_page(higher, ROOM * room)
        assert not share or pages == 1 or rows >= FEWEST, room  # whoever makes rows higher mends it everywhere


def test_only_the_last_rows_are_made_higher():
    xml = '<row r="4" ht="22"><c/></row><row r="5" ht="34.5"><c/></row><row r="6" ht="22"><c/></row>'
    assert re.findall('ht="(.*?)"', with_heights(xml, 5, 0.1)) == ["22", "37.95", "24.2"]
    assert with_heights(xml, 5, 0) == xml
    assert with_heights(xml, 9, 0.1) == xml


def made(path, count):
    rows = [(n, f"某甲{n}", "记") for n in range(1, count + 1)]
    table = SheetTable("名单", (NAME, NOTE), count, (None, None), iter([rows] if rows else []))
    form = Form("名单", "畅家巷社区", date(2021, 8, 30), signatures=(("填表人", ""), ("审核人", ""), ("负责人", "")))
    write_table(path, table, form, Door(Audience.INTERNAL))
    return path


@pytest.mark.parametrize("count", [15, 16, 17, 18, 19, 35, 36, 37])
def test_libreoffice_prints_the_signatures_below_rows(tmp_path, printed, count):
    pages = printed(made(tmp_path / "a.xlsx", count))
    text = pages[-1].extract_text()
    assert "负责人：" in text
    assert "负责人：" not in "".join(page.extract_text() for page in pages[:-1])
    assert len(re.findall("某甲", text)) >= min(count, FEWEST)


@pytest.mark.parametrize(("count", "high"), [(1, 1), (17, 1), (18, 0), (40, 0)])
def test_what_nearly_fits_a_page_is_made_to_fit_it(tmp_path, count, high):
    """A landscape page holds 515 points of rows of 22, a head of about 88 and a foot of 54: 16.9 of them."""
    setup = load_workbook(made(tmp_path / "a.xlsx", count)).worksheets[0].page_setup
    assert int(setup.fitToHeight) == high


def test_a_long_table_keeps_its_rows_in_order(tmp_path):
    file = BytesIO()
    rows = [(n, f"某甲{n}", "记") for n in range(1, 1204)]
    chunks = iter([rows[:500], rows[500:1000], rows[1000:]])
    write_table(
        file,
        SheetTable("名单", (NAME, NOTE), 1203, (None, None), chunks),
        Form("名单", "畅家巷社区", date(2021, 8, 30)),
        Door(Audience.INTERNAL),
    )
    with ZipFile(file) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall("某甲[0-9]+", xml) == [row[1] for row in rows]
    assert [int(n) for n in re.findall('<row r="([0-9]+)"', xml)] == list(range(1, 1209))
