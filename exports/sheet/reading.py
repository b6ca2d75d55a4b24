"""Reads back our workbooks: the rows below the titles of the columns, without the total and the signatures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from db.core.errors import UserError
from exports.sheet.package_check import check_package

NUMBER, TOTAL = "序号", "合计"
ENOUGH = 2  # titles in a row that make it the header; a table of one column has one
SEARCHED = 30  # rows at the top of a sheet


def read_sheet(path: Path, titles: Collection[str]) -> list[dict[str, object]]:
    """The records of the first sheet that has these titles: the value of each cell by its title, None for a blank one.

    Raises UserError where the file can't be read or no sheet has a row of such titles.
    """
    check_package(path)
    wanted = set(titles)
    try:
        with CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                rows = _rows(book.get_sheet_by_name(name))
                if (place := _header(rows, wanted)) is not None:
                    return list(_records(rows[place], rows[place + 1 :], wanted))
    except PasswordError as error:
        raise UserError(f"“{path.name}”设有打开密码，请先用表格软件去掉密码，再试一次") from error
    except (CalamineError, OSError) as error:
        raise UserError(f"“{path.name}”已损坏，无法读取；请用表格软件打开它另存一份，再试一次") from error
    some = "、".join(list(titles)[:4])
    raise UserError(f"“{path.name}”里没有找到表头（应有 {some} 等列），请核对是不是这张表")


def _rows(sheet: CalamineSheet) -> list[list[object]]:
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def _header(rows: Sequence[Sequence[object]], titles: set[str]) -> int | None:
    """The index of the row that holds most of the titles, None where no row holds enough."""
    counts = [len(titles.intersection(cell for cell in row if isinstance(cell, str))) for row in rows[:SEARCHED]]
    best = max(counts, default=0)
    return counts.index(best) if best >= min(ENOUGH, len(titles)) else None


def _records(
    header: Sequence[object], rows: Sequence[Sequence[object]], titles: set[str]
) -> Iterator[dict[str, object]]:
    columns = [(place, str(title)) for place, title in enumerate(header) if title in titles]
    for row in rows:
        beginning = row[0] if header[0] == NUMBER else None
        if beginning == TOTAL:
            return
        record = {title: _blank_or(row[place]) for place, title in columns}
        if any(value is not None for value in record.values()):
            yield record


def _blank_or(value: object) -> object:
    return None if value == "" else value
