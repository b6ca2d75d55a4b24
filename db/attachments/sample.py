"""The sample office: the scan of a sign-in sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.activities.models import Activity, Shift
from db.attachments.file_store import Pasted, intake
from db.attachments.listings import ATTACHMENTS, attach
from db.attachments.models import Attachment
from db.core.relation_fields import find_by_label
from db.core.work import quietly

RESOURCES = Path(__file__).parent.parent.parent / "resources"


def fill(session: Session, sample: dict[str, Any], folder: Path) -> None:
    with intake(folder) as take:
        for scan in sample["attachments"]:
            activity = find_by_label(session, Activity, scan.pop("activity"))
            shift = session.scalars(select(Shift.id).where(Shift.activity_id == activity).order_by(Shift.id)).first()
            file = Pasted(scan.pop("name"), (RESOURCES / scan.pop("file")).read_bytes())
            made = attach(session, folder, Attachment.shift_id, shift or 0, take(file, quietly))
            for key, value in scan.items():
                ATTACHMENTS[key].put(session, made, value)
