"""The call-out list of volunteers for a day and a skill, as a workbook in the district's form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.kinds import WEEK
from db.core.masking import Audience
from db.core.work import Tick
from db.office.listings import full_name, our_office
from db.volunteers.callout import LICENCE_FIELDS, callout, skill_named
from exports.atomic import Target, file_name
from exports.reports import Report, Request


def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """Write the sheet.

    Raises UserError where there is no such skill, several days are asked for, or the file can't be written.
    """
    from exports.sheet.form import Form
    from exports.sheet.workbook import signatures, write_listing

    title, day = _title(session, request), _day(request)
    office = full_name(session, our_office(session))
    form = Form(title, office, date.today(), "共 {} 人", signatures(session, request.door))
    listing = callout(request.of, day)
    if request.of is None:
        listing = replace(listing, fields=tuple(f for f in listing.fields if f.key not in LICENCE_FIELDS))
    return write_listing(path, listing, session, form, request.door, tick=tick)


def _day(request: Request) -> date:
    """The day of the request, by default today; raises UserError where the request has several days."""
    day = request.first or request.last or date.today()
    if request.last not in (None, day):
        raise UserError("召集名单只看一天，请只写一个日期")
    return day


def _title(session: Session, request: Request) -> str:
    day = _day(request)
    what = skill_named(session, request.of)
    when = f"{chinese_day(day)}星期{WEEK[day.weekday()]}"
    office = full_name(session, our_office(session))
    return f"{office}志愿者召集名单（{'，'.join(filter(None, (what, when)))}）"


def _name(session: Session, request: Request) -> str:
    office = full_name(session, our_office(session))
    return file_name(f"{office}志愿者召集名单", skill_named(session, request.of), f"{_day(request):%Y%m%d}")


CALLOUT = Report("callout", "志愿者召集名单", ".xlsx", write, _name, (Audience.INTERNAL, Audience.REPORT))
REPORTS = (CALLOUT,)
