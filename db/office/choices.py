"""Settings of the office: which office this is, and who signs its forms."""

from __future__ import annotations

from db.core.paper_choices import FILLED_BY, HEADED_BY, REVIEWED_BY, WORD_BODY, WORD_TITLE
from db.core.settings import Choice

OFFICE = Choice("office", "本单位", "", "由首次设置写入")
CHOICES = (FILLED_BY, REVIEWED_BY, HEADED_BY, WORD_BODY, WORD_TITLE)
