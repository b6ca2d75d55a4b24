"""The body of a sheet as XML: a function for each column makes its cells, and the rows are streamed into a package."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import DEFLATED

from isal import isal_zlib

LONGEST = 32_767  # UTF-16 units that one cell holds
CUT = "……（内容过长，其余未导出）"
ROWS = 1_048_576
LEVEL = 2  # of isal: a fourteenth of the time of zlib's 6, a quarter more bytes
RAW = -15  # the largest window, and no header of its own, as a package wants it
EPOCH = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)  # a sheet's calendar has a 29 February 1900: earlier days stay text
# The height of a row in points, by its lines; a sheet knows none over 409.
HEIGHTS = ("22", "22", *(f"{lines * 14.25 + 6:g}" for lines in range(2, 29)))
POINTS = tuple(map(float, HEIGHTS))
MOST_LINES = len(HEIGHTS) - 1
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
EDGES = re.compile(r"^\s|\s$|\s\s|[\n\t]")

Values = Sequence[Any]
Cells = Callable[[Sequence[str], Values, list[int]], list[str]]  # numbers of rows, values, lines of each row so far


@dataclass(frozen=True)
class SheetColumn:
    """A column of the body: its letters, its style in the workbook and its width in half-width characters.

    `value` turns a stored value into the value of a cell, None where both are the same; with `text` the cells hold only
    text or nothing.
    """

    letters: str
    style: int
    width: float
    value: Callable[[Any], Any] | None = None
    text: bool = True


def text_element(text: str) -> str:
    """The element of a text, without characters that a sheet can't hold, and with escapes escaped.

    Spaces at its edges and line breaks stay.
    """
    text = ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > LONGEST // 2:
        text = _short_enough(text)
    space = ' xml:space="preserve"' if EDGES.search(text) else ""
    text = ESCAPE.sub("_x005F_", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<t{space}>{text}</t>"


def _short_enough(text: str) -> str:
    """The text, cut between characters with a note where it is too long for a cell."""
    raw = text.encode("utf-16-le")
    if len(raw) <= 2 * LONGEST:
        return text
    return raw[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT


def lines_of(text: str, room: int) -> int:
    """The number of lines of a text where a line holds `room` half-width characters."""
    if "\n" not in text:
        return min(MOST_LINES, -(-units(text) // room))
    return min(MOST_LINES, sum(max(1, -(-units(line) // room)) for line in text.split("\n")))


def units(text: str) -> int:
    """The width in half-width characters: one that takes three bytes is twice as wide as one that takes one."""
    return (len(text.encode("utf8", "replace")) + len(text) + 1) // 2


def room_of(width: float) -> int:
    """The half-width characters in a line of a column: two less than its width, for its edges and for line breaks."""
    return max(2, int(width) - 2)


def rows_writer(
    columns: Sequence[SheetColumn], above: int, heights: list[float]
) -> Callable[[int, Sequence[Values]], str]:
    """A function that makes the XML of rows from the number of the first row and the values of each, its id first.

    It adds the heights of the rows, in points, to `heights`.

    The first column counts from 1 below the rows `above`. Cells are made column by column, because that is fast.
    """
    makers = [_counted(columns[0], above), *map(_column, columns[1:])]

    def write(first: int, rows: Sequence[Values]) -> str:
        numbers = list(map(str, range(first, first + len(rows))))
        lines = [1] * len(rows)
        columns_xml = [
            make(numbers, values, lines) for make, values in zip(makers, zip(*rows, strict=True), strict=True)
        ]
        heights.extend([POINTS[count] for count in lines])
        whole = zip(numbers, lines, zip(*columns_xml, strict=True), strict=True)
        return "".join([f'<row r="{n}" ht="{HEIGHTS[count]}">{"".join(row)}</row>' for n, count, row in whole])

    return write


def _counted(column: SheetColumn, above: int) -> Cells:
    start, middle = _around(column)
    return lambda numbers, _ids, _lines: [f"{start}{n}{middle}<v>{int(n) - above}</v></c>" for n in numbers]


def _column(column: SheetColumn) -> Cells:
    texts, make = _texts(column), column.value
    if column.text:
        if make is None:
            return texts
        return lambda numbers, values, lines: texts(numbers, [v and make(v) for v in values], lines)
    return _typed(column, texts)


def _typed(column: SheetColumn, texts: Cells) -> Cells:
    """Cells of numbers and days; other values, such as a year and month, are text."""
    start, middle = _around(column)
    blank, make = _blank(column), column.value

    def cells(numbers: Sequence[str], values: Values, lines: list[int]) -> list[str]:
        cells_xml = []
        for place, (n, value) in enumerate(zip(numbers, values, strict=True)):
            held = make(value) if make and value is not None else value
            if held is None:
                cells_xml.append(f"{start}{n}{blank}")
            elif isinstance(held, date) and held >= FIRST_DAY:
                cells_xml.append(f"{start}{n}{middle}<v>{held.toordinal() - EPOCH}</v></c>")
            elif isinstance(held, (int, float)):
                cells_xml.append(f"{start}{n}{middle}<v>{held!r}</v></c>")
            else:
                tall = lines[place : place + 1]
                cells_xml += texts([n], [str(held)], tall)
                lines[place] = tall[0]
        return cells_xml

    return cells


def _texts(column: SheetColumn) -> Cells:
    start, middle = _around(column, ' t="inlineStr"')
    blank, room = _blank(column), room_of(column.width)

    def cells(numbers: Sequence[str], values: Values, lines: list[int]) -> list[str]:
        known = list(filter(None, values))
        joined = "".join(known)
        short = room if joined.isascii() else room // 2
        broken = "\n" in joined
        if broken or (known and len(max(known, key=len)) > short):
            for place, value in enumerate(values):
                if value and (len(value) > short or (broken and "\n" in value)):
                    lines[place] = max(lines[place], lines_of(value, room))
        pairs = zip(numbers, values, strict=True)
        if _is_plain(joined):
            return [f"{start}{n}{middle}<is><t>{v}</t></is></c>" if v else f"{start}{n}{blank}" for n, v in pairs]
        return [f"{start}{n}{middle}<is>{text_element(v)}</is></c>" if v else f"{start}{n}{blank}" for n, v in pairs]

    return cells


def _around(column: SheetColumn, kind: str = "") -> tuple[str, str]:
    """The XML before and after the row number of a cell."""
    return f'<c r="{column.letters}', f'" s="{column.style}"{kind}>'


def _blank(column: SheetColumn) -> str:
    return f'" s="{column.style}"/>'


def _is_plain(text: str) -> bool:
    """Whether a text needs no escapes in XML."""
    return text.isprintable() and not any(sign in text for sign in "&<>_ ")


def with_formulas(xml: bytes, formulas: Mapping[str, str]) -> bytes:
    """XML of cells, some of which get a formula beside their value."""
    for cell, formula in formulas.items():
        xml = re.sub(rb'(<c r="%b"[^>]*>)<v' % cell.encode(), rb"\1<f>%b</f><v" % formula.encode(), xml)
    return xml


def splice(
    package: bytes,
    sheet: str,
    before: int,
    rows: Iterable[str],
    file: BinaryIO,
    last: str = "",
    alter: Callable[[bytes], bytes] = lambda tail: tail,
) -> None:
    """Copy a workbook's package, adding rows to one sheet above its row number `before`, and `last` at its end.

    What stands below the rows is altered once they are written.
    """
    with ZipFile(BytesIO(package)) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name != sheet:
                target.writestr(name, content)
                continue
            place, end = content.index(f'<row r="{before}"'.encode()), content.rindex(b"</worksheet>")
            with target.open(name, "w") as part:
                part._compressor = isal_zlib.compressobj(LEVEL, DEFLATED, RAW)  # pyright: ignore[reportAttributeAccessIssue]
                part.write(content[:place])
                for xml in rows:
                    part.write(xml.encode())
                part.write(alter(content[place:end]) + last.encode() + content[end:])
