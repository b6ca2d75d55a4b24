"""The tables of persons and of the organisations around the community."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Connection, Index, String, UniqueConstraint, inspect
from sqlalchemy.orm import Mapped

from db.core import identity, kinds, pinyin
from db.core.base import pointing, titled
from db.core.errors import UserError
from db.core.masking import Sensitive
from db.core.tables import Searchable, dates_in_order, in_list

SEXES = ("男", "女")


def one_record() -> tuple[UniqueConstraint, CheckConstraint]:
    """The constraints of a table of individuals: one record for each document, and a valid sex."""
    return (
        UniqueConstraint(
            "id_type",
            "id_number",
            info={"message": "这个证件号码已登记在另一个人名下，请先查找核对", "field": "id_number"},
        ),
        CheckConstraint(f"sex IS NULL OR {in_list('sex', SEXES)}", name="sex"),
    )


class Individual(Searchable):
    """An individual with personal data and contacts."""

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

    def before_save(self, connection: Connection) -> None:
        self.sort_key = pinyin.sort_key(self.name)
        self.search_text = pinyin.search_text(self.name, self.phone or "")
        if self.id_number and self.id_type in ("居民身份证", "居住证", None):
            self._compare_with_number()

    def _compare_with_number(self) -> None:
        """Take birth and sex from the ID number (GB 11643); typed values must agree with it."""
        try:
            number = identity.id_number(self.id_number or "")
        except UserError as error:
            raise UserError(str(error), "id_number") from None
        birth, sex = identity.birth_of(number).isoformat(), identity.sex_of(number)
        attributes = inspect(self).attrs
        if any(attributes.id_number.history.deleted or ()):  # values taken from the old number go with it
            self.birth = self.birth if attributes.birth.history.has_changes() else None
            self.sex = self.sex if attributes.sex.history.has_changes() else None
        if self.birth and not birth.startswith(self.birth):
            raise UserError(f"出生日期与证件号码不一致，号码里是 {birth}，请核对", "birth")
        if self.sex and self.sex != sex:
            raise UserError(f"性别与证件号码不一致，号码里是“{sex}”，请核对", "sex")
        self.id_number, self.birth, self.sex = number, birth, sex


class Person(Individual):
    """A person of whom the office keeps a record."""

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
    """An organisation in or near the community."""

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

    def before_save(self, connection: Connection) -> None:
        self.sort_key = pinyin.sort_key(self.name, person=False)
        self.search_text = pinyin.search_text(self.name, self.phone or "", self.credit_code or "", person=False)
