"""The call-out list: volunteers with a skill who are free on a day, those with the fewest recent hours first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, literal, null, select
from sqlalchemy.orm import Session, aliased

from db.activities import SKILL
from db.activities.listings import shift_of
from db.activities.models import CANCELLED, EXCUSED, MISSING, Activity, Service, Shift, ShiftSkill, minutes_of
from db.core import kinds
from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.kinds import WEEK, Kind
from db.core.tables import Entry
from db.office.models import Office
from db.people.models import Person
from db.volunteers.listings import VOLUNTEERS, active
from db.volunteers.models import Volunteer, VolunteerSkill

Value = TypeVar("Value")
RECENT_DAYS = 90  # that make up the recent load
EXPIRED, TIME_UNKNOWN = "证书已过期", "时间未填，先问"
REMARK = Kind("remark", width=16, alert=lambda value: value == EXPIRED)
LICENCE_FIELDS = ("licence", "expires")  # empty where no skill is asked for


def callout(skill: int | None, day: date) -> Listing:
    """The volunteers who can be called for a day and have a skill (the id of its entry; None: any skill).

    The list leaves out volunteers who have left by that day, are free on other days only, or are in a shift that day.
    Volunteers with unknown times come after the others. Those whose licence has expired come last, with a mark: the
    caller sees that they exist and can't be sent.
    """
    able = and_(VolunteerSkill.volunteer_id == Volunteer.id, VolunteerSkill.skill_id == skill)
    expired = VolunteerSkill.expires < day if skill is not None else literal(value=False)
    grid, load = aliased(Office), _recent_minutes(day)
    code = select(grid.code).where(grid.id == Person.office_id).scalar_subquery()
    return Listing(
        key="callout",
        title="召集名单",
        model=Volunteer,
        fields=(
            *(_read_only(key) for key in ("person", "phone", "office")),
            _licence("licence", skill),
            _licence("expires", skill),
            replace(_read_only("available"), kind=replace(kinds.WEEKDAYS, width=38)),  # all seven days on one line
            Field("lately", f"近 {RECENT_DAYS} 天时长", kinds.DURATION, load),
            Field("served_on", "最近服务", kinds.DAY, _last_day(day)),
            Field("remark", "说明", REMARK, case((expired, EXPIRED), (Volunteer.available.is_(None), TIME_UNKNOWN))),
            _read_only("skills"),
        ),
        joins=((Person, Person.id == Volunteer.person_id), *([(VolunteerSkill, able)] if skill is not None else [])),
        order=(
            case((expired, 2), (Volunteer.available.is_(None), 1), else_=0),
            code.is_(None),
            code,
            load,
            Person.sort_key,
            Volunteer.id,
        ),
        search=Person.search_text,
        where=(
            active(day),
            Volunteer.available.is_(None) | Volunteer.available.contains(f"周{WEEK[day.weekday()]}"),
            Volunteer.person_id.not_in(_busy_people(day)),
        ),
        empty="这一天没有可召集的志愿者。换一天，或放宽技能。",
    )


def skill_named(session: Session, number: int | None) -> str:
    """The name of a skill, "" for None; raises UserError where no skill has this id."""
    if number is None:
        return ""
    name = session.scalar(select(Entry.name).where(Entry.id == number, Entry.dictionary == SKILL.key))
    if name is None:
        raise UserError(f"“技能”里没有编号为 {number} 的条目；用 list dictionary 查看编号")
    return name


def skills(session: Session) -> list[tuple[int, str]]:
    """Id and name of every skill, in the office's order."""
    query = select(Entry.id, Entry.name).where(Entry.dictionary == SKILL.key).order_by(Entry.position, Entry.id)
    return [(number, name) for number, name in session.execute(query)]


def needed(session: Session, shift: int) -> tuple[int | None, date]:
    """The first skill that a shift needs, and its day; raises UserError where the shift is gone."""
    first = select(ShiftSkill.entry_id).where(ShiftSkill.owner_id == shift).order_by(ShiftSkill.position, ShiftSkill.id)
    return session.scalar(first.limit(1)), shift_of(session, shift).held_on


def _read_only(key: str) -> Field:
    return replace(VOLUNTEERS[key], set=None, required=False)


def _licence(key: str, skill: int | None) -> Field:
    """A field of the licence for the skill, without an alert: the remark tells whether it has expired by that day."""
    column = getattr(VolunteerSkill, key)
    title, kind = column.info["title"], kinds.DAY if key == "expires" else column.info["kind"]
    return Field(key, title, kind, column if skill is not None else null(), sensitive=column.info["sensitive"])


def _busy_people(day: date) -> Select[int]:
    """The people in a shift that day, without those who can't come, void records and cancelled activities."""
    return (
        select(Service.person_id)
        .join(Shift, Shift.id == Service.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(
            Shift.held_on == day,
            Service.void.is_(None),
            Service.state.not_in((EXCUSED, MISSING)),
            Activity.state != CANCELLED,
        )
    )


def _recent_minutes(day: date) -> ColumnElement[int]:
    """The minutes of service in the RECENT_DAYS before."""
    return _of_services(
        func.coalesce(func.sum(minutes_of()), 0), Shift.held_on.between(day - timedelta(days=RECENT_DAYS), day)
    )


def _last_day(day: date) -> ColumnElement[date | None]:
    return _of_services(func.max(Shift.held_on), minutes_of() > 0, Shift.held_on <= day)


def _of_services(what: ColumnElement[Value], *where: ColumnElement[bool]) -> ScalarSelect[Value]:
    return (
        select(what)
        .select_from(Service)
        .join(Shift, Shift.id == Service.shift_id)
        .where(Service.person_id == Volunteer.person_id, *where)
        .scalar_subquery()
    )
