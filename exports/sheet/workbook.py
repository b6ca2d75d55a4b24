"""A listing as a workbook in the district's form; the rows are streamed into it as the database hands them over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session

from db.core import kinds, settings
from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.masking import Audience, Sensitive, in_full, mask, visible
from db.core.paper_choices import FILLED_BY, HEADED_BY, REVIEWED_BY
from db.core.work import Tick, quietly
from exports.atomic import whole_file
from exports.sheet.form import (
    HEAD,
    NUMBER,
    NUMBER_WIDTH,
    TAIL,
    Form,
    body_style,
    column_widths,
    lay_head,
    lay_page,
    lay_tail,
    new_book,
    saved,
)
from exports.sheet.sheet_xml import ROWS, Column, rows_writer, splice, units

CHUNK = 500
FORM_SHEET = "xl/worksheets/sheet1.xml"
FREE = (kinds.TEXT.name, kinds.LONG.name)  # into which people write telephone numbers too
COUNTED = replace(kinds.COUNT, align="center")

Rows = Sequence[Sequence[Any]]


def signatures(session: Session, audience: Audience) -> tuple[tuple[str, str], ...]:
    """Who fills in, checks and answers for a form, by the settings, as this audience may see them."""
    choices = (FILLED_BY, REVIEWED_BY, HEADED_BY)
    return tuple((choice.title, mask(settings.get(session, choice), Sensitive.NAME, audience)) for choice in choices)


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
    listing = replace(listing, fields=tuple(f for f in listing.fields if visible(f.sensitive, audience)))
    count, *sums = listing.totals(session)
    with session.execute(listing.rows(), execution_options={"yield_per": CHUNK}) as found:
        table = Table(listing.title, listing.fields, count, sums, found.partitions())
        return write_table(path, table, form, audience, more=more, tick=tick)


@dataclass(frozen=True)
class Table:
    """What a sheet holds: rows in chunks, each row its number and then a value a field; and the sums below them."""

    title: str
    fields: tuple[Field, ...]
    count: int
    sums: Sequence[Any]  # one a field, None where it doesn't add up
    chunks: Iterator[Rows]


def write_table(
    path: Path,
    table: Table,
    form: Form,
    audience: Audience,
    *,
    more: Callable[[Workbook], None] | None = None,
    tick: Tick = quietly,
) -> Path:
    """Write rows in the district's form; all their fields are such as this audience may see."""
    count = table.count
    if count > ROWS - HEAD - TAIL:
        raise UserError(f"一张工作表放不下 {count} 行，请先缩小范围再导出")
    tick(0, count)
    book = new_book(form)
    first = next(table.chunks, ())
    columns = _lay(book.worksheets[0], table, form, audience, first)
    if more:
        more(book)
    xml = _xml(columns, chain(filter(None, [first]), table.chunks), count, tick)
    with whole_file(path) as file:
        splice(saved(book), FORM_SHEET, HEAD + count + 1, xml, file, _no_warnings(columns, count))
    return path


def _lay(sheet: Worksheet, table: Table, form: Form, audience: Audience, first: Rows) -> list[Column]:
    """Lay out all but the rows themselves, by the first of them; return how their cells are to be made."""
    fields, sums = table.fields, table.sums
    titles, kinds_of = [field.title for field in fields], [field.kind for field in fields]
    longest = [
        _longest(field, audience, [*(row[place] for row in first), sums[place - 1]])
        for place, field in enumerate(fields, start=1)
    ]
    widths = [NUMBER_WIDTH, *column_widths(kinds_of, titles, longest)]
    sheet.title = table.title
    lay_head(sheet, form, [NUMBER, *titles], widths)
    lay_tail(sheet, form, widths, table.count, kinds_of, sums)
    lay_page(sheet, "landscape")
    columns = [Column("A", body_style(sheet, COUNTED), NUMBER_WIDTH, text=False)]
    for place, (field, width) in enumerate(zip(fields, widths[1:], strict=True), start=2):
        letters, style = get_column_letter(place), body_style(sheet, field.kind)
        columns.append(Column(letters, style, width, _value(field, audience), field.kind.cell is str))
    return columns


def _longest(field: Field, audience: Audience, values: Iterable[Any]) -> int:
    """The width of the longest line of a column, in half-width characters."""
    texts = {field.text(mask(value, field.sensitive, audience)) for value in values}
    return max((units(line) for text in texts for line in text.splitlines()), default=0)


def _value(field: Field, audience: Audience) -> Callable[[Any], Any] | None:
    """What makes a cell's value of a stored one; None where it is held as it is stored."""
    sensitive, cell = field.sensitive, field.kind.cell
    if in_full(audience) or (sensitive is Sensitive.NO and field.kind.name not in FREE):
        return None if cell is str else cell
    if cell is str:
        return lambda value: mask(value, sensitive, audience)
    return lambda value: cell(mask(value, sensitive, audience))


def _xml(columns: list[Column], chunks: Iterable[Rows], count: int, tick: Tick) -> Iterator[str]:
    write = rows_writer(columns, HEAD)
    done = 0
    for rows in chunks:
        yield write(HEAD + 1 + done, rows)
        done += len(rows)
        tick(done, count)
    if done != count:
        raise UserError("导出时数据有变化，请再导出一次")


def _no_warnings(columns: Sequence[Column], count: int) -> str:
    """Numbers kept as text, such as phones, carry no green corners."""
    area = f"A{HEAD + 1}:{columns[-1].letters}{HEAD + count}"
    return f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>' if count else ""
