"""The publication of a charity sale (义卖公示): goods, income, expenses, balance, and the address of objections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.fields import Listing
from db.core.kinds import money
from db.core.masking import Audience, mask, visible
from db.office.listings import full_name
from db.office.models import Office
from db.sales.listings import SALE_GOODS, SALE_USES, account, sale_of
from db.sales.models import Account, Sale
from exports.atomic import file_name
from exports.paper.objections import objections
from exports.paper.parts import Columns, Document, Heading, Paragraph, Part, Table, Title
from exports.paper.writers import paper
from exports.reports import Request

GOODS: Columns = (
    ("物品", 26, "left"),
    ("捐赠单位、捐赠人", 36, "left"),
    ("单位", 12, "center"),
    ("收到", 13, "right"),
    ("换出", 13, "right"),
    ("剩余", 12, "right"),
    ("单价（元）", 22, "right"),
    ("收入（元）", 22, "right"),
)  # mm, together 156
USES: Columns = (("日期", 29, "center"), ("用途", 75, "left"), ("票据号", 28, "center"), ("金额（元）", 24, "right"))
USES_IN_FULL: Columns = (
    ("日期", 29, "center"),
    ("用途", 44, "left"),
    ("受益人", 27, "left"),
    ("经手人", 16, "center"),
    ("票据号", 20, "center"),
    ("金额（元）", 20, "right"),
)


def document(session: Session, sale: Sale, audience: Audience, today: date) -> Document:
    """The paper as of the day of publication, or as of `today` for a sale that isn't published.

    Expenses after the publication are left out. Raises UserError where the accounts of the sale don't balance.
    """
    day = sale.published_on or today
    figures = account(session, sale, published=True)
    if figures.wrong:
        raise UserError(f"“{sale.title}”还不能公示：{figures.wrong}")
    name, income = sale.title, money(figures.expected)  # equal to the counted money
    office = session.get_one(Office, sale.office_id)
    held = f"{chinese_day(sale.held_on)}，{full_name(session, office)}举办{name}"
    parts = (
        Title(f"关于{name}收支情况的公示"),
        Paragraph(f"{held}，现将物品、收入和使用情况公示如下："),
        *_goods(session, sale, audience),
        Heading(1, "收入情况：", f"应收{income}元，实收{income}元，账款相符。", 2),
        *_uses(session, sale, figures, audience),
        *objections(session, office, day, 4),
    )
    return Document(f"{sale.title}公示", parts, form=True)


def _goods(session: Session, sale: Sale, audience: Audience) -> Iterator[Part]:
    goods = session.execute(SALE_GOODS.of(sale.id).rows()).all()
    received, exchanged, left, income = (
        _sum(SALE_GOODS, goods, key) for key in ("received", "exchanged", "left", "income")
    )
    sorts = len({SALE_GOODS.value(row, "item") for row in goods})
    words = f"收到爱心物品{sorts}种{received:,}件，换出{exchanged:,}件，剩{left:,}件。"
    yield Heading(1, "物品情况：", words, 1)
    rows = tuple(_good(row, audience) for row in goods)
    yield Table(GOODS, rows, ("合计", "", "", f"{received:,}", f"{exchanged:,}", f"{left:,}", "", money(income)))


def _good(row: Sequence[object], audience: Audience) -> tuple[str, ...]:
    shown = {
        f.key: f.text(mask(SALE_GOODS.value(row, f.key), f.sensitive, audience, free_text=False))
        for f in SALE_GOODS.fields
    }
    donor = "、".join(filter(None, (shown["organisation"], shown["donor"])))
    figures = (shown[key] for key in ("received", "exchanged", "left", "price", "income"))
    return shown["item"], donor, shown["unit"], *figures


def _uses(session: Session, sale: Sale, figures: Account, audience: Audience) -> Iterator[Part]:
    uses = [
        row
        for row in session.execute(SALE_USES.of(sale.id).rows())
        if not sale.published_on or SALE_USES.value(row, "spent_on") <= sale.published_on
    ]
    spent = f"共支出{len(uses)}笔{money(figures.spent)}元" if uses else "尚未支出"
    yield Heading(1, "使用和结余：", f"{spent}，结余{money(figures.balance or 0)}元。", 3)
    if not uses:
        return
    sees_all = visible(SALE_USES["beneficiary"].sensitive, audience)
    keys = ("beneficiary", "person") if sees_all else ()
    columns = USES_IN_FULL if sees_all else USES
    rows = tuple(_use(row, ("purpose", *keys, "receipt", "amount"), audience) for row in uses)
    yield Table(columns, rows, ("合计", *[""] * (len(columns) - 2), money(figures.spent)))


def _use(row: Sequence[object], keys: Sequence[str], audience: Audience) -> tuple[str, ...]:
    fields = [SALE_USES[key] for key in keys]
    texts = (
        field.text(mask(SALE_USES.value(row, field.key), field.sensitive, audience, free_text=False))
        for field in fields
    )
    return chinese_day(SALE_USES.value(row, "spent_on")), *texts


def _sum(listing: Listing, rows: Sequence[Sequence[object]], key: str) -> int:
    return sum(listing.value(row, key) for row in rows)


def _document(session: Session, request: Request) -> Document:
    return document(session, sale_of(session, request.of), request.audience, date.today())


def _name(session: Session, request: Request) -> str:
    sale = sale_of(session, request.of)
    return file_name(request.door.text(f"{sale.title}公示"), f"{sale.published_on or date.today():%Y%m%d}")


SALE_PUBLIC, SALE_PUBLIC_DOCX = paper("sale_public", "义卖公示", _document, _name)
REPORTS = (SALE_PUBLIC, SALE_PUBLIC_DOCX)
