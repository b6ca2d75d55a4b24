"""What was said at a meeting, speaker by speaker (会议记录), to be signed by chair and recorder; its agenda."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day, chinese_time
from db.core.errors import UserError
from db.core.kinds import clock, parse_clock
from db.core.masking import Audience
from db.meetings.listings import Listed, agenda_of, item_tasks, meeting_of, people_by_state
from db.meetings.models import AgendaItem, Meeting
from db.meetings.voting import Quorum, quorum, vote
from db.people.models import Person
from exports import atomic
from exports.meetings.minutes import paragraphs, task_sentence
from exports.paper.parts import (
    AttendanceList,
    Columns,
    Document,
    Heading,
    Labelled,
    Paragraph,
    Part,
    Signing,
    Table,
    Title,
    with_whole_names,
)
from exports.paper.writers import paper
from exports.reports import Request

SPEAKER = re.compile("([^：:，。；！？\\s]{2,20})[：:](.*)")
AGENDA: Columns = (("序号", 14, "center"), ("时间", 32, "center"), ("议题", 78, "left"), ("汇报人", 32, "center"))


def _transcript(session: Session, request: Request) -> Document:
    """Raises UserError where nobody is on the list of the meeting."""
    meeting = meeting_of(session, request.of)
    people = people_by_state(session, meeting.id)
    if not any(people.values()):
        raise UserError(f"“{meeting.title}”还没有参会名单，请先在“会议”的“参会”里列出，再生成会议记录")
    counts = quorum(session, meeting)
    names = [one.name for listed in people.values() for one in listed]
    parts = (
        Title(f"{meeting.title}记录"),
        *_facts(session, meeting),
        *([Labelled("人数", f"{counts.words}。")] if counts.states["出席"] else []),
        *_people(people),
        *with_whole_names(_body(session, meeting, counts), names),
        Signing((("主持人：", ""), ("记录人：", ""))),
    )
    return Document(f"{meeting.title}记录", parts)


def _facts(session: Session, meeting: Meeting, *, recorded: bool = True) -> Iterator[Part]:
    """Time, place and chair, and who recorded what was said; what nobody has written is left out."""
    when = chinese_day(meeting.held_on) + (chinese_time(meeting.starts) if meeting.starts else "")
    yield Labelled("时间", when + (f"至{chinese_time(meeting.ends)}" if meeting.starts and meeting.ends else ""))
    if meeting.place:
        yield Labelled("地点", meeting.place)
    for label, number in (("主持人", meeting.chair_id), ("记录人", meeting.recorder_id if recorded else None)):
        if number:
            yield Labelled(label, session.get_one(Person, number).name)


def _people(people: dict[str, list[Listed]]) -> Iterator[Part]:
    """Who came and who didn't, each with their number; then who entrusted whom."""
    for state in ("出席", "列席", "请假", "缺席"):
        if listed := people[state]:
            names = tuple(f"{one.name}（{one.reason}）" if one.reason else one.name for one in listed)
            yield _counted(state, names)
    proxies = [f"{one.name}委托{one.proxy}" for listed in people.values() for one in listed if one.proxy]
    if proxies:
        yield _counted("委托", proxies)


def _counted(label: str, names: Sequence[str]) -> Part:
    """The names, the last one with their number."""
    return AttendanceList(label, (*names[:-1], f"{names[-1]}（共{len(names)}人）"))


def _body(session: Session, meeting: Meeting, counts: Quorum) -> Iterator[Part]:
    for number, item in enumerate(agenda_of(session, meeting.id), start=1):
        yield Heading(1, item.title, number=number)
        if item.presenter:
            yield Labelled("汇报人", item.presenter)
        yield from _said(item)
        yield from _results(session, item, counts)
    if meeting.closing:
        yield from paragraphs(meeting.closing)
    yield Paragraph("散会" + (f"（{chinese_time(meeting.ends)}）" if meeting.ends else "") + "。")


def _said(item: AgendaItem) -> Iterator[Part]:
    """A paragraph for each speech; the summary of the discussion where no speech was recorded."""
    for line in (item.speeches or item.discussion or "").splitlines():
        if found := SPEAKER.fullmatch(line.strip()):
            yield Labelled(found[1], found[2], hanging=False)
        else:
            yield Paragraph(line)


def _results(session: Session, item: AgendaItem, counts: Quorum) -> Iterator[Part]:
    if result := vote(session, item, counts):
        yield Paragraph(f"{result.words}。")
    if item.decision:
        yield Paragraph(f"{'会议决定' if counts.decides else '会议明确'}：{item.decision}")
    tasks = item_tasks(session, item)
    for number, task in enumerate(tasks, start=1):
        yield Paragraph(f"{number}." * (len(tasks) > 1) + task_sentence(session, task))


def _agenda(session: Session, request: Request) -> Document:
    """Raises UserError where the meeting has no items yet."""
    meeting = meeting_of(session, request.of)
    items = agenda_of(session, meeting.id)
    if not items:
        raise UserError(f"“{meeting.title}”还没有议题，请先在“会议”的“议题”里写下，再打印议程")
    timed = bool(meeting.starts) and all(item.minutes for item in items)
    columns: Columns = AGENDA if timed else (AGENDA[0], ("议题", 110, "left"), AGENDA[3])
    rows, start = [], parse_clock(meeting.starts) if meeting.starts and timed else 0
    for number, item in enumerate(items, start=1):
        end = start + (item.minutes or 0)
        when = (f"{clock(start)}—{clock(end)}",) * timed
        rows.append((str(number), *when, item.title, item.presenter or ""))
        start = end
    facts = _facts(session, meeting, recorded=False)
    return Document(
        f"{meeting.title}议程",
        (Title(f"{meeting.title}议程"), *facts, Table(columns, tuple(rows), high=11)),
        form=True,
    )


def _name(what: Literal["记录", "议程"], session: Session, request: Request) -> str:
    meeting = meeting_of(session, request.of)
    return atomic.file_name(f"{meeting.title}{what}", f"{meeting.held_on:%Y%m%d}")


TRANSCRIPT, TRANSCRIPT_DOCX = paper(
    "transcript", "会议记录", _transcript, partial(_name, "记录"), audiences=(Audience.INTERNAL,)
)
AGENDA_PAPER, AGENDA_DOCX = paper(
    "agenda_paper", "会议议程", _agenda, partial(_name, "议程"), audiences=(Audience.INTERNAL, Audience.REPORT)
)
REPORTS = (TRANSCRIPT, TRANSCRIPT_DOCX, AGENDA_PAPER, AGENDA_DOCX)
