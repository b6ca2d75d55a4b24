"""The listing of the chronicle, and its entries of a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from db.chronicle.models import PRINTED, ChronicleEntry
from db.core.fields import Listing, of

DAY = ChronicleEntry.day
LAST_IN_MONTH = func.substr(DAY + "-99", 1, 10)  # sorts entries without a day at the end of their month


def of_period(first: date | None, last: date | None) -> Sequence[ColumnElement[bool]]:
    """The conditions for entries of a period; one without a day counts where its month overlaps the period."""
    conditions: list[ColumnElement[bool]] = []
    if first:
        conditions.append(func.substr(literal(first.isoformat()), 1, func.length(DAY)) <= DAY)
    if last:
        conditions.append(func.substr(literal(last.isoformat()), 1, func.length(DAY)) >= DAY)
    return conditions


CHRONICLE = Listing(
    key="chronicle",
    title="大事记",
    model=ChronicleEntry,
    fields=(
        of(ChronicleEntry.day, order=LAST_IN_MONTH),
        of(ChronicleEntry.title),
        of(ChronicleEntry.text),
        of(ChronicleEntry.source),
        of(ChronicleEntry.chosen),
    ),
    order=(LAST_IN_MONTH, ChronicleEntry.id),
    search=ChronicleEntry.title + " " + func.coalesce(ChronicleEntry.text, "") + " " + DAY,
    match=("day", "title"),
    public=(ChronicleEntry.chosen == PRINTED,),
    between=of_period,
    empty="还没有大事。点“新增”记第一条，或在下面把会议、活动等记录收进来。",
)


def printed(session: Session, first: date | None, last: date | None) -> Sequence[ChronicleEntry]:
    """The printed entries of a period, in their order."""
    query = select(ChronicleEntry).where(ChronicleEntry.chosen == PRINTED, *of_period(first, last))
    return session.scalars(query.order_by(LAST_IN_MONTH, ChronicleEntry.id)).all()
