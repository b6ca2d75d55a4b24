"""A listing as the district's form: openpyxl lays the sheet out, the rows are streamed into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import settings
from db.errors import UserError
from db.fields import Field, Listing
from db.masking import Audience, Sensitive, mask, visible
from db.work import Tick, quietly
from exports.atomic import whole_file
from exports.sheet_xml import ESCAPE, HEIGHTS, ILLEGAL, ROWS, Column, lines_of, room_of, rows_writer, splice, units

NUMBER = "序号"
TOTAL = "合计"
HEAD = 3  # rows above the body: the title, who and when, the titles of the columns
TAIL = 2  # rows below it: the total, the signatures
CHUNK = 500
PAGE = 124  # half-width characters across a landscape A4 page in full size
NUMBER_WIDTH = 6
FACE = "宋体"  # on every Windows, with or without WPS
PLAIN, BOLD, TITLE = Font(name=FACE, size=11), Font(name=FACE, size=11, bold=True), Font(name=FACE, size=18, bold=True)
THIN = Side(style="thin", color="FF000000")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
BESIDE = {"left": Alignment(vertical="center"), "right": Alignment(horizontal="right", vertical="center")}
FORM_SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Form:
    """What stands around the rows: title, who fills it in and when, the total's words, and who answers for it."""

    title: str
    office: str
    day: date
    total: str = "共 {} 条"
    signatures: tuple[tuple[str, str], ...] = ()


def signatures(session: Session) -> tuple[tuple[str, str], ...]:
    """Who fills in, checks and answers for a form, by the settings."""
    choices = (settings.FILLED_BY, settings.REVIEWED_BY, settings.HEADED_BY)
    return tuple((choice.title, settings.get(session, choice)) for choice in choices)


def chinese_day(day: date) -> str:
    """2021年8月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def write_listing(
    path: Path,
    listing: Listing,
    session: Session,
    form: Form,
    audience: Audience,
    *,
    more: Callable[[Workbook], None] | None = None,
    tick: Tick = quietly,
) -> Path:
    """Write the rows of a listing as this audience may see them; the file appears whole or not at all.

    `more` may add further sheets. Ticks every few hundred rows. Raises UserError where the file can't be written.
    """
    shown = tuple(field for field in listing.fields if visible(field.sensitive, audience))
    listing = replace(listing, fields=shown)
    count = session.scalar(select(func.count()).select_from(listing.keys().order_by(None).subquery())) or 0
    if count > ROWS - HEAD - TAIL:
        raise UserError(f"一张工作表放不下 {count} 行，请先缩小范围再导出")
    book = new_book(form)
    sheet = book.worksheets[0]
    sheet.title = listing.title
    columns = _lay(sheet, shown, form, audience, count)
    if more:
        more(book)
    rows = _rows(session, listing, columns, count, tick)
    with whole_file(path) as file:
        splice(saved(book), FORM_SHEET, HEAD + count + 1, rows, file, _no_warnings(columns, count))
    return path


def new_book(form: Form) -> Workbook:
    """A workbook in the form's face, signed by the office and by nobody else."""
    book = Workbook()
    book._fonts = IndexedList([PLAIN])  # pyright: ignore[reportAttributeAccessIssue]  a column's width counts in the first one's digits
    book._named_styles["Normal"].font = PLAIN  # pyright: ignore[reportAttributeAccessIssue]
    book.properties.title = form.title
    book.properties.creator = form.office
    return book


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def put(cell: Cell, text: str, font: Font = PLAIN, alignment: Alignment | None = None) -> Cell:
    """Write a text that stays a text, whatever it begins with."""
    cell.value = ESCAPE.sub("_x005F_", ILLEGAL.sub("", text))
    cell.data_type = "s"
    cell.font = font
    if alignment:
        cell.alignment = alignment
    return cell


def _lay(
    sheet: Worksheet, fields: Sequence[Field], form: Form, audience: Audience, count: int
) -> list[Column]:
    """Lay out all but the rows themselves; return how their cells are to be made."""
    widths = [NUMBER_WIDTH, *_widths(fields)]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    _lay_head(sheet, [NUMBER, *(field.title for field in fields)], widths, form)
    _lay_tail(sheet, widths, form, audience, count)
    _set_page(sheet)
    numbers = Column("A", _style(sheet, "0", "center", wrap=False), NUMBER_WIDTH, text=False)
    return [
        numbers,
        *(
            _column(sheet, get_column_letter(place), field, width, audience)
            for place, (field, width) in enumerate(zip(fields, widths[1:], strict=True), start=2)
        ),
    ]


def _widths(fields: Sequence[Field]) -> list[float]:
    """The usual widths of the kinds; where they leave part of the page free, texts take it."""
    widths = [max(field.kind.width, min(units(field.title), 12) + 2) for field in fields]
    texts = sum(width for width, field in zip(widths, fields, strict=True) if field.kind.align == "left")
    spare = max(0, PAGE - NUMBER_WIDTH - sum(widths))
    grown = 1 + min(spare / texts, 1.5) if texts else 1
    return [
        round(width * grown, 1) if field.kind.align == "left" else width
        for width, field in zip(widths, fields, strict=True)
    ]


def _lay_head(sheet: Worksheet, titles: Sequence[str], widths: Sequence[float], form: Form) -> None:
    put(sheet.cell(1, 1), form.title, TITLE, CENTRED)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(titles))
    title_lines = lines_of(form.title, room_of(sum(widths) * PLAIN.sz / TITLE.sz))
    sheet.row_dimensions[1].height = 14 + 24 * title_lines
    put(sheet.cell(2, 1), f"填报单位：{form.office}", PLAIN, BESIDE["left"])
    put(sheet.cell(2, len(titles)), f"填报日期：{chinese_day(form.day)}", PLAIN, BESIDE["right"])
    sheet.row_dimensions[2].height = float(HEIGHTS[1])
    for place, title in enumerate(titles, start=1):
        put(sheet.cell(HEAD, place), title, BOLD, CENTRED).border = BOX
    most = max(lines_of(title, room_of(width)) for title, width in zip(titles, widths, strict=True))
    sheet.row_dimensions[HEAD].height = max(28, float(HEIGHTS[most]))
    sheet.freeze_panes = sheet.cell(HEAD + 1, 1)


def _lay_tail(sheet: Worksheet, widths: Sequence[float], form: Form, audience: Audience, count: int) -> None:
    row, last = HEAD + count + 1, len(widths)
    put(sheet.cell(row, 1), TOTAL, BOLD, CENTRED)
    put(sheet.cell(row, 2), form.total.format(count), BOLD, BESIDE["left"])
    for place in range(1, last + 1):
        sheet.cell(row, place).border = BOX
    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=last)
    sheet.row_dimensions[row].height = 24
    sheet.row_dimensions[row + 1].height = 30
    for place, (label, name) in zip(_parts(widths, len(form.signatures)), form.signatures, strict=False):
        name = mask(name, Sensitive.NAME, audience)
        put(sheet.cell(row + 1, place), f"{label}：{name}", PLAIN, BESIDE["left"])


def _parts(widths: Sequence[float], count: int) -> Iterator[int]:
    """The columns at which so many equal parts of the width begin."""
    reached = [0.0, *accumulate(widths)]
    for part in range(count):
        yield 1 + min(range(len(widths)), key=lambda n, part=part: abs(reached[n] - reached[-1] * part / count))


def _set_page(sheet: Worksheet) -> None:
    sheet.print_title_rows = f"1:{HEAD}"
    sheet.print_options.horizontalCentered = True
    sheet.page_setup.orientation = "landscape"
    fit(sheet)


def fit(sheet: Worksheet) -> None:
    """A4, one page wide and as high as it gets, with numbered pages."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.35
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def _column(sheet: Worksheet, letters: str, field: Field, width: float, audience: Audience) -> Column:
    kind = field.kind
    text = kind.cell is str
    style = _style(sheet, kind.excel, kind.align, wrap=text)
    return Column(letters, style, width, _value(field, audience), text)


def _value(field: Field, audience: Audience) -> Callable[[Any], Any] | None:
    """What makes a cell's value of a stored one; None where it is shown as it is stored."""
    sensitive, cell = field.sensitive, field.kind.cell
    if sensitive is Sensitive.NO:
        return None if cell is str else cell
    if cell is str:
        return lambda value: mask(value, sensitive, audience)
    return lambda value: cell(mask(value, sensitive, audience))


def _style(sheet: Worksheet, number_format: str, align: str, *, wrap: bool) -> int:
    """The number of a style of the body, known to the workbook from now on."""
    cell = Cell(sheet, row=1, column=1)
    cell.font, cell.border, cell.number_format = PLAIN, BOX, number_format
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=wrap, shrink_to_fit=not wrap)
    return cell.style_id


def _no_warnings(columns: Sequence[Column], count: int) -> str:
    """Numbers kept as text, such as phones, carry no green corners."""
    area = f"A{HEAD + 1}:{columns[-1].letters}{HEAD + count}"
    return f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>' if count else ""


def _rows(session: Session, listing: Listing, columns: list[Column], count: int, tick: Tick) -> Iterator[str]:
    """The XML of the rows, as the database hands them over."""
    write = rows_writer(columns, HEAD)
    done = 0
    tick(done, count)
    with session.execute(listing.rows(), execution_options={"yield_per": CHUNK}) as found:
        for rows in found.partitions():
            yield write(HEAD + 1 + done, rows)
            done += len(rows)
            tick(done, count)
    if done != count:
        raise UserError("导出时数据有变化，请再导出一次")
