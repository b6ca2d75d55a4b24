"""Volunteer activities: their shifts, who was there, and the hours that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from db import kinds
from db.activity_models import (
    CAME,
    PRESENT,
    Activity,
    ActivityFunction,
    ActivityPartner,
    ActivityService,
    ActivityTeam,
    Service,
    Shift,
)
from db.errors import UserError
from db.fields import Field, Listing, choice, link, of, through
from db.many import many, several
from db.models import Office, Organisation, Person
from db.persons import PERSONS, person_link
from db.team_models import Team, TeamMember
from db.teams import belongs

OUTSIDE = "非本队"


def minutes_of(service: type[Service] = Service) -> ColumnElement[int]:
    """What a row counts: from sign-in to sign-out; nothing without both, for who didn't come, or where it is void."""
    counted = and_(service.left.is_not(None), service.void.is_(None), service.state.in_(PRESENT))
    return case((counted, service.left - service.arrived), else_=0)


def _sum(what: ColumnElement[int], shift: type[Shift], *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(what).select_from(Service).join(shift, shift.id == Service.shift_id).where(*where).scalar_subquery()


def _figures(owner: ColumnElement[bool], shift: type[Shift]) -> tuple[Field, Field]:
    present = _sum(func.count(Service.person_id.distinct()), shift, owner, minutes_of() > 0)
    minutes = _sum(func.coalesce(func.sum(minutes_of()), 0), shift, owner)
    return Field("present", "服务人次", kinds.TALLY, present), Field("minutes", "服务时长", kinds.DURATION, minutes)


_OF_ACTIVITY, _OF_SHIFT = aliased(Shift), aliased(Shift)
_DAYS = aliased(Shift)

ACTIVITIES = Listing(
    key="activities",
    title="活动",
    model=Activity,
    fields=(
        Field(
            "held_on",
            "首场日期",
            kinds.DAY,
            select(func.min(_DAYS.held_on)).where(_DAYS.activity_id == Activity.id).scalar_subquery(),
        ),
        of(Activity.title),
        several(ActivityTeam, Activity, Team),
        *_figures(_OF_ACTIVITY.activity_id == Activity.id, _OF_ACTIVITY),
        many(ActivityService, Activity, "service"),
        many(ActivityFunction, Activity, "function"),
        of(Activity.place),
        choice(Activity.place_kind_id, "place_kind"),
        several(ActivityPartner, Activity, Organisation),
        of(Activity.served),
        of(Activity.content),
        of(Activity.state),
        of(Activity.reason),
        link(Activity.office_id, Office),
        of(Activity.note),
    ),
    order=(Activity.id.desc(),),
    search=Activity.title + " " + func.coalesce(Activity.place, ""),
    match=("title", "office"),
    keep=lambda numbers: _with_hours(
        Service.shift_id.in_(select(Shift.id).where(Shift.activity_id.in_(numbers)).scalar_subquery())
    ),
    empty="还没有活动。点“新增”写下第一个活动，再安排场次。",
)

SHIFTS = Listing(
    key="shifts",
    title="场次",
    model=Shift,
    fields=(
        of(Shift.held_on),
        of(Shift.starts),
        of(Shift.ends),
        of(Shift.needed),
        *_figures(_OF_SHIFT.id == Shift.id, _OF_SHIFT),
        of(Shift.note),
        of(Activity.title, key="activity", set=None, required=False),
    ),
    joins=((Activity, Activity.id == Shift.activity_id),),
    order=(Shift.held_on, Shift.starts, Shift.id),
    search=Activity.title,
    within=Shift.activity_id,
    match=("activity", "held_on", "starts"),
    keep=lambda numbers: _with_hours(Service.shift_id.in_(numbers)),
    empty="还没有场次。点“新增”写下日期和起止时间。",
)


def _outside() -> Field:
    """Marks those who aren't in any of the teams that take part; they may serve all the same."""
    takes_part = ActivityTeam.owner_id == Shift.activity_id
    member = (
        select(TeamMember.id)
        .join(ActivityTeam, ActivityTeam.team_id == TeamMember.team_id)
        .where(takes_part, TeamMember.person_id == Service.person_id, belongs(Shift.held_on))  # pyright: ignore[reportArgumentType]
        .correlate(Service, Shift)
        .exists()
    )
    any_team = select(ActivityTeam.id).where(takes_part).correlate(Shift).exists()
    return Field("outside", "说明", kinds.SHORT, case((and_(any_team, ~member), OUTSIDE)))


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
        _outside(),
        of(Service.reason),
        of(Service.void),
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
    keep=lambda numbers: _with_hours(Service.id.in_(numbers)),
    empty="还没有名单。点“列出队员”，或逐个新增。",
)


def _with_hours(which: ColumnElement[bool]) -> tuple[ColumnElement[bool], str]:
    return and_(which, Service.left.is_not(None), Service.void.is_(None)), "有时长的服务记录不能删除，请填作废原因"


def expect_members(session: Session, shift: Shift) -> int:
    """List everyone who is that day in a team taking part and isn't listed yet; return how many came in."""
    listed = set(session.scalars(select(Service.person_id).where(Service.shift_id == shift.id)))
    query = (
        select(TeamMember.person_id)
        .join(ActivityTeam, ActivityTeam.team_id == TeamMember.team_id)
        .join(Person, Person.id == TeamMember.person_id)
        .where(ActivityTeam.owner_id == shift.activity_id, belongs(shift.held_on))
        .order_by(ActivityTeam.position, Person.sort_key)
    )
    teams = select(ActivityTeam.id).where(ActivityTeam.owner_id == shift.activity_id)
    if session.scalar(teams.limit(1)) is None:
        raise UserError("这个活动还没有参加队伍，请先在“基本情况”里选，或逐个新增", "team")
    coming = [person for person in dict.fromkeys(session.scalars(query)) if person not in listed]
    first = next_position(session, shift.id)
    session.add_all(Service(shift_id=shift.id, person_id=person, position=first + n) for n, person in enumerate(coming))
    return len(coming)


def next_position(session: Session, shift: int) -> int:
    return (session.scalar(select(func.max(Service.position)).where(Service.shift_id == shift)) or 0) + 1


def as_planned(session: Session, numbers: Sequence[int]) -> None:
    """Sign in and out at the times of the shift; what was typed already stays."""
    for number in numbers:
        row = session.get_one(Service, number)
        shift = session.get_one(Shift, row.shift_id)
        if row.state not in PRESENT:
            row.state, row.reason = CAME, None
        row.arrived = shift.starts if row.arrived is None else row.arrived
        row.left = shift.ends if row.left is None else row.left


def repeat(session: Session, shift: Shift, days: Sequence[date]) -> int:
    """The same times on other days, without the people; days that have it already are passed over."""
    there = select(Shift.held_on).where(Shift.activity_id == shift.activity_id, Shift.starts == shift.starts)
    known = set(session.scalars(there))
    new = [day for day in dict.fromkeys(days) if day not in known]
    session.add_all(
        Shift(activity_id=shift.activity_id, held_on=day, starts=shift.starts, ends=shift.ends, needed=shift.needed)
        for day in new
    )
    return len(new)


def weekly(first: date, times: int) -> list[date]:
    """The same weekday, so many times after the first; raises UserError outside 1 to 60."""
    if not 1 <= times <= 60:
        raise UserError("请填 1 到 60 之间的次数")
    return [first + timedelta(weeks=n) for n in range(1, times + 1)]


def shift_of(session: Session, number: int | None) -> Shift:
    """The shift with this number, or the latest; raises UserError where there is none."""
    query = select(Shift.id).order_by(Shift.held_on.desc(), Shift.starts.desc())
    found = session.get(Shift, session.scalar(query) if number is None else number)
    if found is None:
        raise UserError("没有这一场；用 list shifts 查看现有场次" if number else "还没有场次，请先在“活动”里安排")
    return found
