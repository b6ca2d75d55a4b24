"""Wish cards (心愿卡), eight to a page, to be cut out: the wishes of a round that wait on the wall to be claimed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from db.core.work import Tick
from db.office.listings import full_name, our_office
from db.wishes.steps import round_of
from exports.atomic import Target, file_name
from exports.reports import Report, Request
from exports.wishes.notes import ON_WALL, WAITING, Note, notes, some, unprintable

TITLE = "心愿卡"


def _notes(session: Session, request: Request) -> Sequence[Note]:
    wish_round = round_of(session, request.of)
    return some([n for n in notes(session, wish_round) if n.said == WAITING], wish_round, "已公示又等人认领")


def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """The same for every audience, for it hangs on a wall; raises UserError where there is no wish to print."""
    from exports.wishes.cards_page import draw

    return draw(path, _title(session, request), _notes(session, request), tick)


def _unprintable(session: Session, request: Request) -> list[str]:
    return unprintable(_notes(session, request))


def _title(session: Session, request: Request) -> str:
    return f"{full_name(session, our_office(session))}{round_of(session, request.of).name}{TITLE}"


def _name(session: Session, request: Request) -> str:
    return file_name(_title(session, request), f"{date.today():%Y%m%d}")


WISH_CARDS = Report("wish_cards", f"{TITLE}（PDF）", ".pdf", write, _name, ON_WALL, _unprintable)
REPORTS = (WISH_CARDS,)
