"""How names are read: the readings behind sorting, search by pinyin or initials, and the surname that masking keeps."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "resources" / "pinyin.txt"


@cache
def _readings() -> dict[int, str]:
    """Code point to syllable, as `str.translate` takes it, each syllable set apart by spaces."""
    syllables, _, _surnames = SOURCE.read_text("utf8").partition("\n\n")
    found: dict[int, str] = {}
    for line in syllables.split("\n"):
        syllable, _, signs = line.partition(" ")
        found.update(dict.fromkeys(map(ord, signs), f" {syllable} "))
    return found


@cache
def _surnames() -> dict[str, str]:
    """Surnames of one or two characters with their own readings."""
    _syllables, _, surnames = SOURCE.read_text("utf8").partition("\n\n")
    return dict(line.split(" ", 1) for line in surnames.splitlines())


def surname(name: str) -> str:
    """The first two characters where they are a compound surname, else the first.

    Of a name with a dot (阿依古丽·买买提) or in Latin letters, which has no surname in front, the first sign.
    """
    return name[:2] if len(name) > 2 and name[:2] in _surnames() else name[:1]


def reading(name: str, *, person: bool = True) -> list[str]:
    """The syllables of a name, lower case; Latin words and numbers stand for themselves, as unknown signs do."""
    rest, first = name, ""
    if person:
        for length in (2, 1):
            if name[:length] in _surnames() and len(name) > length - 1:
                first, rest = _surnames()[name[:length]], name[length:]
                break
    return [*first.split(), *rest.lower().replace("·", " ").translate(_readings()).split()]


def initials(name: str, *, person: bool = True) -> str:
    return "".join(syllable[0] for syllable in reading(name, person=person))


def sort_key(name: str, *, person: bool = True) -> str:
    """Sorts by syllable, then by the characters, when compared sign by sign (SQLite BINARY, PostgreSQL "C").

    A space sorts before every letter, so 李安 (li an) comes before 连 (lian).
    """
    return f"{' '.join(reading(name, person=person))}\t{name}"


def search_text(name: str, *more: str, person: bool = True) -> str:
    """What keystroke search looks in: the name, its initials, its pinyin, and whatever else it is found by."""
    syllables = reading(name, person=person)
    parts = [name.lower(), "".join(syllable[0] for syllable in syllables), "".join(syllables), *more]
    return " ".join(part for part in parts if part)
