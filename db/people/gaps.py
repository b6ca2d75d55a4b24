"""Persons and organisations on the home page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from db.core.gaps import Figure, count
from db.people.models import Organisation


def figures(session: Session, _day: date) -> Iterator[Figure]:
    yield Figure(40, "单位", f"{count(session, Organisation.id)} 家", "驻区与共建单位", "organisations")
