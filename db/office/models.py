"""The table of offices: districts, streets, communities and grids."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Connection, String, select
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.errors import UserError
from db.core.masking import Sensitive
from db.core.tables import in_list

LEVELS = ("区", "街道", "社区", "网格")


CODE_LENGTH = {"区": 6, "街道": 9, "社区": 12, "网格": 15}  # domain: division codes; the grid's 3 digits are assumed


class Office(Record):
    """A district, street, community or grid."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint(in_list("level", LEVELS), name="level"),)
    noun = "机构"
    label = ("name",)

    name: Mapped[str] = titled("名称", kinds.TEXT, String(200))
    code: Mapped[str] = titled("区划代码", kinds.CODE, String(15), unique=True)
    level: Mapped[str] = titled("级别", kinds.one_of(*LEVELS), String(4))
    parent_id: Mapped[int | None] = pointing("上级", "office.id")
    address: Mapped[str | None] = titled("地址", sensitive=Sensitive.SECRET)
    phone: Mapped[str | None] = titled("电话", kinds.PHONE, String(30), sensitive=Sensitive.PHONE)

    def before_save(self, connection: Connection) -> None:
        if len(self.code) != CODE_LENGTH[self.level]:
            raise UserError(
                f"{self.level}的区划代码应为 {CODE_LENGTH[self.level]} 位数字，现在是 {len(self.code)} 位，请核对",
                "code",
            )
        above = self.parent_id and connection.scalar(select(Office.level).where(Office.id == self.parent_id))
        if above and LEVELS.index(above) >= LEVELS.index(self.level):
            raise UserError(f"{self.level}的上级应比它高一级，不能是{above}，请另选", "parent")
