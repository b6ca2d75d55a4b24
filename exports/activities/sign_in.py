"""The sign-in sheet of one shift of an activity: numbered rows in the order of the list, empty rows at the end."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.activities.listings import shift_of
from db.activities.models import Activity, Shift
from db.activities.services import SERVICES
from db.core.chinese import chinese_day
from db.core.kinds import clock
from db.core.masking import Audience
from db.core.work import Tick
from exports import atomic
from exports.atomic import Target
from exports.reports import Report, Request

COLUMNS = (
    ("序号", 14),
    ("姓名", 32),
    ("签到时间", 26),
    ("签退时间", 26),
    ("签名", 34),
    ("备注", 24),
)  # mm, together 156
EMPTY_ROWS = 6  # at the end


def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """Write the sheet; raises UserError where there is no such shift, or the file can't be written."""
    from exports.paper import table_page

    shift = shift_of(session, request.of)
    activity = session.get_one(Activity, shift.activity_id)
    when = f"{chinese_day(shift.held_on)} {clock(shift.starts)}–{clock(shift.ends)}"
    head = table_page.Head(f"{activity.title}签到表", when, activity.place or "")
    return table_page.write(path, head, COLUMNS, _rows(session, shift), tick)


def _rows(session: Session, shift: Shift) -> list[tuple[str, ...]]:
    listed = session.execute(SERVICES.of(shift.id).rows()).all()
    names = [SERVICES.label_of(row).partition("#")[0] for row in listed] + [""] * EMPTY_ROWS
    return [(str(n), name, "", "", "", "") for n, name in enumerate(names, start=1)]


def _name(session: Session, request: Request) -> str:
    shift = shift_of(session, request.of)
    activity = session.get_one(Activity, shift.activity_id)
    return atomic.file_name(f"{activity.title}签到表", f"{shift.held_on:%Y%m%d}")


SHIFT_SIGN_IN = Report("shift_sign_in", "活动签到表（PDF）", ".pdf", write, _name, (Audience.INTERNAL, Audience.REPORT))
REPORTS = (SHIFT_SIGN_IN,)
