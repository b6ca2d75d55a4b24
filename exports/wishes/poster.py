"""The poster of published wishes (心愿墙): the wishes of a round, marked where they are claimed or realised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from db.core.work import Tick
from db.office.listings import full_name, our_office
from db.wishes.steps import round_of
from exports.atomic import Target, file_name
from exports.reports import Report, Request
from exports.wishes.public_wishes import AUDIENCES, PublicWish, public_wishes, unprintable

TITLE = "微心愿墙"


def _wishes(session: Session, request: Request) -> Sequence[PublicWish]:
    return public_wishes(session, round_of(session, request.of), "公示")


def write(session: Session, path: Target, request: Request, tick: Tick, *, small: bool = False) -> Target:
    """Write the poster, the same for every audience, as it hangs in public.

    Raises UserError where there is no round, or no wish to print, or the file can't be written.
    """
    from exports.wishes.poster_page import A4, PAGE, draw

    below = f"{full_name(session, our_office(session))}　{round_of(session, request.of).name}"
    content = request.door.content((below, _wishes(session, request)))
    return draw(path, TITLE, *content, tick, on=A4 if small else PAGE)


def _unprintable(session: Session, request: Request) -> list[str]:
    return unprintable(_wishes(session, request))


def _name(session: Session, request: Request) -> str:
    wish_round = round_of(session, request.of)
    below = f"{full_name(session, our_office(session))}{wish_round.name}"
    return file_name(request.door.text(below), TITLE, f"{date.today():%Y%m%d}")


_report = partial(Report, suffix=".pdf", namer=_name, audiences=AUDIENCES, unprintable=_unprintable, hangs=True)
WISH_POSTER = _report("wish_poster", f"{TITLE}海报（A3，PDF）", maker=write)
WISH_POSTER_A4 = _report("wish_poster_a4", f"{TITLE}海报（A4，PDF）", maker=partial(write, small=True))
REPORTS = (WISH_POSTER, WISH_POSTER_A4)
