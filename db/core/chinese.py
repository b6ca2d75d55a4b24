"""Numbers, days and times in the words of a Chinese text."""

from __future__ import annotations

from datetime import date


def chinese(number: int) -> str:
    """一 to 九十九; beyond that, figures."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    digits = " 一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + digits[ones].strip()


def with_stop(text: str) -> str:
    """The text with a full stop at its end, unless a mark that closes a sentence stands there."""
    return text if text.endswith(tuple("。！？；：）")) else f"{text}。"


def chinese_day(day: date) -> str:
    """2021年8月30日: Arabic figures, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_time(time: str) -> str:
    """上午9时, 下午2时30分, from 09:00 and 14:30."""
    hour, minute = map(int, time.split(":"))
    part = "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    return f"{part}{hour - 12 * (hour > 12)}时" + (f"{minute}分" if minute else "")
