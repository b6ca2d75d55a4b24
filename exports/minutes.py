"""The minutes of a meeting, on the official page (GB/T 9704-2012, 10.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from db import settings
from db.errors import UserError
from db.masking import Audience
from db.meetings import agenda_of, meeting_of, people_by_state
from db.models import AgendaItem, Meeting, Office, Person
from db.offices import full_name
from db.work import Tick
from exports import atomic
from exports.parts import Attendance, Document, Heading, IssuerDate, Mark, Number, Paragraph, Part, RedRule, Title
from exports.reports import Report, Request

NO_DISCUSSION = "（未记录）"


def chinese_day(day: date) -> str:
    """2021年8月30日: Arabic figures, no leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def write(session: Session, path: Path, request: Request, tick: Tick) -> Path:
    """Write the minutes of one meeting; raises UserError where nobody is on its list."""
    from exports import gongwen

    meeting = meeting_of(session, request.of)
    parts = (*_head(session, meeting), *_body(session, meeting), *_people(session, meeting))
    return gongwen.write(path, Document(f"{meeting.title}纪要", parts), tick)


def _head(session: Session, meeting: Meeting) -> Iterator[Part]:
    office = session.get_one(Office, meeting.office_id)
    yield Mark(settings.get(session, settings.MARK).replace("{社区}", office.name))
    if meeting.issue:
        yield Number(meeting.issue)
    yield IssuerDate(full_name(session, office), chinese_day(meeting.held_on))
    yield RedRule()
    yield Title(f"{meeting.title}纪要")


def _body(session: Session, meeting: Meeting) -> Iterator[Part]:
    yield Paragraph(meeting.opening or _opening(session, meeting))
    items = agenda_of(session, meeting.id)
    for number, item in enumerate(items, start=1):
        yield Heading(1, item.title, number=number)
        yield from (Paragraph(text) for text in _texts(item))
    if meeting.closing:
        yield Paragraph(meeting.closing)


def _opening(session: Session, meeting: Meeting) -> str:
    """What is known of the meeting, where the clerk has written nothing."""
    when = chinese_day(meeting.held_on) + (meeting.starts or "")
    where = f"在{meeting.place}" if meeting.place else ""
    chair = session.get(Person, meeting.chair_id) if meeting.chair_id else None
    return f"{when}，{where}召开{meeting.title}。" + (f"会议由{chair.name}主持。" if chair else "")


def _texts(item: AgendaItem) -> Iterator[str]:
    yield item.discussion or NO_DISCUSSION
    if item.decision:
        yield f"会议决定：{item.decision}"


def _people(session: Session, meeting: Meeting) -> Iterator[Part]:
    people = people_by_state(session, meeting.id)
    if not any(people.values()):
        raise UserError(f"“{meeting.title}”还没有参会名单，请先在“会议”的“参会”里列出，再生成纪要")
    for state in ("出席", "请假", "列席"):
        if names := people[state]:
            yield Attendance(state, tuple(f"{name}（{reason}）" if reason else name for name, reason in names))


def _name(session: Session, request: Request) -> str:
    meeting = meeting_of(session, request.of)
    return atomic.file_name(f"{meeting.title}纪要", f"{meeting.held_on:%Y%m%d}")


MINUTES = Report("minutes", "会议纪要（PDF）", ".pdf", write, _name, (Audience.INTERNAL, Audience.REPORT))
