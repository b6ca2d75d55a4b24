"""What teams give to everybody: where to sign up and whom to call."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.teams.models import Team


def contacts(session: Session) -> Sequence[str]:
    """Texts with contacts that are printed on appeals."""
    return session.scalars(select(Team.inquiry).where(Team.inquiry.is_not(None))).all()  # pyright: ignore[reportReturnType]
