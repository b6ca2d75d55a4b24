"""The hours of a period, told apart by person, team, kind …, as a workbook in the district's form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day
from db.core.work import Tick
from db.hours.totals import DIMENSIONS, MONTH, TEAM, Dimension, hours, totals
from db.office.listings import full_name, our_office
from exports.atomic import file_name
from exports.reports import Report, Request

TITLE = "志愿服务时长统计表"


def report_for(by: Sequence[Dimension]) -> Report:
    """The hours told apart by one or two dimensions; `first` and `last` of the request are the period."""
    key, title = "_".join(one.key for one in by), "、".join(one.title for one in by)
    return Report(f"hours_{key}", f"{TITLE}（按{title}）", ".xlsx", partial(_write, by), partial(_name, by))


def _write(by: Sequence[Dimension], session: Session, path: Path, request: Request, tick: Tick) -> Path:
    from exports.sheet.form import Form
    from exports.sheet.workbook import Table, signatures, write_table

    found = hours(session, by, request.first, request.last)
    _people, times, minutes = totals(session, request.first, request.last)
    sums = {"times": times, "minutes": minutes}
    several = any(one.several for one in by)
    form = Form(
        _title(session, by, request),
        full_name(session, our_office(session)),
        date.today(),
        "共 {} 行" + "，一条记录可属几类，合计只算一次" * several,
        signatures=signatures(session, request.audience),
    )
    chunks = iter([found.rows] if found.rows else [])
    table = Table("时长统计", found.fields, len(found.rows), [sums.get(one.key) for one in found.fields], chunks)
    return write_table(path, table, form, request.audience, tick=tick)


def _title(session: Session, by: Sequence[Dimension], request: Request) -> str:
    period = ""
    if request.first or request.last:
        period = "（" + "至".join(chinese_day(day) if day else "" for day in (request.first, request.last)) + "）"
    return f"{full_name(session, our_office(session))}{TITLE}{period}"


def _name(by: Sequence[Dimension], session: Session, request: Request) -> str:
    return file_name(_title(session, by, request), "、".join(one.title for one in by), f"{date.today():%Y%m%d}")


REPORTS = (*(report_for((one,)) for one in DIMENSIONS), report_for((TEAM, MONTH)))
