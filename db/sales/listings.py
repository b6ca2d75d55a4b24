"""Charity sales, their goods and expenses, and their publication once the accounts balance."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from db.activities.models import Activity, Shift
from db.core import kinds
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.lookup import row_or_latest
from db.core.relation_fields import link
from db.office.models import Office
from db.people.listings import person_link
from db.people.models import Organisation
from db.sales.models import Account, Sale, SaleGood, SaleUse, account_of


def _sum(what: SQLColumnExpression[int], row: type[SaleGood] | type[SaleUse]) -> ColumnElement[int]:
    total = type_coerce(func.coalesce(func.sum(what), 0), Integer)
    return select(total).where(row.sale_id == Sale.id).scalar_subquery()


_DAYS = aliased(Shift)
_EXPECTED = _sum(SaleGood.exchanged * SaleGood.price, SaleGood)
_SPENT = _sum(SaleUse.amount, SaleUse)

SALES = Listing(
    key="sales",
    title="义卖",
    model=Sale,
    fields=(
        of(Sale.held_on),
        of(Sale.title),
        of(Sale.kind),
        Field("received", "收到件数", kinds.TALLY, _sum(SaleGood.received, SaleGood)),
        Field("exchanged", "换出件数", kinds.TALLY, _sum(SaleGood.exchanged, SaleGood)),
        Field("expected", "应收", kinds.MONEY, _EXPECTED),
        of(Sale.counted),
        Field("difference", "差额", kinds.DIFFERENCE, Sale.counted - _EXPECTED),
        Field("spent", "支出", kinds.MONEY, _SPENT),
        Field("balance", "结余", kinds.BALANCE, Sale.counted - _SPENT),
        of(Sale.published_on),
        of(Sale.withdrawn),
        link(Sale.activity_id, Activity),
        Field(
            "activity_day",
            "活动首日",
            kinds.DAY,
            select(func.min(_DAYS.held_on)).where(_DAYS.activity_id == Sale.activity_id).scalar_subquery(),
        ),
        link(Sale.office_id, Office),
        of(Sale.note),
    ),
    order=(Sale.held_on.desc(), Sale.id.desc()),
    search=Sale.title,
    match=("title", "held_on", "office"),
    empty="还没有义卖。点“新增”登记第一场，再登记物品和支出。",
)

SALE_GOODS = Listing(
    key="sale_goods",
    title="义卖物品",
    model=SaleGood,
    fields=(
        of(SaleGood.item),
        link(SaleGood.organisation_id, Organisation, create=lambda name: Organisation(name=name)),
        of(SaleGood.donor),
        of(SaleGood.unit),
        of(SaleGood.received),
        of(SaleGood.exchanged),
        Field("left", "剩余", kinds.TALLY, SaleGood.received - SaleGood.exchanged),
        of(SaleGood.price, required=False),  # 一元换购 fills it in
        Field("income", "收入", kinds.MONEY, SaleGood.exchanged * SaleGood.price),
        of(SaleGood.note),
        link(SaleGood.sale_id, Sale),
    ),
    joins=((Sale, Sale.id == SaleGood.sale_id),),
    order=(Sale.held_on.desc(), SaleGood.sale_id.desc(), SaleGood.id),
    search=SaleGood.item + " " + func.coalesce(SaleGood.donor, ""),
    within=SaleGood.sale_id,
    match=("item", "sale", "organisation", "donor"),
    empty="还没有物品。点“新增”登记收到的第一种。",
)

SALE_USES = Listing(
    key="sale_uses",
    title="义卖支出",
    model=SaleUse,
    fields=(
        of(SaleUse.spent_on),
        of(SaleUse.purpose),
        of(SaleUse.amount),
        of(SaleUse.receipt),
        of(SaleUse.beneficiary),
        person_link(SaleUse.person_id),
        link(SaleUse.sale_id, Sale),
    ),
    joins=((Sale, Sale.id == SaleUse.sale_id),),
    order=(Sale.held_on.desc(), SaleUse.sale_id.desc(), SaleUse.spent_on, SaleUse.id),
    search=SaleUse.purpose,
    within=SaleUse.sale_id,
    match=("purpose", "sale", "spent_on", "amount"),
    empty="还没有支出。点“新增”登记钱用到了哪里。",
)


def account(session: Session, sale: Sale, *, published: bool = False) -> Account:
    """The figures of a sale; `published` leaves out expenses after the day of publication."""
    return account_of(session, sale.id, sale.counted, sale.published_on if published else None)


def publish_sale(session: Session, sale: Sale, day: date) -> None:
    """Publish a sale; raises UserError with the figures where its accounts don't balance."""
    session.flush()  # rows of the same action come first
    sale.published_on = day
    session.flush()


def withdraw_publication(session: Session, sale: Sale, reason: str) -> None:
    """Withdraw the publication of a sale, so that the sale can change again.

    Raises UserError where the sale isn't published, or no reason is given.
    """
    if not sale.published_on:
        raise UserError(f"“{sale.title}”还没有公示，不用撤回")
    reason = kinds.TEXT.parse(reason)
    if not reason:
        raise UserError("请写明为什么撤回公示", "withdrawn")
    sale.published_on, sale.withdrawn = None, reason
    session.flush()


def sale_of(session: Session, number: int | None) -> Sale:
    """The sale with this id, or the latest; raises UserError where there is none."""
    latest = select(Sale).order_by(Sale.held_on.desc(), Sale.id.desc())
    return row_or_latest(
        session,
        Sale,
        number,
        latest,
        gone="没有这场义卖；用 list sales 查看现有的",
        none="还没有义卖，请先在“义卖”里登记",
    )
