"""The tables of volunteers: their registration, their skills, their trainings, awards and complaints."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Connection, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.errors import UserError
from db.core.masking import Sensitive
from db.core.tables import dates_in_order, in_list

TRAINING, AWARD, COMPLAINT = "培训", "表彰", "投诉"
MILESTONE_KINDS = (TRAINING, AWARD, COMPLAINT)


class Volunteer(Record):
    """A person who volunteers, with the facts of 志愿服务记录与证明出具办法(试行) (民政部令第67号)."""

    __tablename__ = "volunteer"
    __table_args__ = (
        UniqueConstraint("person_id", info={"message": "这个人已登记为志愿者，请查找原来的记录", "field": "person"}),
        UniqueConstraint("number", info={"message": "这个编号已是另一位志愿者的，请核对", "field": "number"}),
        dates_in_order("registered_on", "ends"),
    )
    noun = "志愿者"
    label = ("person_id",)

    person_id: Mapped[int] = pointing("姓名", "person.id", sensitive=Sensitive.NAME)
    number: Mapped[str | None] = titled(
        "志愿者编号", kinds.SHORT, String(50), sensitive=Sensitive.PERSONAL, hint="全国系统或本单位的编号"
    )
    registered_on: Mapped[date] = titled("登记日期", kinds.DAY)
    available: Mapped[str | None] = titled("可服务时间", kinds.WEEKDAYS, String(20), hint="周末、工作日、每天也可以")
    insured_until: Mapped[date | None] = titled("保险到期", kinds.EXPIRY)
    emergency_contact: Mapped[str | None] = titled("紧急联系人", kinds.SHORT, String(50), sensitive=Sensitive.NAME)
    emergency_phone: Mapped[str | None] = titled("紧急联系电话", kinds.PHONE, String(30), sensitive=Sensitive.PHONE)
    ends: Mapped[date | None] = titled("退出日期", kinds.DAY)
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)


class VolunteerSkill(Record):
    """A skill of a volunteer, with its licence and the last day of that."""

    __tablename__ = "volunteer_skill"
    __table_args__ = (
        UniqueConstraint(
            "volunteer_id", "skill_id", info={"message": "这位志愿者已登记这项技能，请修改原来的记录", "field": "skill"}
        ),
    )
    noun = "技能"
    label = ("skill_id",)

    volunteer_id: Mapped[int] = pointing("志愿者", "volunteer.id", cascade=True)
    skill_id: Mapped[int] = pointing("技能", "entry.id")
    licence: Mapped[str | None] = titled("证书及编号", sensitive=Sensitive.PERSONAL)
    expires: Mapped[date | None] = titled("证书到期", kinds.EXPIRY)

    def before_save(self, connection: Connection) -> None:
        if self.expires and not self.licence:
            raise UserError("填了证书到期，还要填证书及编号", "licence")


class Milestone(Record):
    """A training, an award or a complaint, which a volunteer's record holds besides service (民政部令第67号)."""

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint(in_list("kind", MILESTONE_KINDS), name="kind"),
        CheckConstraint(
            "minutes IS NULL OR minutes > 0", name="minutes", info={"message": "学时从 1 分钟起填", "field": "minutes"}
        ),
    )
    noun = "培训与表彰"
    label = ("what",)

    volunteer_id: Mapped[int] = pointing("志愿者", "volunteer.id", cascade=True)
    kind: Mapped[str] = titled(
        "类别", kinds.one_of(*MILESTONE_KINDS), String(2), default=TRAINING, server_default=TRAINING
    )
    held_on: Mapped[date] = titled("日期", kinds.DAY)
    what: Mapped[str] = titled("内容", kinds.WIDE, String(200))
    minutes: Mapped[int | None] = titled("学时", kinds.DURATION)
    issuer: Mapped[str | None] = titled("组织或颁发单位")
