"""Volunteer teams on the home page: those without a leader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db.core.gaps import Gap
from db.teams.listings import belongs
from db.teams.models import LEADER, Team, TeamMember


def working(day: date) -> ColumnElement[bool]:
    """The condition for teams that aren't disbanded by that day."""
    return Team.disbanded_on.is_(None) | (Team.disbanded_on > day)


def gaps(session: Session, day: date) -> Iterator[Gap]:
    led = select(TeamMember.id).where(TeamMember.team_id == Team.id, TeamMember.role == LEADER, belongs(day)).exists()
    leaderless = session.execute(select(Team.id, Team.name).where(working(day), ~led).order_by(Team.sort_key)).all()
    for number, name in leaderless[:3]:
        yield Gap(f"{name}没有现任队长", "teams", number)
