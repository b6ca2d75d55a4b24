"""The notice of a meeting: on the official page, in Word, and as plain text to paste into a chat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day, chinese_time
from db.core.masking import Audience
from db.core.work import Tick
from db.meetings.bodies import addressee_of, counts_members, issuer_of
from db.meetings.listings import agenda_of, meeting_of, people_by_state
from db.meetings.models import EXPECTED, Meeting
from exports import atomic
from exports.atomic import Target
from exports.paper.document_json import as_plain
from exports.paper.parts import Addressee, Document, Heading, Paragraph, Part, Signed, Title, with_whole_names
from exports.paper.writers import paper
from exports.reports import Report, Request

WEEKDAYS = "一二三四五六日"
STOPS = tuple("。！？；：")
CALLED = (EXPECTED, "出席", "请假", "缺席")


def document(session: Session, meeting: Meeting, day: date) -> Document:
    """The notice, dated `day`; parts that aren't known yet are left out."""
    title = f"{_about(meeting)}的通知"
    names = (one.name for people in people_by_state(session, meeting.id).values() for one in people)
    body = with_whole_names(_body(session, meeting), names)
    return Document(title, (Title(title), *body, *_end(session, meeting, day)))


def _body(session: Session, meeting: Meeting) -> Iterator[Part]:
    yield Addressee(f"{addressee_of(session, meeting)}：")
    yield Paragraph(f"定于{_day(meeting.held_on)}召开{meeting.title}，现将有关事项通知如下：")
    number = 0
    for heading, texts in (
        ("会议时间", [_when(meeting)]),
        ("会议地点", [meeting.place or ""]),
        ("参加人员", _people(session, meeting)),
        ("会议议题", _items(session, meeting)),
        ("会前准备", (meeting.preparation or "").splitlines()),
    ):
        texts = [text if text.endswith(STOPS) else f"{text}。" for text in texts if text.strip()]
        if not texts:
            continue
        number += 1
        if len(texts) == 1:
            yield Heading(1, f"{heading}：", texts[0], number)
        else:
            yield Heading(1, heading, number=number)
            yield from map(Paragraph, texts)
    if "请假" not in (meeting.preparation or ""):
        yield Paragraph("请安排好工作，按时参加；因故不能参加的，请提前请假。")


def _end(session: Session, meeting: Meeting, day: date) -> Iterator[Part]:
    yield Signed(issuer_of(session, meeting), chinese_day(day))


def _about(meeting: Meeting) -> str:
    """关于召开第二次会议; 关于 stands once, also where the name of the meeting begins with it."""
    return meeting.title if meeting.title.startswith("关于") else f"关于召开{meeting.title}"


def _day(day: date) -> str:
    return f"{chinese_day(day)}（星期{WEEKDAYS[day.weekday()]}）"


def _when(meeting: Meeting) -> str:
    """The day, and 上午9时; a span of time in figures, so that it stays on the line: 9:00—11:30."""
    if meeting.starts and meeting.ends:
        return f"{_day(meeting.held_on)}{meeting.starts.removeprefix('0')}—{meeting.ends.removeprefix('0')}"
    return _day(meeting.held_on) + (chinese_time(meeting.starts) if meeting.starts else "")


def _people(session: Session, meeting: Meeting) -> list[str]:
    """The committee as a whole, or everybody by name; guests always by name."""
    people = people_by_state(session, meeting.id)
    called = "、".join(one.name for state in CALLED for one in people[state])
    guests = "、".join(one.name for one in people["列席"])
    members = "社工委全体成员。" if counts_members(session, meeting) else f"{called}。" if called else ""
    return [members, f"列席人员：{guests}。" if guests else ""]


def _items(session: Session, meeting: Meeting) -> list[str]:
    lines = []
    items = agenda_of(session, meeting.id)
    for number, item in enumerate(items, start=1):
        facts = "，".join(filter(None, (item.presenter, f"约{item.minutes}分钟" if item.minutes else "")))
        lines.append(f"{number}." * (len(items) > 1) + item.title + (f"（{facts}）" if facts else "") + "。")
    return lines


def write_text(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """Write the text; raises UserError where there is no such meeting, or the file can't be written."""
    with atomic.whole_file(path) as file:
        file.write(as_plain(_notice(session, request)).encode("utf-8-sig"))  # with a byte order mark for old editors
    tick(1, 1)
    return path


def _notice(session: Session, request: Request) -> Document:
    meeting = meeting_of(session, request.of)
    return document(session, meeting, meeting.notified_on or date.today())


def _name(session: Session, request: Request) -> str:
    meeting = meeting_of(session, request.of)
    return atomic.file_name(f"{meeting.title}通知", f"{meeting.held_on:%Y%m%d}")


AUDIENCES = (Audience.INTERNAL, Audience.REPORT)
NOTICE, NOTICE_DOCX = paper("notice", "会议通知", _notice, _name, audiences=AUDIENCES)
NOTICE_TEXT = Report("notice_text", "会议通知（文字）", ".txt", write_text, _name, AUDIENCES)
REPORTS = (NOTICE, NOTICE_DOCX, NOTICE_TEXT)
