"""Masking: the one policy that decides what an audience sees. Every export follows it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import Enum
from typing import Any

from db.core.pinyin import surname

_MARK = r"(?:[^\w、，；：,;:\n]|_)"
_GAP = rf"{_MARK}{{0,3}}"  # what people put between the digits of one number; 、 parts two numbers
_DIGIT = rf"{_GAP}\d"
_BIRTH = rf"(?:1{_GAP}[89]|2{_GAP}0){_DIGIT * 2}{_GAP}(?:0{_DIGIT}|1{_GAP}[0-2]){_GAP}[0-3]{_DIGIT}"
# one with gaps has a day of birth in it: 2026-07-01 2026-07-15 10 isn't anybody's
_ID = rf"(?:\d{{17}}|[1-9]{_DIGIT * 5}{_GAP}{_BIRTH}{_DIGIT * 3}{_GAP})[\dXxＸｘ]"
_MOBILE = rf"(?:0|86)?1(?:[3-9]\d|{_GAP}[3-9]{_DIGIT}(?=\D)){_DIGIT * 8}"
# of a landline what follows its area code: 8461234, 846-1234, 8461-234, 84-61-234, 84-56-12-34
_PAIRS = rf"(?:\d\d{_MARK}{{1,3}}){{2}}(?:\d{{3}}|\d\d{_MARK}{{1,3}}\d\d)"
_LINE = rf"(?:\d{{3,4}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}}|{_PAIRS})(?!\d)"
_AREA = r"(?:10|2\d|[3-9]\d\d)"
_HERE = rf"(?:[(（](?=0\d{{2,3}}[)）]))?0{_AREA}"  # a bracket before it goes with the one behind it
_FROM_ABROAD = rf"(?:\+|00){_GAP}86{_GAP}0?{_AREA}"
_LANDLINE = rf"(?:(?:{_FROM_ABROAD}|{_HERE}){_GAP}{_LINE}|\+{_GAP}(?:852|853|886){_DIGIT * 8}\d?)"
# a number of seven or eight digits may be of anything, unless a word before it or another number says what it is
_LOCAL = rf"(?!(?:19|20)\d\d[01]\d[0-3]\d(?!\d))[2-9]\d{{2,3}}{_GAP}\d{{4}}(?!\d)"
_OR = r"\s?[、/／或]\s?"
_CALLED = rf"(?:(?:电话|座机|固话|致电|拨打|(?i:tel))[号码是为]{{0,3}}[\s:：.]{{0,3}}|\*{{4}}\d{{4}}{_OR})"
_OLD_ID = r"(?:身份证|证件)[号码是为]{0,3}[\s:：]{0,3}"  # of 15 digits; today's number can be worked out from it
FEWEST = 7  # digits of a number that is looked for
HIDDEN = "●●●"  # stands for what isn't shown
SOMEBODY = "某"  # begins a description that stands in a name's place, such as 某独居老人


class Audience(Enum):
    """The readers of a paper or a sheet."""

    INTERNAL = "internal"  # 内部: in full
    REPORT = "report"  # 上报: as the street's and the district's forms require
    PUBLIC = "public"  # 公开: nothing that could harm the person

    @property
    def title(self) -> str:
        return {"internal": "内部", "report": "上报", "public": "公开"}[self.value]


class Sensitive(Enum):
    """Why a value needs care. This module alone decides what follows from it."""

    NO = "no"
    NAME = "name"  # a person's name
    PHONE = "phone"
    PERSONAL = "personal"  # birth, party, education, ethnicity …: not for the public
    SECRET = "secret"  # ID number, address, hardship, health, free notes: not for the public


def mask_name(name: str) -> str:
    """姓 + one * a character, compound surnames kept whole; a name of one character becomes *.

    Of several names each is masked; a description such as 某独居老人 is none.
    """
    if "、" in name:
        return "、".join(map(mask_name, name.split("、")))
    if not name or name.startswith(SOMEBODY):
        return mask_numbers(name)
    name, _, _ = name.partition("#")  # the number that tells two persons of one name apart
    family = surname(name)
    given = len(name[len(family) :].lstrip("·"))
    return family + "*" * max(1, min(given, 2)) if given else "*"


def mask_phone(number: str) -> str:
    """138****1234; of a landline the last four digits, without an extension."""
    number = number.partition("转")[0]
    if len(number) == 11 and number.isdigit() and number.startswith("1"):
        return f"{number[:3]}****{number[-4:]}"
    return "****" + number[-4:] if len(number) > 6 else "****"


def mask_numbers(text: str) -> str:
    """Free text without the telephone and identity numbers that people write into it."""
    if sum(map(str.isdecimal, text)) < FEWEST:
        return text
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)  # full-width ones too, each in its place
    for number, shown in _IN_TEXT.items():
        for found in reversed(list(number.finditer(plain))):
            (start, end), instead = found.span("number"), shown(found["number"])
            text, plain = (side[:start] + instead + side[end:] for side in (text, plain))
    return text


def _hide(_written: str) -> str:
    return "****"


def _call(written: str) -> str:
    """A number by which somebody is called, without the marks between its digits and what is dialled before it."""
    digits = "".join(filter(str.isdecimal, written))
    return mask_phone(digits[-11:] if re.fullmatch(_MOBILE, written) else digits)


def _calls(written: str) -> str:
    return re.sub(_LOCAL, lambda one: _call(one[0]), written)


_IN_TEXT: dict[re.Pattern[str], Callable[[str], str]] = {
    re.compile(rf"(?<!\d)(?P<number>{_ID})(?!\d)"): _hide,
    re.compile(rf"{_OLD_ID}(?P<number>[1-9]\d{{14}})(?!\d)"): _hide,
    re.compile(rf"(?<!\d)(?P<number>{_MOBILE})(?!\d)"): _call,
    re.compile(rf"(?<!\d)(?P<number>{_LANDLINE})(?!\d)"): _call,
    re.compile(rf"{_CALLED}(?P<number>{_LOCAL}(?:{_OR}{_LOCAL})*)"): _calls,
}
_PUBLIC: dict[Sensitive, Callable[[str], str]] = {Sensitive.NAME: mask_name, Sensitive.PHONE: mask_phone}


def sees_all(audience: Audience) -> bool:
    """Whether this audience sees all there is, as it is stored."""
    return audience is not Audience.PUBLIC


def visible(sensitive: Sensitive, audience: Audience) -> bool:
    """Whether a column of this sort is shown at all to this audience."""
    return sees_all(audience) or sensitive not in (Sensitive.PERSONAL, Sensitive.SECRET)


def mask(value: Any, sensitive: Sensitive, audience: Audience) -> Any:
    """The value as this audience may see it; None where it may not."""
    if not visible(sensitive, audience):
        return None
    if sees_all(audience) or not isinstance(value, str):
        return value
    return _PUBLIC.get(sensitive, mask_numbers)(value)


def mask_protected(text: str, sensitive: Sensitive) -> str:
    """A value of a protected row as the history shows it: anybody in the office may open the history."""
    if not text or sensitive is Sensitive.NO:
        return text
    return mask_name(text) if sensitive is Sensitive.NAME else HIDDEN
