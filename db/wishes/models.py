"""The tables of rounds and of micro-wishes, with the day and the actor of each step.

The state of a wish is not stored: it follows from the days that are filled in (`listings.state_of`), so that every
state has its day and actor.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    Index,
    SelectBase,
    String,
    UniqueConstraint,
    func,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.errors import UserError
from db.core.kinds import MOST_MONEY
from db.core.masking import Sensitive
from db.core.tables import Setting, between, in_list
from db.core.workflow_columns import WorkflowRecord, after, only_with, together
from db.hardship.models import IDENTIFYING, Beneficiary, identifying_part
from db.office.choices import OFFICE
from db.wishes.numbers import published_numbers

GOODS, SERVICE, COMPANY = "物品", "服务", "陪伴"
WISH_KINDS = (GOODS, SERVICE, COMPANY)
COMMON, URGENT = "一般", "紧急"
RETURNED, WITHDRAWN, CARRIED = "退回", "撤销", "转下一轮"
OUTCOMES = (RETURNED, WITHDRAWN, CARRIED)
FULL_CODE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]+")
MOST_WISHES = 999_999  # of one round


def parse_wish_code(text: str) -> str:
    """The code of a wish, whole or only its number: 2021-1-007 from 2021-1-7, 007 from 7.

    Raises UserError for any other form.
    """
    begins, sign, tail = kinds.typed_figures(text).rpartition("-")
    number = kinds.number_in(tail)
    if number is None or not 0 < number <= MOST_WISHES or (sign and not FULL_CODE.fullmatch(f"{begins}-{number}")):
        raise UserError("编号的写法是 年份-轮次-序号，如 2021-1-007；不填就接着编", "code")
    return f"{begins}{sign}{number:03}"


class WishRound(Record):
    """One round in which wishes are collected and claimed."""

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
    published_on: Mapped[date | None] = titled(
        "公示日期", kinds.DAY, hint="印在公示上，公示期从这天算起；不填就是打印那天"
    )
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    @property
    def called(self) -> str:
        return f"{self.year}年第{self.number}轮"

    def before_save(self, connection: Connection) -> None:
        self.name = self.called
        ours = connection.scalar(select(Setting.value).where(Setting.key == OFFICE.key))
        if self.office_id is None and ours:
            self.office_id = int(ours)


class Wish(WorkflowRecord):
    """One wish of one person, from its collection to the archive; its claims are rows of another table."""

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
    code: Mapped[str] = titled("编号", replace(kinds.SHORT, parse=parse_wish_code), String(20), default="")
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

    @classmethod
    def whose(cls) -> SelectBase:
        return select(cls.id, cls.beneficiary_id)

    def before_save(self, connection: Connection) -> None:
        super().before_save(connection)
        wish_round = connection.execute(
            select(WishRound.year, WishRound.number).where(WishRound.id == self.round_id)
        ).first()
        attributes = inspect(self).attrs
        if any(attributes.round_id.history.deleted or ()) and not attributes.number.history.has_changes():
            self.number = None  # pyright: ignore[reportAttributeAccessIssue]  another round has other numbers
        if wish_round:
            begins = f"{wish_round.year}-{wish_round.number}-"
            if self.number is None or attributes.number.history.has_changes():
                self._set_number(connection, begins)
            self._set_code(begins)
        if self.published_on and self.content:
            self._refuse_identifying(connection)

    def _set_number(self, connection: Connection, begins: str) -> None:
        """Set the number after the last of the round; refuse a number under which another wish was published."""
        published = published_numbers(connection, begins)
        here = Wish.round_id == self.round_id
        if self.number is None:
            last = select(func.coalesce(func.max(Wish.number), 0)).where(here)
            self.number = max(connection.execute(last).scalar_one(), *published, 0) + 1
        elif published.get(self.number, set()) - {self.id} and not connection.scalar(
            select(Wish.id).where(here, Wish.number == self.number)  # then a constraint refuses it
        ):
            taken = f"编号 {begins}{self.number:03} 是另一个公示过的心愿的"
            raise UserError(f"{taken}；要恢复那一个，请到回收站还原，否则请换一个编号，或不填", "code")
        if self.number > MOST_WISHES:
            raise UserError(f"这一轮的心愿已编到 {MOST_WISHES}，请另建一轮", "round")

    def _set_code(self, begins: str) -> None:
        typed = inspect(self).attrs.code.history.added or ("",)
        if FULL_CODE.fullmatch(typed[0]) and not typed[0].startswith(begins):
            raise UserError(f"编号和轮次对不上，这一轮的编号以 {begins} 开头；请改编号或另选轮次", "code")
        self.code = f"{begins}{self.number:03}"

    def _refuse_identifying(self, connection: Connection) -> None:
        """Refuse a published content that identifies the person."""
        known = connection.execute(
            select(*(getattr(Beneficiary, name) for name in IDENTIFYING)).where(Beneficiary.id == self.beneficiary_id)
        ).first()
        if known and (found := identifying_part(connection, known, self.content)):
            raise UserError(f"心愿内容里写了许愿人的{found.what}，公示以前请改掉", "content")
