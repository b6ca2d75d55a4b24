"""Finds in a text what people are reached or known by: telephones, identity and card numbers, accounts, addresses.

Figures are found in every spelling: with marks between them, full-width, circled, Chinese (一三八, 壹叁捌), with the
letters O and l typed for 0 and 1, and percent-encoded within a link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

_MARK = r"(?:[^\w、，；：,;:\n\0]|_)"
_GAP = rf"{_MARK}{{0,3}}"  # what people put between the digits of one number; 、 parts two numbers
_DIGIT = rf"{_GAP}\d"
_BIRTH = rf"(?:1{_GAP}[89]|2{_GAP}0){_DIGIT * 2}{_GAP}(?:0{_DIGIT}|1{_GAP}[0-2]){_GAP}[0-3]{_DIGIT}"
# one with gaps has a day of birth in it: 2026-07-01 2026-07-15 10 isn't anybody's
_ID = rf"(?:\d{{17}}|[1-9]{_DIGIT * 5}{_GAP}{_BIRTH}{_DIGIT * 3}{_GAP})[\dXx]"
# of 15 digits, born from 1920 on; today's number can be worked out from it. The code of a grid has a 0 there.
_OLD_ID = r"[1-9]\d{5}[2-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
_CALLED_ID = r"(?:身份证|证件)[号码是为]{0,3}[\s:]{0,3}"
_MOBILE = rf"(?:0|86)?1(?:[3-9]\d|{_GAP}[3-9]{_DIGIT}(?=\D)){_DIGIT * 8}"
# of a landline what follows its area code: 8461234, 846-1234, 8461-234, 84-61-234, 84-56-12-34
_PAIRS = rf"(?:\d\d{_MARK}{{1,3}}){{2}}(?:\d{{3}}|\d\d{_MARK}{{1,3}}\d\d)"
_LINE = rf"(?:\d{{3,4}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}}|{_PAIRS})(?!\d)"
_AREA = r"(?:10|2\d|[3-9]\d\d)"
_HERE = rf"(?:\((?=0\d{{2,3}}\)))?0{_AREA}"  # a bracket before it goes with the one behind it
_FROM_ABROAD = rf"(?:\+|00){_GAP}86{_GAP}0?{_AREA}"
_LANDLINE = rf"(?:(?:{_FROM_ABROAD}|{_HERE}){_GAP}{_LINE}|\+{_GAP}(?:852|853|886){_DIGIT * 8}\d?)"
# a number of seven or eight digits may be of anything, unless a word before it or another number says what it is
_LOCAL = rf"(?!(?:19|20)\d\d[01]\d[0-3]\d(?!\d))[2-9]\d{{2,3}}{_GAP}\d{{4}}(?!\d)"
_OR = r"\s?[、/或]\s?"
_CALLED = rf"(?:(?:电话|座机|固话|致电|拨打|(?i:tel))[号码是为]{{0,3}}[\s:.]{{0,3}}|\*{{4}}\d{{4}}{_OR})"
# a card of a bank (GB/T 19584): 16 to 19 digits, in one piece or in fours; any account that is called one
_CARD = r"[3-6]\d{15,18}|[3-6]\d{3}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?"
_CALLED_CARD = r"(?:卡号|账号|帐号|账户|帐户|银行卡|存折|一卡通|社保卡)[号码是为]{0,3}[\s:]{0,3}"
_ACCOUNT = rf"\d(?:{_MARK}?\d){{11,18}}"
_HANDLE = r"(?:[A-Za-z][-_A-Za-z0-9]{5,19}|[A-Za-z0-9][-_A-Za-z0-9]{5,19}|\d{5,12})(?![-_A-Za-z0-9])"
_WECHAT = r"(?i:[微薇威徽][ ]?信|(?<![a-z])(?:wechat|wei[ ]?xin|vx|wx|v信)|加[微薇v])"
_CALLED_HANDLE = rf"{_WECHAT}(?i:号码?|账号|帐号|id|是|为|加|同号|[()])*[\s:=]{{0,3}}"
_QQ = r"(?i:(?<![a-z])qq(?:号码?|是|为)*)[\s:=]{0,3}"
_MAIL = r"[A-Za-z0-9][-._+A-Za-z0-9]*[ ]?@[ ]?[-A-Za-z0-9]+(?:\.[-A-Za-z0-9]+)+"
HIDDEN = "****"

# the letters O and l among figures, as many as make a number
_TYPED = re.compile(r"(?<![A-Za-z0-9])(?=(?:[OolI]*[0-9]){5})[0-9OolI]{11,18}(?![A-Za-z0-9])")
_LETTERS = str.maketrans("OolI", "0011")
_MAY = re.compile(rf"(?:\d{_GAP}){{6}}\d|[0-9OolI]{{11}}|{_WECHAT}|(?i:qq|@|%[0-9a-f]{{2}})")
_ENCODED = re.compile(r"[^\s，。；、]*%[0-9A-Fa-f]{2}[^\s，。；、]*")


class Contact(NamedTuple):
    """Where in a text a contact stands, and what the public may see of it."""

    start: int
    end: int
    shown: str

    @property
    def is_telephone(self) -> bool:
        return self.shown != HIDDEN


def hide_contacts(text: str) -> str:
    """The text without what people are reached or known by; of a telephone a few digits stay."""
    for start, end, shown in reversed(contacts(text)):
        text = text[:start] + shown + text[end:]
    return text


def contacts(text: str) -> list[Contact]:
    """The contacts of a text in their order; none overlaps another."""
    plain, found = fold(text), list[Contact]()
    if _MAY.search(plain) is None:
        return []
    plain = _TYPED.sub(lambda match: match[0].translate(_LETTERS), plain)
    for pattern, shown in _PATTERNS:
        # what was found is out of the way of the next pattern: its digits are no part of another number
        for match in list(pattern.finditer(plain)):
            start, end = match.span("number")
            for first, last, instead in shown(match["number"]):
                found.append(Contact(start + first, start + last, instead))
            plain = plain[:start] + _mark(match["number"]) + plain[end:]
    found += _encoded(text, found)
    return sorted(found)


def may_hold_contacts(texts: Sequence[str]) -> set[int]:
    """The places of the texts that are worth a look: a quick test, of all at once, that misses none."""
    return places_of(_MAY, fold(joined(texts)))


def joined(texts: Sequence[str]) -> str:
    """Many texts as one, parted by NUL, for `places_of`."""
    if any("\0" in text for text in texts):
        texts = [text.replace("\0", " ") for text in texts]
    return "\0".join(texts)


def places_of(pattern: re.Pattern[str], texts: str) -> set[int]:
    """The places of those of the joined texts in which the pattern is found."""
    found, place, done = set[int](), 0, 0
    for match in pattern.finditer(texts):
        place += texts.count("\0", done, match.start())
        done = match.start()
        found.add(place)
    return found


def fold(text: str) -> str:
    """The text with every figure as a digit and full-width signs as plain ones, each in its place."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    table = {}
    for code in (*range(0x80, 0x10000), *range(0x1D7CE, 0x1D800), *range(0x1F100, 0x1F10B)):
        sign = chr(code)
        if (digit := unicodedata.digit(sign, None)) is not None:
            table[code] = str(digit)
        elif 0xFF00 < code < 0xFFF0 or code == 0x3000:
            plain = unicodedata.normalize("NFKC", sign)
            table[code] = plain if len(plain) == 1 else sign
    for figures in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"):
        table |= {ord(sign): str(n) for n, sign in enumerate(figures)}
    return table | {ord("○"): "0", ord("幺"): "1", ord("貳"): "2", ord("叄"): "3", ord("陸"): "6"}


def _mark(number: str) -> str:
    """What stands for a number that was found; the pattern of local numbers knows a telephone before it by this."""
    return ("*" * (len(number) - 4) + "0000") if _is_call(number) else "#" * len(number)


def _is_call(number: str) -> bool:
    return re.fullmatch(rf"{_MOBILE}|{_LANDLINE}|{_LOCAL}", number) is not None and len(number) >= 8


def mask_call(number: str) -> str:
    """138****1234; of a landline the last four digits."""
    if len(number) == 11 and number.startswith("1"):
        return f"{number[:3]}{HIDDEN}{number[-4:]}"
    return HIDDEN + number[-4:] if len(number) > 6 else HIDDEN


Shown = Callable[[str], Iterator[tuple[int, int, str]]]


def _hide(written: str) -> Iterator[tuple[int, int, str]]:
    yield 0, len(written), HIDDEN


def _call(written: str) -> Iterator[tuple[int, int, str]]:
    """A number by which somebody is called, without the marks between its digits and what is dialled before it."""
    digits = "".join(filter(str.isdecimal, written))
    yield 0, len(written), mask_call(digits[-11:] if re.fullmatch(_MOBILE, written) else digits)


def _calls(written: str) -> Iterator[tuple[int, int, str]]:
    for one in re.finditer(_LOCAL, written):
        for _start, _end, shown in _call(one[0]):
            yield *one.span(), shown


def _encoded(text: str, found: list[Contact]) -> Iterator[Contact]:
    """The links that hold a contact percent-encoded."""
    for link in _ENCODED.finditer(text):
        if any(one.start < link.end() and link.start() < one.end for one in found):
            continue
        if contacts(unquote(link[0], errors="replace")):
            yield Contact(*link.span(), HIDDEN)


_PATTERNS: tuple[tuple[re.Pattern[str], Shown], ...] = (
    (re.compile(rf"(?P<number>{_MAIL})"), _hide),
    (re.compile(rf"(?<!\d)(?P<number>{_ID})(?!\d)"), _hide),
    (re.compile(rf"{_CALLED_ID}(?P<number>[1-9]\d{{14}})(?!\d)"), _hide),
    (re.compile(rf"(?<!\d)(?P<number>{_OLD_ID})(?!\d)"), _hide),
    (re.compile(rf"{_CALLED_CARD}(?P<number>{_ACCOUNT})(?!\d)"), _hide),
    (re.compile(rf"(?<!\d)(?P<number>{_CARD})(?!\d)"), _hide),
    (re.compile(rf"(?<!\d)(?P<number>{_MOBILE})(?!\d)"), _call),
    (re.compile(rf"(?<!\d)(?P<number>{_LANDLINE})(?!\d)"), _call),
    (re.compile(rf"{_CALLED}(?P<number>{_LOCAL}(?:{_OR}{_LOCAL})*)"), _calls),
    (re.compile(rf"{_CALLED_HANDLE}(?P<number>{_HANDLE})"), _hide),
    (re.compile(rf"{_QQ}(?P<number>\d{{5,12}})(?!\d)"), _hide),
    (re.compile(r"(?P<number>(?i:wxid_[a-z0-9]+))"), _hide),
    (
        re.compile(
            rf"(?<![-_A-Za-z0-9])(?P<number>(?=[A-Za-z]+[-_0-9])[-_A-Za-z0-9]{{6,20}})(?=\s?[(（]?{_WECHAT}(?!公众|群|小程序))"
        ),
        _hide,
    ),
)
