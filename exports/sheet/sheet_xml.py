"""The body of a sheet as XML: one small function a column makes its cells, a package takes in the rows as a stream."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

LONGEST = 32_767  # UTF-16 units that one cell holds
CUT = "……（内容过长，其余未导出）"
ROWS = 1_048_576
LEVEL = 6  # of compression
EPOCH = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)  # a sheet's calendar has a 29 February 1900: earlier days stay text
# The height of a row in points, by its lines; a sheet knows none over 409.
HEIGHTS = ("22", "22", *(f"{lines * 14.25 + 6:g}" for lines in range(2, 29)))
MOST_LINES = len(HEIGHTS) - 1
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
EDGES = re.compile(r"^\s|\s$|\s\s|[\n\t]")

Values = Sequence[Any]
Cells = Callable[[Sequence[str], Values, list[int]], list[str]]  # numbers of rows, values, lines of each row so far


@dataclass(frozen=True)
class Column:
    """A column of the body: its letters, its style in the workbook and its width in half-width characters.

    `value` makes what a cell holds of what is stored, None where it is held as it is; `text` says that this is text
    or nothing, ever.
    """

    letters: str
    style: int
    width: float
    value: Callable[[Any], Any] | None = None
    text: bool = True


def element(text: str) -> str:
    """The element that holds a text: nothing a sheet can't hold, nothing that its reader would take for an escape.

    Spaces at its edges and line breaks stay.
    """
    text = ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > LONGEST // 2:
        text = _short_enough(text)
    kept = ' xml:space="preserve"' if EDGES.search(text) else ""
    text = ESCAPE.sub("_x005F_", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<t{kept}>{text}</t>"


def _short_enough(text: str) -> str:
    """Cut where a cell would not hold it, between characters, and say so."""
    raw = text.encode("utf-16-le")
    if len(raw) <= 2 * LONGEST:
        return text
    return raw[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT


def lines_of(text: str, room: int) -> int:
    """How many lines a text takes where so many half-width characters have room."""
    if "\n" not in text:
        return min(MOST_LINES, -(-units(text) // room))
    return min(MOST_LINES, sum(max(1, -(-units(line) // room)) for line in text.split("\n")))


def units(text: str) -> int:
    """The width in half-width characters: one that takes three bytes is twice as wide as one that takes one."""
    return (len(text.encode("utf8", "replace")) + len(text) + 1) // 2


def room_of(width: float) -> int:
    """How many half-width characters stand in a line of a column; two are lost at its edges and to the line breaker."""
    return max(2, int(width) - 2)


def rows_writer(columns: Sequence[Column], above: int) -> Callable[[int, Sequence[Values]], str]:
    """A function that makes XML of rows, of the first one's number and the values of each, which begin with its id.

    The first column counts from 1 below the rows `above`. Whole columns are made at a time: that is what makes it fast.
    """
    cells = [_counted(columns[0], above), *map(_column, columns[1:])]

    def write(first: int, rows: Sequence[Values]) -> str:
        numbers = list(map(str, range(first, first + len(rows))))
        lines = [1] * len(rows)
        made = [make(numbers, values, lines) for make, values in zip(cells, zip(*rows, strict=True), strict=True)]
        whole = zip(numbers, lines, zip(*made, strict=True), strict=True)
        return "".join([f'<row r="{n}" ht="{HEIGHTS[count]}">{"".join(row)}</row>' for n, count, row in whole])

    return write


def _counted(column: Column, above: int) -> Cells:
    start, middle = _around(column)
    return lambda numbers, _ids, _lines: [f"{start}{n}{middle}<v>{int(n) - above}</v></c>" for n in numbers]


def _column(column: Column) -> Cells:
    texts, make = _texts(column), column.value
    if column.text:
        if make is None:
            return texts
        return lambda numbers, values, lines: texts(numbers, [v and make(v) for v in values], lines)
    return _typed(column, texts)


def _typed(column: Column, texts: Cells) -> Cells:
    """Numbers and days; what is neither, such as a year and month, stands as text."""
    start, middle = _around(column)
    blank, make = _blank(column), column.value

    def cells(numbers: Sequence[str], values: Values, lines: list[int]) -> list[str]:
        made = []
        for place, (n, value) in enumerate(zip(numbers, values, strict=True)):
            held = make(value) if make and value is not None else value
            if held is None:
                made.append(f"{start}{n}{blank}")
            elif isinstance(held, date) and held >= FIRST_DAY:
                made.append(f"{start}{n}{middle}<v>{held.toordinal() - EPOCH}</v></c>")
            elif isinstance(held, (int, float)):
                made.append(f"{start}{n}{middle}<v>{held!r}</v></c>")
            else:
                tall = lines[place : place + 1]
                made += texts([n], [str(held)], tall)
                lines[place] = tall[0]
        return made

    return cells


def _texts(column: Column) -> Cells:
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
        return [f"{start}{n}{middle}<is>{element(v)}</is></c>" if v else f"{start}{n}{blank}" for n, v in pairs]

    return cells


def _around(column: Column, kind: str = "") -> tuple[str, str]:
    """What stands before and behind a cell's row number."""
    return f'<c r="{column.letters}', f'" s="{column.style}"{kind}>'


def _blank(column: Column) -> str:
    return f'" s="{column.style}"/>'


def _is_plain(text: str) -> bool:
    """Whether a text stands in XML as it is."""
    return text.isprintable() and not any(sign in text for sign in "&<>_ ")


def splice(package: bytes, sheet: str, before: int, rows: Iterable[str], file: BinaryIO, last: str = "") -> None:
    """Copy a workbook's package; one sheet takes in rows above its row numbered `before`, and `last` at its end."""
    with ZipFile(BytesIO(package)) as source, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL) as target:
        for name in source.namelist():
            content = source.read(name)
            if name != sheet:
                target.writestr(name, content)
                continue
            place, end = content.index(f'<row r="{before}"'.encode()), content.rindex(b"</worksheet>")
            with target.open(name, "w") as part:
                part.write(content[:place])
                for xml in rows:
                    part.write(xml.encode())
                part.write(content[place:end] + last.encode() + content[end:])
