"""The chronicle (大事记) on the official page, and the same in Word: by year, month and day, one matter a paragraph.

Order and wording as offices write it (practice): the day first; where it is not known, 是月 at the end of the month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from sqlalchemy.orm import Session

from db.chronicle.listings import printed
from db.chronicle.models import ChronicleEntry
from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.masking import Audience, Sensitive, mask
from db.office.listings import full_name, our_office
from exports.atomic import file_name
from exports.paper.parts import Document, Heading, Paragraph, Part, Signed, Title
from exports.paper.writers import in_word, on_page
from exports.reports import Report, Request

TITLE = "大事记"


def document(session: Session, request: Request) -> Document:
    """The chronicle of a period; without one, all of it. Raises UserError where nothing of it is printed."""
    entries = printed(session, request.first, request.last)
    if not entries:
        raise UserError("这段时间没有收录的大事，请先在“社工委”的“大事记”里登记，或换一段时间")
    office = full_name(session, our_office(session))
    title = f"{office}{_years(entries)}{TITLE}"
    parts = (Title(title), *_years_of(entries, request.audience), Signed(office, chinese_day(date.today())))
    return Document(title, parts)


def _years(entries: Sequence[ChronicleEntry]) -> str:
    """2021年, or 2021—2023年."""
    first, last = entries[0].day[:4], entries[-1].day[:4]
    return f"{first}年" if first == last else f"{first}—{last}年"


def _years_of(entries: Sequence[ChronicleEntry], audience: Audience) -> Iterator[Part]:
    by_year = [(year, list(found)) for year, found in groupby(entries, lambda entry: entry.day[:4])]
    for number, (year, found) in enumerate(by_year, start=1):
        if len(by_year) > 1:
            yield Heading(1, f"{year}年", number=number)
        yield from (Paragraph(_said(entry, audience)) for entry in found)


def _said(entry: ChronicleEntry, audience: Audience) -> str:
    """8月30日　what happened; only those who work here read how one knows."""
    _year, month, *day = map(int, entry.day.split("-"))
    when = f"{month}月{day[0]}日" if day else f"{month}月（是月）"
    what = "".join((entry.text or entry.title).split("\n")).rstrip("。")
    source = f"（来源：{entry.source}）" if entry.source and audience is Audience.INTERNAL else ""
    return f"{when}　{mask(what, Sensitive.NO, audience)}{source}。"


def _unprintable(session: Session, request: Request) -> Sequence[str]:
    from exports.paper import table_document

    return table_document.unprintable(document(session, request).parts)


def _name(session: Session, request: Request) -> str:
    return file_name(document(session, request).title, f"{date.today():%Y%m%d}")


_report = partial(Report, name=_name, unprintable=_unprintable)
REPORTS = (
    _report("chronicle_paper", f"{TITLE}（PDF）", ".pdf", on_page(document)),
    _report("chronicle_docx", f"{TITLE}（Word）", ".docx", in_word(document)),
)
