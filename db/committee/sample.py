"""The sample office: terms and members."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.committee.listings import MEMBERS, TERMS
from db.committee.models import Term
from db.core.sample import rows


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for row in rows(sample["terms"]):
        TERMS.create(session, row)
    for table in sample["members"]:
        term = session.scalars(select(Term).where(Term.name == table["term"])).one()
        for row in rows([table]):
            MEMBERS.create(session, row, term_id=term.id)
