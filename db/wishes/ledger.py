"""The ledger of a round of wishes (微心愿台账), and the register of realised wishes (销号登记表)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Integer, SQLColumnExpression, String, case, cast, func, literal
from sqlalchemy.orm import InstrumentedAttribute

from db.committee.listings import age_on
from db.core import kinds
from db.core.fields import Field, Listing, of
from db.core.kinds import Kind
from db.core.masking import Sensitive
from db.hardship.listings import BENEFICIARIES
from db.hardship.models import Beneficiary
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIMS, LIVE
from db.wishes.listings import WISHES
from db.wishes.models import Wish


def _age(birth: str) -> int:
    return age_on(birth, date.today())


AGE = Kind("age", show=lambda birth: str(_age(birth)), cell=_age, excel="0", align="center", width=6)


Expression = SQLColumnExpression[Any]


def _step(key: str, title: str, day: Expression, actor: Expression, note: Expression, width: int) -> Field:
    """2021-08-26 柏青禾：旧菜板开裂。: the field of a step's day, its actor, and the note, if there is one."""
    text = cast(day, String) + " " + actor + func.coalesce("：" + note, "")
    kind = replace(kinds.LONG, width=width)
    return Field(key, title, kind, case((day.is_not(None), text)), sensitive=Sensitive.SECRET)


def _in_form(field: Field, title: str = "", width: int = 0) -> Field:
    """A field for the form: read-only, with the form's title and width."""
    kind = replace(field.kind, width=width) if width else field.kind
    return replace(field, title=title or field.title, kind=kind, set=None, required=False, late=False)


def _of_claim(attr: InstrumentedAttribute[Any], title: str = "", width: int = 0) -> Field:
    return _in_form(of(attr, sql=attr), title, width)


# The form has no column for wishes that left the round, so its notes tell of it.
_LEFT = Wish.outcome + " " + cast(Wish.closed_on, String) + "：" + Wish.reason
_NOTE = case(
    (Wish.outcome.is_not(None), _LEFT + func.coalesce(literal("；") + Wish.note, "")),
    else_=Wish.note,
)
# The columns of the district's register, in their order: domain facts, "Register columns".
LEDGER = replace(
    WISHES,
    key="wish_ledger",
    title="微心愿台账",
    fields=(
        _in_form(WISHES["code"], width=13),
        _in_form(WISHES["collected_on"]),
        _in_form(of(Beneficiary.name)),
        _in_form(BENEFICIARIES["sex"]),
        Field("age", "年龄", AGE, Beneficiary.birth, sensitive=Sensitive.PERSONAL),
        _in_form(BENEFICIARIES["hardship"], width=12),
        _in_form(of(Beneficiary.address), width=16),
        _in_form(of(Beneficiary.phone), "电话"),
        _in_form(WISHES["kind"]),
        _in_form(WISHES["content"], width=22),
        _in_form(WISHES["cost"], width=10),
        _in_form(WISHES["urgency"]),
        _in_form(WISHES["collected_by"]),
        _step("verified", "核实情况", Wish.verified_on, Wish.verified_by, Wish.verified, 24),
        _in_form(WISHES["publish"], width=8),
        _in_form(WISHES["claimant"], width=14),
        _in_form(WISHES["claimed_on"]),
        _in_form(WISHES["promised_on"]),
        _in_form(WISHES["realised_on"]),
        _of_claim(LIVE.delivered_by),
        _of_claim(LIVE.received_by, "签收"),
        _in_form(WISHES["satisfaction"]),
        _step("revisit", "回访", LIVE.revisited_on, LIVE.revisited_by, LIVE.revisit, 18),
        replace(_in_form(WISHES["note"], width=16), sql=_NOTE),
    ),
)


def ledger(wish_round: int) -> Listing:
    """All wishes of a round, in the columns of the district's register."""
    return LEDGER.of(wish_round)


_DAYS = cast(func.julianday(Claim.realised_on) - func.julianday(Claim.claimed_on), Integer)

REGISTER = replace(
    CLAIMS,
    key="wish_register",
    title="微心愿销号登记表",
    fields=(
        _in_form(CLAIMS["wish"], "编号"),
        _in_form(CLAIMS["content"]),
        _in_form(CLAIMS["claimant"]),
        _in_form(CLAIMS["claimed_on"]),
        _in_form(CLAIMS["promised_on"]),
        _in_form(CLAIMS["handed_on"]),
        _in_form(CLAIMS["realised_on"]),
        _in_form(CLAIMS["delivered_by"]),
        _in_form(CLAIMS["received_by"]),
        _in_form(CLAIMS["value"]),
        _in_form(CLAIMS["satisfaction"]),
        Field("days", "用时（天）", replace(kinds.COUNT, align="center"), _DAYS),
        Field("crossed", "销号", kinds.one_of("是", "否"), case((Wish.archived_on.is_not(None), "是"), else_="否")),
    ),
    order=(Wish.number, Claim.id),
)


def register(wish_round: int) -> Listing:
    """The realised wishes of a round; archived ones are crossed off (销号)."""
    return REGISTER.filtered(Wish.round_id == wish_round, Claim.realised_on.is_not(None))
