"""The sample office: people in hardship, their consents, and visits to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.core.sample import rows
from db.hardship.listings import BENEFICIARIES, CONSENTS, VISITS


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    table = sample["beneficiaries"]
    for row in rows([table]):
        BENEFICIARIES.create(session, row | {"office": table["office"], "keep_until": table["keep_until"]})
    for row in rows([sample["consents"]]):
        CONSENTS.create(session, row | {"given_on": sample["consents"]["given_on"]})
    for row in rows([sample["visits"]]):
        VISITS.create(session, row)
