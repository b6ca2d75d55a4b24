"""Tasks that meetings decided, and the earlier tasks that the next meeting of a series opens with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from db.core import kinds
from db.core.errors import UserError
from db.core.fields import TODAY, Field, Listing, of
from db.core.kinds import Kind
from db.core.relation_fields import link
from db.meetings.models import DONE, DROPPED, OPEN, AgendaItem, Meeting, Task
from db.people.listings import person_link
from db.people.models import Organisation

OVERDUE = "已逾期"
TASK_STATUS = Kind("standing", align="center", width=10, alert=lambda value: value == OVERDUE)


def _item() -> Field:
    """The agenda item of a task, by its title within the meeting."""
    item = aliased(AgendaItem)

    def point(session: Session, row: Task, title: str | None) -> None:
        number = title and session.scalar(
            select(AgendaItem.id).where(AgendaItem.meeting_id == row.meeting_id, AgendaItem.title == title)
        )
        if title and not number:
            raise UserError(f"这次会议没有“{title}”这个议题，请核对", "item")
        row.item_id = number or None

    return Field(
        key="item",
        title="议题",
        kind=kinds.WIDE,
        sql=select(item.title).where(item.id == Task.item_id).scalar_subquery(),
        set=point,
    )


TASKS = Listing(
    key="tasks",
    title="任务",
    model=Task,
    fields=(
        of(Task.position),
        of(Task.what),
        person_link(Task.person_id),
        link(Task.organisation_id, Organisation),
        of(Task.due),
        of(Task.state),
        Field(
            key="standing",
            title="情况",
            kind=TASK_STATUS,
            sql=case((Task.state.in_((DONE, DROPPED)), Task.state), (Task.due < TODAY, OVERDUE), else_=Task.state),
        ),
        of(Task.done_on),
        of(Task.progress),
        _item(),
        of(Meeting.title, key="meeting", set=None),
        of(Meeting.held_on, set=None),
    ),
    joins=((Meeting, Meeting.id == Task.meeting_id),),
    order=(Task.state.in_((DONE, DROPPED)), Task.due.is_(None), Task.due, Task.position, Task.id),
    search=Task.what,
    within=Task.meeting_id,
    match=("what", "meeting"),
    empty="还没有任务。写下谁、做什么、何时完成。",
)


def earlier_meetings(session: Session, meeting: Meeting) -> Sequence[Meeting]:
    """The meetings of the same series before this one, the latest first."""
    if not meeting.series:
        return ()
    query = select(Meeting).where(
        Meeting.office_id == meeting.office_id,
        Meeting.series == meeting.series,
        tuple_(Meeting.held_on, Meeting.id) < (meeting.held_on, meeting.id),
    )
    return session.scalars(query.order_by(Meeting.held_on.desc(), Meeting.id.desc())).all()


def earlier_tasks(session: Session, meeting: Meeting) -> ColumnElement[bool]:
    """The condition for tasks that a meeting opens with.

    These are all tasks of the meeting before it in its series, and those of older ones that were open on that day.
    """
    before = earlier_meetings(session, meeting)
    if not before:
        return Task.id.is_(None)
    last, older = before[0], [one.id for one in before[1:]]
    open_then = or_(Task.state.in_(OPEN), and_(Task.state == DONE, Task.done_on >= last.held_on))
    return or_(Task.meeting_id == last.id, and_(Task.meeting_id.in_(older), open_then))


def earlier_task_rows(session: Session, meeting: Meeting) -> Sequence[Row[Any]]:
    """The rows of TASKS that a meeting opens with, in the order of its minutes."""
    listing = TASKS.filtered(earlier_tasks(session, meeting))
    place = select(AgendaItem.position).where(AgendaItem.id == Task.item_id).scalar_subquery()
    query = listing.rows().order_by(None)
    return session.execute(query.order_by(Task.meeting_id, place, Task.position, Task.id)).all()


def task_status_on(day: date, row: Row[Any]) -> str:
    """The status of a task on a day, in the words of minutes; `row` is a row of TASKS."""
    due, done_on, state = (TASKS.value(row, key) for key in ("due", "done_on", "state"))
    if state == DROPPED:
        return DROPPED
    if state == DONE and done_on <= day:
        return DONE if due is None or done_on <= due else f"{DONE}（逾期完成）"
    return OVERDUE if due is not None and due < day else "办理中" if state == DONE else state
