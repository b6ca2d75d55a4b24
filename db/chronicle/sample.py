"""The sample office: the entries of its chronicle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.chronicle.listings import CHRONICLE
from db.core.sample import rows


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for row in rows([sample["chronicle"]]):
        CHRONICLE.create(session, row)
