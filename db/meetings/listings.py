"""Meetings, their attendance and their agenda; minutes are made final and opened again here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.committee import FUNCTION
from db.committee.listings import in_office, term_on
from db.committee.models import Membership
from db.core import kinds, settings
from db.core.chinese import chinese
from db.core.errors import UserError
from db.core.fields import Listing, of
from db.core.lookup import row_or_latest
from db.core.relation_fields import link, through
from db.core.tables import Entry
from db.core.tag_fields import many
from db.meetings import MEETING_KIND
from db.meetings.bodies import counts_members
from db.meetings.choices import NUMBER_FORM
from db.meetings.models import (
    ATTENDANCE_STATES,
    DRAFT,
    EXPECTED,
    FINAL,
    AgendaItem,
    Approved,
    Attendance,
    Meeting,
    MeetingFunction,
    MeetingKind,
    Party,
    Task,
)
from db.office.models import Office
from db.people.listings import PERSONS, person_link
from db.people.models import Person

MEETINGS = Listing(
    key="meetings",
    title="会议",
    model=Meeting,
    fields=(
        of(Meeting.held_on),
        of(Meeting.title),
        of(Meeting.state, set=None),
        many(MeetingKind, Meeting, MEETING_KIND, kind=kinds.JOINED),
        of(Meeting.level),
        of(Meeting.series),
        of(Meeting.number),
        of(Meeting.starts),
        of(Meeting.ends),
        of(Meeting.place),
        person_link(Meeting.chair_id),
        person_link(Meeting.recorder_id),
        link(Meeting.office_id, Office),
        many(MeetingFunction, Meeting, FUNCTION),
        of(Meeting.preparation),
        of(Meeting.notified_on),
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
        of(Attendance.proxy),
        of(Attendance.arrived),
        through(Attendance.person_id, Person, PERSONS["phone"]),
        of(Meeting.title, key="meeting", set=None),
    ),
    joins=((Person, Person.id == Attendance.person_id), (Meeting, Meeting.id == Attendance.meeting_id)),
    order=(Attendance.meeting_id, Attendance.position, Attendance.id),
    search=Person.search_text,
    within=Attendance.meeting_id,
    match=("person", "meeting"),
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
        of(AgendaItem.minutes),
        of(AgendaItem.speeches),
        of(AgendaItem.discussion),
        of(AgendaItem.decision),
        of(AgendaItem.votes_for),
        of(AgendaItem.votes_against),
        of(AgendaItem.votes_abstaining),
        of(Meeting.title, key="meeting", set=None),
    ),
    joins=((Meeting, Meeting.id == AgendaItem.meeting_id),),
    order=(AgendaItem.meeting_id, AgendaItem.position, AgendaItem.id),
    search=AgendaItem.title,
    within=AgendaItem.meeting_id,
    match=("title", "meeting"),
    empty="还没有议题。点“新增”写下第一个议题。",
)


def list_members(session: Session, meeting: Meeting) -> int:
    """Expect the members in office on the day of the meeting who aren't listed yet; return their number.

    Raises UserError where no term runs that day.
    """
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
    missing = [(person, work) for person, work in members if person not in listed]
    session.add_all(
        Attendance(meeting_id=meeting.id, person_id=person, capacity=work, position=last + n)
        for n, (person, work) in enumerate(missing)
    )
    return len(missing)


def mark_the_rest(session: Session, meeting: Meeting) -> int:
    """Mark everybody of whom nobody has said yet whether they came as present; return their number."""
    waiting = session.scalars(
        select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.state == EXPECTED)
    ).all()
    for one in waiting:
        one.state = "出席"
    return len(waiting)


def next_position(session: Session, model: type[Attendance | AgendaItem | Task | Party], owner: int) -> int:
    """The position after the last row of a meeting (or of a deliberation)."""
    owner_column = Party.deliberation_id if issubclass(model, Party) else model.meeting_id
    return (session.scalar(select(func.max(model.position)).where(owner_column == owner)) or 0) + 1


@dataclass(frozen=True)
class Listed:
    """Somebody on the list of a meeting; unit, reason and proxy are "" where there is none."""

    name: str
    unit: str
    reason: str
    proxy: str


def people_by_state(session: Session, meeting: int) -> dict[str, list[Listed]]:
    """Who is on the list, by state, in the order of the list."""
    people: dict[str, list[Listed]] = {state: [] for state in ATTENDANCE_STATES}
    query = (
        select(Attendance.state, Person.name, Attendance.capacity, Attendance.reason, Attendance.proxy)
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.meeting_id == meeting)
        .order_by(Attendance.position, Attendance.id)
    )
    for state, name, *facts in session.execute(query):
        people[state].append(Listed(name, *(fact or "" for fact in facts)))
    return people


def reorder(session: Session, items: Sequence[int]) -> None:
    """Bring agenda items into this order."""
    for position, number in enumerate(items, start=1):
        session.get_one(AgendaItem, number).position = position


COPIED = ("series", "level", "office_id", "starts", "ends", "place", "chair_id", "recorder_id", "preparation")
NTH = re.compile("第[一二三四五六七八九十]+次")


def copy_meeting(session: Session, source: Meeting, day: date) -> Meeting:
    """A new draft after an earlier meeting: its facts, guests and agenda titles, and the members of the new day."""
    meeting = Meeting(title=source.title, held_on=day, **{name: getattr(source, name) for name in COPIED})
    session.add(meeting)
    session.flush()
    if meeting.number:
        meeting.title = NTH.sub(f"第{chinese(meeting.number)}次", meeting.title)
    for tag in (MeetingKind, MeetingFunction):
        for old in session.scalars(select(tag).where(tag.owner_id == source.id)):
            session.add(tag(owner_id=meeting.id, entry_id=old.entry_id, position=old.position))
    if counts_members(session, source) and term_on(session, meeting.office_id, day):
        list_members(session, meeting)
    session.flush()
    listed = set(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)))
    members = _members(session, source) if counts_members(session, source) else ()
    guests = session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == source.id, Attendance.person_id.not_in(members))
        .order_by(Attendance.position)
    )
    first = next_position(session, Attendance, meeting.id)
    for n, old in enumerate(guest for guest in guests if guest.person_id not in listed):
        state = "列席" if old.state == "列席" else EXPECTED
        session.add(
            Attendance(
                meeting_id=meeting.id, person_id=old.person_id, capacity=old.capacity, state=state, position=first + n
            )
        )
    for item in agenda_of(session, source.id):
        session.add(
            AgendaItem(
                meeting_id=meeting.id,
                title=item.title,
                presenter=item.presenter,
                minutes=item.minutes,
                position=item.position,
            )
        )
    return meeting


def _members(session: Session, meeting: Meeting) -> Sequence[int]:
    """The persons holding office on the day of a meeting."""
    term = term_on(session, meeting.office_id, meeting.held_on)
    query = select(Membership.person_id).where(
        Membership.term_id == (term.id if term else 0), in_office(meeting.held_on)
    )
    return session.scalars(query).all()


def approve(session: Session, meeting: Meeting, text: str, day: date) -> Approved:
    """Make the minutes final and store their text; raises UserError where they are final already."""
    if meeting.state == FINAL:
        raise UserError("这次会议的纪要已经定稿")
    number = (session.scalar(select(func.max(Approved.number)).where(Approved.meeting_id == meeting.id)) or 0) + 1
    final = Approved(meeting_id=meeting.id, number=number, approved_on=day, text=text)
    session.add(final)
    meeting.state = FINAL
    return final


def reopen(session: Session, meeting: Meeting, reason: str, day: date) -> None:
    """Make final minutes a draft again; their final text stays stored.

    Raises UserError where the minutes aren't final, or no reason is given.
    """
    final = approved(session, meeting)
    if meeting.state != FINAL or final is None:
        raise UserError("这次会议的纪要还没有定稿，可以直接修改")
    if not reason.strip():
        raise UserError("请写明重新打开的原因，它和原来的定稿一起保留", "reason")
    meeting.state = DRAFT
    final.reopened_on, final.reason = day, reason.strip()


def approvals(session: Session, meeting: int) -> Sequence[Approved]:
    """The approved texts of a meeting, in their order."""
    return session.scalars(select(Approved).where(Approved.meeting_id == meeting).order_by(Approved.number)).all()


def approved(session: Session, meeting: Meeting) -> Approved | None:
    """The latest approved text."""
    query = select(Approved).where(Approved.meeting_id == meeting.id)
    return session.scalars(query.order_by(Approved.number.desc())).first()


def issue_of(session: Session, meeting: Meeting) -> str:
    """The number of the minutes: the typed one, or in a series a number in the office's form."""
    if meeting.issue or not meeting.number:
        return meeting.issue or ""
    form = settings.get(session, NUMBER_FORM)
    return form.replace("{年}", str(meeting.held_on.year)).replace("{次}", str(meeting.number))


def agenda_of(session: Session, meeting: int) -> Sequence[AgendaItem]:
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting)
    return session.scalars(query.order_by(AgendaItem.position, AgendaItem.id)).all()


def item_tasks(session: Session, item: AgendaItem) -> Sequence[Task]:
    query = select(Task).where(Task.item_id == item.id)
    return session.scalars(query.order_by(Task.position, Task.id)).all()


def meeting_of(session: Session, number: int | None) -> Meeting:
    """The meeting with this id, or the latest held; raises UserError where there is none."""
    latest = select(Meeting).where(Meeting.held_on <= date.today()).order_by(Meeting.held_on.desc())
    return row_or_latest(
        session,
        Meeting,
        number,
        latest,
        gone="没有这次会议；用 list meetings 查看现有会议",
        none="还没有会议，请先在“会议”里登记",
    )


def approved_of(session: Session, number: int | None) -> Approved:
    """The approved text with this id, or the latest; raises UserError where there is none."""
    none = "没有这份定稿；会议纪要定稿以后才有"
    return row_or_latest(session, Approved, number, select(Approved).order_by(Approved.id.desc()), gone=none, none=none)
