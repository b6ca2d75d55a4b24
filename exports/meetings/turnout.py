"""The attendance of each member over a period, as a workbook in the district's form."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db.committee.listings import term_of
from db.core.chinese import chinese_day
from db.core.kinds import FIRST_YEAR, LAST_YEAR
from db.core.work import Tick
from db.meetings.turnout import turnout
from db.office.listings import full_name, our_office
from exports.atomic import Target, file_name
from exports.reports import Report, Request


def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """Write the sheet; raises UserError where there is no such term, or the file can't be written."""
    from exports.sheet.form import Form
    from exports.sheet.workbook import signatures, write_listing

    term = term_of(session, request.of)
    office = full_name(session, our_office(session))
    form = Form(_title(session, request), office, date.today(), signatures=signatures(session, request.door))
    listing = turnout(request.first or date(FIRST_YEAR, 1, 1), request.last or date(LAST_YEAR, 12, 31))
    return write_listing(path, listing.of(term.id), session, form, request.door, tick=tick)


def _title(session: Session, request: Request) -> str:
    term = term_of(session, request.of)
    period = ""
    if request.first or request.last:
        period = "（" + "至".join(chinese_day(day) if day else "" for day in (request.first, request.last)) + "）"
    return f"{full_name(session, our_office(session))}{term.name}成员出勤表{period}"


def _name(session: Session, request: Request) -> str:
    return file_name(request.door.text(_title(session, request)), f"{date.today():%Y%m%d}")


TURNOUT = Report("turnout", "成员出勤表", ".xlsx", write, _name)
REPORTS = (TURNOUT,)
