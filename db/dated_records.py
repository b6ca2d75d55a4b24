"""The dated records of all subjects, which the chronicle may take over."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db.core.dated import Dated
from db.subjects import every


def dated_records(session: Session, first: date, last: date) -> list[Dated]:
    """The records of a period, both ends included, the earliest first."""
    records = [record for dated in every("dated", "dated") for record in dated(session, first, last)]
    return sorted(records, key=lambda record: record.day)
