"""The tables. Rules that must hold live here: constraints in the database, contradictions in `settle`."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Connection, Index, String, UniqueConstraint, inspect, select
from sqlalchemy.orm import Mapped

from db.core import identity, kinds, pinyin
from db.core.base import Base, Record, pointing, titled
from db.core.errors import UserError
from db.core.masking import Sensitive

LEVELS = ("区", "街道", "社区", "网格")
CODE_LENGTH = {"区": 6, "街道": 9, "社区": 12, "网格": 15}  # domain: division codes; the grid's 3 digits are assumed
SEXES = ("男", "女")
MODES = ("线上", "线下", "线上线下")
CHAIR = "chair"  # the built-in code of the post that one person holds at a time


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

    def settle(self, connection: Connection) -> None:
        if any(sign in self.name for sign in "、，,;；暨\n"):
            raise UserError("条目名称里不能有顿号、逗号、分号或“暨”，它们用来分隔多个条目", "name")


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

    def settle(self, connection: Connection) -> None:
        if len(self.code) != CODE_LENGTH[self.level]:
            raise UserError(
                f"{self.level}的区划代码应为 {CODE_LENGTH[self.level]} 位数字，现在是 {len(self.code)} 位，请核对",
                "code",
            )
        above = self.parent_id and connection.scalar(select(Office.level).where(Office.id == self.parent_id))
        if above and LEVELS.index(above) >= LEVELS.index(self.level):
            raise UserError(f"{self.level}的上级应比它高一级，不能是{above}，请另选", "parent")


class Searchable(Record):
    """A row found by its name: pinyin, initials and numbers are worked out when it is stored."""

    __abstract__ = True
    name: Mapped[str] = titled("姓名", kinds.NAME, String(200), index=True)
    sort_key: Mapped[str] = titled("排序", default="")
    search_text: Mapped[str] = titled("检索", default="")


def one_record() -> tuple[UniqueConstraint, CheckConstraint]:
    """What holds for a table of individuals: one record a document, and a sex that is one."""
    return (
        UniqueConstraint(
            "id_type",
            "id_number",
            info={"message": "这个证件号码已登记在另一个人名下，请先查找核对", "field": "id_number"},
        ),
        CheckConstraint(f"sex IS NULL OR {in_list('sex', SEXES)}", name="sex"),
    )


class Individual(Searchable):
    """Somebody of whom the office knows who they are and how they are reached."""

    __abstract__ = True

    name: Mapped[str] = titled("姓名", kinds.NAME, String(50), index=True, sensitive=Sensitive.NAME)
    sex: Mapped[str | None] = titled("性别", kinds.one_of(*SEXES, width=6), String(1))
    birth: Mapped[str | None] = titled(
        "出生日期", kinds.BIRTH, String(10), sensitive=Sensitive.PERSONAL, hint="不知道日子时写年月，如 1970-05"
    )
    phone: Mapped[str | None] = titled("联系电话", kinds.PHONE, String(30), sensitive=Sensitive.PHONE)
    id_type: Mapped[str] = titled(
        "证件类型",
        kinds.one_of("居民身份证", "居住证", "护照", "其他证件", width=14),
        String(10),
        default="居民身份证",
        server_default="居民身份证",
        sensitive=Sensitive.SECRET,
    )
    id_number: Mapped[str | None] = titled("证件号码", kinds.ID_NUMBER, String(30), sensitive=Sensitive.SECRET)
    office_id: Mapped[int | None] = pointing("所属网格", "office.id")
    address: Mapped[str | None] = titled("住址", sensitive=Sensitive.SECRET)
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    def settle(self, connection: Connection) -> None:
        self.sort_key = pinyin.sort_key(self.name)
        self.search_text = pinyin.search_text(self.name, self.phone or "")
        if self.id_number and self.id_type in ("居民身份证", "居住证", None):
            self._compare_with_number()

    def _compare_with_number(self) -> None:
        """Birth and sex follow from the ID number (GB 11643); what was typed must agree with it."""
        try:
            number = identity.id_number(self.id_number or "")
        except UserError as error:
            raise UserError(str(error), "id_number") from None
        birth, sex = identity.birth_of(number).isoformat(), identity.sex_of(number)
        attributes = inspect(self).attrs
        if any(attributes.id_number.history.deleted or ()):  # what followed from the number before goes with it
            self.birth = self.birth if attributes.birth.history.has_changes() else None
            self.sex = self.sex if attributes.sex.history.has_changes() else None
        if self.birth and not birth.startswith(self.birth):
            raise UserError(f"出生日期与证件号码不一致，号码里是 {birth}，请核对", "birth")
        if self.sex and self.sex != sex:
            raise UserError(f"性别与证件号码不一致，号码里是“{sex}”，请核对", "sex")
        self.id_number, self.birth, self.sex = number, birth, sex


class Person(Individual):
    """Somebody the office keeps a record of."""

    __tablename__ = "person"
    __table_args__ = (
        *one_record(),
        Index("ix_person_order", "sort_key", "search_text"),  # order and keystroke search in one narrow index
        Index("ix_person_birth", "birth", "sort_key", "search_text"),
    )
    noun = "人员"
    label = ("name",)

    ethnicity_id: Mapped[int | None] = pointing("民族", "entry.id", sensitive=Sensitive.PERSONAL)
    politics_id: Mapped[int | None] = pointing("政治面貌", "entry.id", sensitive=Sensitive.PERSONAL)
    education_id: Mapped[int | None] = pointing("文化程度", "entry.id", sensitive=Sensitive.PERSONAL)
    work: Mapped[str | None] = titled("工作单位及职务")


class Organisation(Searchable):
    """A unit in or near the community."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("name"),
        dates_in_order("agreed_from", "agreed_to"),
        Index("ix_organisation_order", "sort_key", "search_text"),
    )
    noun = "单位"
    label = ("name",)

    name: Mapped[str] = titled("单位名称", kinds.WIDE, String(200))
    kind_id: Mapped[int | None] = pointing("单位类别", "entry.id")
    credit_code: Mapped[str | None] = titled(
        "统一社会信用代码", kinds.CREDIT_CODE, String(18), unique=True, hint="分支机构没有可不填"
    )
    contact_id: Mapped[int | None] = pointing("联络员", "person.id", sensitive=Sensitive.NAME)
    phone: Mapped[str | None] = titled("单位电话", kinds.PHONE, String(30), sensitive=Sensitive.PHONE)
    address: Mapped[str | None] = titled("单位地址", sensitive=Sensitive.SECRET)
    agreed_from: Mapped[date | None] = titled("共建协议起", kinds.DAY)
    agreed_to: Mapped[date | None] = titled("共建协议止", kinds.DAY)
    agreed_items: Mapped[str | None] = titled("共建内容", kinds.LONG)
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    def settle(self, connection: Connection) -> None:
        self.sort_key = pinyin.sort_key(self.name, person=False)
        self.search_text = pinyin.search_text(self.name, self.phone or "", self.credit_code or "", person=False)


class Term(Record):
    """One term of office of the committee of an office."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("office_id", "name"), dates_in_order("begins", "ends"))
    noun = "届次"
    label = ("name",)

    office_id: Mapped[int] = pointing("所属社区", "office.id")
    name: Mapped[str] = titled("届次", kinds.SHORT, String(50))
    begins: Mapped[date] = titled("任期开始", kinds.DAY)
    ends: Mapped[date | None] = titled("任期结束", kinds.DAY)
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)


class Membership(Record):
    """A person on the committee for some time, in office from the first day up to, not on, the last."""

    __tablename__ = "membership"
    __table_args__ = (dates_in_order("begins", "ends"),)
    noun = "成员"
    label = ("person_id",)

    term_id: Mapped[int] = pointing("届次", "term.id", cascade=True)
    person_id: Mapped[int] = pointing("姓名", "person.id", sensitive=Sensitive.NAME)
    post_id: Mapped[int] = pointing("社工委职务", "entry.id")
    organisation_id: Mapped[int | None] = pointing("代表单位", "organisation.id")
    begins: Mapped[date] = titled("任职日期", kinds.DAY)
    ends: Mapped[date | None] = titled("离任日期", kinds.DAY)
    leaving_id: Mapped[int | None] = pointing("离任原因", "entry.id", sensitive=Sensitive.PERSONAL)
    note: Mapped[str | None] = titled("备注", sensitive=Sensitive.SECRET)

    def settle(self, connection: Connection) -> None:
        if self.leaving_id and not self.ends:
            raise UserError("填了离任原因，还要填离任日期", "ends")


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


class MembershipSector(Tag):
    __tablename__ = "membership_sector"
    noun = "界别"
    owner_id: Mapped[int] = pointing("成员", "membership.id", cascade=True)


class MembershipChannel(Tag):
    __tablename__ = "membership_channel"
    __table_args__ = (
        UniqueConstraint("owner_id", "entry_id"),
        CheckConstraint(f"mode IS NULL OR {in_list('mode', MODES)}", name="mode"),
    )
    noun = "产生方式"
    owner_id: Mapped[int] = pointing("成员", "membership.id", cascade=True)
    mode: Mapped[str | None] = titled("线上线下", kinds.one_of(*MODES), String(4))


class MembershipFunction(Tag):
    __tablename__ = "membership_function"
    noun = "职能"
    owner_id: Mapped[int] = pointing("成员", "membership.id", cascade=True)
