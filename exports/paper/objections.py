"""The end of a published paper: its period, the office that takes objections, and the publisher."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from db.core import settings
from db.core.chinese import chinese_day
from db.core.paper_choices import PUBLIC_CONTACT, PUBLIC_DAYS
from db.office.listings import public_signer
from db.office.models import Office
from exports.paper.parts import Heading, Part, Signed


def objections(session: Session, office: Office, day: date, number: int) -> Iterator[Part]:
    """The period, the receiver of objections and the publisher by the settings; `number` is that of the heading."""
    issuer = public_signer(session, office)
    last = day + settings.days(session, PUBLIC_DAYS) - timedelta(days=1)
    whom = settings.get(session, PUBLIC_CONTACT) or issuer
    words = f"{chinese_day(day)}至{chinese_day(last)}。如有异议，请在公示期内向{whom.rstrip('。')}反映。"
    yield Heading(1, "公示时间：", words, number)
    yield Signed(issuer, chinese_day(day))
