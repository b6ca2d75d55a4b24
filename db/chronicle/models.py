"""The table of the chronicle."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Record, titled
from db.core.kinds import Kind, partial_day
from db.core.tables import in_list

PRINTED, LEFT_OUT = "收录", "不收录"
CHOSEN = (PRINTED, LEFT_OUT)
PARTIAL_DAY = Kind("text", parse=partial_day("日期"), align="center", width=12)


class ChronicleEntry(Record):
    """One event: its day, or its month where the day is not known, its title and text, and the source.

    `origin` is the record that the entry was made from, as listing:id, so that the record isn't proposed again.
    """

    __tablename__ = "chronicle_entry"
    __table_args__ = (
        CheckConstraint(in_list("chosen", CHOSEN), name="chosen"),
        UniqueConstraint("origin", info={"message": "这条记录已经收进大事记，不用再收一次", "field": "title"}),
    )
    noun = "大事"
    label = ("title",)

    day: Mapped[str] = titled("日期", PARTIAL_DAY, String(10), index=True, hint="不知道哪一天时写年月，如 2021-08")
    title: Mapped[str] = titled("标题", kinds.WIDE, String(200))
    text: Mapped[str | None] = titled("内容", kinds.LONG, hint="何时、何地、何人、何事、结果；一事一条")
    source: Mapped[str | None] = titled("来源", kinds.WIDE, String(200), hint="如 会议纪要、活动记录、街道文件")
    chosen: Mapped[str] = titled(
        "是否收录", kinds.one_of(*CHOSEN), String(3), default=PRINTED, server_default=PRINTED, hint="不收录的不打印"
    )
    origin: Mapped[str | None] = titled("依据记录", kinds.SHORT, String(60))
