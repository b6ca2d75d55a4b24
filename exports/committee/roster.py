"""The roster of the committee: its members on a day, and how it is composed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.committee.listings import MEMBERS, composition, in_office, term_of
from db.committee.models import Term
from db.core import kinds
from db.core.fields import Field
from db.core.work import Tick
from db.office.listings import full_name
from db.office.models import Office
from exports.atomic import file_name
from exports.reports import Report, Request

TITLE = "社工委成员名册"
COMMITTEE = "社工委"


def month_text(value: str) -> str:
    """1970.05, as the form writes a month of birth."""
    return value[:7].replace("-", ".")


def month_cell(value: str) -> date | str:
    """A real date, shown as year and month; where the day is not known, the month as text."""
    return date.fromisoformat(value) if len(value) == 10 else month_text(value)


MONTH = replace(kinds.BIRTH, show=month_text, cell=month_cell, excel="yyyy.mm", width=9)
# Key, and what the form changes: domain facts, "Roster columns".
COLUMNS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("person", {"width": 16}),
    ("sex", {}),
    ("ethnicity", {"width": 10}),
    ("birth", {"title": "出生年月", "kind": MONTH}),
    ("politics", {"width": 10}),
    ("education", {"width": 10}),
    ("work", {"width": 26}),
    ("post", {"width": 9}),
    ("sector", {"width": 18}),
    ("channel", {"width": 22}),
    ("phone", {"width": 13}),
    ("begins", {"width": 11}),
    ("note", {"width": 8}),
)


def fields() -> tuple[Field, ...]:
    """The fields of the members in the order and under the titles of the form."""
    return tuple(_field(MEMBERS[key], **changes) for key, changes in COLUMNS)


def _field(field: Field, *, width: int = 0, **changes: Any) -> Field:
    changed = replace(field, **changes)
    return replace(changed, kind=replace(changed.kind, width=width)) if width else changed


def day_in(term: Term, asked: date | None) -> date:
    """The day asked for, or today, as far as the term runs: of a finished term its last day."""
    day = asked or date.today()
    if term.ends is not None and day >= term.ends:
        day = term.ends - timedelta(days=1)
    return max(day, term.begins)


def write(session: Session, path: Path, request: Request, tick: Tick) -> Path:
    """Write the roster of a term; raises UserError where there is no such term."""
    from exports.committee.composition_sheet import add_composition
    from exports.sheet.form import Form
    from exports.sheet.workbook import signatures, write_listing

    term = term_of(session, request.of)
    day = day_in(term, request.last)
    office = full_name(session, session.get_one(Office, term.office_id))
    listing = replace(MEMBERS.of(term.id).narrowed(in_office(day)), fields=fields(), title="成员名册")
    form = Form(
        f"{office}{COMMITTEE}成员名册",
        office,
        request.last or date.today(),
        "共 {} 人",
        signatures(session, request.audience),
    )
    figures = composition(session, term.id, day)
    return write_listing(
        path, listing, session, form, request.audience, more=lambda book: add_composition(book, figures), tick=tick
    )


def name(session: Session, request: Request) -> str:
    term = term_of(session, request.of)
    office = full_name(session, session.get_one(Office, term.office_id))
    return file_name(office, TITLE, f"{request.last or date.today():%Y%m%d}")


ROSTER = Report("roster", TITLE, ".xlsx", write, name)
REPORTS = (ROSTER,)
