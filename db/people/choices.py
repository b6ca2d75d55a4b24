"""Settings about persons."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.settings import Choice, get

AGE_BANDS = Choice("age_bands", "年龄分段", "35、45、55、65", "每段的上限，单位岁")
CHOICES = (AGE_BANDS,)


def age_bands(session: Session) -> list[int]:
    """The upper ends of the age bands, in years, ascending; raises UserError where the setting can't be read."""
    parts = get(session, AGE_BANDS).split("、")
    if not all(re.fullmatch(r"[0-9]{1,3}", part) for part in parts):
        raise UserError("设置里的“年龄分段”应是用顿号隔开的整数，如 35、45、55、65")
    return sorted({int(part) for part in parts})
