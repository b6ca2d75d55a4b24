"""The sample office: star scales and a ranking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.hours.rankings import publish_ranking
from db.hours.stars import STAR_SCALES


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for scale in sample["star_scales"]:
        STAR_SCALES.create(session, scale)
    ranking = sample["ranking"]
    publish_ranking(
        session, ranking["title"], ranking["ranked"], ranking["first"], ranking["last"], ranking["published_on"]
    )
