"""What would tell the public whose a wish is, or from what somebody suffers: the one place that looks for it in a text.

Policy (domain, micro-wishes): no name, address, phone, ID number or cause of hardship is told to the public. A text may
say how somebody lives (某独居老人), name a street or a community, and any number that isn't the person's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from db.core.identity import HAN

# words of poverty and illness, besides the entries of the office's own dictionary of hardship
CAUSES = (
    *("低保", "低收入", "特困", "贫困", "五保户", "困难户", "困难家庭"),
    *("残疾", "残障", "癌", "瘤", "症", "瘫", "聋", "失明", "截肢", "失能", "失智", "痴呆", "植物人"),
    *("大病", "重病", "患病", "因病", "卧病", "慢性病", "病人", "患者", "患有", "透析", "化疗", "放疗"),
    *("糖尿病", "高血压", "心脏病", "白血病", "肾病", "肝病", "肺病", "肝炎", "肺结核", "艾滋", "脑梗", "脑中风"),
    *("精神病", "精神障碍", "智力障碍", "抑郁", "自闭", "帕金森"),
)
DESCRIBES = (
    "独居",
    "空巢",
    "留守",
    "高龄",
    "其他",
)  # entries that begin so say how somebody lives, not why in hardship
NO_CAUSE = ("最低保", "降低保")  # 最低保额, 降低保费

SENTENCE = ",;:!?。、\n"  # marks after NFKC that part a word from the next
BETWEEN = re.compile(rf"[^\w{HAN}]+|_+")
SHORT = 3  # a name up to so long is looked for within a sentence: 一张，明天 isn't 张明
AREA = re.compile(r"(?:省|市|区|县|镇|乡|街道|社区|路|街|巷|村)$")
UNITS = "号院|号楼|号|栋|幢|座|楼|单元|层|室|户|房|院|门|弄"
NUMBER = re.compile(rf"(\d+)({UNITS})?")
CHINESE = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
TENS = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")


def told(known: dict[str, str | None], causes: Iterable[str], said: str) -> tuple[str, str] | None:
    """Which field of somebody's a text for the public repeats, and the words by which it does; None where none.

    `known` has what is stored by field; `causes` are the entries of the dictionary of hardship, as they are called.
    """
    spoken = _spoken(said)
    for field, value in known.items():
        if value and (words := LOOKS.get(field, _name)(value, spoken)):
            return field, words
    rest = spoken
    for word in NO_CAUSE:
        rest = rest.replace(word, "|")
    return next((("hardship", word) for word in _causes(causes) if _spoken(word) in rest), None)


def _spoken(text: str) -> str:
    """Letters and digits alone (NFKC); | for where a sentence parts, - for what stands between two digits."""
    plain = unicodedata.normalize("NFKC", text).casefold()

    def parting(found: re.Match[str]) -> str:
        if any(mark in SENTENCE for mark in found[0]):
            return "|"
        around = plain[found.start() - 1 : found.start()], plain[found.end() : found.end() + 1]
        return "-" if all(sign.isdecimal() for sign in around) else ""

    return BETWEEN.sub(parting, plain)


def _joined(spoken: str) -> str:
    return spoken.replace("|", "").replace("-", "")


def _figures(spoken: str) -> str:
    """三单元四〇一 as 3单元401, 十二号 as 12号; for numbers alone, as a name may have 三 in it."""

    def tens(found: re.Match[str]) -> str:
        before, after = (sign and sign.translate(CHINESE) for sign in found.groups())
        return f"{before or 1}{after or 0}"

    return TENS.sub(tens, spoken).translate(CHINESE)


def _name(value: str, spoken: str) -> str:
    """A name however its parts are joined; one of a single character is a word as well."""
    plain = _joined(_spoken(value))
    return value if len(plain) > 1 and plain in (spoken if len(plain) <= SHORT else _joined(spoken)) else ""


def _household(value: str, spoken: str) -> str:
    """瞿守拙, and of 瞿守拙家 the name alone."""
    return _name(re.sub(r"(?<=..)(?:家庭?|户)$", "", value), spoken)


def _number(value: str, spoken: str) -> str:
    """A number of whatever writing, of a landline also without the area code."""
    whole = value.partition("转")[0]
    local = whole.partition("-")[2]
    found = (_joined(_spoken(number)) for number in (whole, local))
    return value if any(len(number) > 5 and number in _joined(_figures(spoken)) for number in found) else ""


def _address(value: str, spoken: str) -> str:
    """A street with its number, or a building, unit and room; a street or a community alone is nobody's address."""
    plain = _spoken(value)
    whole = len(plain) > 4 or (len(plain) > 1 and not NUMBER.search(plain))
    if whole and not AREA.search(plain) and plain in spoken:
        return value
    figures = _figures(spoken)
    found = (re.search(pattern, figures) for pattern in _places(_figures(plain.replace("|", ""))))
    return next((one[0] for one in found if one), "")


def _places(plain: str) -> Iterator[str]:
    """Patterns of what tells a place: 家巷12号, 12号3单元, 3单元401 or 3-401, 401室."""
    numbers = list(NUMBER.finditer(plain))
    for before, here in zip([None, *numbers], numbers, strict=False):
        number, unit = here[1], here[2] or ""
        street = plain[max(0, here.start() - 2) : here.start()]
        if before is None and len(street) == 2:
            ends = unit if unit and street in ("社区", "街道") else f"{UNITS}|-"  # 社区12号 may be a day
            yield rf"{re.escape(street)}{number}(?:{ends}|$)"
        if before and len(number) > 2:
            yield rf"(?<!\d){before[1]}(?:{UNITS}|-){{1,2}}{number}(?!\d)"
        elif before:
            yield rf"(?<!\d){before[1]}(?:{UNITS}){{1,2}}{number}(?:{unit or UNITS + '|$'})"
        if len(number) > 2 and (unit in ("", "室", "户", "房")):
            yield rf"(?<!\d){number}(?:室|户|房)"


def _causes(entries: Iterable[str]) -> list[str]:
    """The words of poverty and illness: those known here, and the entries, of which 困境/留守儿童 holds two."""
    parts = (part for entry in entries for part in re.split(r"[/／、()（）]", entry))
    return [*CAUSES, *(part.strip() for part in parts if len(part.strip()) > 1 and not part.startswith(DESCRIBES))]


LOOKS: dict[str, Callable[[str, str], str]] = {
    "phone": _number,
    "guardian_phone": _number,
    "id_number": _number,
    "address": _address,
    "household": _household,
}
