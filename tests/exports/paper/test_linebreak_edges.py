"""Where a line may end, sign by sign: GB/T 15834-2011, 5.1, the room to the last fraction of a cell."""

from __future__ import annotations

import pytest

from exports.paper import linebreak

ROOM = 5
# 5.1.1 to 5.1.3: these do not begin a line
CLOSING = tuple("。，、；：？！”’』」）］｝】〕〗〙〉》,.;:?!)]}>")
# 5.1.5 to 5.1.9: nor do these, nor what belongs to the figure or the character before it
TIED = tuple("…‥—–－～-~·・／/％%‰℃℉°′″々")
# 5.1.3: these do not end a line, nor does what belongs to the figure after it
OPENING = tuple("“‘『「（［｛【〔〖〘〈《([{<￥¥＄$￡£＃#№")
SLASHES = tuple("／/")  # 5.1.9: nor does the sign between two parts
FULL, NARROW = 1.0, 0.5


def cut(text: str, room: float = ROOM) -> list[str]:
    widths = [NARROW if char.isascii() else FULL for char in text]
    return [text[start:end] for start, end in linebreak.line_spans(text, widths, room, room)]


@pytest.mark.parametrize("sign", [*CLOSING, *TIED])
def test_a_sign_that_may_not_begin_a_line_takes_the_character_before_it_along(sign: str) -> None:
    assert cut(f"一二三四五{sign}六七") == ["一二三四", f"五{sign}六七"]
    assert cut(f"一二三四五{sign}") == ["一二三四", f"五{sign}"]
    assert cut(f"一二三四五六七八九{sign}") == ["一二三四五", f"六七八九{sign}"]


@pytest.mark.parametrize("sign", OPENING)
def test_a_sign_that_may_not_end_a_line_goes_along_with_the_character_after_it(sign: str) -> None:
    assert cut(f"一二三四{sign}五六") == ["一二三四", f"{sign}五六"]
    assert cut(f"一二三{sign}五六") == ["一二三" + sign + "五", "六"]


@pytest.mark.parametrize("sign", CLOSING)
def test_a_sign_that_may_begin_no_line_may_end_one(sign: str) -> None:
    assert cut(f"一二三四{sign}五六")[0] == f"一二三四{sign}"


@pytest.mark.parametrize("sign", OPENING)
def test_a_sign_that_may_end_no_line_may_begin_one(sign: str) -> None:
    assert cut(f"一二三四五{sign}六") == ["一二三四五", f"{sign}六"]


@pytest.mark.parametrize("sign", SLASHES)
def test_a_slash_stands_at_neither_edge_of_a_line(sign: str) -> None:
    assert cut(f"一二三四{sign}五六") == ["一二三", f"四{sign}五六"]
    assert cut(f"一二三四五{sign}六") == ["一二三四", f"五{sign}六"]


RUNS = {  # text, lines
    "several that close": ("一二三四五”）。六七", ["一二三四", "五”）。六", "七"]),
    "several that open": ("一二三（“四五六", ["一二三", "（“四五六"]),
    "one that closes before one that opens": ("一二三”（四五", ["一二三”", "（四五"]),
    "both around a character": ("一二三四（五）六", ["一二三四", "（五）六"]),
    "a bracket in a bracket": ("一二三四《〈五〉》六", ["一二三四", "《〈五〉》", "六"]),
    "quotes in quotes": ("一二三四“‘五’”六", ["一二三四", "“‘五’”", "六"]),
    "a space before one that closes": ("一二三四五 。六七", ["一二三四", "五 。六七"]),
    "a space after one that opens": ("一二三四（ 五六", ["一二三四", "（ 五六"]),
    "an ellipsis": ("一二三四五……六", ["一二三四", "五……六"]),
    "a dash": ("一二三四——五", ["一二三四", "——五"]),
    "a dash that would just fit": ("一二三——四", ["一二三——", "四"]),
    "a link": ("一二三四五—六", ["一二三四", "五—六"]),
    "a number with its unit": ("一二三四95%五", ["一二三四", "95%五"]),
    "an amount with its sign": ("一二三四￥95五", ["一二三四", "￥95五"]),
    "a document number": ("一二三〔2021〕12号", ["一二三", "〔2021〕12", "号"]),
}


@pytest.mark.parametrize("name", RUNS)
def test_signs_that_belong_together_stay_together(name: str) -> None:
    text, lines = RUNS[name]
    assert cut(text) == lines


@pytest.mark.parametrize("text", ["。" * 12, "（" * 12, "”’〉》】" * 3, "一" + "。" * 12])
def test_signs_without_anywhere_to_break_still_fill_their_lines(text: str) -> None:
    lines = cut(text)
    assert "".join(lines) == text
    assert all(len(line) <= ROOM for line in lines)
    assert len(lines) <= len(text) / ROOM + 1


@pytest.mark.parametrize(
    ("count", "lengths"), [(4, [4]), (5, [5]), (6, [5, 1]), (10, [5, 5]), (11, [5, 5, 1]), (1, [1]), (0, [])]
)
def test_a_line_is_full_when_its_last_cell_is_taken(count: int, lengths: list[int]) -> None:
    assert [len(line) for line in cut("社" * count)] == lengths


@pytest.mark.parametrize(
    ("first", "rest", "lengths"), [(5, 5, [5, 5, 2]), (3, 5, [3, 5, 4]), (5, 3, [5, 3, 3, 1]), (12, 1, [12])]
)
def test_the_first_line_has_its_own_room(first: float, rest: float, lengths: list[int]) -> None:
    found = linebreak.line_spans("社" * 12, [FULL] * 12, first, rest)
    assert [end - start for start, end in found] == lengths


# widths of the letters of a word behind two characters, and the room that is just theirs, as one adds it up by hand;
# 0.1 + 0.1 + 0.1 is a little more to a computer than 0.3
JUST = {
    (0.1, 0.1, 0.1): 2.3,
    (0.7, 0.1, 0.2, 0.1): 3.1,
    (0.51,) * 6: 5.06,
    (0.53, 0.55, 0.53, 0.28): 3.89,
    (1 / 3,) * 7: 13 / 3,
    (0.1,) * 23: 4.3,
}


@pytest.mark.parametrize("letters", JUST)
def test_a_word_whose_widths_add_up_to_the_room_fits(letters: tuple[float, ...]) -> None:
    word = "a" * len(letters)
    text, widths = f"社区{word}区", [FULL, FULL, *letters, FULL]
    room = JUST[letters]
    assert [text[a:b] for a, b in linebreak.line_spans(text, widths, room, room)] == [f"社区{word}", "区"]


@pytest.mark.parametrize("letters", JUST)
def test_a_word_that_is_wider_by_a_thousandth_of_a_cell_does_not_fit(letters: tuple[float, ...]) -> None:
    word = "a" * len(letters)
    text, widths = f"社区{word}区", [FULL, FULL, *letters, FULL]
    room = JUST[letters] - 0.001
    assert text[slice(*linebreak.line_spans(text, widths, room, room)[0])] == "社区"


def test_the_sums_of_the_table_are_not_all_exact() -> None:
    """Else it would say nothing about the slack."""
    assert sum(sum((1.0, 1.0, *letters)) > room for letters, room in JUST.items()) >= 3
