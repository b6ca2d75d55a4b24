"""The sign-in sheet of one shift of an activity: numbered rows in the order of the list, empty rows at the end."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.activities.listings import shift_of
from db.activities.models import Activity
from db.activities.services import SERVICES
from db.core.chinese import chinese_day
from db.core.kinds import clock
from exports import atomic
from exports.paper.parts import Sheet
from exports.paper.sign_in import counted, placed, to_sign
from exports.reports import Request

COLUMNS = (
    ("序号", 12),
    ("姓名", 30),
    ("联系电话", 30),
    ("签到时间", 22),
    ("签退时间", 22),
    ("签名", 40),
)  # mm, together 156; telephones are written by hand
EMPTY_ROWS = 6  # at the end


def _sheet(session: Session, request: Request) -> Sheet:
    shift = shift_of(session, request.of)
    activity = session.get_one(Activity, shift.activity_id)
    when = f"{chinese_day(shift.held_on)} {clock(shift.starts)}–{clock(shift.ends)}"
    listed = [SERVICES.label_of(row).partition("#")[0] for row in session.execute(SERVICES.of(shift.id).rows())]
    title, counts = f"{activity.title}签到表", counted(len(listed))
    return Sheet(title, when, counts, placed(activity.place), COLUMNS, _rows(listed))


def _rows(listed: list[str]) -> tuple[tuple[str, ...], ...]:
    names = listed + [""] * EMPTY_ROWS
    return tuple((str(n), name, "", "", "", "") for n, name in enumerate(names, start=1))


def _name(session: Session, request: Request) -> str:
    shift = shift_of(session, request.of)
    activity = session.get_one(Activity, shift.activity_id)
    return atomic.file_name(f"{activity.title}签到表", f"{shift.held_on:%Y%m%d}")


SHIFT_SIGN_IN, SHIFT_SIGN_IN_DOCX = to_sign("shift_sign_in", "活动签到表", _sheet, _name)
REPORTS = (SHIFT_SIGN_IN, SHIFT_SIGN_IN_DOCX)
