"""The sample office: volunteer teams, their members and applicants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.sample import rows
from db.teams.listings import APPLICANTS, TEAM_MEMBERS, TEAMS
from db.teams.models import Team


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for row in rows([sample["teams"]]):
        TEAMS.create(session, row)
    for members in sample["team_members"]:
        team = session.scalars(select(Team).where(Team.name == members["team"])).one()
        for row in rows([members]):
            TEAM_MEMBERS.create(session, row | {"begins": members["begins"]}, team_id=team.id)
    appeal = sample["appeal"]
    team = session.scalars(select(Team).where(Team.name == appeal.pop("team"))).one()
    for key, value in appeal.items():
        TEAMS[key].put(session, team, value)
    for applicants in sample["applicants"]:
        for row in rows([applicants]):
            APPLICANTS.create(session, row, team_id=team.id)
