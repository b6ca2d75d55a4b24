"""The kinds of value: how each is shown, read from what was typed, and laid out in a sheet.

Every `parse_…`, and what `text_of`, `paragraphs`, `partial_day` and `one_of` return, raises UserError where a text does
not fit, with one sentence that says what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from math import ceil
from typing import Any, Literal

from db.core import identity
from db.core.errors import UserError

DAY_LONG = 24 * 60  # minutes
FIRST_YEAR, LAST_YEAR = 1880, 2200  # of days that may stand in an office's records
OFFERED = 200  # choices at once: a longer list is narrowed by typing, not by scrolling
JUNK = re.compile(
    "[\ufffc\ufffd]|^[\uf0a7\uf0b7\uf0d8\uf0fc\uf06c•▪◦]\\s*|^\\[(?:图片|表情|动画表情|文件)\\]$", re.MULTILINE
)
SEPARATORS = re.compile(r"\s*[、，,;；\n]\s*")


@dataclass(frozen=True)
class Kind:
    """What sort of value a field holds.

    `show` makes the text a person reads, `parse` reads it back (UserError or ValueError where it does not fit),
    `cell` makes what a sheet holds, `width` is the usual width in half-width characters. `adds` says whether the sum of
    the values means something: that of quantities does, that of positions, limits, unit prices and shares doesn't.
    """

    name: str
    show: Callable[[Any], str] = str
    parse: Callable[[str], Any] = str
    cell: Callable[[Any], Any] = str
    excel: str = "@"
    align: Literal["left", "right", "center"] = "left"
    width: int = 14
    alert: Callable[[Any], bool] | None = None  # values to be seen at once, in red
    adds: bool = False
    separator: str = "、"  # what stands between two entries of a kind of several
    modes: tuple[str, ...] = ()  # in which of these ways each entry may be taken; it stands behind it in brackets
    options: tuple[str, ...] = ()  # a fixed choice; choices that an office edits come with the field


def half_width(text: str) -> str:
    """Signs of every width and shape as a keyboard types them; to compare text by, never to store names."""
    return unicodedata.normalize("NFKC", text).strip()


def typed_figures(text: str) -> str:
    """A number or a date as a keyboard types it: full-width digits are digits, ① and ² are not (12² isn't 122)."""
    if text.isascii():
        return text.strip()
    signs = (sign if unicodedata.category(sign) == "No" else unicodedata.normalize("NFKC", sign) for sign in text)
    return "".join(signs).strip()


def number_in(text: str) -> int | None:
    """The whole number that was typed, of up to 12 digits; None where it is anything else."""
    found = re.fullmatch(r"[+-]?[0-9]{1,12}", typed_figures(text))
    return int(found[0]) if found else None


def text_of(limit: int, plain: Callable[[str], str] = identity.one_line) -> Callable[[str], str]:
    def parse(text: str) -> str:
        text = plain(text)
        if len(text) > limit:
            raise UserError(f"最多 {limit} 个字，现在有 {len(text)} 个字，请缩短")
        return text

    return parse


def paragraphs(limit: int) -> Callable[[str], str]:
    """Long text as a clerk pastes it from Word or a chat: its paragraphs stay, its layout goes.

    Indents, trailing spaces, blank lines, bullets of Word's symbol font and the marks of pasted pictures are not text.
    """
    parse = text_of(limit, identity.clean)

    def tidied(text: str) -> str:
        lines = (line.strip("\u3000 \t\u00a0") for line in JUNK.sub("", parse(text)).split("\n"))
        return "\n".join(line for line in lines if line)

    return tidied


def parse_day(text: str) -> date:
    """2021-08-30, 2021.8.30, 2021/8/30, 2021年8月30日, 20210830."""
    found = re.fullmatch(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?", typed_figures(text))
    found = found or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", typed_figures(text))
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UserError(f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，请核对日期")
    if day:
        return day
    raise UserError(f"“{text[:30]}”不是一个日期，请写成 2021-08-30")


def partial_day(name: str, earliest: int = FIRST_YEAR) -> Callable[[str], str]:
    """What reads a day, or a year and month where the day is not known: 1970-05-12, 1970-05, 1970年5月, 197005.

    It raises UserError, calling the value by its name, where that lies in the future or before the year `earliest`.
    """

    def parse(text: str) -> str:
        found = re.fullmatch(r"(\d{4})\s*[-./年]?\s*(\d\d?)\s*月?", typed_figures(text))
        if found and 1 <= int(found[2]) <= 12:
            value, first = f"{found[1]}-{int(found[2]):02}", date(int(found[1]), int(found[2]), 1)
        else:
            try:
                first = parse_day(text)
            except UserError:
                raise UserError(f"“{text[:30]}”不是{name}，请写成 1970-05-12 或 1970-05") from None
            value = first.isoformat()
        if first > date.today():
            raise UserError(f"{name}在今天之后，请核对年份")
        if first.year < earliest:
            raise UserError(f"{name}早于 {earliest} 年，请核对年份")
        return value

    return parse


MORNING = ("凌晨", "早晨", "清晨", "早上", "上午")
AFTERNOON = ("下午", "傍晚", "晚上")
NIGHT = ("晚上", "夜里", "半夜")
MINUTES = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}
TIME_OF_DAY = re.compile(
    r"(凌晨|早晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜里|半夜)?\s*(?:(\d\d?)\s*[:.点时]\s*(\d\d?|半|[一三]刻|整)?\s*分?|(\d\d?)(\d\d)|(\d\d?))"
)


def parse_time(text: str) -> str:
    """14:30, 14点30分, 1430, 9点半, 下午2:30, 下午3点一刻; a bare figure up to 24 is an hour."""
    found = TIME_OF_DAY.fullmatch(typed_figures(text))
    part, *figures = found.groups() if found else ("", None, None, None, None, None)
    hour = int(figures[0] or figures[2] or figures[4] or -1)
    minute = figures[1] or figures[3] or "0"
    minute = MINUTES[minute] if minute in MINUTES else int(minute)
    if part in NIGHT and (hour == 12 or 0 <= hour < 6):
        day = "当天" if hour else "次日"
        raise UserError(f"“{text[:30]}”在{day}半夜，请写明日期和时间，如 次日 0:30、0:30 或 18:00")
    if part == "凌晨" and hour == 12:
        hour = 0
    elif (part in AFTERNOON and 0 < hour < 12) or (part == "中午" and 0 < hour < 3):
        hour += 12
    if part in MORNING and hour >= 12:
        hour = -1
    if not 0 <= hour <= 23 or minute > 59:
        raise UserError(f"“{text[:30]}”不是一个时间，请写成 14:30")
    return f"{hour:02}:{minute:02}"


WEEK = "一二三四五六日"
FIGURES = re.compile(
    r"(?P<sign>[+-]?)(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<point>\d+))?(?:元|块)?(?P<jiao>)(?P<fen>)", re.ASCII
)
SPOKEN = re.compile(
    r"(?P<sign>[+-]?)(?:(?P<yuan>\d+)[元块])?(?P<point>)(?:(?P<jiao>\d)[角毛])?(?:(?P<fen>\d)分)?", re.ASCII
)
MOST_MONEY = 10_000_000_000  # cents: a sum of many amounts is still a whole number to the database and to a sheet
SHEET_DIGITS = 15  # that a sheet reckons with
NEXT_DAY = re.compile(r"(次日|第二天|隔天)\s*(.*)")


def parse_clock(text: str) -> int:
    """Minutes from midnight of the day on which something begins: 9:00 is 540, 次日1点半 and 25:30 are 1530."""
    plain = typed_figures(text)
    if found := NEXT_DAY.fullmatch(plain):
        return DAY_LONG + parse_clock(found[2]) % DAY_LONG
    if re.fullmatch(r"(晚上|夜里|半夜)\s*(12|十二)\s*(点|时|[:.]00)(整|00分?)?", plain):
        return DAY_LONG  # midnight, the end of that day
    late = re.fullmatch(r"(2[4-9]|3\d|4[0-7])\s*[:.点时]\s*([0-5]\d)?分?", plain)
    if late:
        return int(late[1]) * 60 + int(late[2] or 0)
    hour, minute = map(int, parse_time(text).split(":"))
    return hour * 60 + minute


def clock(minutes: int) -> str:
    days, rest = divmod(minutes, DAY_LONG)
    return "次日" * days + f"{rest // 60:02}:{rest % 60:02}"


def duration(minutes: int) -> str:
    """2小时30分, 2小时, 30分, 0分."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}小时" if hours else "") + (f"{rest}分" if rest or not hours else "")


def parse_duration(text: str) -> int:
    """Whole minutes from 2小时30分, 90分, or a number of hours such as 2.5."""
    plain = typed_figures(text)
    if found := re.fullmatch(r"\d{1,6}(\.\d+)?", plain):
        return round(float(found[0]) * 60)
    found = re.fullmatch(r"(?:(\d{1,6})\s*小时)?\s*(?:(\d{1,6})\s*分钟?)?", plain)
    if not found or not plain:
        raise UserError(f"“{text[:30]}”不是时长，请写成 2.5 或 2小时30分")
    return int(found[1] or 0) * 60 + int(found[2] or 0)


def parse_count(text: str) -> int:
    figures = typed_figures(text)
    grouped = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", figures)  # a comma anywhere else may be meant as a point
    number = number_in(figures.replace(",", "") if grouped else figures)
    if number is None:
        raise UserError(f"“{text[:30]}”不是整数，请只填数字")
    return number


def file_size(count: int) -> str:
    """812 字节, 320 KB, 2.4 MB, of 1024 each as file managers count; rounded up, so that too much reads as too much."""
    if count < 1024:
        return f"{count} 字节"
    if count < 1024**2:
        return f"{ceil(count / 1024)} KB"
    unit, name = (1024**2, "MB") if count < 1024**3 else (1024**3, "GB")
    return f"{ceil(count * 10 / unit) / 10:g} {name}"


def money(cents: int) -> str:
    """1,234.50 from 123450."""
    yuan, rest = divmod(abs(cents), 100)
    return f"{'-' * (cents < 0)}{yuan:,}.{rest:02}"


def parse_money(text: str, *, negative: bool = False) -> int:
    """Whole cents from 12, 12.5, ¥1,234.50, 12元5角; UserError where it is none, below zero, too fine or too much."""
    plain = "".join(typed_figures(text).removeprefix("人民币").replace("¥", "").removesuffix("整").split())
    found = FIGURES.fullmatch(plain) or SPOKEN.fullmatch(plain)
    if not found or not any(sign.isdigit() for sign in plain):
        raise UserError(f"“{text[:30]}”不是金额，请写成 12.50 或 12元5角")
    whole = (found["yuan"] or "0").replace(",", "")
    parts = (found["point"] or "", found["jiao"] or "0", found["fen"] or "0")
    if len(whole) + len(parts[0]) > SHEET_DIGITS and parts[0]:  # a sheet's 0.1 + 0.2 is 0.30000000000000004
        return parse_money(f"{float(found['sign'] + whole + '.' + parts[0]):.{SHEET_DIGITS}g}", negative=negative)
    decimals = parts[0].rstrip("0") if parts[0] else "".join(parts[1:])
    if len(decimals) > 2:
        raise UserError(f"“{text[:30]}”多于两位小数，金额只写到分")
    cents = int((whole + decimals.ljust(2, "0"))[:20])
    if found["sign"] == "-" and cents and not negative:
        raise UserError(f"“{text[:30]}”是负数，金额不能小于 0")
    if cents >= MOST_MONEY:
        raise UserError(f"“{text[:30]}”太大，一笔金额应小于一亿元，请核对")
    return -cents if found["sign"] == "-" else cents


def parse_flag(text: str) -> bool:
    if text not in ("是", "否"):
        raise UserError("请填“是”或“否”")
    return text == "是"


def parse_code(text: str) -> str:
    """An office's division code: 6 digits a district, 9 a street, 12 a community, 15 a grid."""
    digits = typed_figures(text).replace(" ", "")
    if not re.fullmatch(r"[0-9]+", digits) or len(digits) not in (6, 9, 12, 15):
        raise UserError("区划代码应为 6 位（区）、9 位（街道）、12 位（社区）或 15 位（网格）数字，请核对")
    return digits


def split(text: str) -> tuple[str, ...]:
    """The parts of a list as people type it, each once, in order."""
    return tuple(dict.fromkeys(part for part in SEPARATORS.split(text.strip()) if part))


WEEKDAYS_SAID = {"每天": "一二三四五六日", "工作日": "一二三四五", "周末": "六日", "双休日": "六日"}


def parse_weekdays(text: str) -> str:
    """周一、周三 from 周一、周三, 一三, 星期一 星期三, 周末, 工作日 or 每天; in the order of the week."""
    plain = re.sub("星期|礼拜|周(?!末)", "", typed_figures(text)).replace("天", "日").replace("每日", "每天")
    for said, days in WEEKDAYS_SAID.items():
        plain = plain.replace(said, days)
    plain = re.sub(r"[、，,;；/\s]", "", plain).translate(str.maketrans("1234567", "一二三四五六日"))
    if not plain or set(plain) - set(WEEK):
        raise UserError(f"“{text[:30]}”不是星期几，请写成 周一、周三，或 周末、工作日、每天")
    return "、".join(f"周{day}" for day in WEEK if day in plain)


def parse_steps(text: str) -> str:
    """100、300、600: whole numbers, each greater than the one before."""
    parts = split(typed_figures(text))
    if not parts or not all(re.fullmatch(r"[1-9]\d{0,5}", part) for part in parts):
        raise UserError("请写用顿号隔开的整数，如 100、300、600、1000、1500")
    if sorted(map(int, parts)) != list(map(int, parts)):
        raise UserError("后一级的小时数要比前一级多，请核对")
    return "、".join(parts)


def one_of(*options: str, width: int = 8) -> Kind:
    """A fixed choice, kept in the database as its own words."""

    def parse(text: str) -> str:
        text = identity.clean(text)
        if text not in options:
            raise UserError(f"没有“{text[:30]}”这个选项，请选 {'、'.join(options)}")
        return text

    return Kind("option", parse=parse, options=options, align="center", width=width)


def _partial_day_cell(value: str) -> Any:
    return date.fromisoformat(value) if len(value) == 10 else value


TEXT = Kind("text", parse=text_of(200))
SHORT = Kind("text", parse=text_of(50), width=10)
WIDE = Kind("text", parse=text_of(200), width=28)
LONG = Kind("long", parse=paragraphs(20_000), width=36)
NAME = Kind("name", parse=identity.person_name, width=12)
COUNT = Kind("count", parse=parse_count, cell=int, excel="0", align="right", width=8)
TALLY = replace(COUNT, adds=True)  # how many of something
SIZE = Kind("count", file_size, parse_count, int, '#,##0" 字节"', "right", 14)
PERCENT = Kind("percent", lambda v: f"{v:.0%}", float, lambda v: v, "0%", "right", 8)
FLAG = Kind("flag", lambda v: "是" if v else "否", parse_flag, lambda v: "是" if v else "否", align="center", width=6)
DAY = Kind("day", date.isoformat, parse_day, lambda v: v, "yyyy-mm-dd", "center", 12)
EXPIRY = replace(DAY, alert=lambda day: day < date.today())  # the last day on which something is valid
BIRTH = Kind(
    "birth", parse=partial_day("出生日期"), cell=_partial_day_cell, excel="yyyy-mm-dd", align="center", width=12
)
TIME = Kind("time", parse=parse_time, align="center", width=8)
CLOCK = Kind("time", clock, parse_clock, clock, align="center", width=10)
DURATION = Kind("duration", duration, parse_duration, lambda v: v / 1440, '[h]"小时"mm"分"', "right", 12, adds=True)
MONEY = Kind("money", money, parse_money, lambda v: v / 100, "#,##0.00", "right", 12, adds=True)  # whole cents
PRICE = replace(MONEY, adds=False)  # of one piece
BALANCE = replace(MONEY, parse=partial(parse_money, negative=True), alert=lambda v: v < 0)
DIFFERENCE = replace(BALANCE, alert=bool)  # between two figures that should be the same
PHONE = Kind("phone", parse=identity.phone, align="center", width=14)
ID_NUMBER = Kind("id_number", parse=identity.document_number, align="center", width=22)
CREDIT_CODE = Kind("credit_code", parse=identity.credit_code, align="center", width=22)
CODE = Kind("code", parse=parse_code, align="center", width=18)
CHOICE = Kind("choice", parse=identity.one_line, align="center", width=12)
LINK = Kind("link", parse=identity.one_line, width=14)
MANY = Kind("many", parse=lambda text: "、".join(split(text)), width=20)
WEEKDAYS = Kind("many", parse=parse_weekdays, options=tuple(f"周{day}" for day in WEEK), width=20)
STEPS = Kind("text", parse=parse_steps, width=26)
JOINED = Kind("many", parse=lambda text: "暨".join(split(text.replace("暨", "、"))), width=22, separator="暨")
