"""The tables of charity sales: the sales, their goods, and the expenses of their money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Connection, Index, String, func, inspect, select
from sqlalchemy.orm import Mapped, Session

from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.errors import UserError
from db.core.kinds import MOST_MONEY, money
from db.core.masking import Sensitive
from db.core.tables import between, in_list

ONE_YUAN = "一元换购"
SALE_KINDS = (ONE_YUAN, "义卖")
ONE_YUAN_PRICE = 100  # cents
MOST_PIECES = 1_000_000
PIECES = f"收到数量应在 0 到 {MOST_PIECES:,} 之间，请核对"


@dataclass(frozen=True)
class Account:
    """The figures of a sale, money in cents; `counted` is None until the received money is counted."""

    sorts: int
    pieces: int
    expected: int
    counted: int | None
    spent: int

    @property
    def balance(self) -> int | None:
        return None if self.counted is None else self.counted - self.spent

    @property
    def wrong(self) -> str:
        """Why the accounts don't balance and what to do, in one sentence with the figures; "" where they balance."""
        if not self.sorts:
            return "还没有登记物品，请先登记收到和换出的物品"
        if self.counted is None:
            return f"还没有填现场实收金额，请先点清收到的钱（应收 {money(self.expected)} 元）"
        difference = self.counted - self.expected
        if difference:
            sums = f"现场实收 {money(self.counted)} 元，比应收 {money(self.expected)} 元"
            more_or_less = "多" if difference > 0 else "少"
            sentence = f"{sums}{more_or_less} {money(abs(difference))} 元，请核对换出数量、单价和实收"
            return sentence + "；居民多给的钱，另记一行“现金捐赠”" * (difference > 0)
        if self.spent > self.counted:
            over = money(self.spent - self.counted)
            return f"支出 {money(self.spent)} 元，比现场实收 {money(self.counted)} 元多 {over} 元，请核对支出"
        return ""


class Sale(Record):
    """A charity sale: donated goods are exchanged for money, which is used for others.

    A sale is published when its accounts balance to the cent, and stays as it is until the publication is withdrawn
    with a reason. The reason then replaces the day of publication, until the sale is published again.
    """

    __tablename__ = "sale"
    __table_args__ = (
        CheckConstraint(in_list("kind", SALE_KINDS), name="kind"),
        between("counted", 0, MOST_MONEY - 1, "现场实收", "应在 0 到一亿元之间"),
        CheckConstraint(
            "published_on IS NULL OR published_on >= held_on",
            name="dates",
            info={"message": "公示日期早于举办日期，请核对两个日期", "field": "published_on"},
        ),
        CheckConstraint(
            "published_on IS NULL OR withdrawn IS NULL",
            name="state",
            info={"message": "公示日期和撤回原因只能留一个", "field": "withdrawn"},
        ),
        Index("ix_sale_held_on", "held_on"),
    )
    noun = "义卖"
    label = ("title",)

    office_id: Mapped[int] = pointing("主办社区", "office.id")
    activity_id: Mapped[int | None] = pointing("所属活动", "activity.id")  # the accounts outlive the activity
    title: Mapped[str] = titled("义卖名称", kinds.WIDE, String(200))
    kind: Mapped[str] = titled(
        "形式", kinds.one_of(*SALE_KINDS, width=10), String(4), default=ONE_YUAN, server_default=ONE_YUAN
    )
    held_on: Mapped[date] = titled("举办日期", kinds.DAY)
    counted: Mapped[int | None] = titled("现场实收", kinds.MONEY, BigInteger, hint="点清的现金和扫码收款，单位元")
    published_on: Mapped[date | None] = titled("公示日期", kinds.DAY, hint="账目结平以后才能公示")
    withdrawn: Mapped[str | None] = titled(
        "撤回原因", sensitive=Sensitive.SECRET, hint="已公示的填了原因，公示就撤回，账目可以再改"
    )
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    def before_save(self, connection: Connection) -> None:
        state = inspect(self)
        published, reason = state.attrs.published_on.history, state.attrs.withdrawn.history
        if self.withdrawn and reason.has_changes():
            if not self.published_on and not any(published.deleted or ()) and not any(reason.deleted or ()):
                raise UserError("还没有公示，不用填撤回原因", "withdrawn")
            if not published.has_changes():
                self.published_on = None
        elif self.published_on and published.has_changes():
            self.withdrawn = None
        if not self.published_on or (state.modified and not published.has_changes()):
            return  # the accounts are checked only where the day is set, by hand or by an undo
        if wrong := account_of(connection, self.id, self.counted).wrong:
            raise UserError(f"不能公示：{wrong}", "published_on")


class SaleGood(Record):
    """Goods of one sort from one donor: the received and the exchanged pieces, and the price of a piece."""

    __tablename__ = "sale_good"
    __table_args__ = (
        CheckConstraint(
            f"received BETWEEN 0 AND {MOST_PIECES}", name="received", info={"message": PIECES, "field": "received"}
        ),
        between("price", 0, MOST_MONEY - 1, "单价", "应在 0 到一亿元之间"),
        CheckConstraint(
            "exchanged BETWEEN 0 AND received",
            name="exchanged",
            info={"message": "换出数量应在 0 到收到数量之间，请核对", "field": "exchanged"},
        ),
        CheckConstraint(  # so that no sum overflows
            f"exchanged * price < {MOST_MONEY}",
            name="income",
            info={"message": "换出数量乘单价应小于一亿元，请核对", "field": "price"},
        ),
    )
    noun = "义卖物品"
    label = ("item",)

    sale_id: Mapped[int] = pointing("义卖", "sale.id", cascade=True)
    item: Mapped[str] = titled("物品", kinds.SHORT, String(50))
    organisation_id: Mapped[int | None] = pointing("捐赠单位", "organisation.id")
    donor: Mapped[str | None] = titled(
        "捐赠人", kinds.SHORT, String(50), sensitive=Sensitive.NAME, hint="公开时只留姓；单位捐的填捐赠单位"
    )
    unit: Mapped[str] = titled("计量单位", kinds.SHORT, String(50), default="件", server_default="件")
    received: Mapped[int] = titled("收到", kinds.TALLY)
    exchanged: Mapped[int] = titled("换出", kinds.TALLY, default=0, server_default="0")
    price: Mapped[int] = titled("单价", kinds.PRICE, BigInteger, hint="单位元；一元换购不填就是 1.00")
    note: Mapped[str | None] = titled("备注", sensitive=Sensitive.SECRET)

    def before_save(self, connection: Connection) -> None:
        if self.price is None and self.sale_id is not None:
            if connection.scalar(select(Sale.kind).where(Sale.id == self.sale_id)) != ONE_YUAN:
                raise UserError("单价不能为空，请填写", "price")
            self.price = ONE_YUAN_PRICE
        received, exchanged = self.received or 0, self.exchanged or 0
        if not 0 <= received <= MOST_PIECES:
            raise UserError(PIECES, "received")
        if exchanged > received:
            raise UserError(f"{self.item}换出 {exchanged:,}，多于收到的 {received:,}，请核对两个数量", "exchanged")


class SaleUse(Record):
    """An expense of a sale's money; one after the day of publication may still be added."""

    __tablename__ = "sale_use"
    __table_args__ = (between("amount", 1, MOST_MONEY - 1, "支出金额", "应大于 0、小于一亿元"),)
    noun = "义卖支出"
    label = ("purpose",)

    sale_id: Mapped[int] = pointing("义卖", "sale.id", cascade=True)
    spent_on: Mapped[date] = titled("支出日期", kinds.DAY)
    purpose: Mapped[str] = titled("用途", kinds.WIDE, String(200), hint="会公示，不写受益人姓名")
    amount: Mapped[int] = titled("金额", kinds.MONEY, BigInteger)
    receipt: Mapped[str | None] = titled("票据号", kinds.SHORT, String(50))
    beneficiary: Mapped[str | None] = titled("受益人", sensitive=Sensitive.SECRET, hint="不公示")
    person_id: Mapped[int | None] = pointing("经手人", "person.id", sensitive=Sensitive.NAME)

    def before_save(self, connection: Connection) -> None:
        """Refuse an expense with the figures, which the trigger `sale_covered` would refuse without them."""
        query = select(Sale.counted).where(Sale.id == self.sale_id, Sale.published_on.is_not(None))
        counted = connection.scalar(query)
        if counted is None or not self.amount:
            return
        others = select(func.coalesce(func.sum(SaleUse.amount), 0)).where(SaleUse.sale_id == self.sale_id)
        left = counted - (connection.scalar(others if self.id is None else others.where(SaleUse.id != self.id)) or 0)
        if self.amount > left:
            raise UserError(f"结余只剩 {money(left)} 元，不够支出 {money(self.amount)} 元，请核对金额", "amount")


def account_of(
    connection: Connection | Session, sale: int | None, counted: int | None, until: date | None = None
) -> Account:
    """The figures of a sale as they are stored; `until` leaves out expenses after that day."""
    goods = select(
        func.count(),
        func.coalesce(func.sum(SaleGood.exchanged), 0),
        func.coalesce(func.sum(SaleGood.exchanged * SaleGood.price), 0),
    ).where(SaleGood.sale_id == sale)
    uses = select(func.coalesce(func.sum(SaleUse.amount), 0)).where(SaleUse.sale_id == sale)
    if until is not None:
        uses = uses.where(SaleUse.spent_on <= until)
    sorts, pieces, expected = connection.execute(goods).one()
    return Account(sorts, pieces, expected, counted, connection.execute(uses).scalar_one())
