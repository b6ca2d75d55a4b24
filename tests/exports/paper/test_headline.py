"""Titles of more than four lines: no line is too long, none is left with a word alone, nothing is lost."""

import pytest

from exports.paper.headline import headline

TITLE = (
    "研究畅家巷社区十二号院停车秩序和消防通道整治工作并讨论志愿服务队"
    "冬季清雪与独居老人走访慰问安排以及微心愿征集认领办法"
)


def lines(text, room=20):
    return [text[start:end] for start, end in headline(text, [1.0] * len(text), room)]


@pytest.mark.parametrize("length", [81, 84, 88, 99, 100, 101, 119, 150, 161, 200])
def test_the_lines_of_a_very_long_title_are_about_equally_long(length):
    text = (TITLE * 4)[: length - 2] + "纪要"
    found = lines(text)
    assert "".join(found) == text
    assert max(map(len, found)) <= 20
    assert min(map(len, found)) >= 12
    assert len(found) <= -(-length // 20) + 1


def test_a_title_that_is_a_whole_text_is_filled_line_by_line():
    text = TITLE * 20
    found = lines(text)
    assert "".join(found) == text
    assert [len(line) for line in found[:-1]] == [20] * (len(found) - 1)
