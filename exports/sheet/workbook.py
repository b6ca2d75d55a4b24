"""Writes a listing as a workbook in the district's form; the rows are streamed from the database into the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session

from db.core import kinds, settings
from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.masking import Sensitive, sees_all, visible
from db.core.paper_choices import FILLED_BY, HEADED_BY, REVIEWED_BY
from db.core.public_text import Door
from db.core.work import Tick, no_progress
from exports.atomic import Target, whole_file
from exports.sheet.form import (
    HEAD,
    NUMBER,
    NUMBER_WIDTH,
    TAIL,
    Form,
    body_style,
    column_widths,
    lay_audience,
    lay_head,
    lay_page,
    lay_tail,
    new_book,
    page_height,
    titled,
    workbook_bytes,
)
from exports.sheet.paging import LAST, on_one_page, stretch, with_heights
from exports.sheet.sheet_xml import ROWS, SheetColumn, rows_writer, splice, units, with_formulas

CHUNK = 500
FORM_SHEET = "xl/worksheets/sheet1.xml"
COUNTED = replace(kinds.COUNT, align="center")

Chunk = Sequence[Sequence[Any]]  # rows


def signatures(session: Session, door: Door) -> tuple[tuple[str, str], ...]:
    """The labels and names under a form (填表人, 审核人, 负责人) by the settings, as this audience may see them."""
    choices = (FILLED_BY, REVIEWED_BY, HEADED_BY)
    return tuple((choice.title, door.mask(settings.get(session, choice), Sensitive.NAME)) for choice in choices)


def write_listing(
    path: Target,
    listing: Listing,
    session: Session,
    form: Form,
    door: Door,
    *,
    more: Callable[[Workbook], None] | None = None,
    tick: Tick = no_progress,
) -> Target:
    """Write the rows of a listing as the door lets them through; the file appears whole or not at all.

    `more` may add further sheets. Ticks every few hundred rows. Raises UserError where there are too many rows, the
    rows change meanwhile, or the file can't be written.
    """
    listing = replace(listing, fields=tuple(f for f in listing.fields if visible(f.sensitive, door.audience)))
    count, *sums = listing.totals(session)
    with session.execute(listing.rows(), execution_options={"yield_per": CHUNK}) as result:
        table = SheetTable(listing.title, listing.fields, count, sums, result.partitions())
        return write_table(path, table, form, door, more=more, tick=tick)


@dataclass(frozen=True)
class SheetTable:
    """The content of a sheet: rows in chunks, each an id and one value for each field, and the sums below them."""

    title: str
    fields: tuple[Field, ...]
    count: int
    sums: Sequence[Any]  # one for each field, None where it doesn't add up
    chunks: Iterator[Chunk]
    summed: bool = True  # False where a record may stand in several rows, so that the sums aren't those of the rows


def write_table(
    path: Target,
    table: SheetTable,
    form: Form,
    door: Door,
    *,
    more: Callable[[Workbook], None] | None = None,
    tick: Tick = no_progress,
) -> Target:
    """Write rows in the district's form, as the door lets them through.

    Raises UserError where there are too many rows, the rows change meanwhile, or the file can't be written.
    """
    count = table.count
    if count > ROWS - HEAD - TAIL:
        raise UserError(f"一张工作表放不下 {count} 行，请先缩小范围再导出")
    tick(0, count)
    table, form = replace(table, title=door.text(table.title)), door.content(form)
    book = new_book(form)
    chunks = (_through(door, table.fields, chunk) for chunk in table.chunks)
    first = next(chunks, ())
    columns = _lay(book.worksheets[0], table, form, first)
    if more:
        more(book)
        _let_through(door, book.worksheets[1:])
    for sheet in book.worksheets:
        lay_audience(sheet, door.audience)
    heights: list[float] = []
    room = _room(book.worksheets[0], columns)
    xml = _xml(columns, chain(filter(None, [first]), chunks), count, heights, room, tick)
    formulas = _formulas(table, columns) if table.summed else {}

    def alter(tail: bytes) -> bytes:
        fit = tail.replace(b'fitToHeight="0"', b'fitToHeight="1"') if on_one_page(heights, *room) else tail
        return with_formulas(fit, formulas)

    with whole_file(path) as file:
        splice(workbook_bytes(book), FORM_SHEET, HEAD + count + 1, xml, file, _no_warnings(columns, count), alter)
    return path


def _through(door: Door, fields: Sequence[Field], chunk: Chunk) -> Chunk:
    """The rows as the door lets them through; column by column, as it takes many texts at once."""
    if sees_all(door.audience):
        return chunk
    columns: list[Sequence[Any]] = list(zip(*chunk, strict=True))
    for place, field in enumerate(fields, start=1):
        if field.kind.name != kinds.CREDIT_CODE.name:  # of an organisation; it may look like an identity number
            columns[place] = door.masked(columns[place], field.sensitive)
    return list(zip(*columns, strict=True))


def _let_through(door: Door, sheets: Iterable[Worksheet]) -> None:
    """Every text of sheets as the door lets it through."""
    for cell in (cell for sheet in sheets for row in sheet.iter_rows() for cell in row):
        if isinstance(cell, Cell) and isinstance(cell.value, str) and (shown := door.text(cell.value)) != cell.value:
            cell.value, cell.data_type = shown, "s"


def _lay(sheet: Worksheet, table: SheetTable, form: Form, first: Chunk) -> list[SheetColumn]:
    """Lay out everything but the rows, with widths by the `first` of them; return the columns of the rows."""
    fields, sums = table.fields, table.sums
    titles, kinds_of = [titled(field.title, field.kind) for field in fields], [field.kind for field in fields]
    longest = [
        _longest(field, [*(row[place] for row in first), sums[place - 1]])
        for place, field in enumerate(fields, start=1)
    ]
    widths = [NUMBER_WIDTH, *column_widths(kinds_of, titles, longest)]
    sheet.title = table.title
    lay_head(sheet, form, [NUMBER, *titles], widths)
    lay_tail(sheet, form, widths, table.count, kinds_of, sums)
    lay_page(sheet, "landscape", widths=widths)
    columns = [SheetColumn("A", body_style(sheet, COUNTED), NUMBER_WIDTH, text=False)]
    for place, (field, width) in enumerate(zip(fields, widths[1:], strict=True), start=2):
        letters, style = get_column_letter(place), body_style(sheet, field.kind)
        cell = field.kind.cell
        columns.append(SheetColumn(letters, style, width, None if cell is str else cell, cell is str))
    return columns


def _formulas(table: SheetTable, columns: Sequence[SheetColumn]) -> dict[str, str]:
    """The formula of each sum by its cell: whoever changes a row in the sheet sees the sum follow."""
    if not table.count:
        return {}
    first, last = HEAD + 1, HEAD + table.count
    summed = zip(columns[1:], table.sums, strict=True)
    return {
        f"{column.letters}{last + 1}": f"SUM({column.letters}{first}:{column.letters}{last})"
        for column, value in summed
        if value is not None
    }


def _longest(field: Field, values: Iterable[Any]) -> int:
    """The width of the longest line in a column, in half-width characters."""
    texts = set(map(field.text, values))
    return max((units(line) for text in texts for line in text.splitlines()), default=0)


def _xml(
    columns: list[SheetColumn],
    chunks: Iterable[Chunk],
    count: int,
    heights: list[float],
    room: tuple[float, float, float],
    tick: Tick,
) -> Iterator[str]:
    """The XML of the rows, whose heights are added; the last ones wait until it is known how high they have to be."""
    write, held, done = rows_writer(columns, HEAD, heights), ["", ""], 0
    for rows in chunks:
        held.append(write(HEAD + 1 + done, rows))
        yield held.pop(0)
        done += len(rows)
        tick(done, count)
    if done != count:
        raise UserError("导出时数据有变化，请再导出一次")
    share = 0.0 if on_one_page(heights, *room) else stretch(heights, *room)
    yield with_heights("".join(held), HEAD + 1 + max(0, done - LAST), share)


def _room(sheet: Worksheet, columns: Sequence[SheetColumn]) -> tuple[float, float, float]:
    """The heights in points of the head, of the rows below the body, and of a page as large as the sheet is printed."""
    heights = {n: dimension.height or 0.0 for n, dimension in sheet.row_dimensions.items()}
    head = sum(height for n, height in heights.items() if n <= HEAD)
    tail = sum(height for n, height in heights.items() if n > HEAD)
    return head, tail, page_height([column.width for column in columns])


def _no_warnings(columns: Sequence[SheetColumn], count: int) -> str:
    """XML against the green corners of cells in which a number, such as a phone, is stored as text."""
    area = f"A{HEAD + 1}:{columns[-1].letters}{HEAD + count}"
    return f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>' if count else ""
