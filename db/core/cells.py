"""What the cell of a sheet says, by its type; a cell that may mean two things is asked about, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from db.core.errors import UserError

DIGITS = 15  # that a number of a sheet keeps
ERRORS = re.compile(r"[#＃](N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
DAYS, CLOCKS = ("day", "birth"), ("time",)


@dataclass(frozen=True)
class CellInDoubt:
    """A cell without a value: an error such as #N/A, or, where `shown` is empty, a formula that wasn't calculated."""

    address: str  # B7
    shown: str = ""

    def __str__(self) -> str:
        return self.shown


def cell_text(raw: object, kind: str) -> str:
    """The text of a cell as it would have been typed into a field of a kind (its name).

    Raises UserError for an error, a formula that wasn't calculated, a number of more digits than a sheet keeps, and a
    fraction where a day or a time belongs: 1970.10 and 1970.1 are one number, and so are 9.30 and 9.3.
    """
    if isinstance(raw, CellInDoubt):
        what = f"是错误值 {raw.shown}" if raw.shown else "的公式还没有算出结果"
        raise UserError(f"{raw.address} 单元格{what}，请先在表里改好、保存，再导入")
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, int | float):
        return _number(raw, kind)
    if isinstance(raw, datetime):
        return f"{raw:%H:%M}" if kind in CLOCKS and raw.time() != time() else raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, time):
        return f"{raw.hour}小时{raw.minute}分" if kind == "duration" else f"{raw:%H:%M}"
    if isinstance(raw, timedelta):
        hours, minutes = divmod(round(raw.total_seconds() / 60), 60)
        return f"{hours}小时{minutes}分" if kind == "duration" else f"{hours:02}:{minutes:02}"
    text = str(raw)
    if found := ERRORS.fullmatch(text.strip()):
        raise UserError(f"“{found[0]}”是表格里的错误值，请填上真正的内容，或者留空")
    return text


def _number(number: float, kind: str) -> str:
    if abs(number) >= 10**DIGITS:
        raise UserError(
            f"这一格是数字，表格只保留了前 {DIGITS} 位，后面的已经不对；请把这一列设成“文本”格式，照原件重填"
        )
    whole = float(number).is_integer()
    if not whole and kind in DAYS:
        year, _, month = f"{number:g}".partition(".")
        raise UserError(f"“{number:g}”分不清是几月（{year}年{month}月，还是 10 月？），请写成 1970-10 这样的文本")
    if not whole and kind in CLOCKS:
        raise UserError(f"“{number:g}”分不清是几点几分，请写成 9:30 这样的文本")
    return str(int(number)) if whole else str(number)
