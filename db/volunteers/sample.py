"""The sample office: volunteers, their skills and trainings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.core.sample import rows
from db.volunteers.listings import MILESTONES, VOLUNTEER_SKILLS, VOLUNTEERS


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for table in sample["volunteers"]:
        for row in rows([table]):
            VOLUNTEERS.create(session, row | {"registered_on": table["registered_on"]})
    for key, listing in (("volunteer_skills", VOLUNTEER_SKILLS), ("milestones", MILESTONES)):
        for row in rows([sample[key]]):
            listing.create(session, row)
