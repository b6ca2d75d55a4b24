"""Settings of the office: which office this is, and what it prints on forms and papers."""

from __future__ import annotations

from db.core.paper_choices import FILLED_BY, HEADED_BY, PUBLIC_CONTACT, PUBLIC_DAYS, PUBLIC_ISSUER, REVIEWED_BY
from db.core.settings import Choice

OFFICE = Choice("office", "本单位", "", "由首次设置写入")
CHOICES = (
    OFFICE,
    PUBLIC_ISSUER,
    PUBLIC_DAYS,
    PUBLIC_CONTACT,
    FILLED_BY,
    REVIEWED_BY,
    HEADED_BY,
)
