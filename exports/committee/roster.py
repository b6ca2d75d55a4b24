"""The roster of the committee: its members on a day, and its composition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from db.committee.listings import MEMBERS, composition, in_office, term_of
from db.committee.models import Term
from db.core import kinds
from db.core.fields import Field
from db.core.kinds import Kind
from db.core.work import Tick
from db.office.listings import full_name
from db.office.models import Office
from exports.atomic import Target, file_name
from exports.reports import Report, Request

TITLE = "社工委成员名册"
COMMITTEE = "社工委"


def month_text(value: str) -> str:
    """1970.05: a month of birth as the form writes it."""
    return value[:7].replace("-", ".")


def month_cell(value: str) -> date | str:
    """A date, which the sheet shows as year and month; a month without a day as text."""
    return date.fromisoformat(value) if len(value) == 10 else month_text(value)


MONTH = replace(kinds.BIRTH, show=month_text, cell=month_cell, excel="yyyy.mm", width=9)


class FormColumn(NamedTuple):
    """A column of the form: the key of a field of members, and what the form changes of it."""

    key: str
    width: int = 0  # half-width characters; 0: as the kind has it
    title: str = ""
    kind: Kind | None = None


# domain facts, "Roster columns"
COLUMNS = (
    FormColumn("person", 16),
    FormColumn("sex"),
    FormColumn("ethnicity", 10),
    FormColumn("birth", title="出生年月", kind=MONTH),
    FormColumn("politics", 10),
    FormColumn("education", 10),
    FormColumn("work", 26),
    FormColumn("post", 9),
    FormColumn("sector", 18),
    FormColumn("channel", 22),
    FormColumn("phone", 13),
    FormColumn("begins", 11),
    FormColumn("note", 8),
)


def roster_fields() -> tuple[Field, ...]:
    """The fields of members in the order and with the titles of the form."""
    return tuple(map(_field, COLUMNS))


def _field(column: FormColumn) -> Field:
    field = MEMBERS[column.key]
    kind = column.kind or field.kind
    return replace(field, title=column.title or field.title, kind=replace(kind, width=column.width or kind.width))


def day_in(term: Term, asked: date | None) -> date:
    """The day asked for, or today, moved into the term: the last day of a term that is over."""
    day = asked or date.today()
    if term.ends is not None and day > term.ends:
        day = term.ends
    return max(day, term.begins)


def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """Write the roster; raises UserError where there is no such term, or the file can't be written."""
    from exports.committee.composition_sheet import add_composition
    from exports.sheet.form import Form
    from exports.sheet.workbook import signatures, write_listing

    term = term_of(session, request.of)
    day = day_in(term, request.last)
    office = full_name(session, session.get_one(Office, term.office_id))
    listing = replace(MEMBERS.of(term.id).filtered(in_office(day)), fields=roster_fields(), title="成员名册")
    form = Form(
        f"{office}{COMMITTEE}成员名册",
        office,
        request.last or date.today(),
        "共 {} 人",
        signatures(session, request.door),
    )
    figures = composition(session, term.id, day)
    return write_listing(
        path, listing, session, form, request.door, more=lambda book: add_composition(book, figures), tick=tick
    )


def name(session: Session, request: Request) -> str:
    """The file name; raises UserError where there is no such term."""
    term = term_of(session, request.of)
    office = full_name(session, session.get_one(Office, term.office_id))
    return file_name(request.door.text(office), TITLE, f"{request.last or date.today():%Y%m%d}")


ROSTER = Report("roster", TITLE, ".xlsx", write, name)
REPORTS = (ROSTER,)
