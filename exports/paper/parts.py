"""The parts of an official document as plain data, in the order in which they are printed.

Texts are printed as they stand; the number of a heading may be given as `number`. The measures of the printed parts
are those of GB/T 9704-2012: see `gongwen`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Literal

from db.core.chinese import chinese

Level = Literal[1, 2, 3, 4]


@dataclass(frozen=True)
class Mark:
    """The red head, such as "畅家巷社区社会建设工作委员会会议纪要"; each line of it is one body of a joint paper."""

    text: str


@dataclass(frozen=True)
class Number:
    """ "第3期" or "〔2021〕3号", centred; the number of a certificate stands at the right, a character in."""

    text: str
    right: bool = False


@dataclass(frozen=True)
class IssuerDate:
    """The issuing body at the left and the date ("2021年8月30日") at the right, each one character in."""

    issuer: str
    date: str


@dataclass(frozen=True)
class RedRule:
    """The red line across the text block that closes the head, 4 mm below what stands above it."""


@dataclass(frozen=True)
class Title:
    """The title; its line breaks stay, and a line that is too long is cut by its meaning."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; `number` counts from 1 (0: the text holds it), `body` follows on the same line."""

    level: Level
    text: str
    body: str = ""
    number: int = 0
    whole: tuple[str, ...] = ()  # words that a line doesn't tear, such as names


@dataclass(frozen=True)
class Paragraph:
    """Body text; each line of it is one paragraph, and empty lines are left out."""

    text: str
    whole: tuple[str, ...] = ()  # as in a heading


@dataclass(frozen=True)
class AttendanceList:
    """出席, 请假 or 列席 (`label` without its colon), with names, or a text where names need a post or a reason.

    With the full-width space as separator, names of two characters are padded to three, as in lists of names.
    """

    label: str
    names: tuple[str, ...] = ()
    text: str = ""
    separator: Literal["、", "　"] = "、"
    units: tuple[str, ...] = ()  # of each name, "" where it has none; printed before it [10.3]


@dataclass(frozen=True)
class Addressee:
    """The addressee of a letter or notice, such as "各位委员：", at the left edge [7.3.2]."""

    text: str


@dataclass(frozen=True)
class Signed:
    """The issuer of a letter or notice, and the date below ("2021年8月30日"), with room for the seal [7.3.5.1]."""

    issuer: str
    date: str


@dataclass(frozen=True)
class Labelled:
    """A paragraph that begins with a label, such as "地点" (without its colon), and may have no text yet."""

    label: str
    text: str
    hanging: bool = True  # further lines stand below the text, not at the left edge
    whole: tuple[str, ...] = ()  # as in a heading


Way = Literal["left", "center", "right"]
CENTER: Way = "center"
Columns = tuple[tuple[str, float, Way], ...]  # title, width in mm, alignment of texts


@dataclass(frozen=True)
class Table:
    """A table; a further page repeats its head, below the words `again`.

    `total` is the last row, if there is one: its label spans the cells that are empty behind it, its other texts span
    the cells that are None behind them.
    """

    columns: Columns
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str | None, ...] = ()
    again: str = "续表"
    high: float = 0.0  # mm of a row at least, as of one to write in by hand

    def spans(self) -> list[tuple[int, str]]:
        """The texts of the last row, each with the number of columns that it spans."""
        spans: list[tuple[int, str]] = []
        for text in self.total:
            if spans and (text is None or (len(spans) == 1 and not text)):
                spans[-1] = spans[-1][0] + 1, spans[-1][1]
            else:
                spans.append((1, text or ""))
        return spans


@dataclass(frozen=True)
class Signing:
    """Lines to be signed by hand, side by side: a label, and a name if known."""

    lines: tuple[tuple[str, str], ...]


Part = (
    Mark
    | Number
    | IssuerDate
    | RedRule
    | Title
    | Heading
    | Paragraph
    | Labelled
    | AttendanceList
    | Addressee
    | Table
    | Signing
    | Signed
)


@dataclass(frozen=True)
class Imprint:
    """版记, at the foot of the last page: who gets a copy (may be empty), who printed the document and when."""

    issuer: str
    date: str
    copies: str = ""
    both_sides: bool = False  # printed on both sides: stands on the back of the last sheet


@dataclass(frozen=True)
class Document:
    """A document to be written: the parts are printed, `title` is the title of the file.

    `draft` holds words such as "征求意见稿", printed below the title until the text is approved; `above` some such as
    "补打", above the text of each page. A `form` of one page bears no number, and what stands below its last table,
    such as the signatures, stays with the end of that table.
    """

    title: str
    parts: tuple[Part, ...]
    imprint: Imprint | None = None
    draft: str = ""
    above: str = ""
    form: bool = False


SIGNED_ROW = 11.0  # mm


@dataclass(frozen=True)
class Sheet:
    """A sheet to be signed by hand: the texts above its table, the titles of its columns with their widths in mm."""

    title: str
    when: str
    counts: str
    place: str  # "" where nobody has said
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]

    def document(self) -> Document:
        """The same sheet as it can be edited in Word."""
        columns: Columns = tuple((title, width, CENTER) for title, width in self.columns)
        above = f"{self.when}　　{self.counts}\n{self.place}"
        parts = (Title(self.title), Paragraph(above), Table(columns, self.rows, high=SIGNED_ROW))
        return Document(self.title, parts, form=True)


def texts(content: object) -> Iterator[str]:
    """Every text within a document or a part of it."""
    if isinstance(content, str):
        yield content
    elif is_dataclass(content):
        yield from (text for one in fields(content) for text in texts(getattr(content, one.name)))
    elif isinstance(content, tuple):
        yield from (text for one in content for text in texts(one))


def with_whole_names(parts: Iterable[Part], names: Iterable[str]) -> Iterator[Part]:
    """The parts, whose headings and paragraphs no longer tear these names."""
    names = tuple(dict.fromkeys(names))
    for part in parts:
        if isinstance(part, Heading | Paragraph | Labelled):
            text = "\n".join(texts(part))
            yield replace(part, whole=tuple(name for name in names if name in text))
        else:
            yield part


def ordinal(level: Level, number: int) -> str:
    """The number of a heading: 一、 （一） 1. （1）, by level [7.3.3]."""
    if level == 1:
        return f"{chinese(number)}、"
    if level == 2:
        return f"（{chinese(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"
