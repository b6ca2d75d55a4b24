"""Reads workbooks: the rows below the titles of the columns; what is no record is left out and named."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from db.core.cells import CellInDoubt
from db.core.confined import TooHeavyError, confined
from db.core.errors import UserError
from db.core.work import Tick, no_progress
from exports.sheet.doubts import Doubts, doubts
from exports.sheet.package_check import check_package

TOO_LARGE = "“{}”太大，或不是正常的表格，没有读取；请只保留需要的行和列，另存后再试"
NUMBER = "序号"
TOTALS = re.compile(r"(合|小|总|共)\s*计|累\s*计")
SIGNED = re.compile(
    r"(填\s*表|制\s*表|审\s*核|复\s*核|负\s*责|经\s*办|联\s*系|统\s*计|填\s*报|报\s*送|签\s*字|签\s*名|盖\s*章|单位负责)"
    r"(人|员|单位|日期|时间|人签字)?\s*(（[^）]*）)?\s*[:：].*|(日期|时间|单位|备注|注|说明)\s*[:：].*",
    re.DOTALL,
)
ENOUGH = 2  # titles in a row that make it the header; a table of one column has one
SEARCHED = 30  # rows at the top of a sheet


@dataclass
class Reading:
    """The records: the value of each cell by its title, None for a blank one; and what of the workbook is none."""

    records: list[dict[str, object]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # a sentence each


def read_sheet(path: Path, titles: Collection[str]) -> list[dict[str, object]]:
    """The records of `read_workbook`."""
    return read_workbook(path, titles).records


def read_workbook(path: Path, titles: Collection[str], tick: Tick = no_progress) -> Reading:
    """Read the first sheet that has these titles, in a child process with limits.

    A cell with an error or a formula that wasn't calculated is a CellInDoubt. A value merged over several rows is that
    of each. Raises UserError where the file can't be read or no sheet has a row of such titles.
    """
    try:
        return confined(_read_workbook, path, list(titles), tick=tick)
    except TooHeavyError as error:
        raise UserError(TOO_LARGE.format(path.name)) from error


def _read_workbook(path: Path, titles: list[str]) -> Reading:
    check_package(path)
    from exports.sheet.form import UNITS  # in the child, which loads openpyxl anyway

    units = ("", *(f"（{unit}）" for unit in UNITS.values()))
    names = {f"{_plain(title)}{unit}": title for title in titles for unit in units}
    try:
        with CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                rows = _rows(sheet)
                if (place := _header(rows, names)) is None:
                    continue
                made = _read(rows, place, names, doubts(path, name))
                made.left_out += _other_sheets(book, name)
                return made
    except PasswordError as error:
        raise UserError(f"“{path.name}”设有打开密码，请先用表格软件去掉密码，再试一次") from error
    except (CalamineError, OSError) as error:
        raise UserError(f"“{path.name}”已损坏，无法读取；请用表格软件打开它另存一份，再试一次") from error
    some = "、".join(titles[:4])
    raise UserError(f"“{path.name}”里没有找到表头（应有 {some} 等列），请核对是不是这张表")


def _rows(sheet: CalamineSheet) -> list[list[object]]:
    rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left != right or bottom >= len(rows):
            continue  # a heading over several columns
        for below in range(top + 1, bottom + 1):
            rows[below][left] = rows[top][left]
    return rows


def _plain(title: object) -> str:
    """A title without the spaces and line breaks that pad it."""
    return "".join(str(title).split())


def _header(rows: Sequence[Sequence[object]], names: dict[str, str]) -> int | None:
    """The index of the row that holds most of the titles, None where no row holds enough."""
    counts = [len(names.keys() & {_plain(cell) for cell in row if isinstance(cell, str)}) for row in rows[:SEARCHED]]
    best = max(counts, default=0)
    return counts.index(best) if best >= min(ENOUGH, len({*names.values()})) else None


def _read(rows: list[list[object]], place: int, names: dict[str, str], doubted: Doubts) -> Reading:
    header, made = rows[place], Reading()
    heading = [_plain(title) for title in header]
    columns = [(column, names[_plain(title)]) for column, title in enumerate(header) if _plain(title) in names]
    for number, row in enumerate(rows[place + 1 :], start=place + 1):
        for column, _title in columns:
            if (doubt := doubted.get((number, column))) is not None:
                row[column] = doubt
        record = {title: None if row[column] == "" else row[column] for column, title in columns}
        filled = [cell for cell in row if isinstance(cell, CellInDoubt) or str(cell).strip()]
        if not filled or _repeats(row, heading):
            continue
        if words := _no_record(filled, row, header):
            made.left_out.append(f"第 {number + 1} 行（{words}）没有当作记录")
        elif any(value is not None for value in record.values()):
            made.records.append(record)
        else:
            made.left_out.append(f"第 {number + 1} 行只在不认识的列里有内容，没有读入")
    strange = [_plain(title) for title in header if _plain(title) and _plain(title) not in {*names, NUMBER}]
    if strange:
        made.left_out.append(f"不认识的列没有读入：{'、'.join(strange)}")
    return made


def _repeats(row: Sequence[object], heading: Sequence[str]) -> bool:
    """Whether a row is the header once more, at the top of another page."""
    return all(_plain(cell) == title for cell, title in zip(row, heading, strict=True))


def _no_record(filled: Sequence[object], row: Sequence[object], header: Sequence[object]) -> str:
    """What a row of a total or of signatures begins with; "" for a record."""
    first = str(filled[0]).strip()
    leading = str(row[0]).strip() if _plain(header[0]) == NUMBER else first
    if TOTALS.fullmatch(leading) or TOTALS.fullmatch(first):
        return first
    return first if SIGNED.fullmatch(first) else ""


def _other_sheets(book: CalamineWorkbook, read: str) -> list[str]:
    others = [name for name in book.sheet_names if name != read]
    filled = [
        name
        for name in others
        if any(str(cell).strip() for row in book.get_sheet_by_name(name).iter_rows() for cell in row)
    ]
    return [f"只读了工作表“{read}”，没有读：{'、'.join(filled)}"] if filled else []
