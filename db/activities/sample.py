"""The sample office: activities, shifts and who served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.activities.amendments import AMENDMENTS
from db.activities.listings import ACTIVITIES, SHIFTS
from db.activities.models import Activity, Service, Shift
from db.activities.services import SERVICES, as_planned, confirm, expect_members
from db.attachments.file_store import Pasted, intake
from db.attachments.steps import attach
from db.core.relation_fields import find_by_label
from db.core.work import no_progress
from db.people.models import Person

RESOURCES = Path(__file__).parent.parent.parent / "resources"


def fill(session: Session, sample: dict[str, Any], folder: Path) -> None:
    for activity in sample["activities"]:
        shifts, missing, asked = activity.pop("shifts"), activity.pop("missing", {}), activity.pop("asked", [])
        made = ACTIVITIES.create(session, activity)
        for shift in shifts:
            row = SHIFTS.create(session, shift, activity_id=made.id)
            if "team" not in activity:
                continue
            expect_members(session, row)
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
    _attach(session, sample["attachments"], folder)


def _serve(session: Session, shift: int, missing: dict[str, str]) -> None:
    """Sign in and out all who came; who is missing is so in the first shift with the reason given."""
    away = {find_by_label(session, Person, name): reason for name, reason in missing.items()}
    for row in session.scalars(select(Service).where(Service.shift_id == shift)):
        if row.person_id in away:
            SERVICES["state"].put(session, row, "假")
            row.reason = away[row.person_id]
        else:
            as_planned(session, [row.id])


def _attach(session: Session, scans: list[dict[str, Any]], folder: Path) -> None:
    """Scans of the first shift of an activity."""
    with intake(folder) as take:
        for scan in scans:
            activity = find_by_label(session, Activity, scan["activity"])
            shift = session.scalars(select(Shift.id).where(Shift.activity_id == activity).order_by(Shift.id)).first()
            file = Pasted(scan["name"], (RESOURCES / scan["file"]).read_bytes())
            made = attach(session, folder, Shift.__tablename__, shift or 0, take(file, no_progress))
            made.caption, made.taken_on = scan["caption"], scan["taken_on"]
