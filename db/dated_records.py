"""The dated records of all subjects that a chronicle may take over."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db.core.dated import Dated
from db.subjects import every


def dated_records(session: Session, first: date, last: date) -> list[Dated]:
    """Those of a period, both ends included, the earliest first."""
    found = [record for tell in every("dated", "dated") for record in tell(session, first, last)]
    return sorted(found, key=lambda record: record.day)
