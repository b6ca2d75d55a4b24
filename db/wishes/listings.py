"""Rounds and wishes, with the state and the colour of each wish."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import ColumnElement, Integer, case, func, inspect, select, type_coerce
from sqlalchemy.orm import Session, aliased

from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.kinds import LINK, SHORT, TALLY, one_of, typed_figures
from db.core.masking import Sensitive
from db.core.relation_fields import choice, link
from db.hardship.consents import consent_state
from db.hardship.listings import beneficiary_link
from db.hardship.models import PUBLISH, Beneficiary
from db.office.models import Office
from db.wishes import WISH_SOURCE
from db.wishes.claim_models import Claim
from db.wishes.claims import LIVE, claimants, claimants_in_public
from db.wishes.models import CARRIED, GOODS, RETURNED, URGENT, WITHDRAWN, Wish, WishRound
from db.wishes.public import PUBLICLY_SHOWN

COLLECTED, VERIFIED, PUBLISHED, CLAIMED = "已征集", "已核实", "已公示", "已认领"
HANDED, REALISED, ANSWERED, ARCHIVED = "已对接", "已实现", "已反馈", "已归档"
WAY = (COLLECTED, VERIFIED, PUBLISHED, CLAIMED, HANDED, REALISED, ANSWERED, ARCHIVED)  # domain: 征集 to 归档
ENDS = (RETURNED, WITHDRAWN, CARRIED)
STATES = (*WAY, *ENDS)
BLUE, YELLOW, RED = "蓝", "黄", "红"


def state_of(wish: type[Wish], claim: type[Claim]) -> ColumnElement[str]:
    """The state of a wish, by the days that are filled in; `claim` is its live claim, outer joined."""
    return case(
        (wish.outcome.is_not(None), wish.outcome),
        (wish.archived_on.is_not(None), ARCHIVED),
        (claim.feedback_on.is_not(None), ANSWERED),
        (claim.realised_on.is_not(None), REALISED),
        (claim.handed_on.is_not(None), HANDED),
        (claim.id.is_not(None), CLAIMED),
        (wish.published_on.is_not(None), PUBLISHED),
        (wish.verified_on.is_not(None), VERIFIED),
        else_=COLLECTED,
    )


def colour_of(wish: type[Wish]) -> ColumnElement[str]:
    """The colour of a wish: red for an urgent one, else blue for goods and yellow for services."""
    return case((wish.urgency == URGENT, RED), (wish.kind == GOODS, BLUE), else_=YELLOW)


STATE = state_of(Wish, LIVE)
PLACE = case({state: place for place, state in enumerate(STATES)}, value=STATE, else_=len(STATES))


def new_round(name: str) -> WishRound:
    """A new round by its name, such as 2026年第1轮, which begins today; raises UserError for another form of name."""
    parts = re.fullmatch(r"(\d{4})年第(\d{1,2})轮", typed_figures(name))
    if not parts:
        raise UserError(f"没有“{name[:30]}”这一轮；轮次写成 2026年第1轮，没有的会自动建立", "round")
    wish_round = WishRound(year=int(parts[1]), number=int(parts[2]), begins=date.today())
    wish_round.name = wish_round.called
    return wish_round


def _set_code(_session: Session, row: Wish, code: str | None) -> None:
    """Set the code and the number within the round: 7 from 2021-1-007."""
    if code is not None:
        row.code, row.number = code, int(code.rpartition("-")[2])


def _set_outcome(_session: Session, row: Wish, outcome: str | None) -> None:
    """Set the outcome; only `steps.carry_over` carries a wish over, as it also stores the wish of the next round."""
    if outcome == CARRIED and row.outcome != CARRIED:
        first = "" if inspect(row).persistent else "先不填退出方式，登记以后再"
        raise UserError(f"请{first}用右键菜单里的“转下一轮”：它在下一轮里给这个心愿编新号", "outcome")
    row.outcome = outcome


_MINE = aliased(Wish)

WISH_ROUNDS = Listing(
    key="wish_rounds",
    title="轮次",
    model=WishRound,
    fields=(
        of(WishRound.name, set=None, required=False),
        of(WishRound.year),
        of(WishRound.number),
        of(WishRound.begins),
        of(WishRound.ends),
        of(WishRound.held_on),
        of(WishRound.published_on),
        Field(
            "wishes",
            "心愿数",
            TALLY,
            type_coerce(select(func.count(_MINE.id)).where(_MINE.round_id == WishRound.id).scalar_subquery(), Integer),
        ),
        link(WishRound.office_id, Office),
        of(WishRound.note),
    ),
    order=(WishRound.year.desc(), WishRound.number.desc(), WishRound.id.desc()),
    search=WishRound.name,
    match=("year", "number", "office"),
    empty="还没有轮次。点“新增”写下年份和第几轮，再征集心愿。",
)

_EARLIER = aliased(Wish)

WISHES = Listing(
    key="wishes",
    title="微心愿",
    model=Wish,
    fields=(
        of(Wish.code, set=_set_code, required=False),
        link(Wish.round_id, WishRound, create=new_round),
        Field("state", "状态", one_of(*STATES, width=10), STATE, order=PLACE),
        of(Wish.kind),
        Field("colour", "颜色", one_of(BLUE, YELLOW, RED, width=6), colour_of(Wish)),
        of(Wish.content),
        Field(
            "called",
            "称呼",
            SHORT,
            func.coalesce(Beneficiary.alias, Beneficiary.name),
            sensitive=Sensitive.NAME,
            order=Beneficiary.sort_key,
        ),
        beneficiary_link(Wish.beneficiary_id, hint="没有登记过的，填上姓名就新登记一位"),
        of(Wish.cost),
        of(Wish.urgency),
        of(Wish.collected_on),
        of(Wish.collected_by),
        choice(Wish.source_id, WISH_SOURCE),
        of(Wish.verified_on),
        of(Wish.verified_by),
        of(Wish.verified),
        Field("publish", "同意公开", SHORT, consent_state(PUBLISH, Wish.beneficiary_id)),
        of(Wish.published_on),
        of(Wish.published_by),
        claimants(LIVE, set=None),
        claimants_in_public(LIVE),
        *(of(day, sql=day, set=None, required=False) for day in (LIVE.claimed_on, LIVE.promised_on, LIVE.realised_on)),
        of(LIVE.satisfaction, sql=LIVE.satisfaction, set=None),
        of(Wish.outcome, set=_set_outcome),
        of(Wish.closed_on),
        of(Wish.closed_by),
        of(Wish.reason),
        Field(
            "carried_from",
            "上一轮编号",
            LINK,
            select(_EARLIER.code).where(_EARLIER.id == Wish.carried_from_id).scalar_subquery(),
        ),
        of(Wish.archived_on),
        of(Wish.archived_by),
        of(Wish.note),
    ),
    joins=((Beneficiary, Beneficiary.id == Wish.beneficiary_id), (WishRound, WishRound.id == Wish.round_id)),
    outer=((LIVE, (LIVE.wish_id == Wish.id) & LIVE.cancelled_on.is_(None)),),
    # wishes carried over from the round before come first (domain: 转下一轮)
    order=(
        WishRound.year.desc(),
        WishRound.number.desc(),
        case((Wish.carried_from_id.is_not(None), 0), else_=1),
        Wish.round_id,
        Wish.number,
    ),
    search=Wish.code + " " + Wish.content + " " + Beneficiary.search_text,
    within=Wish.round_id,
    match=("code", "round"),
    public=(PUBLICLY_SHOWN,),
    empty="还没有微心愿。点“新增”记下第一个：谁的、想要什么、谁征集的。",
)
