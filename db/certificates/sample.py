"""The sample office: service certificates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.certificates.choices import CHOICES
from db.certificates.issuing import issue, usual
from db.core import kinds, settings
from db.core.relation_fields import find_by_label
from db.core.sample import rows
from db.office.models import Office
from db.people.listings import PERSONS
from db.people.models import Person


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    table = sample["certificates"]
    for choice in CHOICES:
        if choice.key in table["settings"]:
            settings.put(session, choice, table["settings"][choice.key])
    session.flush()
    office = session.scalars(select(Office).where(Office.name == table["office"])).one()
    for row in rows([table]):
        person = session.get_one(Person, find_by_label(session, Person, str(row["person"])))
        PERSONS["id_number"].put(session, person, row["id_number"])
        session.flush()
        common = usual(session, office, kinds.parse_day(str(row["issued_on"])))
        last, purpose = kinds.parse_day(str(row["last"])), str(row["purpose"])
        issue(session, [person.id], replace(common, last=last, purpose=purpose))
