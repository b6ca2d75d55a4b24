"""Sheets to sign on, measured on the page: their titles, how many rows a page holds, names that aren't torn."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pdfplumber
import pytest

from db.core.work import no_progress
from exports.paper.parts import Sheet
from exports.paper.table_page import write

MM = 72 / 25.4
COLUMNS = (("序号", 14), ("姓名", 32), ("签到时间", 26), ("签退时间", 26), ("签名", 34), ("备注", 24))


def printed(title="签到表", count=3, name="邹犇"):
    file = BytesIO()
    rows = [(str(n), name, "", "", "", "") for n in range(1, count + 1)]
    write(file, Sheet(title, "2021年9月30日上午9时", "应到15人", "地点：三楼会议室", COLUMNS, tuple(rows)), no_progress)
    return pdfplumber.open(file)


def titles(page):
    return page.filter(lambda one: one.get("object_type") != "char" or one["size"] > 21).extract_text().splitlines()


@pytest.mark.parametrize("length", [8, 20, 27, 43, 63, 80])
def test_a_title_breaks_and_keeps_its_size(length):
    title = ("酒泉路街道畅家巷社区社会建设工作委员会志愿服务队冬季清雪与独居老人走访慰问动员部署会暨业务培训会" * 2)[
        : length - 3
    ] + "签到表"
    with printed(title) as pdf:
        [page] = pdf.pages
        assert "".join(titles(page)) == title
        large = [char for char in page.chars if char["size"] > 21]
        assert {round(char["size"], 3) for char in large} == {22}
        assert all(28 * MM - 0.1 <= char["x0"] < char["x1"] <= 184 * MM + 0.1 for char in large)
        table = min(line["top"] for line in page.lines)
        assert max(char["bottom"] for char in page.chars if char["top"] < table - 1) < table
        assert max(char["bottom"] for char in large) < min(
            char["top"] for char in page.chars if round(char["size"], 3) == 14
        )


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (16, 1), (17, 1), (24, 1), (25, 1), (26, 2), (50, 2), (200, 8)])
def test_a_page_holds_25_names(count, pages):
    with printed(count=count) as pdf:
        assert len(pdf.pages) == pages
        text = "\n".join(page.extract_text() for page in pdf.pages)
        assert text.count("邹犇") == count
        assert ("第 1 页" in text) == (pages > 1)  # a sheet of one page needs no number
        for page in pdf.pages:
            rules = sorted({round(line["top"], 1) for line in page.lines if line["top"] == line["bottom"]})
            heights = {round((b - a) / MM, 1) for a, b in pairwise(rules)}
            assert min(heights) >= 7  # mm to sign in
            assert rules[-1] <= 262 * MM + 0.1


def test_a_name_breaks_at_its_dot_only():
    with printed(name="阿依古丽·买买提") as pdf:
        page = pdf.pages[0]
        top = min(line["top"] for line in page.lines)
        words = page.crop((42 * MM, top, 74 * MM, 262 * MM)).extract_text()
    assert not [line for line in words.split() if line not in ("姓名", "阿依古丽·买买提", "阿依古丽·", "买买提")]
