"""Detects words in public texts that identify a person in hardship, or disclose the cause of the hardship.

Policy (domain, micro-wishes): public texts hold no name, address, phone, ID number or cause of hardship. A text may
describe how the person lives (某独居老人), name a street or a community, and hold numbers that aren't the person's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from db.core.identity import HAN

# words of poverty and illness, besides the entries of the office's own dictionary of hardship
CAUSES = (
    *("低保", "低收入", "特困", "贫困", "五保户", "困难户", "困难家庭"),
    *("残疾", "残障", "癌", "瘤", "症", "瘫", "聋", "失明", "截肢", "失能", "失智", "痴呆", "植物人"),
    *("大病", "重病", "患病", "因病", "卧病", "慢性病", "病人", "患者", "患有", "透析", "化疗", "放疗"),
    *("糖尿病", "高血压", "心脏病", "白血病", "肾病", "肝病", "肺病", "肝炎", "肺结核", "艾滋", "脑梗", "脑中风"),
    *("精神病", "精神障碍", "精神分裂", "智力障碍", "智障", "弱智", "抑郁", "自闭", "帕金森", "老年痴呆"),
    *("尿毒", "乙肝", "梅毒", "性病", "孤儿", "吸毒", "戒毒", "家暴"),
)
DESCRIBES = (
    "独居",
    "空巢",
    "留守",
    "高龄",
    "其他",
)  # entries that begin so describe how the person lives, not the cause of hardship
# what holds such a word and means none: 最低保额, 降低保费, 低保暖裤, 高血压计, 对症, 症结
GOODS = re.compile(r"[最降]低保|低保(?=[暖温湿鲜质值障护养])|高血压(?=计|仪|表)|(?:对|不)症(?=下药)|症(?=结|候群)")

SENTENCE_MARKS = ",;:!?。、\n"  # after NFKC; words don't go on across these
BETWEEN = re.compile(rf"[^\w{HAN}]+|_+")
SHORT_NAME = 3  # characters; such a name is searched for within sentences only: 一张，明天 isn't 张明
AREA_END = re.compile(r"(?:省|市|区|县|镇|乡|街道|社区|路|街|巷|村)$")
UNITS = "号院|号楼|号|栋|幢|座|楼|单元|层|室|户|房|院|门|弄"
NUMBER = re.compile(rf"(\d+)({UNITS})?")
CHINESE = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
TENS = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")


def find_identifying(known: dict[str, str | None], causes: Iterable[str], text: str) -> tuple[str, str] | None:
    """The field of a person that a public text discloses, and the disclosing words; None where it discloses nothing.

    `known` holds the stored values by field; `causes` are the entries of the dictionary of hardship.
    """
    plain = bare(text)
    for field, value in known.items():
        if value and (words := DETECTORS.get(field, _name)(value, plain)):
            return field, words
    rest = GOODS.sub("|", plain)
    return next((("hardship", word) for word in cause_words(causes) if bare(word) in rest), None)


class Traced(NamedTuple):
    """A text without what doesn't count, and the place in the written text from which each of its signs comes."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the written text from which a part of this one comes."""
        return self.places[start], self.places[end - 1] + 1

    def without(self, signs: str) -> Traced:
        kept = [n for n, sign in enumerate(self.text) if sign not in signs]
        return Traced("".join(self.text[n] for n in kept), [self.places[n] for n in kept])

    def figured(self) -> Traced:
        """3单元401 from 三单元四〇一, 12号 from 十二号; used for numbers only, as a name may contain 三."""
        text, places, done = "", list[int](), 0
        for match in TENS.finditer(self.text):
            before, after = (sign and sign.translate(CHINESE) for sign in match.groups())
            figures = f"{before or 1}{after or 0}"
            text += self.text[done : match.start()] + figures
            places += self.places[done : match.start()]
            places += [self.places[min(match.start() + n, match.end() - 1)] for n in range(len(figures))]
            done = match.end()
        return Traced((text + self.text[done:]).translate(CHINESE), [*places, *self.places[done:]])


def traced(written: str) -> Traced:
    """The letters and digits of a text (NFKC), with | between sentences and - for other signs between two digits."""
    if BETWEEN.search(written) is None and unicodedata.is_normalized("NFKC", written):
        folded = written.casefold()
        if len(folded) == len(written):
            return Traced(folded, range(len(written)))  # as nearly every name and address
    signs, places, gap = list[str](), list[int](), ""
    for place, sign in enumerate(written):
        for folded in unicodedata.normalize("NFKC", sign).casefold():
            if BETWEEN.fullmatch(folded):
                gap += folded
                continue
            if gap:
                between = _separator(gap, signs[-1] if signs else "", folded)
                signs += between
                places += [place - 1] * len(between)
            signs.append(folded)
            places.append(place)
            gap = ""
    end = _separator(gap, "", "") if gap else ""
    return Traced("".join(signs) + end, [*places, *[len(written) - 1] * len(end)])


def _separator(gap: str, before: str, after: str) -> str:
    if any(mark in SENTENCE_MARKS for mark in gap):
        return "|"
    return "-" if before.isdecimal() and after.isdecimal() else ""


def bare(text: str) -> str:
    return traced(text).text


def _joined(plain: str) -> str:
    return plain.replace("|", "").replace("-", "")


def _figures(plain: str) -> str:
    return Traced(plain, range(len(plain))).figured().text


def _name(value: str, plain: str) -> str:
    """The name, if the text holds it, with any signs within; a single character is no name, as it may be a word."""
    name = _joined(bare(value))
    return value if len(name) > 1 and name in (plain if len(name) <= SHORT_NAME else _joined(plain)) else ""


def _household(value: str, plain: str) -> str:
    """The name of a household, if the text holds it."""
    return _name(household_name(value), plain)


def household_name(value: str) -> str:
    """A name of a household without its ending: 瞿守拙 from 瞿守拙家."""
    return re.sub(r"(?<=..)(?:家庭?|户)$", "", value)


def _number(value: str, plain: str) -> str:
    """The number, if the text holds it in any writing; a landline also without its area code."""
    whole = value.partition("转")[0]
    local = whole.partition("-")[2]
    numbers = (_joined(bare(number)) for number in (whole, local))
    return value if any(len(number) > 5 and number in _joined(_figures(plain)) for number in numbers) else ""


def _address(value: str, plain: str) -> str:
    """The part of the address that the text holds: a street with its number, or a building, unit and room.

    A street or a community without a number is no address.
    """
    address = bare(value)
    whole = len(address) > 4 or (len(address) > 1 and not NUMBER.search(address))
    if whole and not AREA_END.search(address) and address in plain:
        return value
    figures = _figures(plain)
    matches = (re.search(pattern, figures) for pattern in _places(_figures(address.replace("|", ""))))
    return next((match[0] for match in matches if match), "")


def _places(address: str) -> Iterator[str]:
    """Patterns of identifying places in an address: 家巷12号, 12号3单元, 3单元401 or 3-401, 401室."""
    numbers = list(NUMBER.finditer(address))
    for before, here in zip([None, *numbers], numbers, strict=False):
        number, unit = here[1], here[2] or ""
        street = address[max(0, here.start() - 2) : here.start()]
        if before is None and len(street) == 2:
            ends = unit if unit and street in ("社区", "街道") else f"{UNITS}|-"  # 社区12号 may be a day
            yield rf"{re.escape(street)}{number}(?:{ends}|$)"
        if before and len(number) > 2:
            yield rf"(?<!\d){before[1]}(?:{UNITS}|-){{1,2}}{number}(?!\d)"
        elif before:
            yield rf"(?<!\d){before[1]}(?:{UNITS}){{1,2}}{number}(?:{unit or UNITS + '|$'})"
        if len(number) > 2 and (unit in ("", "室", "户", "房")):
            yield rf"(?<!\d){number}(?:室|户|房)"


def cause_words(entries: Iterable[str]) -> list[str]:
    """The words of poverty and illness: CAUSES, and the entries, which may hold several such as 困境/留守儿童."""
    parts = (part for entry in entries for part in re.split(r"[/／、()（）]", entry))
    return [*CAUSES, *(part.strip() for part in parts if len(part.strip()) > 1 and not part.startswith(DESCRIBES))]


DETECTORS: dict[str, Callable[[str, str], str]] = {
    "phone": _number,
    "guardian_phone": _number,
    "id_number": _number,
    "address": _address,
    "household": _household,
}
