"""The service records of a shift: people are listed, signed in and out, and the shift is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Row, and_, case, func, select
from sqlalchemy.orm import Session

from db.activities.amendment_models import WAITING, Amendment
from db.activities.listings import with_hours
from db.activities.models import CAME, LISTED, PRESENT, Activity, ActivityTeam, Service, Shift, minutes_of
from db.core import kinds
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.relation_fields import link, through
from db.people.listings import PERSONS, person_link
from db.people.models import Person
from db.teams.listings import belongs
from db.teams.models import Team, TeamMember

OUTSIDE, UNDECIDED = "非本队", "补录待审批"

ServedRow = Row[str, str, int | None]  # name, state, sign-out


def _remark() -> Field:
    """A mark for times that wait for approval, and for people who are in none of the teams that take part."""
    takes_part = ActivityTeam.owner_id == Shift.activity_id
    member = (
        select(TeamMember.id)
        .join(ActivityTeam, ActivityTeam.team_id == TeamMember.team_id)
        .where(takes_part, TeamMember.person_id == Service.person_id, belongs(Shift.held_on))
        .correlate(Service, Shift)
        .exists()
    )
    any_team = select(ActivityTeam.id).where(takes_part).correlate(Shift).exists()
    undecided = select(Amendment.id).where(Amendment.service_id == Service.id, Amendment.state == WAITING).exists()
    return Field("remark", "说明", kinds.SHORT, case((undecided, UNDECIDED), (and_(any_team, ~member), OUTSIDE)))


SERVICES = Listing(
    key="services",
    title="服务记录",
    model=Service,
    fields=(
        of(Shift.held_on, set=None, required=False),
        of(Shift.starts, set=None, required=False),
        of(Activity.title, key="activity", set=None, required=False),
        person_link(Service.person_id),
        of(Service.state),
        of(Service.arrived),
        of(Service.left),
        Field("minutes", "时长", kinds.DURATION, minutes_of()),
        _remark(),
        of(Service.reason),
        of(Service.void),
        link(Service.team_id, Team),
        through(Service.person_id, Person, PERSONS["phone"]),
        of(Service.position),
    ),
    joins=(
        (Person, Person.id == Service.person_id),
        (Shift, Shift.id == Service.shift_id),
        (Activity, Activity.id == Shift.activity_id),
    ),
    order=(Shift.held_on, Shift.starts, Service.shift_id, Service.position, Service.id),
    search=Person.search_text,
    within=Service.shift_id,
    match=("person", "activity", "held_on", "starts"),
    keep=lambda numbers: with_hours(Service.id.in_(numbers)),
    empty="还没有名单。点“列出队员”，或逐个新增。",
)


def expect_members(session: Session, shift: Shift) -> int:
    """List that day's members of the teams taking part who aren't listed yet; return their number.

    Raises UserError where the activity has no team.
    """
    listed = set(session.scalars(select(Service.person_id).where(Service.shift_id == shift.id)))
    teams = select(ActivityTeam.id).where(ActivityTeam.owner_id == shift.activity_id)
    if session.scalar(teams.limit(1)) is None:
        raise UserError("这个活动还没有参加队伍，请先在“基本情况”里选，或逐个新增", "team")
    query = (
        select(TeamMember.person_id, TeamMember.team_id)
        .join(ActivityTeam, ActivityTeam.team_id == TeamMember.team_id)
        .join(Person, Person.id == TeamMember.person_id)
        .where(ActivityTeam.owner_id == shift.activity_id, belongs(shift.held_on))
        .order_by(ActivityTeam.position, Person.sort_key)
    )
    missing: dict[int, int] = {}  # person: team
    for person, team in session.execute(query):
        if person not in listed:
            missing.setdefault(person, team)
    first = next_service_position(session, shift.id)
    session.add_all(
        Service(shift_id=shift.id, person_id=person, team_id=team, position=first + n)
        for n, (person, team) in enumerate(missing.items())
    )
    return len(missing)


def next_service_position(session: Session, shift: int) -> int:
    """The position after the last service record of a shift."""
    return (session.scalar(select(func.max(Service.position)).where(Service.shift_id == shift)) or 0) + 1


def present(session: Session, shift: int) -> int:
    """The number of people who came to a shift, without void records."""
    came = select(func.count(Service.id)).where(
        Service.shift_id == shift, Service.state.in_(PRESENT), Service.void.is_(None)
    )
    return session.scalar(came) or 0


def as_planned(session: Session, numbers: Sequence[int]) -> None:
    """Fill in the times of the shift as sign-in and sign-out; typed times stay."""
    for number in numbers:
        row = session.get_one(Service, number)
        shift = session.get_one(Shift, row.shift_id)
        if row.state not in PRESENT:
            row.state, row.reason = CAME, None
        row.arrived = shift.starts if row.arrived is None else row.arrived
        row.left = shift.ends if row.left is None else row.left


def confirm(session: Session, shift: Shift, day: date, by: str) -> None:
    """Confirm a shift; its hours then change only by an approved amendment.

    Raises UserError where it is confirmed already, `by` or the list is empty, a person isn't marked or lacks a time,
    or the paper has another number of signatures.
    """
    if shift.confirmed_on:
        raise UserError(f"本场已由{shift.confirmed_by}在 {shift.confirmed_on} 确认")
    if not by.strip():
        raise UserError("请写明由谁确认", "confirmed_by")
    session.flush()  # marks of the same action count
    rows = session.execute(
        select(Person.name, Service.state, Service.left)
        .join(Person, Person.id == Service.person_id)
        .where(Service.shift_id == shift.id, Service.void.is_(None))
        .order_by(Service.position)
    ).all()
    if not rows:
        raise UserError("本场还没有名单，请先列出队员并登记签到签退")
    _refuse_any(rows, lambda row: row.state == LISTED, "还没有标记到场，请按签到表标记到、迟、假或缺")
    _refuse_any(rows, lambda row: row.state in PRESENT and row.left is None, "还没有签退时间，请补上")
    came = present(session, shift.id)
    if shift.paper_count is not None and shift.paper_count != came:
        raise UserError(f"纸上签到 {shift.paper_count} 人，这里到场 {came} 人，请核对后再确认", "paper_count")
    shift.confirmed_on, shift.confirmed_by = day, by.strip()
    session.flush()


def _refuse_any(rows: Sequence[ServedRow], wrong: Callable[[ServedRow], bool], sentence: str) -> None:
    """Raises UserError with the names of the wrong rows."""
    if names := [row.name for row in rows if wrong(row)]:
        more = f"等 {len(names)} 人" if len(names) > 3 else ""
        raise UserError("、".join(names[:3]) + more + sentence)
