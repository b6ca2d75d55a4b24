"""The notice of a meeting: on the official page, in Word, and as plain text to paste into a chat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day, chinese_time
from db.core.masking import Audience
from db.core.work import Tick
from db.meetings.listings import agenda_of, meeting_of, people_by_state
from db.meetings.models import Meeting
from db.meetings.voting import quorum
from db.office.listings import full_name
from db.office.models import Office
from exports import atomic
from exports.atomic import Target
from exports.paper.document_json import as_plain
from exports.paper.parts import Addressee, Document, Heading, Paragraph, Part, Signed, Title
from exports.paper.writers import in_word, on_page
from exports.reports import Report, Request

WEEKDAYS = "一二三四五六日"


def document(session: Session, meeting: Meeting, day: date) -> Document:
    """The notice, dated `day`; parts that aren't known yet are left out."""
    title = f"关于召开{meeting.title}的通知"
    return Document(title, (Title(title), *_body(session, meeting), *_end(session, meeting, day)))


def _body(session: Session, meeting: Meeting) -> Iterator[Part]:
    expected = quorum(session, meeting).expected
    yield Addressee("各位委员：" if expected else "各参会人员：")
    yield Paragraph(f"定于{_day(meeting.held_on)}召开{meeting.title}，现将有关事项通知如下。")
    number = 0
    for heading, texts in (
        ("会议时间", [_when(meeting)]),
        ("会议地点", [meeting.place or ""]),
        ("参加人员", _people(session, meeting, expected)),
        ("会议议题", _items(session, meeting)),
        ("会前准备", (meeting.preparation or "").splitlines()),
    ):
        texts = list(filter(None, texts))
        if not texts:
            continue
        number += 1
        if len(texts) == 1:
            yield Heading(1, f"{heading}：", texts[0], number)
        else:
            yield Heading(1, heading, number=number)
            yield from map(Paragraph, texts)
    yield Paragraph("请安排好工作，按时参加；因故不能参加的，请提前请假。")


def _end(session: Session, meeting: Meeting, day: date) -> Iterator[Part]:
    office = full_name(session, session.get_one(Office, meeting.office_id))
    yield Signed(office, chinese_day(day))


def _day(day: date) -> str:
    return f"{chinese_day(day)}（星期{WEEKDAYS[day.weekday()]}）"


def _when(meeting: Meeting) -> str:
    starts, ends = (chinese_time(time) if time else "" for time in (meeting.starts, meeting.ends))
    if starts and ends:
        ends = "至" + (ends[2:] if ends[:2] == starts[:2] else ends)  # 上午9时至10时50分
    return _day(meeting.held_on) + starts + (ends if starts else "")


def _people(session: Session, meeting: Meeting, expected: int) -> list[str]:
    """The committee as a whole, or everybody by name; guests always by name."""
    people = people_by_state(session, meeting.id)
    called = "、".join(name for state in ("出席", "请假", "缺席") for name, _ in people[state])
    guests = "、".join(name for name, _ in people["列席"])
    members = "社工委全体成员。" if expected else f"{called}。" if called else ""
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
    return document(session, meeting_of(session, request.of), date.today())


def _name(session: Session, request: Request) -> str:
    meeting = meeting_of(session, request.of)
    return atomic.file_name(f"{meeting.title}通知", f"{meeting.held_on:%Y%m%d}")


_report = partial(Report, namer=_name, audiences=(Audience.INTERNAL, Audience.REPORT))
NOTICE = _report("notice", "会议通知（PDF）", ".pdf", on_page(_notice))
NOTICE_DOCX = _report("notice_docx", "会议通知（Word）", ".docx", in_word(_notice))
NOTICE_TEXT = _report("notice_text", "会议通知（文字）", ".txt", write_text)
REPORTS = (
    NOTICE,
    NOTICE_DOCX,
    NOTICE_TEXT,
)
