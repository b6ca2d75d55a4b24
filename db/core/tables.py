"""Tables and checks that every subject may use: settings, dictionary entries, tags, rows found by name."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Connection, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Base, Record, pointing, titled
from db.core.errors import UserError

MODES = ("线上", "线下", "线上线下")


def in_list(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def dates_in_order(first: str, last: str) -> CheckConstraint:
    return CheckConstraint(
        f"{last} IS NULL OR {last} >= {first}",
        name="dates",
        info={"message": "结束日期早于开始日期，请核对两个日期", "field": last},
    )


class Setting(Base):
    """A choice of the office as a whole, kept with the data."""

    __tablename__ = "setting"
    noun = "设置"
    label = ("key",)

    key: Mapped[str] = titled("名称", kinds.SHORT, String(50), unique=True)
    value: Mapped[str] = titled("值", kinds.LONG)


class Entry(Record):
    """One choice of a dictionary (posts, sectors, channels …), valid from–to."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint(
            "dictionary", "name", info={"message": "这个字典里已有同名的条目，请换一个名称", "field": "name"}
        ),
        dates_in_order("valid_from", "valid_to"),
    )
    noun = "字典条目"
    label = ("name",)

    dictionary: Mapped[str] = titled("字典", kinds.SHORT, String(30))
    name: Mapped[str] = titled("名称", kinds.SHORT, String(50))
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)
    valid_from: Mapped[date | None] = titled("启用日期", kinds.DAY)
    valid_to: Mapped[date | None] = titled("停用日期", kinds.DAY, hint="停用以后，旧记录照常显示，新记录不再提供")
    code: Mapped[str | None] = titled("内部代号", kinds.SHORT, String(30))
    note: Mapped[str | None] = titled("备注")

    def before_save(self, connection: Connection) -> None:
        if any(sign in self.name for sign in "、，,;；暨\n"):
            raise UserError("条目名称里不能有顿号、逗号、分号或“暨”，它们用来分隔多个条目", "name")


class Searchable(Record):
    """A row found by its name: pinyin, initials and numbers are worked out when it is stored."""

    __abstract__ = True
    name: Mapped[str] = titled("姓名", kinds.NAME, String(200), index=True)
    sort_key: Mapped[str] = titled("排序", default="")
    search_text: Mapped[str] = titled("检索", default="")


class Tag(Base):
    """An entry of a dictionary tied to a row."""

    __abstract__ = True
    __table_args__: ClassVar[Any]
    label = ("entry_id",)

    entry_id: Mapped[int] = pointing("条目", "entry.id")
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)

    def __init_subclass__(cls, **options: Any) -> None:
        if "__table_args__" not in vars(cls):
            cls.__table_args__ = (UniqueConstraint("owner_id", "entry_id"),)  # its own: one belongs to one table
        super().__init_subclass__(**options)


def between(column: str, least: int, most: int, title: str, sentence: str) -> CheckConstraint:
    return CheckConstraint(
        f"{column} BETWEEN {least} AND {most}",
        name=column,
        info={"message": f"{title}{sentence}，请核对", "field": column},
    )
