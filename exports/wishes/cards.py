"""Wish cards (心愿卡), eight to a page, to be cut out: the published wishes of a round that nobody has claimed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from db.core import settings
from db.core.paper_choices import PUBLIC_CONTACT
from db.core.work import Tick
from db.office.listings import full_name, our_office
from db.wishes.steps import round_of
from exports.atomic import Target, file_name
from exports.reports import Report, Request
from exports.wishes.public_wishes import AUDIENCES, UNCLAIMED, PublicWish, public_wishes, unprintable

TITLE = "心愿卡"


def _wishes(session: Session, request: Request) -> Sequence[PublicWish]:
    return public_wishes(session, round_of(session, request.of), "已公示又等人认领", UNCLAIMED)


def write(session: Session, path: Target, request: Request, tick: Tick) -> Target:
    """Write the cards, the same for every audience, as they hang in public.

    Raises UserError where there is no round, or no wish to print, or the file can't be written.
    """
    from exports.wishes.cards_page import draw

    office, contact = full_name(session, our_office(session)), settings.get(session, PUBLIC_CONTACT)
    content = (_title(session, request), office, contact, _wishes(session, request))
    return draw(path, *request.door.content(content), tick)


def _unprintable(session: Session, request: Request) -> list[str]:
    return unprintable(_wishes(session, request))


def _title(session: Session, request: Request) -> str:
    return f"{full_name(session, our_office(session))}{round_of(session, request.of).name}{TITLE}"


def _name(session: Session, request: Request) -> str:
    return file_name(request.door.text(_title(session, request)), f"{date.today():%Y%m%d}")


WISH_CARDS = Report("wish_cards", f"{TITLE}", ".pdf", write, _name, AUDIENCES, _unprintable, hangs=True)
REPORTS = (WISH_CARDS,)
