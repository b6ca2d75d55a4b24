"""The list of telephones of the committee's members (通讯录), for the office itself, as a PDF and in Word."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db.committee.listings import MEMBERS, in_office, term_of
from db.committee.models import Term
from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.masking import Audience
from db.office.listings import full_name
from db.office.models import Office
from exports.atomic import file_name
from exports.committee.roster import COMMITTEE, day_in
from exports.paper.parts import Columns, Document, Number, Paragraph, Table, Title
from exports.paper.writers import paper
from exports.reports import Request

TITLE = f"{COMMITTEE}通讯录"
WARNING = "内部资料，注意保管"
COLUMNS: Columns = (
    ("序号", 11, "center"),
    ("姓名", 25, "center"),
    ("职务", 16, "center"),
    ("界别", 30, "center"),
    ("单位及职务", 44, "left"),
    ("联系电话", 30, "center"),
)  # mm, together 156
KEYS = ("post", "sector", "work", "phone")


def _document(session: Session, request: Request) -> Document:
    """The members in office on the last day of the request; raises UserError where there is no such term, or nobody."""
    term = term_of(session, request.of)
    day = day_in(term, request.last)
    members = session.execute(MEMBERS.of(term.id).filtered(in_office(day)).rows()).all()
    if not members:
        raise UserError("这一天没有在任的成员，没有通讯录可以打印；请先在“成员”里登记")
    rows = tuple(
        (str(n), _called(row), *(MEMBERS[key].text(MEMBERS.value(row, key)) for key in KEYS))
        for n, row in enumerate(members, start=1)
    )
    parts = (
        Title(_title(session, term)),
        Number(WARNING, right=True),
        Table(COLUMNS, rows, high=8),
        Paragraph(f"共{len(rows)}人，{chinese_day(day)}编印。"),
    )
    return Document(_title(session, term), parts, form=True)


def _called(row: tuple[object, ...]) -> str:
    return MEMBERS["person"].text(MEMBERS.value(row, "person")).partition("#")[0]


def _title(session: Session, term: Term) -> str:
    return f"{full_name(session, session.get_one(Office, term.office_id))}{TITLE}"


def _name(session: Session, request: Request) -> str:
    return file_name(_title(session, term_of(session, request.of)), f"{request.last or date.today():%Y%m%d}")


CONTACTS, CONTACTS_DOCX = paper("contacts", TITLE, _document, _name, audiences=(Audience.INTERNAL,))
REPORTS = (CONTACTS, CONTACTS_DOCX)
