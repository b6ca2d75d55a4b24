"""Volunteer teams, their leaders, members and applicants, and transfers between teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, select
from sqlalchemy.orm import Session, aliased

from db.committee import CHANNEL
from db.core import kinds
from db.core.errors import UserError
from db.core.fields import TODAY, Field, Listing, of
from db.core.lookup import row_or_latest
from db.core.masking import Sensitive
from db.core.relation_fields import choice, link, through
from db.core.tag_fields import many, several
from db.office.models import Office
from db.people.listings import PERSONS, person_link
from db.people.models import Organisation, Person
from db.teams import SERVICE, TEAM_KIND
from db.teams.models import CHOSEN, LEADER, ROLES, Applicant, Team, TeamChannel, TeamMember, TeamService, TeamSponsor


def belongs(day: date | SQLColumnExpression[date], member: type[TeamMember] = TeamMember) -> ColumnElement[bool]:
    """The condition for members of a team that day: from the first day up to, not on, the last."""
    return (member.begins <= day) & (member.ends.is_(None) | (member.ends > day))


def _leader() -> Field:
    member, person = aliased(TeamMember), aliased(Person)
    names = select(func.aggregate_strings(person.name, "、")).join_from(member, person, person.id == member.person_id)
    today = names.where(member.team_id == Team.id, member.role == LEADER, belongs(TODAY, member))
    return Field("leader", "现任队长", kinds.NAME, today.scalar_subquery(), sensitive=Sensitive.NAME)


def _size() -> Field:
    member = aliased(TeamMember)
    count = select(func.count(member.id)).where(member.team_id == Team.id, belongs(TODAY, member))
    return Field("size", "现有人数", kinds.COUNT, count.scalar_subquery())


TEAMS = Listing(
    key="teams",
    title="志愿服务队",
    model=Team,
    fields=(
        of(Team.name, order=Team.sort_key),
        choice(Team.kind_id, TEAM_KIND),
        _leader(),
        _size(),
        of(Team.founded_on),
        several(TeamSponsor, Team, Organisation),
        many(TeamChannel, Team, CHANNEL),
        many(TeamService, Team, SERVICE),
        of(Team.area),
        of(Team.brand),
        of(Team.disbanded_on),
        of(Team.wanted),
        of(Team.called_on),
        of(Team.apply_until),
        of(Team.requirements),
        of(Team.risks),
        of(Team.inquiry),
        link(Team.office_id, Office),
        of(Team.note),
    ),
    order=(Team.disbanded_on.is_not(None), Team.sort_key, Team.id),
    search=Team.search_text,
    match=("name", "office"),
    empty="还没有志愿服务队。点“新增”组建第一支，再登记队员。",
)

TEAM_MEMBERS = Listing(
    key="team_members",
    title="队员",
    model=TeamMember,
    fields=(
        person_link(TeamMember.person_id),
        of(TeamMember.role),
        of(TeamMember.begins),
        of(TeamMember.ends),
        of(TeamMember.leaving),
        through(TeamMember.person_id, Person, PERSONS["phone"]),
        link(TeamMember.team_id, Team),
    ),
    joins=((Person, Person.id == TeamMember.person_id),),
    order=(
        TeamMember.team_id,
        TeamMember.ends.is_not(None),
        case(*((TeamMember.role == role, place) for place, role in enumerate(ROLES))),
        Person.sort_key,
        TeamMember.id,
    ),
    search=Person.search_text,
    within=TeamMember.team_id,
    match=("person", "team", "begins"),
    empty="还没有队员。点“新增”登记队长和队员。",
)


APPLICANTS = Listing(
    key="applicants",
    title="报名表",
    model=Applicant,
    fields=(
        person_link(Applicant.person_id),
        of(Applicant.applied_on),
        choice(Applicant.channel_id, CHANNEL),
        of(Applicant.outcome),
        through(Applicant.person_id, Person, PERSONS["phone"]),
        through(Applicant.person_id, Person, PERSONS["work"]),
        of(Applicant.note),
        link(Applicant.team_id, Team),
    ),
    joins=((Person, Person.id == Applicant.person_id),),
    order=(Applicant.team_id, Applicant.applied_on, Applicant.id),
    search=Person.search_text,
    within=Applicant.team_id,
    match=("person", "team"),
    empty="还没有人报名。招募公告贴出以后，把报名的人逐个写在这里。",
)


def choose(session: Session, numbers: Sequence[int], day: date) -> int:
    """Take applicants into their teams from a day on; return the number of new members.

    An applicant who is in the team already is only marked as chosen. Raises UserError where the team is disbanded.
    """
    count = 0
    for number in numbers:
        applicant = session.get_one(Applicant, number)
        team = session.get_one(Team, applicant.team_id)
        if team.disbanded_on and team.disbanded_on <= day:
            raise UserError(f"{team.name}已在 {team.disbanded_on} 解散，不能再入队")
        there = select(TeamMember.id).where(
            TeamMember.team_id == team.id, TeamMember.person_id == applicant.person_id, belongs(day)
        )
        if session.scalar(there) is None:
            session.add(TeamMember(team_id=team.id, person_id=applicant.person_id, begins=day))
            count += 1
        applicant.outcome = CHOSEN
    session.flush()
    return count


def team_of(session: Session, number: int | None) -> Team:
    """The team with this id, or the latest; raises UserError where there is none."""
    latest = select(Team).order_by(Team.id.desc())
    return row_or_latest(
        session,
        Team,
        number,
        latest,
        gone="没有这支队；用 list teams 查看现有队伍",
        none="还没有志愿服务队，请先组建一支",
    )


def transfer(session: Session, member: TeamMember, team: Team, day: date) -> TeamMember:
    """Move a member to another team on a day; both rows stay, so that transfers can be followed.

    Raises UserError where the person has left already, is in the other team already, or joined after that day.
    """
    if member.ends is not None:
        raise UserError(f"这个人已在 {member.ends} 离队；要加入别的队，请在那一队新增")
    if member.team_id == team.id:
        raise UserError(f"这个人就在{team.name}，请另选一队")
    if day < member.begins:
        raise UserError(f"转队日期早于入队日期 {member.begins}，请核对", "begins")
    member.ends, member.leaving = day, f"转入{team.name}"
    session.flush()  # before the new row: a person is in a team once at a time
    joined = TeamMember(team_id=team.id, person_id=member.person_id, begins=day)
    session.add(joined)
    return joined
