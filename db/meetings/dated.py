"""The dated records of meetings for the chronicle: meetings whose minutes are final."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.dated import Dated
from db.core.gaps import count
from db.meetings.models import FINAL, AgendaItem, Attendance, Meeting
from db.office.listings import full_name
from db.office.models import Office


def dated(session: Session, first: date, last: date) -> Iterator[Dated]:
    """Meetings of the period, both ends included, whose minutes are final."""
    held = select(Meeting).where(Meeting.held_on.between(first, last), Meeting.state == FINAL)
    for meeting in session.scalars(held.order_by(Meeting.id)):
        office = full_name(session, session.get_one(Office, meeting.office_id))
        where = f"在{meeting.place}" if meeting.place else ""
        present = count(session, Attendance.id, Attendance.meeting_id == meeting.id, Attendance.state == "出席")
        items = count(session, AgendaItem.id, AgendaItem.meeting_id == meeting.id)
        text = f"{office}{where}召开{meeting.title}，出席{present}人，议题{items}项。"
        yield Dated(meeting.held_on, meeting.title, text, meeting.office_id, "meetings", meeting.id)
