"""The district's form, laid out by openpyxl: the cells around the rows, the widths of the columns, the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import accumulate
from typing import Any, Literal
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from db.core.chinese import chinese_day
from db.core.kinds import Kind
from db.core.masking import Audience
from exports.sheet.sheet_xml import ESCAPE, HEIGHTS, ILLEGAL, lines_of, room_of, units

NUMBER, TOTAL = "序号", "合计"
DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")
PREFIXES = {  # ECMA-376, 20.5 and 20.1
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
HEAD = 3  # rows above the body: the title, who and when, the titles of the columns
TAIL = 2  # rows below it: the total, the signatures
UNITS = {"money": "元", "duration": "小时、分"}  # of kinds, written behind the titles of their columns
LEAST = 8  # pt: what would be printed smaller on A4 is printed on A3
A4, A3 = 9, 8  # ECMA-376, 18.3.1.63
PAGE = 124  # half-width characters across a landscape A4 page in full size …
SHRUNK = 150  # … and where it is printed a little smaller, so that fewer texts break
SIZE, TITLE_SIZE = 11, 18
WIDEST = PAGE * SIZE / LEAST  # that can still be read on A4
WIDEST_A3 = WIDEST * 1.45  # its landscape page is 420 mm wide, less the margins
REPEATED = 2  # columns at the left of each page where a table is several pages wide: the number and the name
SQUEEZED = 0.08  # of that: texts break into more lines before the paper gets larger
NUMBER_WIDTH = 6.0
TOP_MARGIN, BOTTOM_MARGIN = 0.6, 0.7  # inches
FACE = "宋体"  # on every Windows, with or without WPS
PLAIN, BOLD = Font(name=FACE, size=SIZE), Font(name=FACE, size=SIZE, bold=True)
TITLE = Font(name=FACE, size=TITLE_SIZE, bold=True)
THIN = Side(style="thin", color="FF000000")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center")
INSET = Alignment(horizontal="left", vertical="center", indent=1)
RIGHT = Alignment(horizontal="right", vertical="center")


@dataclass(frozen=True)
class Form:
    """The texts around the rows: the title, the office that fills in the form, the day, the total, the signatures."""

    title: str
    office: str
    day: date
    total: str = "共 {} 条"
    signatures: tuple[tuple[str, str], ...] = ()  # the label, the name


def new_book(form: Form) -> Workbook:
    """A workbook in the font of the form, whose author is the office."""
    book = Workbook()
    book._fonts = IndexedList([PLAIN])  # pyright: ignore[reportAttributeAccessIssue]  widths count in its digits
    book._named_styles["Normal"].font = PLAIN  # pyright: ignore[reportAttributeAccessIssue]
    book.properties.title = form.title
    book.properties.creator = form.office
    book.calculation.fullCalcOnLoad = False  # the sums are written with their values: closing asks nothing
    return book


def workbook_bytes(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return _with_prefix(file)


def _with_prefix(file: BytesIO) -> bytes:
    """Name the elements of drawings by the usual prefix: exceljs 4.4 knows them by that, not by their namespace."""
    with ZipFile(file) as package:
        members = {info: package.read(info) for info in package.infolist()}
    if not any(DRAWING.fullmatch(info.filename) for info in members):
        return file.getvalue()
    for prefix, namespace in PREFIXES.items():
        ElementTree.register_namespace(prefix, namespace)
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        for info, content in members.items():
            drawing = DRAWING.fullmatch(info.filename)
            package.writestr(info, ElementTree.tostring(ElementTree.fromstring(content)) if drawing else content)
    return made.getvalue()


def set_text(
    sheet: Worksheet, row: int, column: int, text: str, font: Font = PLAIN, alignment: Alignment = LEFT
) -> Cell:
    """Write a text that stays a text, even one that begins with an equals sign."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = ESCAPE.sub("_x005F_", ILLEGAL.sub("", text))
    cell.data_type = "s"
    cell.font, cell.alignment = font, alignment
    return cell


def body_style(sheet: Worksheet, kind: Kind) -> int:
    """Add the style of a kind's cells in the body to the workbook; return its number."""
    cell = Cell(sheet, row=1, column=1)
    cell.font, cell.border, cell.number_format, cell.alignment = PLAIN, BOX, kind.excel, body_alignment(kind)
    return cell.style_id


def body_alignment(kind: Kind) -> Alignment:
    """The alignment of a kind's values in their cells."""
    text = kind.cell is str
    return Alignment(
        horizontal=kind.align,
        vertical="top" if kind.name == "long" else "center",  # of a long text its beginning is seen
        wrap_text=text,
        shrink_to_fit=not text,  # a number or a day can't wrap: where it is too wide, it gets smaller instead of ####
        indent=0 if kind.align == "center" else 1,
    )


def titled(title: str, kind: Kind) -> str:
    """The title of a column with the unit of its values."""
    unit = UNITS.get(kind.name)
    return f"{title}（{unit}）" if unit and "（" not in title else title


def column_widths(kinds: Sequence[Kind], titles: Sequence[str], longest: Sequence[int]) -> list[float]:
    """Widths of columns, in half-width characters; `longest` are the lengths of their longest texts.

    Where the page has room, columns of text get more than the usual width of their kind, and a narrow table is widened.
    """
    least = [min(units(title), 12) + 2 for title in titles]
    wanted = [
        max(low, min(long, 80) + (2 if kind.cell is not str and kind.align == "center" else 4))  # a day needs less
        for low, long, kind in zip(least, longest, kinds, strict=True)
    ]
    widths = [
        float(want if kind.cell is not str else min(want, max(low, kind.width)))
        for want, low, kind in zip(wanted, least, kinds, strict=True)
    ]
    lacking = [want - width for want, width in zip(wanted, widths, strict=True)]
    spare = max(0.0, SHRUNK - NUMBER_WIDTH - sum(widths))
    share = min(1.0, spare / sum(lacking)) if any(lacking) else 0.0
    widths = _squeezed([width + share * lack for width, lack in zip(widths, lacking, strict=True)], least, kinds)
    spare = max(0.0, PAGE - NUMBER_WIDTH - sum(widths))
    grown = 1 + min(0.6, spare / sum(widths))  # by 60 % at most
    return [round(width * grown, 1) for width in widths]


def _squeezed(widths: list[float], least: Sequence[float], kinds: Sequence[Kind]) -> list[float]:
    """The widths, of which those of texts give way where the table is only a little too wide for A4."""
    over = sum(widths) - (WIDEST - NUMBER_WIDTH - 1)
    room = [width - low if kind.cell is str else 0.0 for width, low, kind in zip(widths, least, kinds, strict=True)]
    if not 0 < over <= min(SQUEEZED * WIDEST, sum(room)):
        return widths
    return [width - over * spare / sum(room) for width, spare in zip(widths, room, strict=True)]


def pages_across(widths: Sequence[float]) -> list[int]:
    """How many columns stand on each of the pages, side by side, on which a table can be read; mostly all on one.

    A program prints as large as so many pages allow, up to the full size, and fills one page after the other.
    """
    if sum(widths) <= WIDEST_A3:
        return [len(widths)]
    fewest = len(_filled(widths, WIDEST_A3))
    rooms = (WIDEST_A3 * share / 100 for share in range(round(100 * LEAST / SIZE), 101))
    return next(pages for room in rooms if len(pages := _filled(widths, room)) == fewest)


def _filled(widths: Sequence[float], room: float) -> list[int]:
    """How many columns stand on each page of this width; the first ones are repeated on each."""
    repeated, pages, used = sum(widths[:REPEATED]), [0], 0.0
    for width in widths:
        if used + width > room and used > repeated:
            pages.append(0)
            used = repeated
        pages[-1] += 1
        used += width
    return pages


def lay_head(sheet: Worksheet, form: Form, titles: Sequence[str], widths: Sequence[float]) -> None:
    """Set the widths, and write the title, the office, the day and the titles of the columns."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    set_text(sheet, 1, 1, form.title, TITLE, CENTRED)
    last = pages_across(widths)[0]  # of the first page
    if last > 1:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=last)
    sheet.row_dimensions[1].height = 14 + 24 * lines_of(form.title, room_of(sum(widths[:last]) * SIZE / TITLE_SIZE))
    set_text(sheet, 2, 1, f"填报单位：{form.office}")
    set_text(sheet, 2, last, f"填报日期：{chinese_day(form.day)}", PLAIN, RIGHT)
    sheet.row_dimensions[2].height = 22
    for place, title in enumerate(titles, start=1):
        set_text(sheet, HEAD, place, title, BOLD, CENTRED).border = BOX
    most = max(lines_of(title, room_of(width)) for title, width in zip(titles, widths, strict=True))
    sheet.row_dimensions[HEAD].height = max(28, float(HEIGHTS[most]))
    sheet.freeze_panes = f"A{HEAD + 1}"
    sheet.print_title_rows = f"1:{HEAD}"


def lay_tail(
    sheet: Worksheet, form: Form, widths: Sequence[float], count: int, kinds: Sequence[Kind], sums: Sequence[Any]
) -> None:
    """Write the total and the line of signatures.

    `sums` are stored values, one for each column after the first; None where a column doesn't add up or is empty.
    """
    row = HEAD + count + 1
    set_text(sheet, row, 1, TOTAL, BOLD, CENTRED)
    for place in range(1, len(widths) + 1):
        sheet.cell(row, place).border = BOX
    for place, (kind, value) in enumerate(zip(kinds, sums, strict=True), start=2):
        if value is not None:
            cell = sheet.cell(row, place, kind.cell(value))
            cell.font, cell.number_format, cell.alignment = BOLD, kind.excel, body_alignment(kind)
    if columns := _without_sums(kinds):
        first, end = columns
        set_text(sheet, row, first, form.total.format(count), BOLD, INSET)
        if first < end:
            sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=end)
    sheet.row_dimensions[row].height = 24
    first_page = widths[: pages_across(widths)[0]]
    for place, (label, name) in zip(_starts(first_page, len(form.signatures)), form.signatures, strict=True):
        set_text(sheet, row + 1, place, f"{label}：{name}")
    sheet.row_dimensions[row + 1].height = 30


def _without_sums(kinds: Sequence[Kind]) -> tuple[int, int] | None:
    """The first and the last of the leading columns without sums, where the number of rows is written."""
    adds = [kind.adds for kind in kinds]
    if all(adds):
        return None
    first = adds.index(False)
    end = adds.index(True, first) if True in adds[first:] else len(adds)
    return 2 + first, 1 + end


def _starts(widths: Sequence[float], count: int) -> Iterator[int]:
    """The columns at which `count` about equal parts of the width begin."""
    reached = [0.0, *accumulate(widths)]
    for part in range(count):
        wanted = reached[-1] * part / count
        yield 1 + min(range(len(widths)), key=lambda n, wanted=wanted: abs(reached[n] - wanted))


def lay_page(
    sheet: Worksheet, orientation: Literal["portrait", "landscape"], *, high: int = 0, widths: Sequence[float] = ()
) -> None:
    """Print with numbered pages, one page wide and `high` pages high (0: as many as needed).

    A table of these `widths` is printed on A3 where A4 would make it too small to read, and on several of these, each
    with the name, where one would.
    """
    across = len(pages_across(widths))
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = A3 if sum(widths) > WIDEST else A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, high
    if across > 1:
        sheet.print_title_cols = f"A:{get_column_letter(REPEATED)}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = TOP_MARGIN, BOTTOM_MARGIN, 0.3, 0.35
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.center is not None
    footer.center.text = "第 &P 页 共 &N 页"


def page_height(widths: Sequence[float]) -> float:
    """The height in points of what stands on a page of a table of these widths, as it is scaled to fit across."""
    small = sum(widths) <= WIDEST
    room = PAGE if small else WIDEST_A3 * LEAST / SIZE  # in full size
    pages = pages_across(widths)
    first = sum(widths[: pages[0]])
    paper = (8.27 if small else 11.69) - TOP_MARGIN - BOTTOM_MARGIN
    return paper * 72 / min(1.0, room / first)


def lay_audience(sheet: Worksheet, audience: Audience) -> None:
    """Say at the foot of each page for whom the sheet is."""
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.left is not None
    footer.left.text = audience.title
