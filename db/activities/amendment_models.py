"""The table of amendments: late entries and changes of confirmed hours, with the decision of a second person."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Connection, Integer, String, inspect, select, type_coerce
from sqlalchemy.orm import Mapped

from db.activities.models import Service, Shift, times_in_order
from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.errors import UserError
from db.core.masking import Sensitive
from db.core.tables import in_list

WAITING, APPROVED, REFUSED = "待审批", "已批准", "已驳回"
DECISIONS = (WAITING, APPROVED, REFUSED)


class Amendment(Record):
    """A late entry or a change of confirmed hours, requested with a reason and decided by a second person.

    The old and the new times stay stored (民政部令第67号: records are true, complete and can be corrected).
    """

    __tablename__ = "amendment"
    __table_args__ = (
        CheckConstraint(in_list("state", DECISIONS), name="state"),
        CheckConstraint(
            f"state = '{WAITING}' OR (decided_by IS NOT NULL AND decided_on IS NOT NULL)",
            name="decided",
            info={"message": "请填审批人和审批日期", "field": "decided_by"},
        ),
        CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by",
            name="second",
            info={"message": "审批人不能是申请人本人，请由第二个人审批", "field": "decided_by"},
        ),
        CheckConstraint(
            '(arrived IS NULL) = ("left" IS NULL)',
            name="both",
            info={"message": "请把签到和签退时间都填上；要作废这一条，两个都留空", "field": "left"},
        ),
        *times_in_order(),
    )
    noun = "补录与更正"
    label = ("service_id",)

    service_id: Mapped[int] = pointing("服务记录", "service.id", cascade=True)
    old_arrived: Mapped[int | None] = titled("原签到", kinds.CLOCK)
    old_left: Mapped[int | None] = titled("原签退", kinds.CLOCK)
    old_void: Mapped[str | None] = titled("原作废原因", sensitive=Sensitive.SECRET)
    arrived: Mapped[int | None] = titled("改为签到", kinds.CLOCK)
    left: Mapped[int | None] = titled("改为签退", kinds.CLOCK, hint="两个都留空，就是把这一条作废")
    reason: Mapped[str] = titled("原因", sensitive=Sensitive.SECRET)
    asked_by: Mapped[str] = titled("申请人", kinds.SHORT, String(50), sensitive=Sensitive.NAME)
    asked_on: Mapped[date] = titled("申请日期", kinds.DAY)
    state: Mapped[str] = titled("审批", kinds.one_of(*DECISIONS), String(3), default=WAITING, server_default=WAITING)
    decided_by: Mapped[str | None] = titled("审批人", kinds.SHORT, String(50), sensitive=Sensitive.NAME)
    decided_on: Mapped[date | None] = titled("审批日期", kinds.DAY)

    def before_save(self, connection: Connection) -> None:
        if inspect(self).persistent:
            return
        service = connection.execute(
            select(
                type_coerce(Service.arrived, Integer),
                type_coerce(Service.left, Integer),
                Service.void,
                Shift.confirmed_on,
            )
            .join(Shift, Shift.id == Service.shift_id)
            .where(Service.id == self.service_id)
        ).one()
        self.old_arrived, self.old_left, self.old_void, confirmed_on = service
        if confirmed_on is None:
            raise UserError("本场还没有确认，签到签退时间可以直接改", "arrived")
        if self.left is None and (self.old_left is None or self.old_void is not None):
            raise UserError("这一条本来就不计时长，请填要改成的签到签退时间", "arrived")
        if (self.arrived, self.left) == (self.old_arrived, self.old_left) and self.old_void is None:
            raise UserError("改后的时间和原来一样，请核对", "arrived")
