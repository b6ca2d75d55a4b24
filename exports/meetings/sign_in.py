"""The sign-in sheet of a meeting: numbered rows with room to sign, and empty rows at the end."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day, chinese_time
from db.core.masking import Audience
from db.core.work import Tick
from db.meetings.listings import ATTENDANCE, meeting_of
from db.meetings.models import Meeting
from exports import atomic
from exports.atomic import Target
from exports.reports import Report, Request

COLUMNS = (("序号", 14), ("姓名", 30), ("单位及职务", 62), ("签名", 30), ("备注", 20))  # widths in mm, together 156
EMPTY_ROWS = 6  # at the end


def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """Write the sheet; raises UserError where there is no such meeting, or the file can't be written."""
    from exports.paper import table_page

    meeting = meeting_of(session, request.of)
    when = chinese_day(meeting.held_on) + (chinese_time(meeting.starts) if meeting.starts else "")
    head = table_page.Head(f"{meeting.title}签到表", when, meeting.place or "")
    return table_page.write(path, head, COLUMNS, _rows(session, meeting), tick)


def _rows(session: Session, meeting: Meeting) -> list[tuple[str, ...]]:
    listed = session.execute(ATTENDANCE.of(meeting.id).rows()).all()
    people = [
        (
            ATTENDANCE.label_of(row).partition("#")[0],
            ATTENDANCE.value(row, "capacity") or "",
            "列席" if ATTENDANCE.value(row, "state") == "列席" else "",
        )
        for row in listed
    ]
    people += [("", "", "")] * EMPTY_ROWS
    return [(str(n), name, capacity, "", note) for n, (name, capacity, note) in enumerate(people, start=1)]


def _name(session: Session, request: Request) -> str:
    meeting = meeting_of(session, request.of)
    return atomic.file_name(f"{meeting.title}签到表", f"{meeting.held_on:%Y%m%d}")


SIGN_IN = Report("sign_in", "会议签到表（PDF）", ".pdf", write, _name, (Audience.INTERNAL, Audience.REPORT))
REPORTS = (SIGN_IN,)
