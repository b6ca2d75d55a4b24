"""The tables of volunteer teams: teams with their services and sponsors, members, applicants."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Connection, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from db.core import kinds, pinyin
from db.core.base import Base, Record, pointing, titled
from db.core.errors import UserError
from db.core.masking import Sensitive
from db.core.tables import Searchable, Tag, dates_in_order, in_list

LEADER = "队长"
ROLES = (LEADER, "副队长", "队员")
OPEN, CHOSEN, PASSED = "待定", "入选", "未入选"
OUTCOMES = (OPEN, CHOSEN, PASSED)


class Team(Searchable):
    """A volunteer team of an office."""

    __tablename__ = "team"
    __table_args__ = (
        UniqueConstraint(
            "office_id", "name", info={"message": "本社区已有同名的志愿服务队，请换一个队名", "field": "name"}
        ),
        CheckConstraint(
            "disbanded_on IS NULL OR founded_on IS NULL OR disbanded_on >= founded_on",
            name="dates",
            info={"message": "解散日期早于成立日期，请核对两个日期", "field": "disbanded_on"},
        ),
        CheckConstraint(
            "wanted IS NULL OR wanted > 0", name="wanted", info={"message": "招募人数从 1 开始", "field": "wanted"}
        ),
        Index("ix_team_order", "sort_key", "search_text"),
    )
    noun = "志愿服务队"
    label = ("name",)

    name: Mapped[str] = titled("队名", kinds.WIDE, String(200), index=True)
    office_id: Mapped[int] = pointing("所属社区", "office.id")
    kind_id: Mapped[int | None] = pointing("队伍类别", "entry.id")
    founded_on: Mapped[date | None] = titled("成立日期", kinds.DAY)
    disbanded_on: Mapped[date | None] = titled("解散日期", kinds.DAY)
    area: Mapped[str | None] = titled("服务范围", hint="如 第一网格、沿街商铺")
    brand: Mapped[str | None] = titled("品牌")
    wanted: Mapped[int | None] = titled("招募人数", kinds.COUNT)
    apply_until: Mapped[date | None] = titled("报名截止", kinds.DAY)
    called_on: Mapped[date | None] = titled("公告日期", kinds.DAY, hint="招募公告落款的日期；不填就是打印那天")
    requirements: Mapped[str | None] = titled("招募条件", kinds.LONG)
    risks: Mapped[str | None] = titled(
        "服务风险", kinds.LONG, hint="招募时必须说明可能发生的风险（志愿服务条例第十二条）"
    )
    inquiry: Mapped[str | None] = titled("报名与咨询", hint="到哪里报名、打什么电话；会印在招募公告上")
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    def before_save(self, connection: Connection) -> None:
        self.sort_key = pinyin.sort_key(self.name, person=False)
        self.search_text = pinyin.search_text(self.name, person=False)


class TeamChannel(Tag):
    __tablename__ = "team_channel"
    __table_args__ = (UniqueConstraint("owner_id", "entry_id"),)
    noun = "组建方式"
    owner_id: Mapped[int] = pointing("志愿服务队", "team.id", cascade=True)


class TeamService(Tag):
    __tablename__ = "team_service"
    __table_args__ = (UniqueConstraint("owner_id", "entry_id"),)
    noun = "服务内容"
    owner_id: Mapped[int] = pointing("志愿服务队", "team.id", cascade=True)


class TeamSponsor(Base):
    """An organisation that founded the team together with the office."""

    __tablename__ = "team_sponsor"
    __table_args__ = (UniqueConstraint("owner_id", "organisation_id"),)
    noun = "共建单位"
    label = ("organisation_id",)

    owner_id: Mapped[int] = pointing("志愿服务队", "team.id", cascade=True)
    organisation_id: Mapped[int] = pointing("单位", "organisation.id")
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)


class TeamMember(Record):
    """A person's time in a team, from the first day up to, not on, the last."""

    __tablename__ = "team_member"
    __table_args__ = (dates_in_order("begins", "ends"), CheckConstraint(in_list("role", ROLES), name="role"))
    noun = "队员"
    label = ("person_id",)

    team_id: Mapped[int] = pointing("志愿服务队", "team.id", cascade=True)
    person_id: Mapped[int] = pointing("姓名", "person.id", sensitive=Sensitive.NAME)
    role: Mapped[str] = titled("队内职务", kinds.one_of(*ROLES), String(3), default="队员", server_default="队员")
    begins: Mapped[date] = titled("入队日期", kinds.DAY)
    ends: Mapped[date | None] = titled("离队日期", kinds.DAY)
    leaving: Mapped[str | None] = titled("离队原因", sensitive=Sensitive.PERSONAL)

    def before_save(self, connection: Connection) -> None:
        if self.leaving and not self.ends:
            raise UserError("填了离队原因，还要填离队日期", "ends")


class Applicant(Record):
    """A person who signed up for a team, and the decision on it."""

    __tablename__ = "applicant"
    __table_args__ = (
        UniqueConstraint("team_id", "person_id", info={"message": "这个人已在本队的报名表里", "field": "person"}),
        CheckConstraint(in_list("outcome", OUTCOMES), name="outcome"),
    )
    noun = "报名"
    label = ("person_id",)

    team_id: Mapped[int] = pointing("志愿服务队", "team.id", cascade=True)
    person_id: Mapped[int] = pointing("姓名", "person.id", sensitive=Sensitive.NAME)
    applied_on: Mapped[date] = titled("报名日期", kinds.DAY)
    channel_id: Mapped[int | None] = pointing("报名途径", "entry.id")
    outcome: Mapped[str] = titled("结果", kinds.one_of(*OUTCOMES), String(3), default=OPEN, server_default=OPEN)
    note: Mapped[str | None] = titled("备注", sensitive=Sensitive.SECRET)
