"""The tables of meetings: attendance, agenda items, tasks, approved minutes, deliberations and their parties."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Connection, Index, String, UniqueConstraint, func, inspect, select
from sqlalchemy.orm import Mapped

from db.core import kinds
from db.core.base import Record, pointing, titled
from db.core.errors import UserError
from db.core.masking import Sensitive
from db.core.tables import Tag, in_list
from db.office.models import LEVELS, Office

EXPECTED = "未签到"  # nobody has said yet whether this person came
ATTENDANCE_STATES = ("出席", "列席", "请假", "缺席", EXPECTED)
DRAFT, FINAL = "草稿", "定稿"
OPEN, DONE, DROPPED = ("未开始", "办理中"), "已完成", "已取消"
TASK_STATES = (*OPEN, DONE, DROPPED)
PROPOSED, PUBLISHED, RATED = "待审核", "已公布", "已评价"
DELIBERATION_STATES = (PROPOSED, "待协商", "已形成意见", PUBLISHED, RATED, "不予协商")


class Meeting(Record):
    """A meeting, from its notice to its minutes."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint(
            "office_id",
            "series",
            "number",
            info={"message": "这个系列里已有同一次数的会议，请换一个次数", "field": "number"},
        ),
        CheckConstraint(
            "number IS NULL OR number > 0", name="number", info={"message": "次数从 1 开始", "field": "number"}
        ),
        CheckConstraint(
            "ends IS NULL OR starts IS NULL OR ends >= starts",
            name="times",
            info={"message": "结束时间早于开始时间，请核对", "field": "ends"},
        ),
        CheckConstraint(in_list("state", (DRAFT, FINAL)), name="state"),
        CheckConstraint(f"level IS NULL OR {in_list('level', LEVELS)}", name="level"),
        Index("ix_meeting_held_on", "held_on"),
    )
    noun = "会议"
    label = ("title",)

    office_id: Mapped[int] = pointing("召开单位", "office.id")
    title: Mapped[str] = titled("会议名称", kinds.WIDE, String(200))
    level: Mapped[str | None] = titled("级别", kinds.one_of(*LEVELS), String(4), hint="不填就是召开单位的级别")
    series: Mapped[str | None] = titled("系列", kinds.TEXT, String(100), hint="同一系列的会议自动编次数")
    number: Mapped[int | None] = titled("第几次", kinds.COUNT)
    held_on: Mapped[date] = titled("日期", kinds.DAY)
    starts: Mapped[str | None] = titled("开始", kinds.TIME, String(5))
    ends: Mapped[str | None] = titled("结束", kinds.TIME, String(5))
    place: Mapped[str | None] = titled("地点")
    chair_id: Mapped[int | None] = pointing("主持人", "person.id", sensitive=Sensitive.NAME)
    recorder_id: Mapped[int | None] = pointing("记录人", "person.id", sensitive=Sensitive.NAME)
    preparation: Mapped[str | None] = titled("会前准备", kinds.LONG, hint="写在会议通知里，一行一条")
    notified_on: Mapped[date | None] = titled(
        "通知日期", kinds.DAY, hint="会议通知落款的日期；不填就是打印那天，补印以前的会议请填上"
    )
    issue: Mapped[str | None] = titled(
        "纪要编号", kinds.SHORT, String(50), hint="如 第1期 或 〔2021〕1号；系列会议不填就按设置自动编"
    )
    opening: Mapped[str | None] = titled("会议概况", kinds.LONG, sensitive=Sensitive.SECRET)
    closing: Mapped[str | None] = titled("会议要求", kinds.LONG, sensitive=Sensitive.SECRET)
    note: Mapped[str | None] = titled("备注", kinds.LONG, sensitive=Sensitive.SECRET)
    state: Mapped[str] = titled("状态", kinds.one_of(DRAFT, FINAL), String(2), default=DRAFT, server_default=DRAFT)

    def before_save(self, connection: Connection) -> None:
        if not self.level:
            self.level = connection.scalar(select(Office.level).where(Office.id == self.office_id))
        if self.series and self.number is None:
            last = select(func.max(Meeting.number)).where(
                Meeting.office_id == self.office_id, Meeting.series == self.series
            )
            self.number = (connection.scalar(last) or 0) + 1


class MeetingKind(Tag):
    __tablename__ = "meeting_kind"
    noun = "会议类型"
    owner_id: Mapped[int] = pointing("会议", "meeting.id", cascade=True)


class MeetingFunction(Tag):
    __tablename__ = "meeting_function"
    noun = "职能"
    owner_id: Mapped[int] = pointing("会议", "meeting.id", cascade=True)


class Attendance(Record):
    """The presence or absence of one person at one meeting."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint(
            "meeting_id", "person_id", info={"message": "这个人已在本次会议的名单里，不能再列一次", "field": "person"}
        ),
        CheckConstraint(in_list("state", ATTENDANCE_STATES), name="state"),
    )
    noun = "参会记录"
    label = ("person_id",)

    meeting_id: Mapped[int] = pointing("会议", "meeting.id", cascade=True)
    person_id: Mapped[int] = pointing("姓名", "person.id", sensitive=Sensitive.NAME)
    state: Mapped[str] = titled(
        "状态", kinds.one_of(*ATTENDANCE_STATES), String(3), default=EXPECTED, server_default=EXPECTED
    )
    capacity: Mapped[str | None] = titled("单位及职务", kinds.TEXT)
    reason: Mapped[str | None] = titled("请假原因", kinds.TEXT, sensitive=Sensitive.SECRET)
    proxy: Mapped[str | None] = titled(
        "委托给",
        kinds.SHORT,
        String(50),
        sensitive=Sensitive.NAME,
        hint="没有到会而书面委托别人的填，印在会议记录里，不计入实到",
    )
    arrived: Mapped[str | None] = titled("到会时间", kinds.TIME, String(5), hint="迟到的人填，准时的不填")
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)

    def before_save(self, connection: Connection) -> None:
        if self.arrived and self.state not in ("出席", "列席"):
            if inspect(self).attrs.arrived.history.has_changes():
                raise UserError("只有到会的人才填到会时间，请先改状态", "arrived")
            self.arrived = None  # the person was marked as present by mistake
        for name, sentence in (("reason", "填原因"), ("proxy", "填委托给谁")):
            if not getattr(self, name) or self.state in ("请假", "缺席"):
                continue
            if self.state == EXPECTED or inspect(self).attrs[name].history.has_changes():
                raise UserError(f"只有请假或缺席才{sentence}，请改状态或清空这一项", name)
            setattr(self, name, None)  # the person came after all


class AgendaItem(Record):
    """One item of a meeting, with its discussion, its decision and its votes."""

    __tablename__ = "agenda_item"
    noun = "议题"
    label = ("title",)

    meeting_id: Mapped[int] = pointing("会议", "meeting.id", cascade=True)
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)
    title: Mapped[str] = titled("议题", kinds.WIDE, String(200))
    presenter: Mapped[str | None] = titled("汇报人", sensitive=Sensitive.NAME)
    minutes: Mapped[int | None] = titled("预计分钟", kinds.TALLY)
    speeches: Mapped[str | None] = titled(
        "发言记录",
        kinds.LONG,
        sensitive=Sensitive.SECRET,
        hint="一人一段，印在会议记录里。另起一行打姓名首字母，按 Tab 就出“姓名：”",
    )
    discussion: Mapped[str | None] = titled("讨论情况", kinds.LONG, sensitive=Sensitive.SECRET, hint="写进会议纪要")
    decision: Mapped[str | None] = titled("决定事项", kinds.LONG, sensitive=Sensitive.SECRET)
    votes_for: Mapped[int | None] = titled("赞成", kinds.COUNT)
    votes_against: Mapped[int | None] = titled("反对", kinds.COUNT)
    votes_abstaining: Mapped[int | None] = titled("弃权", kinds.COUNT)

    def before_save(self, connection: Connection) -> None:
        votes = (self.votes_for, self.votes_against, self.votes_abstaining)
        if any((count or 0) < 0 for count in (*votes, self.minutes)):
            raise UserError("票数和分钟数不能小于 0，请核对", "votes_for")
        cast = sum(count or 0 for count in votes)
        if not cast:
            return
        present = connection.scalar(
            select(func.count()).where(Attendance.meeting_id == self.meeting_id, Attendance.state == "出席")
        )
        if present and cast > present:
            raise UserError(f"票数合计 {cast}，多于出席的 {present} 人，请核对", "votes_for")


class Task(Record):
    """A task that a meeting decided: what is to be done, by whom, until when."""

    __tablename__ = "task"
    __table_args__ = (CheckConstraint(in_list("state", TASK_STATES), name="state"), Index("ix_task_due", "due"))
    noun = "任务"
    label = ("what",)

    meeting_id: Mapped[int] = pointing("会议", "meeting.id", cascade=True)
    item_id: Mapped[int | None] = pointing("议题", "agenda_item.id", cascade=True)
    deliberation_id: Mapped[int | None] = pointing("协商事项", "deliberation.id", cascade=True)
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)
    what: Mapped[str] = titled("任务", kinds.WIDE, String(200))
    person_id: Mapped[int | None] = pointing("责任人", "person.id", sensitive=Sensitive.NAME)
    organisation_id: Mapped[int | None] = pointing("责任单位", "organisation.id")
    due: Mapped[date | None] = titled("完成时限", kinds.DAY)
    state: Mapped[str] = titled("进度", kinds.one_of(*TASK_STATES), String(4), default=OPEN[0], server_default=OPEN[0])
    done_on: Mapped[date | None] = titled("完成日期", kinds.DAY)
    progress: Mapped[str | None] = titled("落实情况", kinds.LONG, sensitive=Sensitive.SECRET)

    def before_save(self, connection: Connection) -> None:
        """The day of completion and the state 已完成 follow from each other; the value typed last counts."""
        attributes = inspect(self).attrs
        if self.done_on and attributes.done_on.history.has_changes():
            self.state = DONE
        elif self.state != DONE:
            self.done_on = None
        elif not self.done_on:
            self.done_on = date.today()


class Approved(Record):
    """The text of minutes at the moment they were made final; it stays when the minutes are opened again."""

    __tablename__ = "approved"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)
    noun = "定稿文本"
    label = ("number",)

    meeting_id: Mapped[int] = pointing("会议", "meeting.id", cascade=True)
    number: Mapped[int] = titled("第几稿", kinds.COUNT)
    approved_on: Mapped[date] = titled("定稿日期", kinds.DAY)
    text: Mapped[str] = titled("正文", sensitive=Sensitive.SECRET)  # the document's parts as JSON
    reopened_on: Mapped[date | None] = titled("重新打开", kinds.DAY)
    reason: Mapped[str | None] = titled("重新打开的原因", kinds.TEXT)


class Deliberation(Record):
    """A matter that residents and others deliberate: topic, opinion, tasks, published result, rating."""

    __tablename__ = "deliberation"
    __table_args__ = (CheckConstraint(in_list("state", DELIBERATION_STATES), name="state"),)
    noun = "协商事项"
    label = ("topic",)

    office_id: Mapped[int] = pointing("社区", "office.id")
    topic: Mapped[str] = titled("协商事项", kinds.WIDE, String(200))
    raised_on: Mapped[date] = titled("提出日期", kinds.DAY)
    raised_by: Mapped[str | None] = titled("提出人", sensitive=Sensitive.NAME)
    state: Mapped[str] = titled(
        "阶段", kinds.one_of(*DELIBERATION_STATES, width=10), String(5), default=PROPOSED, server_default=PROPOSED
    )
    review: Mapped[str | None] = titled("审核意见", kinds.LONG, sensitive=Sensitive.SECRET)
    meeting_id: Mapped[int | None] = pointing("协商会议", "meeting.id")
    opinion: Mapped[str | None] = titled("协商意见", kinds.LONG)
    published_on: Mapped[date | None] = titled("公布日期", kinds.DAY)
    published_at: Mapped[str | None] = titled("公布方式", hint="如 公告栏、微信群")
    content: Mapped[int | None] = titled("满意", kinds.TALLY, hint="居民评价的人数")
    fair: Mapped[int | None] = titled("基本满意", kinds.TALLY)
    unhappy: Mapped[int | None] = titled("不满意", kinds.TALLY)

    def before_save(self, connection: Connection) -> None:
        """Each step needs the one before it; a later step that is filled in moves the state on."""
        rated = any(count is not None for count in (self.content, self.fair, self.unhappy))
        if any((count or 0) < 0 for count in (self.content, self.fair, self.unhappy)):
            raise UserError("评价人数不能小于 0，请核对", "content")
        if self.published_on and not self.opinion:
            raise UserError("还没有协商意见，不能公布；请先写协商意见", "published_on")
        if rated and not self.published_on:
            raise UserError("先公布结果，再登记居民评价", "content")
        if self.published_on and self.published_on < self.raised_on:
            raise UserError("公布日期早于提出日期，请核对", "published_on")
        if inspect(self).attrs.state.history.has_changes() and self.state in (PUBLISHED, RATED):
            if not self.published_on or (self.state == RATED and not rated):
                raise UserError("先填公布日期和评价人数，阶段会自己往前走", "state")
        elif rated:
            self.state = RATED
        elif self.published_on:
            self.state = PUBLISHED


class Party(Record):
    """A party of a deliberation: a group, and the person who represents it."""

    __tablename__ = "party"
    noun = "参与方"
    label = ("group_id",)

    deliberation_id: Mapped[int] = pointing("协商事项", "deliberation.id", cascade=True)
    group_id: Mapped[int] = pointing("参与方", "entry.id")
    position: Mapped[int] = titled("顺序", kinds.COUNT, default=0)
    person_id: Mapped[int | None] = pointing("代表", "person.id", sensitive=Sensitive.NAME)
    said: Mapped[str | None] = titled("主要意见", kinds.LONG, sensitive=Sensitive.SECRET)
