"""The tables of people in hardship: the people, their consents, the notes of who opened a record, the visits."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Connection, Index, SelectBase, String, UniqueConstraint, inspect, select, text
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Base, Record, pointing, titled
from db.core.dictionaries import in_use
from db.core.errors import UserError
from db.core.kinds import EXPIRY
from db.core.masking import SOMEBODY, Sensitive
from db.core.photos import NEVER_PUBLIC
from db.core.tables import Entry, Setting, Tag, in_list
from db.core.workflow_columns import refuse_future
from db.hardship import HARDSHIP, disclosure
from db.hardship.choices import KEEP_YEARS
from db.people.models import Individual, one_record

PUBLISH, PHOTO = "公开心愿", "拍摄照片"
PURPOSES = (PUBLISH, PHOTO)
HOW = ("书面", "口头", "电话", "线上")
SELF, GUARDIAN = "本人", "监护人"
VISITING, CONSOLING, SERVING = "走访", "慰问", "上门服务"
VISIT_KINDS = (VISITING, CONSOLING, SERVING)
OF_AGE = 14  # below it, the guardian speaks for a child (个人信息保护法第三十一条)
# columns whose value in a text identifies the person
IDENTIFYING = ("name", "phone", "id_number", "address", "guardian", "guardian_phone", "household_id")
UNGUARDED = "不满十四周岁的孩子要填监护人，请先填监护人姓名"


def is_child(birth: str | None, day: date) -> bool:
    """Whether somebody may be below fourteen on a day; of a birth known to the month, until the month is over."""
    if not birth:
        return False
    year, *rest = birth.split("-")
    return (int(year) + OF_AGE, "-".join([*rest, "99"][:2])) > (day.year, f"{day.month:02}-{day.day:02}")


class Identifying(NamedTuple):
    """What in a text identifies a person: the field of the record, and what people call it."""

    field: str
    what: str


def identifying_part(connection: Connection, known: Any, said: str) -> Identifying | None:
    """What in a public text identifies `known`, who has the columns `IDENTIFYING`, or names a hardship."""
    household = select(Household.name).where(Household.id == known.household_id)
    values = {name: getattr(known, name) for name in IDENTIFYING if name != "household_id"}
    values["household"] = connection.scalar(household) if known.household_id else None
    entries = select(Entry.name).where(Entry.dictionary == HARDSHIP.key, in_use(date.today())).order_by(Entry.id)
    found = disclosure.find_identifying(values, connection.scalars(entries), said)
    if found is None:
        return None
    field, words = found
    called = {"household": "家庭名称", "hardship": f"困难原因“{words}”"}
    return Identifying(field, called.get(field) or Beneficiary.__table__.columns[field].info["title"])


def kept_until(connection: Connection) -> date:
    """The day until which a record made today is kept (个人信息保护法第十九条)."""
    stored = connection.scalar(select(Setting.value).where(Setting.key == KEEP_YEARS.key))
    today = date.today()
    return today.replace(year=today.year + int(stored or KEEP_YEARS.default), day=min(today.day, 28))


class Household(Record):
    """People who live together. The office sees what it did for them as a whole."""

    __tablename__ = "household"
    noun = "家庭"
    protected = True
    label = ("name",)

    name: Mapped[str] = titled(
        "家庭", kinds.NAME, String(50), sensitive=Sensitive.NAME, hint="用户主姓名，同一家庭的人填同一个"
    )
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)

    @classmethod
    def whose(cls) -> SelectBase:
        return select(Beneficiary.household_id, Beneficiary.id)

    def before_save(self, connection: Connection) -> None:
        """Refuse a name that a published wish already contains."""
        published = """SELECT w.code, w.content FROM wish w JOIN beneficiary b ON b.id = w.beneficiary_id
            WHERE b.household_id = :id AND w.published_on IS NOT NULL ORDER BY w.id"""
        for code, content in connection.execute(text(published), {"id": self.id}):
            if (disclosure.find_identifying({"household": self.name}, (), content) or ("",))[0] == "household":
                raise UserError(f"公示的心愿 {code} 里写着这样的家庭名称，请先收回公示，改掉心愿内容", "name")


class Beneficiary(Individual):
    """A person in hardship whose wishes the office collects. These records are apart from those of other people."""

    __tablename__ = "beneficiary"
    __table_args__ = (*one_record(), Index("ix_beneficiary_order", "sort_key", "search_text"))
    noun = "帮扶对象"
    protected = True
    label = ("name",)

    household_id: Mapped[int | None] = pointing("家庭", "household.id", sensitive=Sensitive.SECRET)
    alias: Mapped[str | None] = titled(
        "公开称呼", kinds.SHORT, String(20), hint="要用“某”开头，如 某独居老人；不填就只露姓"
    )
    guardian: Mapped[str | None] = titled("监护人", kinds.NAME, String(50), sensitive=Sensitive.SECRET)
    guardian_tie: Mapped[str | None] = titled("与监护人关系", kinds.SHORT, String(20), sensitive=Sensitive.SECRET)
    guardian_phone: Mapped[str | None] = titled("监护人电话", kinds.PHONE, String(30), sensitive=Sensitive.SECRET)
    keep_until: Mapped[date | None] = titled("资料保存到", EXPIRY, hint="到期要复核：继续帮扶的改日期，不再帮扶的删除")

    @classmethod
    def whose(cls) -> SelectBase:
        return select(cls.id, cls.id.label("whose"))

    def before_save(self, connection: Connection) -> None:
        brought_back = not inspect(self).modified  # by an undo, which asks of the row as a whole
        super().before_save(connection)
        if self.id is None and self.keep_until is None:  # a new record, such as one that comes with a wish
            self.keep_until = kept_until(connection)
        if is_child(self.birth, date.today()) and not self.guardian:
            raise UserError(UNGUARDED, "guardian")
        if brought_back or inspect(self).attrs.birth.history.has_changes():
            self._consented_as_a_child(connection)
        if self.alias and not self.alias.startswith(SOMEBODY):
            raise UserError("公开称呼要用“某”开头，如 某独居老人", "alias")
        if self.alias and (found := identifying_part(connection, self, self.alias)):
            raise UserError(f"公开称呼里不能有{found.what}，请换一个说法，如 某居民、某独居老人", "alias")
        self._refuse_named_in_public(connection)

    def _consented_as_a_child(self, connection: Connection) -> None:
        """Refuse a birth by which a child below fourteen gave a consent in force alone (个人信息保护法第三十一条)."""
        own = select(Consent.purpose, Consent.given_on).where(
            Consent.beneficiary_id == self.id, Consent.given_by == SELF, Consent.withdrawn_on.is_(None)
        )
        for purpose, day in connection.execute(own.order_by(Consent.id)):
            if is_child(self.birth, day):
                said = f"{day} 的“{purpose}”同意是本人给的，按这个出生日期那天不满十四周岁"
                raise UserError(f"{said}；请先登记撤回，改由监护人同意", "birth")

    def _refuse_named_in_public(self, connection: Connection) -> None:
        """Refuse a name or a number that a published wish of this person already contains."""
        published = "SELECT code, content FROM wish WHERE beneficiary_id = :id AND published_on IS NOT NULL ORDER BY id"
        for code, content in connection.execute(text(published), {"id": self.id}):
            found = identifying_part(connection, self, content)
            if found and found.field != "hardship":  # the same for every record
                said = f"公示的心愿 {code} 里写着这样的{found.what}"
                raise UserError(f"{said}，请先收回公示，改掉心愿内容", found.field)


class BeneficiaryHardship(Tag):
    __tablename__ = "beneficiary_hardship"
    __table_args__ = (UniqueConstraint("owner_id", "entry_id"),)
    noun = "困难类型"
    protected = True
    entry_id: Mapped[int] = pointing("条目", "entry.id", sensitive=Sensitive.SECRET)
    owner_id: Mapped[int] = pointing("帮扶对象", "beneficiary.id", cascade=True)


class Consent(Record):
    """What somebody agreed to, for one purpose; one that was withdrawn stays, with its day (个人信息保护法第十五条)."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(in_list("purpose", PURPOSES), name="purpose"),
        CheckConstraint(in_list("how", HOW), name="how"),
        CheckConstraint(in_list("given_by", (SELF, GUARDIAN)), name="given_by"),
        CheckConstraint(
            "withdrawn_on IS NULL OR withdrawn_on >= given_on",
            name="dates",
            info={"message": "撤回日期早于同意日期，请核对两个日期", "field": "withdrawn_on"},
        ),
        Index(
            "uq_consent_live",
            "beneficiary_id",
            "purpose",
            unique=True,
            sqlite_where=text("withdrawn_on IS NULL"),
            postgresql_where=text("withdrawn_on IS NULL"),
            info={"message": "这项同意已经登记过，还没有撤回，不用再登记", "field": "purpose"},
        ),
    )
    noun = "同意书"
    protected = True
    photos = NEVER_PUBLIC  # scans of what was signed
    label = ("beneficiary_id",)

    beneficiary_id: Mapped[int] = pointing("帮扶对象", "beneficiary.id", cascade=True, sensitive=Sensitive.NAME)
    purpose: Mapped[str] = titled("同意事项", kinds.one_of(*PURPOSES), String(4))
    given_on: Mapped[date] = titled("同意日期", kinds.DAY)
    how: Mapped[str] = titled("同意方式", kinds.one_of(*HOW), String(2))
    given_by: Mapped[str] = titled(
        "由谁同意", kinds.one_of(SELF, GUARDIAN), String(3), default=SELF, server_default=SELF
    )
    withdrawn_on: Mapped[date | None] = titled("撤回日期", kinds.DAY, hint="撤回以后，公开的材料里就没有他了")
    note: Mapped[str | None] = titled("备注", sensitive=Sensitive.SECRET)

    @classmethod
    def whose(cls) -> SelectBase:
        return select(cls.id, cls.beneficiary_id)

    def before_save(self, connection: Connection) -> None:
        refuse_future(self, "given_on", "withdrawn_on")
        birth = connection.scalar(select(Beneficiary.birth).where(Beneficiary.id == self.beneficiary_id))
        alone = self.given_by != GUARDIAN and not self.withdrawn_on  # one that was withdrawn is no longer in force
        if alone and self.given_on and is_child(birth, self.given_on):
            raise UserError("孩子不满十四周岁，要由监护人同意，“由谁同意”请选监护人", "given_by")


class Opening(Base):
    """That somebody looked at a protected record: who, whose, when (UTC, ISO 8601)."""

    __tablename__ = "opening"
    noun = "查看"
    protected = True
    label = ("beneficiary_id",)

    beneficiary_id: Mapped[int] = pointing("帮扶对象", "beneficiary.id", cascade=True, sensitive=Sensitive.NAME)
    opened_at: Mapped[str] = titled("查看时间", kinds.TEXT, String(25))
    opened_by: Mapped[str] = titled("查看人", kinds.SHORT, String(50))


class Visit(Record):
    """One visit to somebody (走访慰问): who went, what was found, what was brought, when to look again."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint(in_list("kind", VISIT_KINDS), name="kind"),
        CheckConstraint(
            "follow_up_on IS NULL OR follow_up_on >= visited_on",
            name="dates",
            info={"message": "回访日期早于走访日期，请核对两个日期", "field": "follow_up_on"},
        ),
        CheckConstraint(
            "followed_on IS NULL OR followed_on >= visited_on",
            name="followed",
            info={"message": "实际回访日期早于走访日期，请核对两个日期", "field": "followed_on"},
        ),
        Index("ix_visit_visited_on", "visited_on"),
    )
    noun = "走访"
    protected = True
    photos = NEVER_PUBLIC  # taken in somebody's home
    label = ("beneficiary_id",)

    beneficiary_id: Mapped[int] = pointing("帮扶对象", "beneficiary.id", sensitive=Sensitive.NAME)
    visited_on: Mapped[date] = titled("走访日期", kinds.DAY)
    kind: Mapped[str] = titled(
        "类别", kinds.one_of(*VISIT_KINDS, width=10), String(4), default=VISITING, server_default=VISITING
    )
    visitors: Mapped[str] = titled("走访人", sensitive=Sensitive.NAME, hint="几个人一起去的，用顿号隔开")
    activity_id: Mapped[int | None] = pointing("所属活动", "activity.id")
    found: Mapped[str | None] = titled("走访情况", kinds.LONG, sensitive=Sensitive.SECRET)
    brought: Mapped[str | None] = titled("带去的东西", sensitive=Sensitive.SECRET, hint="如 米、面、油")
    follow_up_on: Mapped[date | None] = titled("约定回访", kinds.DAY)
    followed_on: Mapped[date | None] = titled("实际回访", kinds.DAY)

    @classmethod
    def whose(cls) -> SelectBase:
        return select(cls.id, cls.beneficiary_id)

    def before_save(self, connection: Connection) -> None:
        refuse_future(self, "visited_on", "followed_on")
