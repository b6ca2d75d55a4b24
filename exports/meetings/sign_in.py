"""The sign-in sheet of a meeting: numbered rows with room to sign, and empty rows at the end."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.core.chinese import chinese_day, chinese_time
from db.meetings.listings import ATTENDANCE, meeting_of
from db.meetings.models import Meeting
from db.meetings.voting import quorum
from exports import atomic
from exports.paper.parts import Sheet
from exports.paper.sign_in import counted, placed, to_sign
from exports.reports import Request

COLUMNS = (
    ("序号", 11),
    ("姓名", 27),
    ("单位及职务", 46),
    ("联系电话", 27),
    ("签名", 32),
    ("备注", 13),
)  # mm, together 156; telephones are written by hand, so that a list that goes round tells nobody's
EMPTY_ROWS = 6  # at the end


def _sheet(session: Session, request: Request) -> Sheet:
    meeting = meeting_of(session, request.of)
    when = chinese_day(meeting.held_on) + (chinese_time(meeting.starts) if meeting.starts else "")
    title, counts = f"{meeting.title}签到表", counted(quorum(session, meeting).expected)
    return Sheet(title, when, counts, placed(meeting.place), COLUMNS, _rows(session, meeting))


def _rows(session: Session, meeting: Meeting) -> tuple[tuple[str, ...], ...]:
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
    return tuple((str(n), name, unit, "", "", note) for n, (name, unit, note) in enumerate(people, start=1))


def _name(session: Session, request: Request) -> str:
    meeting = meeting_of(session, request.of)
    return atomic.file_name(f"{meeting.title}签到表", f"{meeting.held_on:%Y%m%d}")


SIGN_IN, SIGN_IN_DOCX = to_sign("sign_in", "会议签到表", _sheet, _name)
REPORTS = (SIGN_IN, SIGN_IN_DOCX)
