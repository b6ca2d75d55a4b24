"""The places at which a line of Chinese text may end (避头尾), and texts cut into lines at them.

A sign that may not begin a line takes the character before it along to the next line (推行). The cells that both leave
stay empty at the right: no character is squeezed or hangs outside, so every character keeps its cell.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

NO_START = frozenset("，。、；：？！）》」』”’〉】〕］｝〗〙…‥·・—－–～／％‰℃℉°′″々,.;:?!)]}>%/~-")  # GB/T 15834, 5.1
NO_END = frozenset("（《「『“‘〈【〔［｛〖〘￥＄￡＃№／([{<¥$£#/")
FREE, INSIDE, NEVER = 2, 1, 0  # INSIDE a word or name: only where it is longer than a line
SPACES = frozenset(" 　")
SLACK = 1e-6  # cells; the sum of many widths is not exact


def line_spans(
    text: str, widths: Sequence[float], first: float, rest: float, whole: Container[int] = ()
) -> list[tuple[int, int]]:
    """Start and end of each line; spaces around a break belong to no line.

    `widths` are the widths of the characters in cells: exactly 1 for a full-width one, any other width for a character
    of a word (Latin letters, numbers). `first` and `rest` are the widths of the first and of the other lines. `whole`
    are places (before the character of that index) that should not be torn, such as those within a person's name.
    """
    rank = [NEVER, *(break_rank(text, widths, n, whole) for n in range(1, len(text))), FREE]
    spans: list[tuple[int, int]] = []
    start = _skip(text, 0)
    while start < len(text):
        room = rest if spans else first
        end = _end(text, widths, rank, start, room)
        stop = end
        while stop > start and text[stop - 1] in SPACES:
            stop -= 1
        spans.append((start, stop))
        start = _skip(text, end)
    return spans


def _skip(text: str, start: int) -> int:
    while start < len(text) and text[start] in SPACES:
        start += 1
    return start


def _end(text: str, widths: Sequence[float], rank: Sequence[int], start: int, room: float) -> int:
    """The last place of the best rank that still fits, after at least one character, however wide it is."""
    best, used, inked = start + 1, 0.0, 0.0
    for n in range(start, len(text)):
        used += widths[n]
        if text[n] not in SPACES:  # spaces at the end of a line don't count
            inked = used
        if inked > room + SLACK:
            break
        if rank[n + 1] >= rank[best]:
            best = n + 1
    return best


def break_rank(text: str, widths: Sequence[float], n: int, whole: Container[int] = ()) -> int:
    """How willingly a line ends before the character of index n."""
    after, last = text[n], n - 1
    while last > 0 and text[last] in SPACES:
        last -= 1
    before = text[last]
    if after in SPACES or before in NO_END:
        return NEVER
    if after == "—" == text[n + 1 : n + 2] and before != "—":  # a dash (——) may begin a line, a link (—) may not
        return FREE
    if after in NO_START:
        return NEVER
    touching = last == n - 1
    word = (widths[last] != 1 and widths[n] != 1) or (_wide(before) and _wide(after))
    return INSIDE if n in whole or (touching and word) else FREE


def _wide(char: str) -> bool:
    """Whether it is a full-width digit or letter; a run of these is a number or word too."""
    return "０" <= char <= "ｚ" and char.isalnum()


def within_name(text: str, room: float) -> frozenset[int]:
    """The places in a name of several parts where it may not break: all but those after its ·, as far as parts fit."""
    parts = text.split("·")
    if len(parts) == 1 or max(map(len, parts)) + 1 > room:
        return frozenset()
    return frozenset(n for n in range(1, len(text)) if text[n - 1] != "·")
