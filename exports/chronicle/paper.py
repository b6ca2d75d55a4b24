"""The chronicle (大事记) on the official page and in Word: by year, month and day, one paragraph for each entry.

The order and the wording are those of offices' practice: an entry begins with its day; one whose day is not known
stands at the end of its month, with 是月.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from db.chronicle.listings import printed
from db.chronicle.models import ChronicleEntry
from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.masking import Audience
from db.office.listings import full_name, our_office, public_signer
from exports.atomic import file_name
from exports.paper.parts import Document, Heading, Paragraph, Part, Signed, Title
from exports.paper.writers import paper
from exports.reports import Request

TITLE = "大事记"


def document(session: Session, request: Request) -> Document:
    """The chronicle of a period, or all of it; raises UserError where no entry of the period is printed."""
    entries = printed(session, request.first, request.last)
    if not entries:
        raise UserError("这段时间没有收录的大事，请先在“社工委”的“大事记”里登记，或换一段时间")
    office = full_name(session, our_office(session))
    issuer = public_signer(session, our_office(session))
    title = f"{office}{_years(entries)}{TITLE}"
    parts = (Title(title), *_years_of(entries, request.audience), Signed(issuer, chinese_day(date.today())))
    return Document(title, parts)


def _years(entries: Sequence[ChronicleEntry]) -> str:
    """2021年, or 2021—2023年."""
    first, last = entries[0].day[:4], entries[-1].day[:4]
    return f"{first}年" if first == last else f"{first}—{last}年"


def _years_of(entries: Sequence[ChronicleEntry], audience: Audience) -> Iterator[Part]:
    by_year = [(year, list(of_year)) for year, of_year in groupby(entries, lambda entry: entry.day[:4])]
    for number, (year, of_year) in enumerate(by_year, start=1):
        if len(by_year) > 1:
            yield Heading(1, f"{year}年", number=number)
        yield from (Paragraph(_sentence(entry, audience)) for entry in of_year)


def _sentence(entry: ChronicleEntry, audience: Audience) -> str:
    """8月30日, the text of the entry, and its source, which is printed for the office itself only."""
    _year, month, *day = map(int, entry.day.split("-"))
    when = f"{month}月{day[0]}日" if day else f"{month}月（是月）"
    what = "".join((entry.text or entry.title).split("\n")).rstrip("。")
    source = f"（来源：{entry.source}）" if entry.source and audience is Audience.INTERNAL else ""
    return f"{when}　{what}{source}。"


def _name(session: Session, request: Request) -> str:
    return file_name(request.door.text(document(session, request).title), f"{date.today():%Y%m%d}")


CHRONICLE, CHRONICLE_DOCX = paper("chronicle_paper", TITLE, document, _name)
REPORTS = (CHRONICLE, CHRONICLE_DOCX)
