"""The condition for wishes that the public may read."""

from __future__ import annotations

from db.hardship.consents import has_consent
from db.hardship.models import (
    PUBLISH,
)
from db.wishes.models import Wish

PUBLICLY_SHOWN = Wish.published_on.is_not(None) & Wish.outcome.is_(None) & has_consent(PUBLISH, Wish.beneficiary_id)
