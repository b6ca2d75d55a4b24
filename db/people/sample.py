"""The sample office: persons and organisations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.core.sample import rows
from db.people.listings import ORGANISATIONS, PERSONS


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for row in rows(sample["persons"]):
        PERSONS.create(session, row)
    for row in rows(sample["organisations"]):
        ORGANISATIONS.create(session, row)
