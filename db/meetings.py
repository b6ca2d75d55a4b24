"""Meetings: what they are called, who was there, what was discussed and decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import kinds
from db.committees import in_office, term_on
from db.errors import UserError
from db.fields import Listing, link, many, of, through
from db.models import (
    ATTENDANCE_STATES,
    AgendaItem,
    Attendance,
    Entry,
    Meeting,
    MeetingFunction,
    MeetingKind,
    Membership,
    Office,
    Person,
)
from db.persons import PERSONS, person_link

MEETINGS = Listing(
    key="meetings",
    title="会议",
    model=Meeting,
    fields=(
        of(Meeting.held_on),
        of(Meeting.title),
        many(MeetingKind, Meeting, "meeting_kind", kind=kinds.JOINED),
        of(Meeting.series),
        of(Meeting.number),
        of(Meeting.starts),
        of(Meeting.ends),
        of(Meeting.place),
        person_link(Meeting.chair_id),
        person_link(Meeting.recorder_id),
        link(Meeting.office_id, Office),
        many(MeetingFunction, Meeting, "function"),
        of(Meeting.issue),
        of(Meeting.opening),
        of(Meeting.closing),
        of(Meeting.note),
    ),
    order=(Meeting.held_on.desc(), Meeting.id.desc()),
    search=Meeting.title + " " + func.coalesce(Meeting.place, ""),
    match=("held_on", "title"),
    empty="还没有会议。点“新增”登记第一次会议。",
)

ATTENDANCE = Listing(
    key="attendance",
    title="参会名单",
    model=Attendance,
    fields=(
        of(Attendance.position),
        person_link(Attendance.person_id),
        of(Attendance.capacity),
        of(Attendance.state),
        of(Attendance.reason),
        through(Attendance.person_id, Person, PERSONS["phone"]),
        of(Meeting.title, key="meeting", set=None),
    ),
    joins=((Person, Person.id == Attendance.person_id), (Meeting, Meeting.id == Attendance.meeting_id)),
    order=(Attendance.meeting_id, Attendance.position, Attendance.id),
    search=Person.search_text,
    within=Attendance.meeting_id,
    match=("person",),
    empty="还没有参会人员。点“按在任成员列出”，或逐个新增。",
)

AGENDA = Listing(
    key="agenda",
    title="议题",
    model=AgendaItem,
    fields=(
        of(AgendaItem.position),
        of(AgendaItem.title),
        of(AgendaItem.presenter),
        of(AgendaItem.discussion),
        of(AgendaItem.decision),
        of(Meeting.title, key="meeting", set=None),
    ),
    joins=((Meeting, Meeting.id == AgendaItem.meeting_id),),
    order=(AgendaItem.meeting_id, AgendaItem.position, AgendaItem.id),
    search=AgendaItem.title,
    within=AgendaItem.meeting_id,
    match=("title",),
    empty="还没有议题。点“新增”写下第一个议题。",
)


def expect_members(session: Session, meeting: Meeting) -> int:
    """List everyone in office on the day of the meeting who isn't listed yet; return how many came in."""
    term = term_on(session, meeting.office_id, meeting.held_on)
    if term is None:
        raise UserError(f"{meeting.held_on} 没有任期内的届次，请先登记届次和成员")
    listed = set(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)))
    members = session.execute(
        select(Membership.person_id, Person.work)
        .join(Person, Person.id == Membership.person_id)
        .join(Entry, Entry.id == Membership.post_id)
        .where(Membership.term_id == term.id, in_office(meeting.held_on))
        .order_by(Entry.position, Person.sort_key)
    ).all()
    last = next_position(session, Attendance, meeting.id)
    coming = [(person, work) for person, work in members if person not in listed]
    session.add_all(
        Attendance(meeting_id=meeting.id, person_id=person, capacity=work, position=last + n)
        for n, (person, work) in enumerate(coming)
    )
    return len(coming)


def next_position(session: Session, model: type[Attendance] | type[AgendaItem], meeting: int) -> int:
    return (session.scalar(select(func.max(model.position)).where(model.meeting_id == meeting)) or 0) + 1


def people_by_state(session: Session, meeting: int) -> dict[str, list[tuple[str, str | None]]]:
    """Names in the order of the list, each with the reason of an absence, by state."""
    found: dict[str, list[tuple[str, str | None]]] = {state: [] for state in ATTENDANCE_STATES}
    query = (
        select(Attendance.state, Person.name, Attendance.reason)
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.meeting_id == meeting)
        .order_by(Attendance.position, Attendance.id)
    )
    for state, name, reason in session.execute(query):
        found[state].append((name, reason))
    return found


def agenda_of(session: Session, meeting: int) -> Sequence[AgendaItem]:
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting)
    return session.scalars(query.order_by(AgendaItem.position, AgendaItem.id)).all()


def meeting_of(session: Session, number: int | None) -> Meeting:
    """The meeting with this number, or the latest; raises UserError where there is none."""
    if number is None:
        number = session.scalar(
            select(Meeting.id).where(Meeting.held_on <= date.today()).order_by(Meeting.held_on.desc())
        )
    meeting = None if number is None else session.get(Meeting, number)
    if meeting is None:
        raise UserError("没有这次会议；用 list meetings 查看现有会议" if number else "还没有会议，请先在“会议”里登记")
    return meeting
