"""What a developer might say next: a new table, new columns of an old one, another check of a third."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.tables import Setting
from db.people.models import Person


class Chronicle(Record):
    __tablename__ = "chronicle"
    __table_args__ = (
        UniqueConstraint("office_id", "title"),
        CheckConstraint("closed_on IS NULL OR closed_on >= happened_on", name="dates"),
        CheckConstraint("title <> '9:00' AND title NOT LIKE '%s'", name="title"),
        Index("ix_chronicle_order", "happened_on", "title"),
        Index(
            "uq_chronicle_open",
            "title",
            unique=True,
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
    )
    noun = "大事"
    label = ("title",)

    office_id: Mapped[int] = pointing("机构", "office.id", cascade=True)
    title: Mapped[str] = titled("标题", kinds.WIDE, String(200))
    happened_on: Mapped[date] = titled("日期", kinds.DAY)
    closed_on: Mapped[date | None] = titled("结束日期", kinds.DAY)
    weight: Mapped[str] = titled("轻重", kinds.SHORT, String(4), default="一般", server_default="一般")
    cost: Mapped[int | None] = titled("花费", kinds.MONEY, BigInteger)


Person.nickname = titled("小名", kinds.SHORT, String(20), nullable=True)
Person.weight = titled("轻重", kinds.SHORT, String(4), default="一般", server_default="一般", nullable=False)
Person.works_from = titled("参加工作", kinds.DAY, Date, nullable=True)
Person.works_until = titled("退休", kinds.DAY, Date, nullable=True)
Person.chronicle_id = pointing("大事", "chronicle.id", nullable=True)
for condition, name in (
    ("weight IN ('一般', '重要')", "weight"),
    ("works_until IS NULL OR works_until >= works_from", "works"),
    ("nickname <> '9:00' AND nickname NOT LIKE '%s'", "nickname"),
):
    Person.__table__.append_constraint(CheckConstraint(condition, name=name))
Setting.__table__.append_constraint(CheckConstraint("key <> ''", name="key"))
