"""The wish wall (心愿墙) as a poster: the published wishes of a round, and which of them are claimed or realised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from db.core.work import Tick
from db.office.listings import full_name, our_office
from db.wishes.steps import round_of
from exports.atomic import Target, file_name
from exports.reports import Report, Request
from exports.wishes.notes import ON_WALL, Note, notes, some, unprintable

TITLE = "微心愿墙"


def _notes(session: Session, request: Request) -> Sequence[Note]:
    wish_round = round_of(session, request.of)
    return some(notes(session, wish_round), wish_round, "公示")


def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """The same for every audience, for it hangs on a wall; raises UserError where there is no wish to print."""
    from exports.wishes.poster_page import draw

    below = f"{full_name(session, our_office(session))}　{round_of(session, request.of).name}"
    return draw(path, TITLE, below, _notes(session, request), tick)


def _unprintable(session: Session, request: Request) -> list[str]:
    return unprintable(_notes(session, request))


def _name(session: Session, request: Request) -> str:
    wish_round = round_of(session, request.of)
    return file_name(full_name(session, our_office(session)), wish_round.name, TITLE, f"{date.today():%Y%m%d}")


WISH_POSTER = Report("wish_poster", f"{TITLE}海报（PDF）", ".pdf", write, _name, ON_WALL, _unprintable)
REPORTS = (WISH_POSTER,)
