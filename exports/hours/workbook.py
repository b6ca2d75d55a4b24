"""The hours of a period by person, team, kind …, as a workbook in the district's form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day
from db.core.work import Tick
from db.hours.totals import DIMENSIONS, MONTH, TEAM, Dimension, hours, totals
from db.office.listings import full_name, our_office
from exports.atomic import Target, file_name
from exports.reports import Report, Request

TITLE = "志愿服务时长统计表"


def hours_report(by: Sequence[Dimension]) -> Report:
    """The report of the hours by one or two dimensions; `first` and `last` of its request are the period."""
    key, title = "_".join(one.key for one in by), "、".join(one.title for one in by)
    return Report(f"hours_{key}", f"{TITLE}（按{title}）", ".xlsx", partial(_write, by), partial(_name, by))


def _write(by: Sequence[Dimension], session: Session, path: Target, request: Request, tick: Tick) -> Target:
    from exports.sheet.form import Form
    from exports.sheet.workbook import SheetTable, signatures, write_table

    figures = hours(session, by, request.first, request.last)
    _people, times, minutes = totals(session, request.first, request.last)
    sums = {"times": times, "minutes": minutes}
    several = any(one.several for one in by)
    form = Form(
        _title(session, by, request),
        full_name(session, our_office(session)),
        date.today(),
        "共 {} 行" + "，一条记录可属几类，合计只算一次" * several,
        signatures=signatures(session, request.door),
    )
    fields, chunks = figures.fields, iter([figures.rows] if figures.rows else [])
    shown = [sums.get(one.key) for one in fields]
    table = SheetTable("时长统计", fields, len(figures.rows), shown, chunks, summed=not several)
    return write_table(path, table, form, request.door, tick=tick)


def _title(session: Session, by: Sequence[Dimension], request: Request) -> str:
    """酒泉路街道畅家巷社区志愿服务时长统计表（按人员，2021年1月1日至2021年12月31日）."""
    first, last = (chinese_day(day) if day else "" for day in (request.first, request.last or date.today()))
    period = f"{first}至{last}" if first else f"截至{last}"
    return f"{full_name(session, our_office(session))}{TITLE}（按{'、'.join(one.title for one in by)}，{period}）"


def _name(by: Sequence[Dimension], session: Session, request: Request) -> str:
    return file_name(request.door.text(_title(session, by, request)), f"{date.today():%Y%m%d}")


REPORTS = (*(hours_report((one,)) for one in DIMENSIONS), hours_report((TEAM, MONTH)))
