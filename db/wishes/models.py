"""The tables of micro-wishes: the rounds, the wishes with each step's day and actor, who claimed them, what was given.

A wish has no state of its own: its state follows from the days that are filled in (`listings.state_of`), so that
there is never a state without its day and actor.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    Index,
    String,
    UniqueConstraint,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Base, Record, pointing, titled
from db.core.errors import UserError
from db.core.kinds import MOST_MONEY, chinese_day
from db.core.masking import Sensitive
from db.core.tables import Setting, between, in_list
from db.core.workflow_columns import Stepped, after, happened, only_with, together
from db.hardship.models import TELLING, Beneficiary, given_away
from db.office.choices import OFFICE
from db.sales.models import MOST_PIECES
from db.wishes.numbers import published_numbers

GOODS, SERVICE, COMPANY = "物品", "服务", "陪伴"
WISH_KINDS = (GOODS, SERVICE, COMPANY)
COMMON, URGENT = "一般", "紧急"
RETURNED, WITHDRAWN, CARRIED = "退回", "撤销", "转下一轮"
OUTCOMES = (RETURNED, WITHDRAWN, CARRIED)
SATISFACTION = ("非常满意", "满意", "一般", "不满意")
MEMBER, UNIT, TEAM, VOLUNTEER = "社工委成员", "单位", "志愿服务队", "志愿者"
FULL_CODE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]+")
CLAIMANTS = (MEMBER, UNIT, TEAM, VOLUNTEER)
MOST_WISHES = 999_999  # of one round


def parse_code(text: str) -> str:
    """2021-1-007 from 2021-1-7, 007 from 7: the number of a wish, whole or only within its round."""
    begins, sign, tail = kinds.typed_figures(text).rpartition("-")
    number = kinds.number_in(tail)
    if number is None or not 0 < number <= MOST_WISHES or (sign and not FULL_CODE.fullmatch(f"{begins}-{number}")):
        raise UserError("编号的写法是 年份-轮次-序号，如 2021-1-007；不填就接着编", "code")
    return f"{begins}{sign}{number:03}"


class WishRound(Record):
    """One round of collecting wishes and having them claimed."""

    __tablename__ = "wish_round"
    __table_args__ = (
        UniqueConstraint(
            "office_id", "year", "number", info={"message": "这一年已有这一轮，请换一个轮次", "field": "number"}
        ),
        between("year", 2000, kinds.LAST_YEAR, "年份", f"应在 2000 到 {kinds.LAST_YEAR} 之间"),
        between("number", 1, 99, "轮次", "从 1 开始"),
        after("ends", "begins", "dates", "截止日期早于开始日期，请核对两个日期"),
    )
    noun = "轮次"
    label = ("name",)

    office_id: Mapped[int] = pointing("所属社区", "office.id")
    year: Mapped[int] = titled("年份", kinds.COUNT)
    number: Mapped[int] = titled("第几轮", kinds.COUNT)
    name: Mapped[str] = titled("轮次", kinds.SHORT, String(20), default="")
    begins: Mapped[date | None] = titled("征集开始", kinds.DAY)
    ends: Mapped[date | None] = titled("征集截止", kinds.DAY)
    held_on: Mapped[date | None] = titled("现场认领日", kinds.DAY)
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    @property
    def called(self) -> str:
        return f"{self.year}年第{self.number}轮"

    def settle(self, connection: Connection) -> None:
        self.name = self.called
        ours = connection.scalar(select(Setting.value).where(Setting.key == OFFICE.key))
        if self.office_id is None and ours:
            self.office_id = int(ours)


class Wish(Stepped):
    """One wish of one person, from its collection to the archive; a claim of it is a row of its own."""

    __tablename__ = "wish"
    __table_args__ = (
        UniqueConstraint(
            "round_id",
            "number",
            info={"message": "这一轮已有这个编号的心愿，请换一个，或不填，接着往下编", "field": "code"},
        ),
        CheckConstraint(in_list("kind", WISH_KINDS), name="kind"),
        CheckConstraint(in_list("urgency", (COMMON, URGENT)), name="urgency"),
        CheckConstraint(f"outcome IS NULL OR {in_list('outcome', OUTCOMES)}", name="outcome_known"),
        between("cost", 0, MOST_MONEY - 1, "预计金额", "应在 0 到一亿元之间"),
        together(("verified_on", "verified_by"), "verified_by", "核实要写明日期和核实人"),
        together(("published_on", "published_by"), "published_by", "公示要写明日期和公示人"),
        together(("archived_on", "archived_by"), "archived_by", "归档要写明日期和归档人"),
        together(
            ("outcome", "closed_on", "closed_by", "reason"),
            "reason",
            "退回、撤销或转下一轮要写明方式、日期、经办人和原因",
        ),
        only_with("published_on", "verified_on", "published", "公示以前要先核实，请先填核实日期"),
        only_with("archived_on", "published_on", "archived", "没有公示过的心愿不用归档，可以退回或撤销"),
        CheckConstraint(
            "archived_on IS NULL OR outcome IS NULL",
            name="ended_once",
            info={"message": "已退回、撤销或转下一轮的心愿不用归档", "field": "archived_on"},
        ),
        after("verified_on", "collected_on", "verified_after", "核实日期早于征集日期，请核对两个日期"),
        after("published_on", "verified_on", "published_after", "公示日期早于核实日期，请核对两个日期"),
        after("closed_on", "collected_on", "closed_after", "退出日期早于征集日期，请核对两个日期"),
        Index("ix_wish_code", "code"),
    )
    noun = "微心愿"
    label = ("code",)
    actors: ClassVar = {
        "collected_on": "collected_by",
        "verified_on": "verified_by",
        "published_on": "published_by",
        "closed_on": "closed_by",
        "archived_on": "archived_by",
    }

    round_id: Mapped[int] = pointing("轮次", "wish_round.id")
    number: Mapped[int] = titled("轮内序号", kinds.COUNT, hint="不填就接着上一个编")
    code: Mapped[str] = titled("编号", replace(kinds.SHORT, parse=parse_code), String(20), default="")
    beneficiary_id: Mapped[int] = pointing("许愿人", "beneficiary.id", sensitive=Sensitive.SECRET)
    kind: Mapped[str] = titled("心愿类别", kinds.one_of(*WISH_KINDS), String(2), default=GOODS, server_default=GOODS)
    content: Mapped[str] = titled(
        "心愿内容", kinds.WIDE, String(200), hint="会印在卡片和公示上，不写姓名、住址、电话和病情"
    )
    cost: Mapped[int | None] = titled("预计金额", kinds.MONEY, BigInteger)
    urgency: Mapped[str] = titled(
        "紧急程度", kinds.one_of(COMMON, URGENT), String(2), default=COMMON, server_default=COMMON
    )
    collected_on: Mapped[date] = titled("征集日期", kinds.DAY)
    collected_by: Mapped[str] = titled(
        "征集人", kinds.NAME, String(50), sensitive=Sensitive.NAME, default="", hint="不填就是登记的人"
    )
    source_id: Mapped[int | None] = pointing("征集方式", "entry.id")
    verified_on: Mapped[date | None] = titled("核实日期", kinds.DAY)
    verified_by: Mapped[str | None] = titled("核实人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    verified: Mapped[str | None] = titled("核实情况", kinds.LONG, sensitive=Sensitive.SECRET)
    published_on: Mapped[date | None] = titled("公示日期", kinds.DAY, hint="要有许愿人同意公开的记录")
    published_by: Mapped[str | None] = titled("公示人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    outcome: Mapped[str | None] = titled("退出方式", kinds.one_of(*OUTCOMES, width=10), String(4))
    closed_on: Mapped[date | None] = titled("退出日期", kinds.DAY)
    closed_by: Mapped[str | None] = titled("退出经办人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    reason: Mapped[str | None] = titled("退出原因", sensitive=Sensitive.SECRET)
    carried_from_id: Mapped[int | None] = pointing("上一轮编号", "wish.id", unique=True)
    archived_on: Mapped[date | None] = titled("归档日期", kinds.DAY)
    archived_by: Mapped[str | None] = titled("归档人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    def settle(self, connection: Connection) -> None:
        super().settle(connection)
        wish_round = connection.execute(
            select(WishRound.year, WishRound.number).where(WishRound.id == self.round_id)
        ).first()
        attributes = inspect(self).attrs
        if any(attributes.round_id.history.deleted or ()) and not attributes.number.history.has_changes():
            self.number = None  # pyright: ignore[reportAttributeAccessIssue]  the numbers of another round are others
        if wish_round:
            begins = f"{wish_round.year}-{wish_round.number}-"
            if self.number is None or attributes.number.history.has_changes():
                self._number(connection, begins)
            self._name(begins)
        if self.published_on and self.content:
            self._tell_nothing(connection)

    def _number(self, connection: Connection, begins: str) -> None:
        """The number after the last of the round; never one that another wish bore in public."""
        once = published_numbers(connection, begins)
        here = Wish.round_id == self.round_id
        if self.number is None:
            last = select(func.coalesce(func.max(Wish.number), 0)).where(here)
            self.number = max(connection.execute(last).scalar_one(), *once, 0) + 1
        elif once.get(self.number, set()) - {self.id} and not connection.scalar(
            select(Wish.id).where(here, Wish.number == self.number)  # or a constraint says so
        ):
            said = f"编号 {begins}{self.number:03} 是另一个公示过的心愿的"
            raise UserError(f"{said}；要恢复那一个，请到回收站还原，否则请换一个编号，或不填", "code")
        if self.number > MOST_WISHES:
            raise UserError(f"这一轮的心愿已编到 {MOST_WISHES}，请另建一轮", "round")

    def _name(self, begins: str) -> None:
        typed = inspect(self).attrs.code.history.added or ("",)
        if FULL_CODE.fullmatch(typed[0]) and not typed[0].startswith(begins):
            raise UserError(f"编号和轮次对不上，这一轮的编号以 {begins} 开头；请改编号或另选轮次", "code")
        self.code = f"{begins}{self.number:03}"

    def _tell_nothing(self, connection: Connection) -> None:
        """What hangs on the wall doesn't say whose wish it is."""
        known = connection.execute(
            select(*(getattr(Beneficiary, name) for name in TELLING)).where(Beneficiary.id == self.beneficiary_id)
        ).first()
        if known and (told := given_away(connection, known, self.content)):
            raise UserError(f"心愿内容里写了许愿人的{told.what}，公示以前请改掉", "content")


class Claim(Stepped):
    """That a wish was taken on, by one or several together, and what became of it; one of a wish is live at a time."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "uq_claim_live",
            "wish_id",
            unique=True,
            sqlite_where=text("cancelled_on IS NULL"),
            postgresql_where=text("cancelled_on IS NULL"),
            info={"message": "这个心愿已经有人认领，请选别的心愿，或先取消原来的认领", "field": "wish_id"},
        ),
        CheckConstraint(f"satisfaction IS NULL OR {in_list('satisfaction', SATISFACTION)}", name="satisfaction_known"),
        together(("handed_on", "handed_by"), "handed_by", "对接要写明日期和对接人"),
        together(
            ("realised_on", "delivered_by", "received_by"),
            "received_by",
            "实现心愿要写明完成日期、送达人和签收人，请补签收人",
        ),
        together(("feedback_on", "feedback_by", "satisfaction"), "satisfaction", "反馈要写明日期和满意度"),
        together(("revisited_on", "revisited_by"), "revisited_by", "回访要写明日期和回访人"),
        together(("cancelled_on", "cancelled_by", "reason"), "reason", "取消认领要写明原因"),
        CheckConstraint(
            "cancelled_on IS NULL OR realised_on IS NULL",
            name="cancelled",
            info={"message": "已经实现的心愿不能取消认领", "field": "cancelled_on"},
        ),
        only_with("feedback_on", "realised_on", "feedback", "心愿还没有实现，不能登记反馈；请先填完成日期和签收人"),
        only_with("revisited_on", "realised_on", "revisited", "心愿还没有实现，不能登记回访；请先填完成日期和签收人"),
        after("promised_on", "claimed_on", "promised", "承诺日期早于认领日期，请核对两个日期"),
        after("handed_on", "claimed_on", "handed", "对接日期早于认领日期，请核对两个日期"),
        after("realised_on", "claimed_on", "realised", "完成日期早于认领日期，请核对两个日期"),
        after("realised_on", "handed_on", "realised_after", "完成日期早于对接日期，请核对两个日期"),
        after("feedback_on", "realised_on", "feedback_after", "反馈日期早于完成日期，请核对两个日期"),
        after("revisited_on", "realised_on", "revisited_after", "回访日期早于完成日期，请核对两个日期"),
        after("cancelled_on", "claimed_on", "cancelled_after", "取消日期早于认领日期，请核对两个日期"),
    )
    noun = "认领"
    label = ("wish_id",)
    actors: ClassVar = {
        "claimed_on": "claimed_by",
        "handed_on": "handed_by",
        "feedback_on": "feedback_by",
        "revisited_on": "revisited_by",
        "cancelled_on": "cancelled_by",
    }

    wish_id: Mapped[int] = pointing("微心愿", "wish.id")
    claimed_on: Mapped[date] = titled("认领日期", kinds.DAY)
    claimed_by: Mapped[str] = titled("登记人", kinds.NAME, String(50), sensitive=Sensitive.NAME, default="")
    promised_on: Mapped[date | None] = titled("承诺日期", kinds.DAY)
    handed_on: Mapped[date | None] = titled("对接日期", kinds.DAY)
    handed_by: Mapped[str | None] = titled("对接人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    realised_on: Mapped[date | None] = titled("完成日期", kinds.DAY)
    delivered_by: Mapped[str | None] = titled("送达人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    received_by: Mapped[str | None] = titled("签收人", kinds.NAME, String(50), sensitive=Sensitive.SECRET)
    feedback_on: Mapped[date | None] = titled("反馈日期", kinds.DAY)
    feedback_by: Mapped[str | None] = titled("反馈登记人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    satisfaction: Mapped[str | None] = titled("满意度", kinds.one_of(*SATISFACTION, width=10), String(4))
    feedback: Mapped[str | None] = titled("反馈内容", kinds.LONG, sensitive=Sensitive.SECRET)
    revisited_on: Mapped[date | None] = titled("回访日期", kinds.DAY)
    revisited_by: Mapped[str | None] = titled("回访人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    revisit: Mapped[str | None] = titled("回访情况", kinds.LONG, sensitive=Sensitive.SECRET)
    cancelled_on: Mapped[date | None] = titled("取消日期", kinds.DAY)
    cancelled_by: Mapped[str | None] = titled("取消经办人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    reason: Mapped[str | None] = titled("取消原因", sensitive=Sensitive.SECRET)
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    def settle(self, connection: Connection) -> None:
        happened(self, "realised_on")
        if self.realised_on and not self.handed_on:  # who hands something over has met the one it is for
            self.handed_on, self.handed_by = self.realised_on, self.delivered_by
        for name in ("delivered_by", "received_by"):
            if self.realised_on and not getattr(self, name):
                title = Claim.__table__.columns[name].info["title"]
                raise UserError(f"心愿实现要写明{title}，请填写", name)
        super().settle(connection)
        published = connection.scalar(select(Wish.published_on).where(Wish.id == self.wish_id))
        if published and self.claimed_on and self.claimed_on < published and not self.cancelled_on:
            raise UserError(f"认领日期早于公示日期（{chinese_day(published)}），请核对", "claimed_on")


class ClaimParty(Base):
    """One of those who claim together: an organisation, a team, or a person as member of the committee or volunteer."""

    __tablename__ = "claim_party"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(in_list("kind", CLAIMANTS), name="kind"),
        CheckConstraint(
            " + ".join(f"CASE WHEN {name}_id IS NULL THEN 0 ELSE 1 END" for name in ("organisation", "team", "person"))
            + " = 1",
            name="one",
        ),
        *(UniqueConstraint("owner_id", f"{name}_id") for name in ("organisation", "team", "person")),
    )
    noun = "认领人"
    label = ("organisation_id", "team_id", "person_id")

    owner_id: Mapped[int] = pointing("认领", "claim.id", cascade=True)
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)
    kind: Mapped[str] = titled("认领人类别", kinds.one_of(*CLAIMANTS, width=12), String(5))
    organisation_id: Mapped[int | None] = pointing("单位", "organisation.id")
    team_id: Mapped[int | None] = pointing("志愿服务队", "team.id")
    person_id: Mapped[int | None] = pointing("个人", "person.id", sensitive=Sensitive.NAME)


class ClaimGood(Record):
    """Goods of one sort that go with a claim: how many, worth how much together, who gave or bought them."""

    __tablename__ = "claim_good"
    __table_args__ = (
        between("quantity", 1, MOST_PIECES, "数量", f"应在 1 到 {MOST_PIECES:,} 之间"),
        between("value", 0, MOST_MONEY - 1, "价值", "应在 0 到一亿元之间"),
    )
    noun = "心愿物品"
    label = ("item",)

    claim_id: Mapped[int] = pointing("认领", "claim.id", cascade=True)
    item: Mapped[str] = titled("物品", kinds.SHORT, String(50))
    quantity: Mapped[int] = titled("数量", kinds.COUNT, default=1, server_default="1")
    unit: Mapped[str] = titled("计量单位", kinds.SHORT, String(50), default="件", server_default="件")
    value: Mapped[int | None] = titled("价值", kinds.PRICE, BigInteger, hint="这些物品合计多少元")
    organisation_id: Mapped[int | None] = pointing("捐赠单位", "organisation.id")
    donor: Mapped[str | None] = titled("捐赠人", kinds.SHORT, String(50), sensitive=Sensitive.NAME)
    bought_on: Mapped[date | None] = titled("购买日期", kinds.DAY)
    note: Mapped[str | None] = titled("备注", sensitive=Sensitive.SECRET)

    def settle(self, connection: Connection) -> None:
        happened(self, "bought_on")
