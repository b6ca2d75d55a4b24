"""The tables of volunteer activities: what was done, in which shifts, and who was there from when to when."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Select,
    String,
    UniqueConstraint,
    and_,
    case,
    inspect,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Base, Record, pointing, titled
from db.core.errors import UserError
from db.core.kinds import DAY_LONG, clock
from db.core.masking import Sensitive
from db.core.photos import ONCE_AGREED
from db.core.tables import Tag, in_list
from db.people.models import Person
from db.teams.models import TeamMember

PLANNED, CANCELLED = "正常", "已取消"
LISTED, CAME, LATE, EXCUSED, MISSING = "报名", "到", "迟", "假", "缺"
SERVICE_STATES = (LISTED, CAME, LATE, EXCUSED, MISSING)
PRESENT = (CAME, LATE)


def times_in_order() -> tuple[CheckConstraint, CheckConstraint]:
    """Nobody signs out before signing in, or a day later."""
    return (
        CheckConstraint(
            '"left" IS NULL OR arrived IS NULL OR "left" > arrived',
            name="times",
            info={"message": "签退早于签到，请核对；跨过零点请写“次日01:30”", "field": "left"},
        ),
        CheckConstraint(
            f'"left" IS NULL OR arrived IS NULL OR "left" - arrived < {DAY_LONG}',
            name="length",
            info={"message": "一次服务不能满 24 小时，请分场登记", "field": "left"},
        ),
    )


class Activity(Record):
    """Something that volunteers do, in one shift or several."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint(in_list("state", (PLANNED, CANCELLED)), name="state"),
        CheckConstraint(
            "served IS NULL OR served >= 0",
            name="served",
            info={"message": "服务人数不能是负数，请核对", "field": "served"},
        ),
    )
    noun = "活动"
    label = ("title",)
    photos = ONCE_AGREED

    office_id: Mapped[int] = pointing("主办社区", "office.id")
    title: Mapped[str] = titled("活动名称", kinds.WIDE, String(200))
    place: Mapped[str | None] = titled("地点")
    place_kind_id: Mapped[int | None] = pointing("地点类别", "entry.id")
    served: Mapped[int | None] = titled("服务人数", kinds.TALLY)
    content: Mapped[str | None] = titled("内容", kinds.LONG)
    state: Mapped[str] = titled(
        "状态", kinds.one_of(PLANNED, CANCELLED), String(3), default=PLANNED, server_default=PLANNED
    )
    reason: Mapped[str | None] = titled("取消原因")
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    def before_save(self, connection: Connection) -> None:
        if self.state == CANCELLED and not self.reason:
            raise UserError("取消活动请先填取消原因，它和活动一起保留", "reason")


class ActivityService(Tag):
    __tablename__ = "activity_service"
    __table_args__ = (UniqueConstraint("owner_id", "entry_id"),)
    noun = "服务内容"
    owner_id: Mapped[int] = pointing("活动", "activity.id", cascade=True)


class ActivityFunction(Tag):
    __tablename__ = "activity_function"
    __table_args__ = (UniqueConstraint("owner_id", "entry_id"),)
    noun = "职能"
    owner_id: Mapped[int] = pointing("活动", "activity.id", cascade=True)


class ActivityTeam(Base):
    """A team that takes part."""

    __tablename__ = "activity_team"
    __table_args__ = (UniqueConstraint("owner_id", "team_id"),)
    noun = "参加队伍"
    label = ("team_id",)

    owner_id: Mapped[int] = pointing("活动", "activity.id", cascade=True)
    team_id: Mapped[int] = pointing("志愿服务队", "team.id")
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)


class ActivityPartner(Base):
    """An organisation that holds the activity together with the office."""

    __tablename__ = "activity_partner"
    __table_args__ = (UniqueConstraint("owner_id", "organisation_id"),)
    noun = "共建单位"
    label = ("organisation_id",)

    owner_id: Mapped[int] = pointing("活动", "activity.id", cascade=True)
    organisation_id: Mapped[int] = pointing("单位", "organisation.id")
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)


class Shift(Record):
    """One time at which an activity takes place; times are minutes from the midnight its day begins with."""

    __tablename__ = "shift"
    __table_args__ = (
        UniqueConstraint(
            "activity_id",
            "held_on",
            "starts",
            info={"message": "这个活动同一天同一时间已有一场，请核对时间", "field": "starts"},
        ),
        CheckConstraint(
            "ends > starts",
            name="times",
            info={"message": "结束时间早于开始时间，请核对；跨过零点的场次请写“次日02:00”", "field": "ends"},
        ),
        CheckConstraint(
            f"ends - starts < {DAY_LONG}",
            name="length",
            info={"message": "一场不能满 24 小时，请分成几场登记", "field": "ends"},
        ),
        CheckConstraint(
            "needed IS NULL OR needed > 0", name="needed", info={"message": "需要人数从 1 开始", "field": "needed"}
        ),
        CheckConstraint(
            "paper_count IS NULL OR paper_count >= 0",
            name="paper_count",
            info={"message": "纸上签到人数不能是负数，请核对", "field": "paper_count"},
        ),
        Index("ix_shift_held_on", "held_on"),
    )
    noun = "场次"
    label = ("held_on",)
    photos = ONCE_AGREED

    activity_id: Mapped[int] = pointing("活动", "activity.id", cascade=True)
    held_on: Mapped[date] = titled("日期", kinds.DAY)
    starts: Mapped[int] = titled("开始", kinds.CLOCK)
    ends: Mapped[int] = titled("结束", kinds.CLOCK, hint="跨过零点写“次日02:00”")
    needed: Mapped[int | None] = titled("需要人数", kinds.COUNT)
    paper_count: Mapped[int | None] = titled("纸上签到人数", kinds.COUNT, hint="签到表上签名的人数，用来核对")
    confirmed_on: Mapped[date | None] = titled("确认日期", kinds.DAY)
    confirmed_by: Mapped[str | None] = titled("确认人", kinds.SHORT, String(50), sensitive=Sensitive.NAME)
    note: Mapped[str | None] = titled("备注", sensitive=Sensitive.SECRET)


class ShiftSkill(Tag):
    __tablename__ = "shift_skill"
    __table_args__ = (UniqueConstraint("owner_id", "entry_id"),)
    noun = "需要技能"
    owner_id: Mapped[int] = pointing("场次", "shift.id", cascade=True)


class Service(Record):
    """One person in one shift; what counts is from the sign-in to the sign-out, in whole minutes.

    Records are true, complete and voided with a reason (民政部令第67号): a row with hours is never removed.
    """

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint(
            "shift_id", "person_id", info={"message": "这个人已在本场的名单里，不能再列一次", "field": "person"}
        ),
        CheckConstraint(in_list("state", SERVICE_STATES), name="state"),
        CheckConstraint(
            f"arrived IS NULL OR {in_list('state', PRESENT)}",
            name="present",
            info={"message": "请假和缺席的人没有签到签退时间，请先改到场", "field": "state"},
        ),
        *times_in_order(),
    )
    noun = "服务记录"
    label = ("person_id",)

    shift_id: Mapped[int] = pointing("场次", "shift.id", cascade=True)
    person_id: Mapped[int] = pointing("姓名", "person.id", sensitive=Sensitive.NAME)
    team_id: Mapped[int | None] = pointing("服务队伍", "team.id")
    state: Mapped[str] = titled("到场", kinds.one_of(*SERVICE_STATES), String(2), default=LISTED, server_default=LISTED)
    arrived: Mapped[int | None] = titled("签到", kinds.CLOCK)
    left: Mapped[int | None] = titled("签退", kinds.CLOCK)
    reason: Mapped[str | None] = titled("请假原因", sensitive=Sensitive.SECRET)
    void: Mapped[str | None] = titled("作废原因", sensitive=Sensitive.SECRET, hint="填了原因，这一条就不计时长")
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)

    def before_save(self, connection: Connection) -> None:
        new = inspect(self).attrs
        timed = self.arrived is not None or self.left is not None
        if timed and self.state not in PRESENT:
            if new.arrived.history.has_changes() or new.left.history.has_changes():
                if self.state not in (None, LISTED):
                    raise UserError("请假和缺席的人没有签到签退时间，请先改到场", "state")
                self.state = CAME
            else:
                self.arrived = self.left = None  # marked as present by mistake
        if self.reason and self.state in PRESENT:
            if new.reason.history.has_changes():
                raise UserError("只有请假或缺席才填原因，请改到场或清空原因", "reason")
            self.reason = None  # he came after all
        if self.left is not None and self.arrived is None:
            raise UserError("有签退就要有签到，请补签到时间", "arrived")
        if self.left is not None and not self.void:
            self._be_in_one_place(connection)
        if self.team_id is None and not inspect(self).persistent:
            self.team_id = connection.scalar(self._team())

    def _team(self) -> Select[int]:
        """The first of the teams taking part that the person is in that day."""
        return (
            select(ActivityTeam.team_id)
            .join(Shift, Shift.activity_id == ActivityTeam.owner_id)
            .join(TeamMember, TeamMember.team_id == ActivityTeam.team_id)
            .where(Shift.id == self.shift_id, TeamMember.person_id == self.person_id)
            .where(TeamMember.begins <= Shift.held_on, TeamMember.ends.is_(None) | (TeamMember.ends > Shift.held_on))
            .order_by(ActivityTeam.position)
            .limit(1)
        )

    def _be_in_one_place(self, connection: Connection) -> None:
        """Refuse, with both named, what the trigger `one_place` would refuse with no names."""
        shift = connection.execute(
            select(Shift.held_on, Activity.title).join(Activity).where(Shift.id == self.shift_id)
        ).first()
        if shift is None or self.arrived is None or self.left is None or not 0 < self.left - self.arrived < DAY_LONG:
            return  # the database says what is wrong
        near = Shift.held_on.between(shift.held_on - timedelta(days=2), shift.held_on + timedelta(days=2))
        others = (
            select(
                type_coerce(Service.arrived, Integer),
                type_coerce(Service.left, Integer),
                Shift.held_on,
                Activity.title,
                Person.name,
            )
            .select_from(Service)
            .join(Shift, Shift.id == Service.shift_id)
            .join(Activity, Activity.id == Shift.activity_id)
            .join(Person, Person.id == Service.person_id)
            .where(Service.person_id == self.person_id, near, Service.left.is_not(None), Service.void.is_(None))
        )
        if self.id is not None:
            others = others.where(Service.id != self.id)
        for arrived, left, day, title, name in connection.execute(others):
            if arrived is None or left is None:
                continue  # not asked for
            apart = (day - shift.held_on).days * DAY_LONG
            if self.arrived < left + apart and arrived + apart < self.left:
                when = f"{day} {clock(arrived)}–{clock(left)}"
                raise UserError(f"{name}{when}在“{title}”，不能同时在“{shift.title}”，请核对签到签退时间", "arrived")


def counted(service: type[Service] = Service) -> ColumnElement[bool]:
    """Records that count: with sign-in and sign-out, and not void."""
    return and_(service.left.is_not(None), service.void.is_(None))


def minutes_of(service: type[Service] = Service) -> ColumnElement[int]:
    """What a record counts: from sign-in to sign-out, travel excluded; nothing without an end or where it is void."""
    return case((counted(service), service.left - service.arrived), else_=0)
