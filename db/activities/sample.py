"""The sample office: activities, shifts and who served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.activities.amendments import AMENDMENTS
from db.activities.listings import ACTIVITIES, SHIFTS
from db.activities.models import Service
from db.activities.services import SERVICES, as_planned, confirm
from db.activities.services import expect_members as expect_team
from db.core.relation_fields import find_by_label
from db.people.models import Person


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for activity in sample["activities"]:
        shifts, missing, asked = activity.pop("shifts"), activity.pop("missing", {}), activity.pop("asked", [])
        made = ACTIVITIES.create(session, activity)
        for shift in shifts:
            row = SHIFTS.create(session, shift, activity_id=made.id)
            if "team" not in activity:
                continue
            expect_team(session, row)
            session.flush()
            by = shift.get("confirmed_by")
            _serve(session, row.id, missing)
            if by:
                confirm(session, row, row.held_on, by)
        for one in asked:
            service = session.scalars(
                select(Service.id).join(Person, Person.id == Service.person_id).where(Person.name == one["person"])
            ).one()
            AMENDMENTS.create(session, one, service_id=service)


def _serve(session: Session, shift: int, missing: dict[str, str]) -> None:
    """Sign in and out all who came; who is missing is so in the first shift with the reason given."""
    away = {find_by_label(session, Person, name): reason for name, reason in missing.items()}
    for row in session.scalars(select(Service).where(Service.shift_id == shift)):
        if row.person_id in away:
            SERVICES["state"].put(session, row, "假")
            row.reason = away[row.person_id]
        else:
            as_planned(session, [row.id])
