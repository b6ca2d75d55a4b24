"""The papers of one claim: the promise of the claimant, and the receipt that is signed on delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from db.core import kinds, settings
from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.kinds import money
from db.core.masking import Audience
from db.hardship.listings import BENEFICIARIES
from db.hardship.models import GUARDIAN, is_child
from db.office.listings import full_name
from db.office.models import Office
from db.wishes.choices import WISH_HAND, WISH_PROMISES
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIM_GOODS, CLAIMS
from db.wishes.listings import WISHES
from db.wishes.models import GOODS, Wish, WishRound
from db.wishes.steps import claim_of
from exports.atomic import file_name
from exports.paper.parts import Columns, Document, Heading, Paragraph, Part, Signing, Table, Title
from exports.paper.writers import paper
from exports.reports import Report, Request
from exports.wishes.public_wishes import public_wish

PROMISE, RECEIPT = "微心愿认领承诺书", "微心愿签收单"
WISH: Columns = (
    ("编号", 27, "center"),
    ("类别", 24, "center"),
    ("许愿人", 29, "center"),
    ("心愿内容", 76, "left"),
)  # mm, together 156
DELIVERED: Columns = (
    ("物品", 62, "left"),
    ("数量", 20, "right"),
    ("单位", 20, "center"),
    ("价值（元）", 26, "right"),
    ("备注", 28, "left"),
)
EMPTY_ROWS = (("", "", "", "", ""),) * 3  # to be filled in by hand, where no goods are recorded yet
BLANK_DAY = "　　　年　月　日"
PHOTOS = ("☐不同意拍照", "☐同意拍照，只作留存", "☐同意拍照，并可以公开")

MakeParts = Callable[[Session, Claim], tuple[Part, ...]]


def _live_claim(session: Session, request: Request) -> Claim:
    """The claim of the request; raises UserError where it is gone or cancelled."""
    claim = claim_of(session, request.of)
    if claim.cancelled_on:
        raise UserError(f"这次认领已在{chinese_day(claim.cancelled_on)}取消，没有可以打印的")
    return claim


def _claimant(session: Session, claim: Claim) -> str:
    """The names of the claimants, without numbers."""
    names = kinds.split(CLAIMS.value(CLAIMS.one(session, claim.id), "claimant") or "")
    return "、".join(name.partition("#")[0] for name in names)


def _office(session: Session, wish: Wish) -> str:
    return full_name(session, session.get_one(Office, session.get_one(WishRound, wish.round_id).office_id))


def promise(session: Session, claim: Claim) -> tuple[Part, ...]:
    """The promise of the claimants; it holds only the public facts of the wish."""
    wish = session.get_one(Wish, claim.wish_id)
    public, office = public_wish(WISHES.one(session, wish.id)), _office(session, wish)
    name = session.get_one(WishRound, wish.round_id).name
    by = chinese_day(claim.promised_on) if claim.promised_on else BLANK_DAY
    words = settings.get(session, WISH_PROMISES).strip() or WISH_PROMISES.default
    words = words.replace("{日期}", by).replace("{天}", settings.get(session, WISH_HAND))
    return (
        Title(PROMISE),
        Paragraph(f"{_claimant(session, claim)}自愿认领{office}{name}微心愿一个，并作出承诺。"),
        Table(WISH, ((public.code, public.sort, public.called, public.content),)),
        *(Heading(3, text, number=n) for n, text in enumerate(filter(str.strip, words.split("\n")), start=1)),
        Signing((("认领人（签字、盖章）：", ""),)),
        Signing((("社区经办人（签字）：", ""),)),
        Signing((("认领日期：", chinese_day(claim.claimed_on)),)),
    )


def receipt(session: Session, claim: Claim) -> tuple[Part, ...]:
    """The list of the delivered goods, to be signed; it holds the name of the wisher."""
    wish = session.get_one(Wish, claim.wish_id)
    person = BENEFICIARIES.one(session, wish.beneficiary_id)
    child = is_child(BENEFICIARIES.value(person, "birth"), claim.realised_on or date.today())
    whose = f"许愿人：{BENEFICIARIES.value(person, 'name')}"
    guardian = BENEFICIARIES.value(person, "guardian")
    if child and guardian:
        whose += f"（{GUARDIAN}：{guardian}）"
    return (
        Title(RECEIPT),
        Paragraph(f"{whose}\n认领人：{_claimant(session, claim)}"),
        Paragraph(f"心愿：{wish.code}　{wish.content}"),
        *_delivered(session, claim, wish),
        Paragraph("以上已送达，经核对无误。拍照请勾选一项："),
        Paragraph("\n".join(PHOTOS)),
        Signing((("送达人：", claim.delivered_by or ""), ("签收人：", claim.received_by or ""))),
        Signing((("与许愿人关系：", ""), ("签收日期：", _day(claim.realised_on)))),
    )


def _day(day: date | None) -> str:
    return chinese_day(day) if day else BLANK_DAY


def _delivered(session: Session, claim: Claim, wish: Wish) -> Iterator[Part]:
    """The table of goods with their sum; a service without goods has none."""
    goods = session.execute(CLAIM_GOODS.of(claim.id).rows()).all()
    if not goods and wish.kind != GOODS:
        return
    rows = tuple(
        tuple(
            CLAIM_GOODS[key].text(CLAIM_GOODS.value(row, key)) for key in ("item", "quantity", "unit", "value", "note")
        )
        for row in goods
    )
    values = [CLAIM_GOODS.value(row, "value") for row in goods]
    sum_text = money(sum(values)) if values and None not in values else ""  # no sum where a value is unknown
    total = ("合计", "", "", sum_text, "")
    yield Table(DELIVERED, rows or EMPTY_ROWS, total)


def _document(make: MakeParts, title: str, session: Session, request: Request) -> Document:
    claim = _live_claim(session, request)
    code = session.get_one(Wish, claim.wish_id).code
    return Document(f"{title}{code}", make(session, claim), form=True)


def _name(title: str, session: Session, request: Request) -> str:
    claim = _live_claim(session, request)
    wish = session.get_one(Wish, claim.wish_id)
    return file_name(_office(session, wish), title, wish.code, f"{date.today():%Y%m%d}")


def _wisher(session: Session, request: Request) -> Sequence[int]:
    return [session.get_one(Wish, _live_claim(session, request).wish_id).beneficiary_id]


def _paper(key: str, title: str, make: MakeParts, **more: Any) -> tuple[Report, Report]:
    return paper(key, title, partial(_document, make, title), partial(_name, title), **more)


CLAIM_FORM, CLAIM_FORM_DOCX = _paper("claim_form", PROMISE, promise, audiences=(Audience.INTERNAL, Audience.REPORT))
CLAIM_RECEIPT, CLAIM_RECEIPT_DOCX = _paper(
    "claim_receipt", RECEIPT, receipt, audiences=(Audience.INTERNAL,), shows=_wisher
)
REPORTS = (CLAIM_FORM, CLAIM_FORM_DOCX, CLAIM_RECEIPT, CLAIM_RECEIPT_DOCX)
