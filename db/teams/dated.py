"""The dated records of volunteer teams for the chronicle: their founding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.core.dated import Dated
from db.office.listings import full_name
from db.office.models import Office
from db.teams.models import Team, TeamMember


def dated(session: Session, first: date, last: date) -> Iterator[Dated]:
    """Teams founded in the period, both ends included, with the number of their members that day."""
    for team in session.scalars(select(Team).where(Team.founded_on.between(first, last)).order_by(Team.id)):
        assert team.founded_on
        there = (TeamMember.team_id == team.id) & (TeamMember.begins <= team.founded_on)
        members = session.scalar(select(func.count(TeamMember.id)).where(there)) or 0
        office = full_name(session, session.get_one(Office, team.office_id))
        text = f"{office}组建{team.name}" + (f"，队员{members}人。" if members else "。")
        yield Dated(team.founded_on, f"{team.name}成立", text, team.office_id, "teams", team.id)
