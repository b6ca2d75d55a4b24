"""The tables of claims: who took a wish on, what became of it, what was given."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Connection,
    Index,
    SelectBase,
    String,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, aliased

from db.core import kinds
from db.core.base import Base, Record, pointing, titled
from db.core.chinese import chinese_day
from db.core.errors import UserError
from db.core.kinds import MOST_MONEY
from db.core.masking import Sensitive
from db.core.photos import Photos
from db.core.tables import between, in_list
from db.core.workflow_columns import WorkflowRecord, after, only_with, refuse_future, together
from db.hardship.consents import has_consent
from db.hardship.models import PHOTO
from db.sales.models import MOST_PIECES
from db.wishes.models import Wish

SATISFACTION = ("非常满意", "满意", "一般", "不满意")


MEMBER, UNIT, TEAM, VOLUNTEER = "社工委成员", "单位", "志愿服务队", "志愿者"


CLAIMANTS = (MEMBER, UNIT, TEAM, VOLUNTEER)


def _agrees_to_photos(claim: Any) -> ColumnElement[bool]:
    """Whether the person whose wish a claim takes on agrees to photos; the claim is given by its id, as SQL."""
    row = aliased(Claim)
    agreed = has_consent(PHOTO, Wish.beneficiary_id)
    return select(row.id).join(Wish, Wish.id == row.wish_id).where(row.id == claim, agreed).exists()


class Claim(WorkflowRecord):
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
    photos = Photos(_agrees_to_photos)
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

    @classmethod
    def whose(cls) -> SelectBase:
        return select(cls.id, Wish.beneficiary_id).join(Wish, Wish.id == cls.wish_id)

    def before_save(self, connection: Connection) -> None:
        refuse_future(self, "realised_on")
        if self.realised_on and not self.handed_on:  # who hands something over has met the one it is for
            self.handed_on, self.handed_by = self.realised_on, self.delivered_by
        for name in ("delivered_by", "received_by"):
            if self.realised_on and not getattr(self, name):
                title = Claim.__table__.columns[name].info["title"]
                raise UserError(f"心愿实现要写明{title}，请填写", name)
        super().before_save(connection)
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

    @classmethod
    def whose(cls) -> SelectBase:
        return (  # its note alone says something of somebody
            select(cls.id, Wish.beneficiary_id)
            .join(Claim, Claim.id == cls.claim_id)
            .join(Wish, Wish.id == Claim.wish_id)
            .where(cls.note.is_not(None))
        )

    def before_save(self, connection: Connection) -> None:
        refuse_future(self, "bought_on")
