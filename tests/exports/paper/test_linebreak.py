"""Where lines may end."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.paper import linebreak

NOT_FIRST = "，。、；：？！）》」』”’〉】…％%℃‰〕"  # domain rules, not the module's constants
NOT_LAST = "（《「『“‘〈【〔￥"
WORD = re.compile(r"[!-~]+")
PIECES = (
    *"会议听取了关于小区加装电梯居民意见征集情况的通报并决定由副主任牵头逐户上门沟通",
    *"，。、；：？！，。、，。",
    *("“难在协商”", "《方案》", "（以下简称“社工委”）", "〔2021〕3号", "——", "……", "！”", "：“", "。”）"),
    *("2021年8月30日", "94.8%", "3,860.50元", "0931-8481234", "37.5℃", "￥1200", "１２３４", "10:30", "0.5～1.8"),
    *("Wi-Fi", "well-known", "office@example.cn", "https://www.example.cn/wish/2021", "A4", "in the house"),
)


def widths(text: str) -> list[float]:
    return [1.0 if ord(char) > 0x2000 else 0.51 for char in text]


def cut(text: str, room: float = 28, first: float | None = None, whole: tuple[int, ...] = ()) -> list[str]:
    found = linebreak.line_spans(text, widths(text), room if first is None else first, room, whole)
    return [text[start:end] for start, end in found]


def mixed(random_: random.Random, count: int) -> str:
    return "会" + "".join(random_.choice(PIECES) for _ in range(count))


def test_full_lines_hold_as_many_characters_as_there_are_cells() -> None:
    assert [len(line) for line in cut("社" * 80, first=26)] == [26, 28, 26]


def test_a_sign_that_may_not_begin_a_line_takes_the_character_before_it_along() -> None:
    assert cut("一二三四五。六七八", 5) == ["一二三四", "五。六七八"]
    assert cut("一二三四五”，六七", 5) == ["一二三四", "五”，六七"]


def test_a_sign_that_may_not_end_a_line_moves_down() -> None:
    assert cut("一二三四（五六）", 5) == ["一二三四", "（五六）"]


@pytest.mark.parametrize("word", ["94.8%", "3,860.5", "2021", "Wi-Fi", "a@b.cn", "１２３"])
def test_words_and_numbers_stay_whole(word: str) -> None:
    for before in range(1, 12):
        assert any(word in line for line in cut("社" * before + word + "区" * 9, 8)), before


def test_a_word_longer_than_a_line_is_torn_but_not_before_a_sign() -> None:
    found = cut("网址" + "https://example.cn/abcdefghij.klmnopq", 8)
    assert "".join(found) == "网址https://example.cn/abcdefghij.klmnopq"
    assert all(sum(widths(line)) <= 8 for line in found)
    assert not any(line[0] in ".,:;%" for line in found)


@pytest.mark.parametrize("pair", ["——", "……"])
def test_a_dash_and_an_ellipsis_are_one_sign_of_two_cells(pair: str) -> None:
    for before in range(1, 12):
        assert any(pair in line for line in cut("社" * before + pair + "区" * 9, 8)), before


def test_a_dash_may_begin_a_line_but_a_link_between_two_places_may_not() -> None:
    assert cut("一二三四五——六", 5) == ["一二三四五", "——六"]
    assert cut("一二三四五—六七", 5) == ["一二三四", "五—六七"]


def test_spaces_around_a_break_are_dropped_and_take_no_room() -> None:
    assert cut("one two", 1.6) == ["one", "two"]
    assert cut("一二三　　四五", 3) == ["一二三", "四五"]


def test_a_name_stays_whole_where_it_fits_on_a_line() -> None:
    text = "一二三四欧阳建国五"
    assert cut(text, 6, whole=(5, 6, 7)) == ["一二三四", "欧阳建国五"]
    assert cut("欧阳建国", 3, whole=(1, 2, 3)) == ["欧阳建", "国"]


def test_three_thousand_lines_keep_the_rules() -> None:
    random_, count = random.Random(8105), 0
    while count < 3000:
        text = mixed(random_, 400)
        places = linebreak.line_spans(text, widths(text), 26, 28)
        count += len(places)
        words = [match.span() for match in WORD.finditer(text)]
        for (start, end), (following, _) in pairwise(places):
            line, rest = text[start:end], text[following:]
            assert sum(widths(line)) <= 28 + 1e-6
            assert line[-1] not in NOT_LAST, line
            assert rest[0] not in NOT_FIRST, line
            assert (text[end:following].strip(), line[-2:] in ("——", "……") or line[-1] not in "—…") == ("", True)
            torn = [text[a:b] for a, b in words if a < end < b and " " not in text[end:following]]
            assert all(sum(widths(word)) > 28 for word in torn), torn


@given(st.text(), st.integers(1, 30), st.integers(1, 30))
@settings(deadline=None)
def test_any_text_comes_back_whole(text: str, first: int, rest: int) -> None:
    places = linebreak.line_spans(text, widths(text), first, rest)
    assert "".join(text[a:b] for a, b in places).replace(" ", "").replace("　", "") == "".join(
        char for char in text if char not in " 　"
    )
    assert all(a < b for a, b in places)
