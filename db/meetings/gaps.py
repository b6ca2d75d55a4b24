"""Meetings on the home page: the number of the year, the latest meetings, missing parts and late tasks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.gaps import Figure, Gap, Recent, Recents, Shortcut, count, this_year
from db.meetings.models import OPEN, AgendaItem, Attendance, Meeting, Task
from db.office.listings import our_office

LATEST = 4  # meetings


def figures(session: Session, day: date) -> Iterator[Figure]:
    """The number of meetings of the year; raises UserError before the first set-up."""
    held = count(session, Meeting.id, Meeting.held_on.between(*this_year(day)))
    latest = _latest(session, day)
    note = f"最近 {latest.held_on.isoformat()}" if latest else "还没有会议"
    yield Figure(30, "本年会议", f"{held} 次", note, "meetings")


def gaps(session: Session, day: date) -> Iterator[Gap]:
    overdue = select(Task.id, Task.what).where(Task.state.in_(OPEN), Task.due < day)
    late = session.execute(overdue.order_by(Task.due)).all()
    if late:
        more = f"等 {len(late)} 项任务已逾期" if len(late) > 1 else "已逾期"
        yield Gap(f"“{late[0][1]}”{more}", "tasks", late[0][0])
    for model, what in ((Attendance, "参会名单"), (AgendaItem, "议题")):
        empty = ~select(model.id).where(model.meeting_id == Meeting.id).exists()
        query = select(Meeting.id, Meeting.title).where(empty, Meeting.held_on <= day)
        for number, title in session.execute(query.order_by(Meeting.held_on.desc()).limit(3)):
            yield Gap(f"“{title}”没有{what}", "meetings", number)


def shortcuts(session: Session, day: date) -> Iterator[Shortcut]:
    """A new meeting, and the minutes of the latest; raises UserError before the first set-up."""
    latest = _latest(session, day)
    yield Shortcut("登记会议", "meeting", add="meetings")
    yield Shortcut("打印最近纪要", "print", report="minutes", of=latest.id if latest else None)


def recents(session: Session, day: date) -> Recents:
    query = select(Meeting).where(Meeting.held_on <= day).order_by(Meeting.held_on.desc(), Meeting.id.desc())
    rows = tuple(_recent(session, meeting) for meeting in session.scalars(query.limit(LATEST)))
    return Recents("最近会议", "还没有会议。点右上角“登记会议”。", "meetings", rows)


def _recent(session: Session, meeting: Meeting) -> Recent:
    present = count(session, Attendance.id, Attendance.meeting_id == meeting.id, Attendance.state == "出席")
    items = count(session, AgendaItem.id, AgendaItem.meeting_id == meeting.id)
    return Recent(meeting.title, f"{meeting.held_on}　出席 {present} 人　议题 {items} 项", meeting.id)


def _latest(session: Session, day: date) -> Meeting | None:
    """The last meeting of our office up to a day."""
    ours = select(Meeting).where(Meeting.office_id == our_office(session).id, Meeting.held_on <= day)
    return session.scalars(ours.order_by(Meeting.held_on.desc())).first()
