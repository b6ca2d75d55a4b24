"""A round of wishes as workbooks in the district's form: ledger, register of realised wishes, public list, summary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from db.access_log import shown_in
from db.core import kinds
from db.core.fields import Listing, computed
from db.core.masking import Audience, sees_all
from db.core.work import Tick
from db.office.listings import full_name, our_office
from db.wishes.ledger import ledger, register
from db.wishes.steps import round_of
from db.wishes.summary import summary
from exports.atomic import Target, file_name
from exports.reports import Report, Request
from exports.wishes.public_wishes import AUDIENCES, all_public_wishes

if TYPE_CHECKING:
    from exports.sheet.form import Form

LEDGER_TITLE, REGISTER_TITLE = "微心愿台账", "微心愿销号登记表"
LIST_TITLE, SUMMARY_TITLE = "微心愿公示清单", "微心愿汇总表"
COLUMNS = (
    computed("code", "编号", kinds.SHORT),
    computed("called", "许愿人", kinds.SHORT),
    computed("kind", "心愿类别", kinds.CHOICE),
    computed("content", "心愿内容", kinds.WIDE),
    computed("claimed", "认领方", kinds.MANY),
    computed("said", "状态", kinds.CHOICE),
)  # of the public list


def _form(title: str, total: str, session: Session, request: Request) -> Form:
    from exports.sheet.form import Form
    from exports.sheet.workbook import signatures

    office = full_name(session, our_office(session))
    return Form(_title(title, session, request), office, date.today(), total, signatures(session, request.door))


def _title(title: str, session: Session, request: Request) -> str:
    """酒泉路街道畅家巷社区2021年第1轮微心愿台账"""
    return f"{full_name(session, our_office(session))}{round_of(session, request.of).name}{title}"


def _name(title: str, session: Session, request: Request) -> str:
    return file_name(request.door.text(_title(title, session, request)), f"{date.today():%Y%m%d}")


def _listed(
    rows: Callable[[int], Listing], title: str, session: Session, path: Target, request: Request, tick: Tick
) -> Target:
    from exports.sheet.workbook import write_listing

    listing = rows(round_of(session, request.of).id)
    form = _form(title, "共 {} 个", session, request)
    return write_listing(path, listing, session, form, request.door, tick=tick)


def _shown(rows: Callable[[int], Listing], session: Session, request: Request) -> Sequence[int]:
    return shown_in(session, rows(round_of(session, request.of).id))


def _public_list(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """Write the public list, the same for every audience."""
    from exports.sheet.workbook import SheetTable, write_table

    wishes = all_public_wishes(session, round_of(session, request.of))
    rows = [
        (n, wish.code, wish.called, wish.kind, wish.content, wish.claimed, wish.status)
        for n, wish in enumerate(wishes, start=1)
    ]
    table = SheetTable(LIST_TITLE, COLUMNS, len(rows), [None] * len(COLUMNS), iter([rows] if rows else []))
    form = _form(LIST_TITLE, "共 {} 个", session, request)
    return write_table(path, table, form, request.door, tick=tick)


def _summary(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """Write the figures; those by grid are left out for the public."""
    from exports.sheet.workbook import SheetTable, write_table

    figures = summary(session, round_of(session, request.of).id, grids=sees_all(request.audience))
    rows = [(n, *row) for n, row in enumerate(figures.rows, start=1)]
    table = SheetTable(
        SUMMARY_TITLE, figures.fields, len(rows), figures.total, iter([rows] if rows else []), summed=False
    )
    words = "各分类分别统计，合计里每个心愿只算一次"
    return write_table(path, table, _form(SUMMARY_TITLE, words, session, request), request.door, tick=tick)


IN_FULL = (Audience.INTERNAL, Audience.REPORT)
WISH_LEDGER = Report(
    "wish_ledger",
    LEDGER_TITLE,
    ".xlsx",
    partial(_listed, ledger, LEDGER_TITLE),
    partial(_name, LEDGER_TITLE),
    IN_FULL,
    shows=partial(_shown, ledger),
)
WISH_REGISTER = Report(
    "wish_register",
    REGISTER_TITLE,
    ".xlsx",
    partial(_listed, register, REGISTER_TITLE),
    partial(_name, REGISTER_TITLE),
    IN_FULL,
    shows=partial(_shown, register),
)
WISH_PUBLIC_LIST = Report(
    "wish_public_list", LIST_TITLE, ".xlsx", _public_list, partial(_name, LIST_TITLE), AUDIENCES, hangs=True
)
WISH_SUMMARY = Report("wish_summary", SUMMARY_TITLE, ".xlsx", _summary, partial(_name, SUMMARY_TITLE))
REPORTS = (
    WISH_PUBLIC_LIST,
    WISH_LEDGER,
    WISH_REGISTER,
    WISH_SUMMARY,
)
