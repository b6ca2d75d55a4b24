"""The printed page against the literal figures of GB/T 9704-2012, measured in the PDF in millimetres."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from db.core.errors import UserError
from db.core.work import Cancelled
from exports.paper.gongwen import write
from exports.paper.parts import (
    AttendanceList,
    Document,
    Heading,
    Imprint,
    IssuerDate,
    Mark,
    Number,
    Paragraph,
    Part,
    RedRule,
    Title,
    ordinal,
    with_whole_names,
)

MM = 25.4 / 72
ROOT = Path(__file__).parent.parent.parent.parent
NOT_FIRST = "，。、；：？！）》」』”’〉】…％%℃‰〕～·"
NOT_LAST = "（《「『“‘〈【〔￥"
WORDS = re.compile(r"[!-~]+")
PIECES = (
    *"会议听取了关于小区加装电梯居民意见征集情况的通报并决定由副主任牵头逐户上门沟通",
    *"，。、；：，。、，。",
    *("“难在协商”", "《方案》", "（以下简称“社工委”）", "〔2021〕3号", "——", "……", "马𬭎", "阿依古丽·买买提"),
    *("2021年8月30日", "94.8%", "3,860.50元", "0931-8481234", "37.5℃", "￥1200", "0.5～1.8", "①"),
    *("Wi-Fi", "well-known", "office@example.cn", "https://www.example.cn/wish/2021", "A4", "in the house"),
    *("「一站式」", "『微心愿』", "【通知】", "[附件1]", "‘五社’", "(2021)"),
)
IMPRINT = Imprint("畅家巷社区居民委员会", "2021年8月30日", "城关区委组织部，皋兰路街道党工委、办事处，社工委各成员单位")

Char = dict[str, Any]
Box = tuple[float, ...]


def printed(path: Path, *parts: Part, imprint: Imprint | None = None, draft: str = "") -> list[list[Char]]:
    """The characters of each page as pdfplumber reads them."""
    write(path, Document("试印", parts, imprint, draft))
    with pdfplumber.open(path) as pdf:
        return [page.chars for page in pdf.pages]


def body(chars: list[Char]) -> list[Char]:
    return [char for char in chars if char["size"] > 15]


def lines(chars: list[Char]) -> list[list[Char]]:
    """Characters by the middle of their boxes, line by line down the page."""
    found: dict[int, list[Char]] = defaultdict(list)
    for char in chars:
        found[round((char["top"] + char["bottom"]) / 2)].append(char)
    return [found[key] for key in sorted(found)]


def text(line: list[Char]) -> str:
    return "".join(char["text"] for char in line)


def fonts_of(line: list[Char]) -> set[str]:
    return {char["fontname"].partition("+")[2] for char in line}


def ink(path: Path, mask: Callable[[Image.Image], Image.Image], box: Sequence[float], page_no: int = 1) -> Box:
    """Left, top, right and bottom in mm of what `mask` leaves white within a box of a page, at 720 dpi."""
    document = pypdfium2.PdfDocument(path)
    page = document[page_no - 1].render(scale=10).to_pil().convert("RGB")
    document.close()
    found = mask(page.crop([round(side / MM * 10) for side in box])).getbbox()
    assert found
    return tuple(side * MM / 10 + origin for side, origin in zip(found, (*box[:2], *box[:2]), strict=True))


def red(image: Image.Image) -> Image.Image:
    strength, others, _ = image.split()
    return ImageChops.subtract(strength, others).point(lambda value: 255 * (value > 128))


def dark(image: Image.Image) -> Image.Image:
    return image.convert("L").point(lambda value: 255 * (value < 128))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "纪要.pdf"


# --- the grid [5.2]


def test_a_page_holds_22_lines_of_28_characters_in_the_text_block(path: Path) -> None:
    for chars in map(body, printed(path, Paragraph("国" * (28 * 22 * 3 - 2)))):
        assert [len(line) for line in lines(chars)][1:] == [28] * 21
        assert min(char["x0"] for char in chars) * MM == pytest.approx(28.0, abs=0.1)
        assert max(char["x1"] for char in chars) * MM == pytest.approx(184.0, abs=0.1)
        assert min(char["top"] for char in chars) * MM == pytest.approx(37.0, abs=0.1)
        assert max(char["bottom"] for char in chars) * MM == pytest.approx(261.95, abs=0.1)


def test_characters_are_16_pt_in_cells_of_15_793_pt_on_lines_29_61_pt_apart(path: Path) -> None:
    [chars, *_] = map(body, printed(path, Paragraph("国" * 700)))
    assert {round(char["size"], 6) for char in chars} == {16}
    left = sorted({round(char["x0"], 3) for char in chars})
    top = sorted({round(char["top"], 3) for char in chars})
    assert [b - a for a, b in pairwise(left)] == pytest.approx([15.793] * 27, abs=0.002)
    assert [b - a for a, b in pairwise(top)] == pytest.approx([29.61] * 21, abs=0.01)


def test_the_ink_lies_evenly_within_the_text_block(path: Path) -> None:
    printed(path, Paragraph("国" * (26 + 28 * 21)))
    left, top, right, bottom = ink(path, dark, (0, 0, 210, 263))
    assert (left - 28.0, 184.0 - right) == pytest.approx((0.5, 0.5), abs=0.4)
    assert (top - 37.0, 261.95 - bottom) == pytest.approx((0.5, 0.5), abs=0.4)


def test_the_first_line_of_a_paragraph_is_indented_by_two_characters(path: Path) -> None:
    [chars] = printed(path, Paragraph("国" * 60 + "\n\n  第二段"))
    first, second, _, last = lines(body(chars))
    assert len(first) == 26
    assert first[0]["x0"] * MM == pytest.approx(28.0 + 2 * 156 / 28, abs=0.1)
    assert second[0]["x0"] * MM == pytest.approx(28.0, abs=0.1)
    assert text(last) == "第二段"
    assert last[0]["x0"] == pytest.approx(first[0]["x0"], abs=0.01)


def test_quotes_dashes_and_dots_take_a_full_cell(path: Path) -> None:
    [chars] = printed(path, Paragraph("国" * 26 + "“国‘国’国”——国……" + "国" * 10))
    line = lines(body(chars))[1]
    middles = [(char["x0"] + char["x1"]) / 2 - 28 / MM for char in line]
    assert middles == pytest.approx([(n + 0.5) * 15.793 for n in range(len(line))], abs=0.02)


def test_a_line_with_a_number_ends_at_the_edge_and_has_no_gap_that_reads_as_a_space(path: Path) -> None:
    sentence = "截至2021年8月25日已收回意见表91份，回收率94.8%，其中同意加装的83户。" * 4
    [chars] = printed(path, Paragraph(sentence))
    *full, _ = lines(body(chars))
    for line in full:
        cells = (line[-1]["x1"] - 28 / MM) / 15.793
        assert cells == pytest.approx(round(cells), abs=0.03)
        assert all(b["x0"] - a["x1"] < 1.6 for a, b in pairwise(line))


def test_two_thousand_mixed_lines_keep_the_rules_within_the_text_block(path: Path) -> None:
    random_ = random.Random(9704)
    sources = ["会" + "".join(random_.choice(PIECES) for _ in range(300)) for _ in range(110)]
    pages = printed(path, *map(Paragraph, sources))
    everything = [line for chars in pages for line in lines(body(chars))]
    assert len(everything) >= 2000
    rest = iter(everything)
    for source in sources:
        at = 0
        words = [match.span() for match in WORDS.finditer(source)]
        while at < len(source):
            line = next(rest)
            shown = text(line).strip()
            assert source.startswith(shown, at), (shown, source[at : at + 40])
            assert shown[0] not in NOT_FIRST
            assert shown[-1] not in NOT_LAST
            assert min(char["x0"] for char in line) * MM > 28.0 - 0.1
            assert max(char["x1"] for char in line) * MM < 184.0 + 0.1
            at += len(shown)
            assert source[at - 1 : at + 1] not in ("——", "……")
            assert not [source[a:b] for a, b in words if a < at < b and b - a < 45]  # longer ones fill a line
            at += len(source[at:]) - len(source[at:].lstrip())
    assert next(rest, None) is None
    boxes = [(char["top"] * MM, char["bottom"] * MM) for line in everything for char in line]
    assert min(top for top, _ in boxes) > 37.0 - 0.1
    assert max(bottom for _, bottom in boxes) < 261.95 + 0.1


# --- head and title [7.2, 7.3.1, 10.3]


@pytest.mark.parametrize("mark", ["会议纪要", "畅家巷社区社会建设工作委员会会议纪要", "一", "国" * 40])
def test_the_red_ink_of_the_mark_begins_72_mm_below_the_top_and_fits(path: Path, mark: str) -> None:
    [chars] = printed(path, Mark(mark))
    left, top, right, _ = ink(path, red, (0, 0, 210, 297))
    assert top == pytest.approx(72.0, abs=0.5)
    assert (left + right) / 2 == pytest.approx(106.0, abs=1.0)
    assert 28.0 <= left < right <= 184.0
    assert fonts_of(chars[: len(mark)]) == {"MinutesTitleSong"}
    assert chars[0]["non_stroking_color"] == (1, 0, 0)


def test_a_mark_too_long_to_be_read_is_refused(path: Path) -> None:
    with pytest.raises(UserError, match="太长"):
        printed(path, Mark("国" * 200))
    assert list(path.parent.iterdir()) == []


def test_number_issuer_and_date_stand_above_the_red_rule(path: Path) -> None:
    [chars] = printed(path, Mark("会议纪要"), Number("第3期"), IssuerDate("居民委员会", "2021年8月30日"), RedRule())
    _, number, below, _page = lines(chars)
    assert (number[0]["x0"] + number[-1]["x1"]) / 2 * MM == pytest.approx(106.0, abs=0.1)
    assert text(below) == "居民委员会2021年8月30日"
    assert below[0]["x0"] * MM == pytest.approx(28.0 + 156 / 28, abs=0.1)
    assert below[-1]["x1"] * MM == pytest.approx(184.0 - 156 / 28, abs=0.1)
    with pdfplumber.open(path) as pdf:
        [rule] = pdf.pages[0].lines
    assert (rule["x0"] * MM, rule["x1"] * MM) == pytest.approx((28.0, 184.0), abs=0.1)
    assert rule["stroking_color"] == (1, 0, 0)
    edge = rule["top"] * MM - rule["linewidth"] / 2 * MM
    assert edge - below[0]["bottom"] * MM == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("会议纪要", ["会议纪要"]),
        ("上行\n下面一行", ["上行", "下面一行"]),
        (
            "畅家巷社区社会建设工作委员会第三次会议暨“微心愿”认领工作推进会纪要",
            ["畅家巷社区社会建设工作委员会第三次会议", "暨“微心愿”认领工作推进会纪要"],
        ),
        (
            "关于进一步加强老旧小区加装电梯居民协商议事工作的实施方案",
            ["关于进一步加强老旧小区加装电梯", "居民协商议事工作的实施方案"],
        ),
        (
            "兰州市城关区雁北街道雁滩大桥社区社会建设工作委员会关于开展“点亮微心愿·情暖邻里间”认领仪式暨志愿者业务培训会的公告",
            [
                "兰州市城关区雁北街道",
                "雁滩大桥社区社会建设工作委员会",
                "关于开展“点亮微心愿·情暖邻里间”",
                "认领仪式暨志愿者业务培训会的公告",
            ],
        ),
    ],
)
def test_a_title_is_centred_in_22_pt_and_cut_by_meaning(path: Path, title: str, expected: list[str]) -> None:
    [chars] = printed(path, Title(title), Paragraph("正文"))
    *head, after, _page = lines(chars)
    assert list(map(text, head)) == expected
    for line in head:
        assert {round(char["size"], 6) for char in line} == {22}
        assert fonts_of(line) == {"MinutesTitleSong"}
        assert (line[0]["x0"] + line[-1]["x1"]) / 2 * MM == pytest.approx(106.0, abs=0.1)
    assert head[0][0]["top"] * MM == pytest.approx(37.0, abs=0.1)
    assert after[0]["top"] - head[-1][0]["top"] == pytest.approx(2 * 29.61, abs=0.2)  # one blank line


def test_no_line_of_a_title_begins_with_a_particle(path: Path) -> None:
    [chars] = printed(path, Title("关于慰问畅家巷青少年们欢度愉快暑假的倡议书"))
    assert list(map(text, lines(body(chars)))) == ["关于慰问畅家巷青少年们", "欢度愉快暑假的倡议书"]


# --- headings, attendance


@pytest.mark.parametrize(
    ("level", "number", "font"),
    [(1, "十二、", "MinutesHei"), (2, "（十二）", "LXGWWenKaiGBLite-Regular"), (3, "12.", ""), (4, "（12）", "")],
)
def test_headings_have_their_number_and_face_by_level(path: Path, level: Any, number: str, font: str) -> None:
    [chars] = printed(path, Heading(level, "时间要求", number=12), Heading(level, "分工", "由李翀负责。", number=20))
    alone, run_in, *_ = lines(chars)
    assert text(alone) == f"{number}时间要求"
    assert fonts_of(alone) == ({font} if font else {"ZhuqueFangsong-Regular", "MinutesSong"})
    assert text(run_in).endswith("分工。由李翀负责。")
    assert fonts_of(run_in[-6:]) == {"ZhuqueFangsong-Regular"}
    assert alone[0]["x0"] * MM == pytest.approx(28.0 + 2 * 156 / 28, abs=0.1)


def test_numbers_of_headings() -> None:
    assert [ordinal(1, n) for n in (1, 10, 11, 20, 99, 100)] == [
        "一、",
        "十、",
        "十一、",
        "二十、",
        "九十九、",
        "100、",
    ]


@pytest.mark.parametrize("filled", range(15, 24))
def test_a_heading_never_stands_alone_at_the_foot_of_a_page(path: Path, filled: int) -> None:
    above = [Paragraph("国")] * filled
    pages = printed(path, *above, Heading(1, "甲" * 30), Heading(2, "乙"), Paragraph("国" * 80))
    for chars in pages:
        last = text(lines(body(chars))[-1])
        assert last[0] == "国"


def test_a_list_of_headings_may_be_parted(path: Path) -> None:
    pages = printed(path, *(Heading(3, "逐项销号", number=n) for n in range(1, 41)))
    assert [len(lines(body(chars))) for chars in pages] == [22, 18]


def test_attendance_is_aligned_behind_its_colon_below_a_blank_line(path: Path) -> None:
    names = (
        "陈㛃",
        "李翀",
        "马𬭎",
        "张堃",
        "王犇",
        "阿依古丽·买买提",
        "刘䶮",
        "欧阳建国",
        "赵敏",
        "孙丽华",
        "周伟",
        "吴桂兰",
    )
    [chars] = printed(
        path, Paragraph("正文。"), AttendanceList("出席", names), AttendanceList("请假", text="冯强（因病）")
    )
    above, first, second, third, absent = lines(body(chars))
    assert first[0]["top"] - above[0]["top"] == pytest.approx(2 * 29.61, abs=0.1)
    assert second[0]["top"] - first[0]["top"] == pytest.approx(29.61, abs=0.1)
    assert first[0]["x0"] * MM == pytest.approx(28.0 + 2 * 156 / 28, abs=0.1)
    assert fonts_of(first[:3]) == {"MinutesHei"}
    assert text(first[:3]) == "出席："
    assert fonts_of(first[3:]) == {"ZhuqueFangsong-Regular"}
    for line in (second, third):
        assert line[0]["x0"] == pytest.approx(first[3]["x0"], abs=0.05)
    assert text(first) + text(second) + text(third) == "出席：" + "、".join(names)
    whole = "/".join(map(text, (first, second, third)))
    assert all(name in whole for name in names)
    assert text(absent) == "请假：冯强（因病）"
    assert absent[0]["top"] - third[0]["top"] == pytest.approx(29.61, abs=0.1)


def test_names_of_two_characters_are_padded_where_spaces_part_the_names(path: Path) -> None:
    [chars] = printed(path, AttendanceList("列席", ("何翔", "司马晴"), separator="　"))
    assert text(lines(chars)[0]) == "列席：何　翔　司马晴"


# --- page numbers and imprint [7.4, 7.5]


def test_page_numbers_stand_outside_one_character_in_and_7_mm_below_the_text_block(path: Path) -> None:
    pages = printed(path, Paragraph("国" * 2000))
    for n, chars in enumerate(pages, start=1):
        number = [char for char in chars if round(char["size"], 6) == 14]
        assert text(number) == f"— {n} —"
        assert fonts_of(number) == {"MinutesSong"}
        if n % 2:
            assert number[-1]["x1"] * MM == pytest.approx(184.0 - 14 * MM, abs=0.1)
        else:
            assert number[0]["x0"] * MM == pytest.approx(28.0 + 14 * MM, abs=0.1)
    second_dash, first_dash = (174, 263, 184, 275), (28, 263, 36, 275)
    for n, box in ((1, second_dash), (2, first_dash)):
        _, top, _, _ = ink(path, dark, box, n)
        assert top - 262.0 == pytest.approx(7.0, abs=0.3)


def test_the_imprint_closes_the_last_page(path: Path) -> None:
    pages = printed(path, Paragraph("国" * 700), imprint=IMPRINT)
    with pdfplumber.open(path) as pdf:
        assert [len(page.lines) for page in pdf.pages] == [0, 3]
        rules = sorted(pdf.pages[1].lines, key=lambda rule: rule["top"])
    assert [rule["linewidth"] * MM for rule in rules] == pytest.approx([0.35, 0.25, 0.35], abs=0.001)
    assert rules[-1]["top"] * MM == pytest.approx(262.0, abs=0.1)
    for rule in rules:
        assert (rule["x0"] * MM, rule["x1"] * MM) == pytest.approx((28.0, 184.0), abs=0.1)
    copies, continued, issued, number = lines([char for char in pages[-1] if round(char["size"], 6) == 14])
    assert fonts_of(copies + continued) == {"ZhuqueFangsong-Regular"}
    assert fonts_of(issued) == {"ZhuqueFangsong-Regular", "MinutesSong"}  # the figures
    assert text(copies + continued) == f"抄送：{IMPRINT.copies}。"
    assert copies[0]["x0"] * MM == pytest.approx(28.0 + 14 * MM, abs=0.1)
    assert continued[0]["x0"] == pytest.approx(copies[3]["x0"], abs=0.05)
    assert text(issued) == "畅家巷社区居民委员会2021年8月30日印发"
    assert issued[0]["x0"] * MM == pytest.approx(28.0 + 14 * MM, abs=0.1)
    assert issued[-1]["x1"] * MM == pytest.approx(184.0 - 14 * MM, abs=0.1)
    assert number[0]["top"] > rules[-1]["top"] > issued[0]["bottom"] > rules[1]["top"] > continued[0]["bottom"]


@pytest.mark.parametrize("filled", [1, 17, 18, 19, 20, 21, 22])
def test_body_and_imprint_never_meet(path: Path, filled: int) -> None:
    pages = printed(path, *[Paragraph("国")] * filled, imprint=replace(IMPRINT, copies=""))
    with pdfplumber.open(path) as pdf:
        first_rule = min(rule["top"] for rule in pdf.pages[-1].lines)
    assert all(char["bottom"] + 10 < first_rule for char in body(pages[-1]))
    assert len(pages) == 1 + (filled > 20)


def test_an_imprint_larger_than_a_page_is_refused(path: Path) -> None:
    with pytest.raises(UserError, match="抄送"):
        printed(path, imprint=replace(IMPRINT, copies="各楼院，" * 400))


@pytest.mark.parametrize("filled", range(1, 46))
def test_body_stands_above_the_imprint_on_the_last_page(path: Path, filled: int) -> None:
    """Also where the body fills its page so far that the imprint needs another [7.4]; nothing is lost."""
    pages = printed(path, Paragraph("\n".join(f"第{n}行" for n in range(filled))), imprint=IMPRINT)
    assert text(lines(body(pages[-1]))[-1]) == f"第{filled - 1}行"
    assert "".join(map(text, map(body, pages))) == "".join(f"第{n}行" for n in range(filled))
    foot = min(char["top"] for char in pages[-1] if "抄" in char["text"])
    assert max(char["bottom"] for char in body(pages[-1])) + 5 < foot


@pytest.mark.parametrize("filled", [1, 15, 22, 23, 30, 43, 44, 45, 60, 66])
def test_printed_on_both_sides_the_imprint_is_on_the_back_of_the_last_sheet(path: Path, filled: int) -> None:
    """An even page; one of the imprint alone, and a blank one before it, bear no number [7.5]."""
    pages = printed(path, *[Paragraph("国")] * filled, imprint=replace(IMPRINT, both_sides=True))
    assert len(pages) % 2 == 0
    assert ["抄送" in text(page) for page in pages] == [False] * (len(pages) - 1) + [True]
    for number, page in enumerate(pages, start=1):
        assert (f"— {number} —" in text(page)) == bool(body(page))
    assert sum(len(body(page)) for page in pages) == filled


@pytest.mark.parametrize("filled", range(15, 26))
def test_the_list_of_those_present_has_a_line_of_body_above_it(path: Path, filled: int) -> None:
    pages = printed(path, *[Paragraph("国")] * filled, AttendanceList("出席", ("邹犇", "韩䶮生")))
    [chars] = [page for page in pages if "出席" in text(page)]
    assert text(lines(body(chars))[0]) == "国"


# --- the words below a draft's title, the mark in two lines, what isn't torn


def test_a_draft_says_so_below_its_title(path: Path) -> None:
    pages = printed(path, Mark("会议纪要"), Title("第二次会议纪要"), Paragraph("国" * 1500), draft="征求意见稿")
    assert len(pages) >= 3
    title, words, first = lines(body(pages[0]))[1:4]
    assert text(title) == "第二次会议纪要"
    assert text(words) == "（征求意见稿）"
    assert len(fonts_of(words[1:-1])) == 1
    assert {round(char["size"], 6) for char in words} == {16}
    assert (words[0]["x0"] + words[-1]["x1"]) / 2 * MM == pytest.approx(106.0, abs=0.2)
    assert words[0]["top"] > title[0]["bottom"]
    assert text(first).startswith("国")
    assert "征求意见稿" not in "".join(map(text, pages[1:]))


def test_long_words_below_a_title_break(path: Path) -> None:
    [chars] = printed(path, Title("纪要"), Paragraph("正文"), draft="稿" * 35)
    _title, first, second, body_line = lines(body(chars))
    assert text(first + second) == f"（{'稿' * 35}）"
    assert text(body_line) == "正文"


MARKS = ("畅家巷社区社会建设工作委员会会议纪要", "酒泉路街道畅家巷社区社区建设工作委员会会议纪要")


@pytest.mark.parametrize("name", MARKS)
def test_a_long_mark_breaks_by_its_meaning_before_it_shrinks(path: Path, name: str) -> None:
    [chars] = printed(path, Mark(name), Number("第3期"))
    first, second, number = lines([char for char in chars if char["size"] > 15])
    assert text(first + second) == name
    assert text(second).startswith(("社会建设工作委员会", "社区建设工作委员会"))
    assert min(char["size"] for char in first + second) >= 26
    assert number[0]["top"] > second[0]["bottom"]


def test_the_bodies_of_a_joint_mark_stand_one_below_the_other(path: Path) -> None:
    [chars] = printed(path, Mark("城关区委社会工作部\n酒泉路街道党工委"), Number("第3期"))
    first, second, number = lines([char for char in chars if char["size"] > 15])
    assert [text(first), text(second), text(number)] == ["城关区委社会工作部", "酒泉路街道党工委", "第3期"]
    assert {char["size"] for char in first} == {char["size"] for char in second}
    _, top, _, _ = ink(path, red, (0, 0, 210, 297))
    assert top == pytest.approx(72.0, abs=0.5)


@pytest.mark.parametrize("whole", ["11时30分", "10时", "30日", "120人", "12票"])
def test_a_time_is_not_torn(path: Path, whole: str) -> None:
    for before in range(14, 28):
        [chars] = printed(path, Paragraph("国" * before + whole + "国国"))
        assert sum(whole in text(line) for line in lines(body(chars))) == 1


def test_a_name_in_the_text_is_not_torn(path: Path) -> None:
    for before in range(14, 28):
        speaking = Paragraph("国" * before + "阿依古丽·买买提发言")
        parts = (speaking, Heading(1, "人员：", "国" * (before - 8) + "区启航。", 1))
        [chars] = printed(path, *with_whole_names(parts, ("阿依古丽·买买提", "区启航")))
        found = [text(line) for line in lines(body(chars))]
        assert sum("阿依古丽·买买提" in line for line in found) == 1
        assert sum("区启航" in line for line in found) == 1


def test_who_was_present_is_named_with_unit_and_the_name_is_whole(path: Path) -> None:
    """GB/T 9704-2012, 10.3."""
    names = ("邹犇", "阿依古丽·买买提", "韩䶮生", "无单位")
    units = ("兰州市第一中学", "城关区市场监督管理局酒泉路市场监督管理所", "兰州一中", "")
    [chars] = printed(path, AttendanceList("出席", names, units=units))
    found = lines(body(chars))
    assert "".join(map(text, found)) == "出席：" + "、".join(map("".join, zip(units, names, strict=True)))
    for name in names:
        assert any(name in text(line) for line in found)


# --- the file


def sample() -> Document:
    parts = (
        Mark("会议纪要"),
        Title("会议纪要"),
        Heading(1, "议题", number=1),
        Paragraph("国" * 1500),
        AttendanceList("出席", ("李翀",)),
    )
    return Document("第三次会议纪要", parts, IMPRINT)


def test_the_pdf_names_its_title_and_language_and_only_our_fonts(path: Path) -> None:
    write(path, sample())
    with pdfplumber.open(path) as pdf:
        assert pdf.metadata["Title"] == "第三次会议纪要"
        assert pdf.doc.catalog["Lang"] == b"zh-CN"
        assert pdf.pages[0].width * MM == pytest.approx(210, abs=0.01)
        assert pdf.pages[0].height * MM == pytest.approx(297, abs=0.01)
    raw = path.read_bytes()
    assert b"Helvetica" not in raw
    assert raw.count(b"/FontFile2") == raw.count(b"/BaseFont") > 0


def test_the_same_document_gives_the_same_file(path: Path) -> None:
    first = write(path, sample()).read_bytes()
    assert write(path, sample()).read_bytes() == first


def test_ticks_once_a_page(path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write(path, sample(), lambda done, total: seen.append((done, total)))
    assert seen == [(n, len(seen)) for n in range(1, len(seen) + 1)]
    assert len(seen) >= 3


def test_a_cancelled_write_leaves_the_old_file_and_nothing_else(path: Path) -> None:
    path.write_bytes(b"old")

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write(path, sample(), cancel)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_is_the_users_to_mend(path: Path) -> None:
    with pytest.raises(UserError, match="没有写成"):
        write(path.parent / "没有" / "纪要.pdf", sample())


any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
any_part = st.one_of(
    st.builds(Number, any_text),
    st.builds(IssuerDate, any_text, any_text),
    st.just(RedRule()),
    st.builds(Title, any_text),
    st.builds(Heading, st.sampled_from((1, 2, 3, 4)), any_text, any_text, st.integers(0, 120)),
    st.builds(Paragraph, any_text),
    st.builds(AttendanceList, any_text, st.lists(any_text, max_size=5).map(tuple), any_text, st.sampled_from("、　")),
)
any_first = st.builds(Mark, any_text) | any_part
any_parts = st.builds(lambda first, others: [first, *others], any_first, st.lists(any_part, max_size=6))
any_imprint = st.none() | st.builds(Imprint, any_text, any_text, any_text)


@given(any_text, any_parts, any_imprint, st.just("") | any_text)
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_a_document_within_its_margins_or_a_word_to_the_user(
    path: Path, title: str, parts: list[Part], imprint: Imprint | None, draft: str
) -> None:
    try:
        write(path, Document(title, tuple(parts), imprint, draft))
    except UserError:
        return
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for char in page.chars:
                assert not re.match(r"[\x00-\x08\x0e-\x1f\x7f]", char["text"])
                assert char["x0"] * MM > 27.9
                assert char["x1"] * MM < 184.1
                assert char["top"] * MM > 36.9 or (char["bottom"] * MM < 30.1 and draft)
                assert char["bottom"] * MM < (
                    272 if char["fontname"].endswith("MinutesSong") else 264.5 if char["size"] > 17 else 262.1
                )


LONG = """
import re, sys
from pathlib import Path
from exports.paper.gongwen import write
from exports.paper.parts import Document, Paragraph

han = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
parts = tuple(Paragraph(han[n * 7 % 4000 :][:600]) for n in range(520))
pages = []
write(Path(sys.argv[1]), Document("长", parts, draft="讨论稿"), lambda done, _total: pages.append(done))
peak = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())  # ru_maxrss would count the parent's too
print(len(pages), int(peak[1]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_five_hundred_pages_take_less_than_300_mb(path: Path) -> None:
    told = subprocess.run([sys.executable, "-c", LONG, path], capture_output=True, check=True, cwd=ROOT).stdout
    pages, megabytes = map(int, told.split())
    assert pages >= 500
    assert megabytes < 300


def test_control_characters_do_no_harm(path: Path) -> None:
    [chars] = printed(path, Paragraph("一\x00二\x07三\x1b[0m四\u202e五\ufeff六"), Paragraph("\x00"))
    assert text(lines(chars)[0]) == "一二三[0m四五六"
