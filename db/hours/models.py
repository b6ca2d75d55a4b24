"""The tables of star scales by date, and of published rankings."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Base, Record, pointing, titled
from db.core.masking import Sensitive
from db.core.tables import in_list

RANKED_PEOPLE, RANKED_TEAMS = "个人", "队伍"
RANKED = (RANKED_PEOPLE, RANKED_TEAMS)


class StarScale(Record):
    """The hours for one star, two stars … from a day on (scales differ by place and year)."""

    __tablename__ = "star_scale"
    __table_args__ = (
        UniqueConstraint("valid_from", info={"message": "这一天已有一个星级标准，请直接修改它", "field": "valid_from"}),
    )
    noun = "星级标准"
    label = ("steps",)

    valid_from: Mapped[date] = titled("启用日期", kinds.DAY)
    steps: Mapped[str] = titled("各星小时数", kinds.STEPS, String(60), hint="从一星起，如 100、300、600、1000、1500")
    note: Mapped[str | None] = titled("依据")


class Ranking(Record):
    """A published ranking of a period; later changes of hours don't change it."""

    __tablename__ = "ranking"
    __table_args__ = (
        CheckConstraint(in_list("ranked", RANKED), name="ranked"),
        CheckConstraint(
            '"last" >= "first"',
            name="dates",
            info={"message": "结束日期早于开始日期，请核对两个日期", "field": "last"},
        ),
    )
    noun = "排行"
    label = ("title",)

    title: Mapped[str] = titled("名称", kinds.WIDE, String(200))
    ranked: Mapped[str] = titled("对象", kinds.one_of(*RANKED), String(2))
    first: Mapped[date] = titled("从", kinds.DAY)
    last: Mapped[date] = titled("到", kinds.DAY)
    published_on: Mapped[date] = titled("公布日期", kinds.DAY)
    note: Mapped[str | None] = titled("备注", sensitive=Sensitive.SECRET)


class RankingRow(Base):
    """One place of a ranking, with the name and the minutes on the day of publication."""

    __tablename__ = "ranking_row"
    noun = "名次"
    label = ("name",)

    ranking_id: Mapped[int] = pointing("排行", "ranking.id", cascade=True)
    place: Mapped[int] = titled("名次", kinds.COUNT)
    name: Mapped[str] = titled("姓名或队名", kinds.WIDE, String(200), sensitive=Sensitive.NAME)
    minutes: Mapped[int] = titled("时长", kinds.DURATION)
    stars: Mapped[str | None] = titled("星级", kinds.SHORT, String(10))
