"""The sample office: the offices, and our own among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.core import settings
from db.core.sample import rows
from db.office.choices import OFFICE
from db.office.listings import OFFICES


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for row in rows(sample["offices"]):
        office = OFFICES.create(session, row)
        if row["code"] == sample["office"]:
            settings.put(session, OFFICE, str(office.id))
