"""Conditions on the consents of people in hardship."""

from __future__ import annotations

from sqlalchemy import ColumnElement, SQLColumnExpression, case, select
from sqlalchemy.orm import aliased

from db.hardship.models import Consent

WITHDRAWN_CONSENT = "已撤回"


def has_consent(purpose: str, beneficiary: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a person has given a consent for the purpose that isn't withdrawn."""
    row = aliased(Consent)
    live = select(row.id).where(row.beneficiary_id == beneficiary, row.purpose == purpose, row.withdrawn_on.is_(None))
    return live.exists()


def consent_state(purpose: str, beneficiary: SQLColumnExpression[int]) -> ColumnElement[str]:
    """是, 否, or 已撤回 for a consent that was withdrawn."""
    row = aliased(Consent)
    asked = select(row.id).where(row.beneficiary_id == beneficiary, row.purpose == purpose).exists()
    return case((has_consent(purpose, beneficiary), "是"), (asked, WITHDRAWN_CONSENT), else_="否")
