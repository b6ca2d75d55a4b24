"""What people in hardship agreed to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import aliased

from db.hardship.models import (
    Consent,
)

WITHDRAWN_CONSENT = "已撤回"


def has_consent(purpose: str, beneficiary: Any) -> ColumnElement[bool]:
    """Whether somebody has agreed to something, and not taken it back."""
    row = aliased(Consent)
    live = select(row.id).where(row.beneficiary_id == beneficiary, row.purpose == purpose, row.withdrawn_on.is_(None))
    return live.exists()


def consent_state(purpose: str, beneficiary: Any) -> ColumnElement[str]:
    """是, 否, or that it was taken back."""
    row = aliased(Consent)
    asked = select(row.id).where(row.beneficiary_id == beneficiary, row.purpose == purpose).exists()
    return case((has_consent(purpose, beneficiary), "是"), (asked, WITHDRAWN_CONSENT), else_="否")
