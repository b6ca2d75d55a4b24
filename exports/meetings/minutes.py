"""The minutes of a meeting on the official page (GB/T 9704-2012, 10.3), as a PDF and in Word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from db.core import settings
from db.core.chinese import chinese_day, chinese_time, with_stop
from db.core.errors import UserError
from db.core.kinds import split
from db.core.masking import Audience
from db.meetings.bodies import issuer_of, mark_of
from db.meetings.choices import BOTH_SIDES, COPIES, IMPRINT, NO_IMPRINT, ORDER, PRESENT, SECTIONS, WITH_UNITS
from db.meetings.listings import (
    agenda_of,
    approve,
    approved,
    approved_of,
    issue_of,
    item_tasks,
    meeting_of,
    people_by_state,
)
from db.meetings.models import FINAL, AgendaItem, Meeting, Task
from db.meetings.tasks import TASKS, earlier_task_rows, task_status_on
from db.meetings.voting import Quorum, quorum, vote
from db.people.models import Organisation, Person
from exports import atomic
from exports.paper.document_json import as_text, from_text
from exports.paper.parts import (
    AttendanceList,
    Document,
    Heading,
    Imprint,
    IssuerDate,
    Mark,
    Number,
    Paragraph,
    Part,
    RedRule,
    Title,
    with_whole_names,
)
from exports.paper.writers import on_page, paper
from exports.reports import Report, Request

NOT_APPROVED = "征求意见稿"
SECOND_LEVEL = re.compile("(（[一二三四五六七八九十]+）[^。；，]{1,30})(?:。(.*))?$")


@dataclass(frozen=True)
class _Facts:
    """The records that the sections are written from; `numbers` counts the headings of all sections."""

    session: Session
    meeting: Meeting
    quorum: Quorum
    numbers: Iterator[int]


def document(session: Session, meeting: Meeting) -> Document:
    """The minutes: the approved text, or a draft from the records, which is marked as not approved.

    Raises UserError where nobody is on the list of the meeting.
    """
    final = approved(session, meeting)
    if meeting.state == FINAL and final is not None:
        return from_text(final.text)
    return _draft(session, meeting, date.today(), NOT_APPROVED)


def finalise(session: Session, meeting: Meeting, day: date) -> None:
    """Make the minutes final and store their text.

    Raises UserError where they are final already, or nobody is on the list of the meeting.
    """
    approve(session, meeting, as_text(_draft(session, meeting, day, "")), day)


def _draft(session: Session, meeting: Meeting, day: date, words: str) -> Document:
    """The minutes from the records; `words`, such as 征求意见稿, are printed on every page."""
    facts = _Facts(session, meeting, quorum(session, meeting), count(1))
    order = split(settings.get(session, ORDER))
    body = (part for name in order for part in WRITERS[name](facts))
    listed = people_by_state(session, meeting.id).values()
    names = (one.name for people in listed for one in people)
    parts = (*_head(session, meeting), *with_whole_names(body, names))
    return Document(f"{meeting.title}纪要", parts, _imprint(session, meeting, day), words)


def _head(session: Session, meeting: Meeting) -> Iterator[Part]:
    yield Mark(mark_of(session, meeting))
    if issue := issue_of(session, meeting):
        yield Number(issue)
    yield IssuerDate(issuer_of(session, meeting), chinese_day(meeting.held_on))
    yield RedRule()
    yield Title(f"{meeting.title}纪要")


def _imprint(session: Session, meeting: Meeting, day: date) -> Imprint | None:
    chosen = settings.get(session, IMPRINT)
    if chosen == NO_IMPRINT:
        return None
    copies = settings.get(session, COPIES)
    return Imprint(issuer_of(session, meeting), chinese_day(day), copies, both_sides=chosen == BOTH_SIDES)


def _opening(facts: _Facts) -> Iterator[Part]:
    """The opening as the clerk wrote it, or a sentence made of day, place and chair."""
    meeting = facts.meeting
    if meeting.opening:
        yield from paragraphs(meeting.opening)
        return
    when = chinese_day(meeting.held_on) + (chinese_time(meeting.starts) if meeting.starts else "")
    where = f"在{meeting.place}" if meeting.place else ""
    chair, recorder = (
        facts.session.get_one(Person, number).name if number else ""
        for number in (meeting.chair_id, meeting.recorder_id)
    )
    by = "，".join(filter(None, (chair and f"会议由{chair}主持", recorder and f"{recorder}记录")))
    yield Paragraph(f"{when}，{where}召开{meeting.title}。" + (f"{by}。" if by else ""))


def _earlier_tasks(facts: _Facts) -> Iterator[Part]:
    rows = earlier_task_rows(facts.session, facts.meeting)
    if not rows:
        return
    yield Heading(1, "上次会议落实情况", number=next(facts.numbers))
    for number, row in enumerate(rows, start=1):
        what, who, due, progress = (TASKS.value(row, key) for key in ("what", "person", "due", "progress"))
        who = "、".join(filter(None, (TASKS.value(row, "organisation"), who)))
        frame = "，".join(filter(None, (who, f"时限{chinese_day(due)}" if due else "")))
        text = f"{number}.{_bare(what)}" + (f"（{frame}）" if frame else "")
        text += f"：{task_status_on(facts.meeting.held_on, row)}。"
        yield Paragraph(text + (with_stop(progress) if progress else ""))


def _agenda(facts: _Facts) -> Iterator[Part]:
    for item in agenda_of(facts.session, facts.meeting.id):
        yield Heading(1, item.title, number=next(facts.numbers))
        for text in _texts(facts, item):
            yield from paragraphs(text)


def _texts(facts: _Facts, item: AgendaItem) -> Iterator[str]:
    if item.discussion:
        yield item.discussion
    if result := vote(facts.session, item, facts.quorum):
        yield f"{result.words}。"
    if item.decision:
        yield f"{'会议决定' if facts.quorum.decides else '会议明确'}：{item.decision}"
    tasks = item_tasks(facts.session, item)
    for number, task in enumerate(tasks, start=1):
        yield f"{number}." * (len(tasks) > 1) + task_sentence(facts.session, task)


def task_sentence(session: Session, task: Task) -> str:
    """开放三楼会议室（兰州一中，2021年9月30日前完成）。"""
    unit = session.get(Organisation, task.organisation_id) if task.organisation_id else None
    person = session.get(Person, task.person_id) if task.person_id else None
    who = "、".join(one.name for one in (unit, person) if one)
    frame = "，".join(
        filter(None, (f"由{who}负责" if who else "", f"{chinese_day(task.due)}前完成" if task.due else ""))
    )
    return _bare(task.what) + (f"，{frame}。" if frame else "。")


def _closing(facts: _Facts) -> Iterator[Part]:
    if facts.meeting.closing:
        yield from paragraphs(facts.meeting.closing)


def _counts(facts: _Facts) -> Iterator[Part]:
    if facts.quorum.states["出席"]:
        yield Paragraph(f"{facts.quorum.words}。")


def _people(facts: _Facts) -> Iterator[Part]:
    people = people_by_state(facts.session, facts.meeting.id)
    if not any(people.values()):
        raise UserError(f"“{facts.meeting.title}”还没有参会名单，请先在“会议”的“参会”里列出，再生成纪要")
    with_units = settings.get(facts.session, PRESENT) == WITH_UNITS
    for state in ("出席", "请假", "列席"):
        if listed := people[state]:
            names = tuple(f"{one.name}（{one.reason}）" if one.reason else one.name for one in listed)
            units = tuple(one.unit for one in listed) if with_units and state != "请假" else ()
            yield AttendanceList(state, names, units=units)


WRITERS: dict[str, Callable[[_Facts], Iterator[Part]]] = dict(
    zip(SECTIONS, (_opening, _earlier_tasks, _agenda, _closing, _counts, _people), strict=True)
)


def paragraphs(text: str) -> Iterator[Part]:
    """The paragraphs of a clerk's text; a line that begins with （一） is a heading up to its full stop [7.3.3]."""
    for line in text.splitlines():
        if heading := SECOND_LEVEL.match(line.strip()):
            yield Heading(2, heading[1], heading[2] or "")
        else:
            yield Paragraph(line)


def _bare(text: str) -> str:
    return text.rstrip("。；;. ")


def _minutes(session: Session, request: Request) -> Document:
    return document(session, meeting_of(session, request.of))


def _final_text(session: Session, request: Request) -> Document:
    """An approved text as it was; `of` is its own id. Raises UserError where there is none."""
    return from_text(approved_of(session, request.of).text)


def _name(session: Session, request: Request) -> str:
    meeting = meeting_of(session, request.of)
    draft = "" if meeting.state == FINAL else NOT_APPROVED
    return atomic.file_name(f"{meeting.title}纪要{draft}", f"{meeting.held_on:%Y%m%d}")


def _approved_name(session: Session, request: Request) -> str:
    final = approved_of(session, request.of)
    return atomic.file_name(f"{from_text(final.text).title}第{final.number}稿", f"{final.approved_on:%Y%m%d}")


AUDIENCES = (Audience.INTERNAL, Audience.REPORT)
MINUTES, MINUTES_DOCX = paper("minutes", "会议纪要", _minutes, _name, audiences=AUDIENCES)
APPROVED = Report("approved", "历次定稿", ".pdf", on_page(_final_text), _approved_name, AUDIENCES)
REPORTS = (MINUTES, MINUTES_DOCX, APPROVED)
