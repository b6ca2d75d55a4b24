"""The table of service certificates, with the facts that are printed on them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Connection, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.errors import UserError
from db.core.masking import Sensitive

REVERSED = "服务止早于服务起，请核对两个日期"
TOO_LATE = "服务期间不能超过出具日期，请核对"


class Certificate(Record):
    """A 志愿服务记录证明 with the facts that 民发〔2015〕149号 requires; the office that records certifies.

    The printed facts are stored: the columns up to the contact, and the person and the services in `snapshot` (the JSON
    of `issuing.Snapshot`). A trigger refuses any change of them: a wrong certificate is revoked, and another issued.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint(
            "office_id", "number", info={"message": "这个证明编号已经用过，请换一个编号", "field": "number"}
        ),
        CheckConstraint(
            "last IS NULL OR first IS NULL OR last >= first", name="dates", info={"message": REVERSED, "field": "last"}
        ),
        CheckConstraint(
            "issued_on >= coalesce(last, first, issued_on)",
            name="past",
            info={"message": TOO_LATE, "field": "last"},
        ),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("printed >= 0", name="printed"),
        CheckConstraint(
            "(revoked_on IS NULL) = (reason IS NULL)",
            name="revoked",
            info={"message": "撤销证明要写明日期和原因", "field": "reason"},
        ),
    )
    noun = "服务证明"
    label = ("number",)

    office_id: Mapped[int] = pointing("所属社区", "office.id")
    number: Mapped[str] = titled("证明编号", kinds.TEXT, String(50), hint="不填就接着上一份编")
    person_id: Mapped[int] = pointing("姓名", "person.id", sensitive=Sensitive.NAME)
    issued_on: Mapped[date] = titled("出具日期", kinds.DAY)
    first: Mapped[date | None] = titled("服务起", kinds.DAY)
    last: Mapped[date | None] = titled("服务止", kinds.DAY, hint="不填就是到出具日期")
    minutes: Mapped[int] = titled("服务时长", kinds.DURATION)
    purpose: Mapped[str | None] = titled("用途", sensitive=Sensitive.PERSONAL, hint="如 入学申请、评优；不填就不印")
    issuer: Mapped[str] = titled("出具单位", kinds.WIDE)
    head: Mapped[str] = titled("负责人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    clerk: Mapped[str] = titled("经办人", kinds.NAME, String(50), sensitive=Sensitive.NAME)
    contact: Mapped[str] = titled("联系电话", kinds.PHONE, String(30), sensitive=Sensitive.PHONE)
    snapshot: Mapped[str] = mapped_column()  # not shown, so that no list holds the ID number
    printed: Mapped[int] = titled("打印次数", kinds.COUNT, default=0, server_default="0")
    revoked_on: Mapped[date | None] = titled("撤销日期", kinds.DAY)
    reason: Mapped[str | None] = titled("撤销原因", sensitive=Sensitive.SECRET)

    def before_save(self, connection: Connection) -> None:
        if not self.snapshot:
            raise UserError("证明要用“出具证明”由服务记录生成，不能直接登记或导入", "number")
