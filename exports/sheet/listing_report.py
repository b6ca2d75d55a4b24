"""Any listing as a workbook in the district's form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from db.access_log import shown_in
from db.core.base import column_of, key_of
from db.core.dictionaries import every_name
from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.masking import Audience, mask, sees_all, visible
from db.core.work import Tick
from db.office.listings import full_name, our_office
from db.subjects import listings
from exports.atomic import Target, file_name
from exports.reports import Report, Request

ENDINGS = ("表", "册", "簿", "名单", "清单", "字典")  # of titles that name a table already


def report_for(listing: Listing) -> Report:
    """The report that writes a listing as a workbook; `of` of its request is the row that the rows belong to."""
    audiences = tuple(one for one in Audience if sees_all(one) or not listing.protected)
    return Report(
        listing.key,
        table_title(listing),
        ".xlsx",
        partial(_write, listing),
        partial(_name, listing),
        audiences,
        shows=lambda session, request: shown_in(session, listing.of(request.of)),
        columns=lambda audience: [(field.key, field.title) for field in _visible(listing, audience)],
    )


def _visible(listing: Listing, audience: Audience) -> list[Field]:
    return [field for field in listing.fields if visible(field.sensitive, audience)]


def _chosen(listing: Listing, request: Request) -> Listing:
    """The listing with the columns of the request; raises UserError where there is none of that name."""
    if not request.columns:
        return listing
    known = {name: field for field in _visible(listing, request.audience) for name in (field.key, field.title)}
    for name in request.columns:
        if name not in known:
            titles = "、".join(field.title for field in _visible(listing, request.audience))
            raise UserError(f"“{table_title(listing)}”没有“{name}”这一列，可选：{titles}")
    return replace(listing, fields=tuple(dict.fromkeys(known[name] for name in request.columns)))


def table_title(listing: Listing) -> str:
    return listing.title if listing.title.endswith(ENDINGS) else f"{listing.title}一览表"


def _write(listing: Listing, session: Session, path: Target, request: Request, tick: Tick) -> Target:
    from exports.sheet.form import Form
    from exports.sheet.workbook import signatures, write_listing

    office = full_name(session, our_office(session))
    form = Form(_title(listing, session, request), office, date.today(), signatures=signatures(session, request.door))
    rows = _chosen(_of_period(listing.of(request.of), request), request)
    if request.audience is Audience.PUBLIC:
        rows = rows.filtered(*listing.public)
        if listing.key == "dictionary":
            request.door.let_causes(every_name(session))
    return write_listing(path, rows, session, form, request.door, tick=tick)


def _of_period(listing: Listing, request: Request) -> Listing:
    """The rows within the days of the request; raises UserError where the listing has no days."""
    if not (request.first or request.last):
        return listing
    if listing.between is None:
        raise UserError(f"“{table_title(listing)}”不分日期，请去掉起止日期再导出")
    return listing.filtered(*listing.between(request.first, request.last))


def _name(listing: Listing, session: Session, request: Request) -> str:
    return file_name(request.door.text(_title(listing, session, request)), f"{date.today():%Y%m%d}")


def _title(listing: Listing, session: Session, request: Request) -> str:
    """酒泉路街道畅家巷社区第一届成员一览表; the office is left out where the owner's name holds it."""
    ours = our_office(session)
    owner = _owner(listing, session, request)
    office = "" if ours.name in owner else full_name(session, ours)
    return office + owner + table_title(listing)


def _owner(listing: Listing, session: Session, request: Request) -> str:
    """The name of the row that the rows belong to, or ""; raises UserError where there is no such row."""
    if request.of is None:
        return ""
    if listing.within is None:
        raise UserError(f"“{table_title(listing)}”只能整张导出，请不要指定编号")
    (key,) = column_of(listing.within).foreign_keys
    owners = next(one for one in listings() if one.model.__tablename__ == key.column.table.name)
    sensitive = owners[key_of(owners.model.label[0])].sensitive
    return mask(owners.label_of(owners.one(session, request.of)), sensitive, request.audience)
