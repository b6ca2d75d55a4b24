"""The call-out list: who is able to do something and free on a day, those lately called least coming first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, null, select
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

LATELY = 90  # days that make up the recent load
EXPIRED, UNSAID = "证书已过期", "时间未填，先问"
REMARK = Kind("remark", width=16, alert=lambda value: value == EXPIRED)
LICENSED = ("licence", "expires")  # fields that say nothing where no skill is asked for


def callout(skill: int | None, day: date) -> Listing:
    """Volunteers to be called for a day, able to do `skill` (the number of its entry), or, with None, anything.

    Left out is who left by that day, is free on other days only, or is in a shift that day already. Who didn't say
    when they are free comes after those who did; last, and marked, whose licence is over by then: it is for the
    one who calls to see that they exist and can't be sent.
    """
    able = and_(VolunteerSkill.volunteer_id == Volunteer.id, VolunteerSkill.skill_id == skill)
    expired = VolunteerSkill.expires < day if skill is not None else literal(value=False)
    grid, load = aliased(Office), _lately(day)
    code = select(grid.code).where(grid.id == Person.office_id).scalar_subquery()
    return Listing(
        key="callout",
        title="召集名单",
        model=Volunteer,
        fields=(
            *(_shown(key) for key in ("person", "phone", "office")),
            _licence("licence", skill),
            _licence("expires", skill),
            replace(_shown("available"), kind=replace(kinds.WEEKDAYS, width=38)),  # all seven days on one line
            Field("lately", f"近 {LATELY} 天时长", kinds.DURATION, load),
            Field("served_on", "最近服务", kinds.DAY, _last(day)),
            Field("remark", "说明", REMARK, case((expired, EXPIRED), (Volunteer.available.is_(None), UNSAID))),
            _shown("skills"),
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
            Volunteer.person_id.not_in(_engaged(day)),
        ),
        empty="这一天没有可召集的志愿者。换一天，或放宽技能。",
    )


def skill_named(session: Session, number: int | None) -> str:
    """The name of a skill, "" for any; raises UserError where there is none with this number."""
    if number is None:
        return ""
    name = session.scalar(select(Entry.name).where(Entry.id == number, Entry.dictionary == SKILL.key))
    if name is None:
        raise UserError(f"“技能”里没有编号为 {number} 的条目；用 list dictionary 查看编号")
    return name


def skills(session: Session) -> list[tuple[int, str]]:
    """Number and name of every skill that a volunteer may have, in the office's order."""
    query = select(Entry.id, Entry.name).where(Entry.dictionary == SKILL.key).order_by(Entry.position, Entry.id)
    return [(number, name) for number, name in session.execute(query)]


def needed(session: Session, shift: int) -> tuple[int | None, date]:
    """What a shift is called out for: the first of the skills that it needs, and its day."""
    first = select(ShiftSkill.entry_id).where(ShiftSkill.owner_id == shift).order_by(ShiftSkill.position, ShiftSkill.id)
    return session.scalar(first.limit(1)), shift_of(session, shift).held_on


def _shown(key: str) -> Field:
    return replace(VOLUNTEERS[key], set=None, required=False)


def _licence(key: str, skill: int | None) -> Field:
    """A fact of the licence for the skill. Whether it is over is said by the remark, for the day asked about."""
    column = getattr(VolunteerSkill, key)
    title, kind = column.info["title"], kinds.DAY if key == "expires" else column.info["kind"]
    sql: Any = column if skill is not None else null()
    return Field(key, title, kind, sql, sensitive=column.info["sensitive"])


def _engaged(day: date) -> Any:
    """Who is in a shift that day, unless they can't come, the entry is void, or it isn't held at all."""
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


def _lately(day: date) -> ColumnElement[int]:
    """Minutes served in the days before."""
    return _of_services(
        func.coalesce(func.sum(minutes_of()), 0), Shift.held_on.between(day - timedelta(days=LATELY), day)
    )


def _last(day: date) -> ColumnElement[date | None]:
    return _of_services(func.max(Shift.held_on), minutes_of() > 0, Shift.held_on <= day)


def _of_services(what: Any, *where: ColumnElement[bool]) -> Any:
    return (
        select(what)
        .select_from(Service)
        .join(Shift, Shift.id == Service.shift_id)
        .where(Service.person_id == Volunteer.person_id, *where)
        .scalar_subquery()
    )
