"""Name cards for the tables of a meeting (桌签), a page each, to be folded so that the name is read from both sides."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import Tick
from db.meetings.listings import meeting_of, people_by_state
from exports.atomic import Target, file_name
from exports.reports import Report, Request

ABSENT = ("请假", "缺席")
TITLE = "桌签"


def _names(session: Session, request: Request) -> tuple[str, ...]:
    """Those who came or are expected, in the order of the list; raises UserError where there is nobody."""
    meeting = meeting_of(session, request.of)
    people = people_by_state(session, meeting.id)
    names = tuple(one.name for state, listed in people.items() if state not in ABSENT for one in listed)
    if not names:
        raise UserError(f"“{meeting.title}”的名单里没有要来的人，请先在“会议”的“参会”里列出，再打印桌签")
    return names


def _write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    from exports.meetings.name_cards_page import draw

    return draw(path, _title(session, request), _names(session, request), tick)


def _title(session: Session, request: Request) -> str:
    return f"{meeting_of(session, request.of).title}{TITLE}"


def _name(session: Session, request: Request) -> str:
    return file_name(_title(session, request), f"{meeting_of(session, request.of).held_on:%Y%m%d}")


def _unprintable(session: Session, request: Request) -> list[str]:
    from exports.paper.fonts import missing

    return [f"“{sign}”　在“{name}”里" for name in _names(session, request) for sign in missing(name)]


NAME_CARDS = Report(
    "name_cards",
    TITLE,
    ".pdf",
    _write,
    _name,
    (Audience.INTERNAL, Audience.REPORT),
    _unprintable,
    one_sided=True,
)
REPORTS = (NAME_CARDS,)
