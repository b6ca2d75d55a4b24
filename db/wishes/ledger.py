"""The ledger of a round of wishes (微心愿台账), and the register of those that were realised and crossed off (销号)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Integer, String, case, cast, func, literal

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


def _told(key: str, title: str, day: Any, who: Any, what: Any, width: int) -> Field:
    """2021-08-26 柏青禾：旧菜板开裂。 The day, who did it, and what was found, if that was noted."""
    words = cast(day, String) + " " + who + func.coalesce("：" + what, "")
    kind = replace(kinds.LONG, width=width)
    return Field(key, title, kind, case((day.is_not(None), words)), sensitive=Sensitive.SECRET)


def _shown(field: Field, title: str = "", width: int = 0) -> Field:
    """A field as it stands in a form: not to be changed there, under the form's title, as wide as it has room."""
    kind = replace(field.kind, width=width) if width else field.kind
    return replace(field, title=title or field.title, kind=kind, set=None, required=False, late=False)


def _of_claim(attr: Any, title: str = "", width: int = 0) -> Field:
    return _shown(of(attr, sql=attr), title, width)


# The form has no column for what left the round, so its notes say so.
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
        _shown(WISHES["code"], width=13),
        _shown(WISHES["collected_on"]),
        _shown(of(Beneficiary.name)),
        _shown(BENEFICIARIES["sex"]),
        Field("age", "年龄", AGE, Beneficiary.birth, sensitive=Sensitive.PERSONAL),
        _shown(BENEFICIARIES["hardship"], width=12),
        _shown(of(Beneficiary.address), width=16),
        _shown(of(Beneficiary.phone), "电话"),
        _shown(WISHES["kind"]),
        _shown(WISHES["content"], width=22),
        _shown(WISHES["cost"], width=10),
        _shown(WISHES["urgency"]),
        _shown(WISHES["collected_by"]),
        _told("verified", "核实情况", Wish.verified_on, Wish.verified_by, Wish.verified, 24),
        _shown(WISHES["publish"], width=8),
        _shown(WISHES["claimant"], width=14),
        _shown(WISHES["claimed_on"]),
        _shown(WISHES["promised_on"]),
        _shown(WISHES["realised_on"]),
        _of_claim(LIVE.delivered_by),
        _of_claim(LIVE.received_by, "签收"),
        _shown(WISHES["satisfaction"]),
        _told("revisit", "回访", LIVE.revisited_on, LIVE.revisited_by, LIVE.revisit, 18),
        replace(_shown(WISHES["note"], width=16), sql=_NOTE),
    ),
)


def ledger(wish_round: int) -> Listing:
    """All wishes of a round, as the district's register has them."""
    return LEDGER.of(wish_round)


_DAYS = cast(func.julianday(Claim.realised_on) - func.julianday(Claim.claimed_on), Integer)

REGISTER = replace(
    CLAIMS,
    key="wish_register",
    title="微心愿销号登记表",
    fields=(
        _shown(CLAIMS["wish"], "编号"),
        _shown(CLAIMS["content"]),
        _shown(CLAIMS["claimant"]),
        _shown(CLAIMS["claimed_on"]),
        _shown(CLAIMS["promised_on"]),
        _shown(CLAIMS["handed_on"]),
        _shown(CLAIMS["realised_on"]),
        _shown(CLAIMS["delivered_by"]),
        _shown(CLAIMS["received_by"]),
        _shown(CLAIMS["value"]),
        _shown(CLAIMS["satisfaction"]),
        Field("days", "用时（天）", replace(kinds.COUNT, align="center"), _DAYS),
        Field("crossed", "销号", kinds.one_of("是", "否"), case((Wish.archived_on.is_not(None), "是"), else_="否")),
    ),
    order=(Wish.number, Claim.id),
)


def register(wish_round: int) -> Listing:
    """The wishes of a round that were realised; crossed off are those that are in the archive."""
    return REGISTER.narrowed(Wish.round_id == wish_round, Claim.realised_on.is_not(None))
