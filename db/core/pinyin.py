"""Pinyin of names: what they sort by, what keystroke search finds, and where the surname ends.

The table is resources/pinyin.txt (see make_pinyin.py there), read once when first asked for. Syllables have no tone
and are spelled as typed on a keyboard: lv for 吕.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent.parent.parent / "resources" / "pinyin.txt"


def reading(name: str, *, person: bool = True) -> list[str]:
    """The syllables of a name: one a Chinese character, Latin words and numbers whole and in lower case.

    Surname readings (单 shan, 尉迟 yu chi) hold at the beginning of a person's name; `person=False` reads the name of
    a unit or a place. A character without a reading stands for itself; spaces and punctuation, · among it, fall away.
    """
    return [syllable for syllable, _ in _tokens(name, person)]


def initials(name: str, *, person: bool = True) -> str:
    """The first letter of each syllable, numbers whole: 欧阳知夏 oyzx, 第12网格 d12wg."""
    return _initials(reading(name, person=person))


def sort_key(name: str, *, person: bool = True) -> str:
    """What a plain comparison of bytes (SQLite's BINARY, PostgreSQL's "C") sorts by pinyin, as a Chinese index does.

    Character by character: first its syllable, then the character, so that all 张 stand together, before all 章, and
    within them the given names follow by pinyin. A space ends each part, hence 占 zhan before 张 zhang.
    """
    return " ".join(f"{syllable} {sign}" if sign else syllable for syllable, sign in _tokens(name, person))


def search_text(name: str, *more: str, person: bool = True) -> str:
    """What keystroke search looks in: the name, its initials, its full pinyin, then `more`, lower-case.

    A surname with a reading of its own can be found by the common reading too (单 by shan and by dan), and a name with
    · or spaces also without them, like a telephone number without its hyphens.
    """
    readings = [reading(name, person=person)]
    if person:
        readings.append(reading(name, person=False))
    parts = [name, "".join(_plain(c) for c in name if not _skipped(c))]
    for syllables in readings:
        parts += _initials(syllables), "".join(syllables)
    for text in more:
        parts += text, text.replace("-", "")
    return " ".join(dict.fromkeys(part.lower() for part in parts if part))


def surname(name: str) -> str:
    """The part of a person's name that may be shown to the public.

    Compound surnames are whole, if at least one character follows (欧阳 alone is taken for 欧 with the given name 阳).
    Of a name with · or of a Latin one it is the first character: Uyghur, Kazakh or Tibetan names begin with the
    person's own name, which must not be shown in full. 司徒·明 has a compound surname before the dot, 司马义·艾力 none.
    """
    before, dot, _ = name.partition("·")
    if dot:
        return before if before in _table().compounds else name[:1]
    return name[: max(1, _compound(name, len(name) - 1))]


def _tokens(name: str, person: bool) -> list[tuple[str, str]]:
    """Pairs of syllable and character; the character is empty where the syllable is the text itself."""
    table = _table()
    found = _family(name) if person else []
    start = len(found)
    while start < len(name):
        for length in table.lengths.get(name[start], ()):
            if syllables := table.words.get(name[start : start + length]):
                found += zip(syllables, name[start : start + length], strict=True)
                start += length
                break
        else:
            end = _run(name, start)
            if syllable := _common(name[start]) or _common(_plain(name[start])):
                found.append((syllable, name[start]))
            elif not _skipped(name[start]):
                found.append((_plain(name[start:end]).lower(), ""))
            start = end
    return found


def _family(name: str) -> list[tuple[str, str]]:
    """The tokens of the surname, where it reads differently than its characters do elsewhere."""
    table = _table()
    if "·" in name:
        return []
    if length := _compound(name, len(name)):
        return list(zip(table.compounds[name[:length]], name[:length], strict=True))
    return [(table.surnames[name[0]], name[0])] if name[:1] in table.surnames else []


def _compound(name: str, most: int) -> int:
    """How many characters the compound surname at the beginning of the name has, at the most; 0 without one."""
    table = _table()
    return next((n for n in range(min(most, table.longest), 1, -1) if name[:n] in table.compounds), 0)


def _run(name: str, start: int) -> int:
    """Where the Latin word or the number that begins here ends; other characters stand alone."""
    end = start + 1
    if _latin(name[start]):
        while end < len(name) and _latin(name[end]):
            end += 1
    return end


def _latin(sign: str) -> bool:
    plain = _plain(sign)
    return plain.isalnum() and ord(plain[0]) < 0x2000  # Greek, Cyrillic, Arabic … too


def _plain(text: str) -> str:
    """Full-width letters as half-width ones; compatibility ideographs and radicals as the characters they repeat."""
    return unicodedata.normalize("NFKC", text)


def _skipped(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "PZ" or category in ("Cc", "Cf", "Cs")


def _initials(syllables: list[str]) -> str:
    return "".join(syllable if syllable.isdigit() else syllable[:1] for syllable in syllables)


@lru_cache(8192)
def _common(character: str) -> str:
    """The common reading of a character, "" where it has none.

    The text is searched as it is: a dictionary of all its 42,000 characters takes 40 times as long to make as this file
    to read, and an office meets few of them.
    """
    text = _table().readings
    at = text.find(character) if len(character) == 1 and character >= "〇" else -1
    if at < 0:
        return ""
    start = text.rfind("\n", 0, at) + 1
    return text[start : text.index(" ", start)]


@cache
def _table() -> _Table:
    readings, _, rest = TABLE.read_text("utf8").partition("\n[surnames]\n")
    surnames, _, rest = rest.partition("[compounds]\n")
    compounds, words = map(_listed, rest.split("[words]\n"))
    families = {c: syllable for syllable, characters in map(str.split, surnames.splitlines()) for c in characters}
    lengths: dict[str, tuple[int, ...]] = {}
    for word in sorted(words, key=len, reverse=True):
        lengths[word[0]] = (*lengths.get(word[0], ()), len(word))
    return _Table(readings, families, compounds, max(map(len, compounds)), words, lengths)


def _listed(part: str) -> dict[str, tuple[str, ...]]:
    return {text: tuple(syllables) for text, *syllables in map(str.split, part.splitlines())}


class _Table(NamedTuple):
    readings: str  # lines of a syllable, a space and its characters
    surnames: dict[str, str]  # of a character that begins a person's name
    compounds: dict[str, tuple[str, ...]]  # of a surname of several characters
    longest: int  # of these, in characters
    words: dict[str, tuple[str, ...]]  # of words whose characters read differently than alone
    lengths: dict[str, tuple[int, ...]]  # of the words that begin with this character, longest first
