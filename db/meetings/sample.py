"""The sample office: meetings and deliberations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.relation_fields import find_by_label
from db.meetings.deliberations import DELIBERATIONS, PARTIES
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS, list_members, next_position
from db.meetings.models import Attendance, Meeting
from db.meetings.tasks import TASKS
from db.people.models import Person


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for meeting in sample["meetings"]:
        lists = {key: meeting.pop(key, None) for key in ("agenda", "guests", "members")}
        row = MEETINGS.create(session, meeting)
        if lists["members"] is not None:
            list_members(session, row)
            session.flush()
            _mark(session, row, lists["members"]["absent"])
        _invite(session, row, lists["guests"])
        for position, item in enumerate(lists["agenda"], start=1):
            tasks = item.pop("tasks", [])
            agenda_item = AGENDA.create(session, item | {"position": str(position)}, meeting_id=row.id)
            for place, task in enumerate(tasks, start=1):
                TASKS.create(session, task | {"position": str(place)}, meeting_id=row.id, item_id=agenda_item.id)
    for matter in sample["deliberations"]:
        parties = matter.pop("parties")
        deliberation = DELIBERATIONS.create(session, matter)
        for position, party in enumerate(parties, start=1):
            PARTIES.create(session, party | {"position": str(position)}, deliberation_id=deliberation.id)


def _mark(session: Session, meeting: Meeting, absent: dict[str, str]) -> None:
    for row in session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)):
        row.state = "出席"
    for name, reason in absent.items():
        row = session.scalars(
            select(Attendance).where(
                Attendance.meeting_id == meeting.id, Attendance.person_id == find_by_label(session, Person, name)
            )
        ).one()
        row.state, row.reason = "请假", reason


def _invite(session: Session, meeting: Meeting, guests: list[str]) -> None:
    state = "列席" if meeting.series else "出席"  # only meetings of the committee, which are a series, have guests
    first = next_position(session, Attendance, meeting.id)
    for position, name in enumerate(guests, start=first):
        person = session.get_one(Person, find_by_label(session, Person, name))
        values = {"person": name, "capacity": person.work, "state": state, "position": str(position)}
        ATTENDANCE.create(session, values, meeting_id=meeting.id)
