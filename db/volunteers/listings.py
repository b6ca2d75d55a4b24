"""Volunteers, their skills, and their trainings, awards and complaints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.activities import SKILL
from db.activities.models import Service, Shift, minutes_of
from db.activities.services import SERVICES
from db.core import kinds
from db.core.base import Base
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.masking import Sensitive
from db.core.relation_fields import choice, find_by_label, label_sql, through
from db.core.tables import Entry
from db.people.listings import BY_NAME, PERSONS, person_link
from db.people.models import Person
from db.volunteers.models import Milestone, Volunteer, VolunteerSkill


def active(day: date) -> ColumnElement[bool]:
    """The condition for volunteers who haven't left by that day: up to, not on, the day of leaving."""
    return Volunteer.ends.is_(None) | (Volunteer.ends > day)


def _skills() -> Field:
    names = (
        select(func.aggregate_strings(Entry.name, "、").aggregate_order_by(Entry.position, Entry.id))
        .join(VolunteerSkill, VolunteerSkill.skill_id == Entry.id)
        .where(VolunteerSkill.volunteer_id == Volunteer.id)
    )
    return Field("skills", "技能", kinds.MANY, names.scalar_subquery())


def _minutes() -> Field:
    total = select(func.coalesce(func.sum(minutes_of()), 0)).where(Service.person_id == Volunteer.person_id)
    return Field("minutes", "累计时长", kinds.DURATION, total.scalar_subquery())


def _of_person(key: str) -> Field:
    return through(Volunteer.person_id, Person, PERSONS[key])


def _volunteer(attr: InstrumentedAttribute[int]) -> Field:
    """The field of a row's volunteer, by name; Volunteer and Person are among the listing's joins."""

    def point(session: Session, row: Base, label: str | None) -> None:
        person = find_by_label(session, Person, label or "")
        volunteer = session.scalar(select(Volunteer.id).where(Volunteer.person_id == person))
        if volunteer is None:
            raise UserError(f"“{label}”还没有登记为志愿者，请先在“志愿者”里新增")
        setattr(row, attr.key, volunteer)

    return Field(
        "volunteer", "志愿者", kinds.LINK, label_sql(Person), point, True, Sensitive.NAME, Person.sort_key, _names
    )


def _names(session: Session) -> Sequence[str]:
    query = select(label_sql(Person)).join(Volunteer, Volunteer.person_id == Person.id)
    return session.scalars(query.order_by(Person.sort_key)).all()


VOLUNTEERS = Listing(
    key="volunteers",
    title="志愿者",
    model=Volunteer,
    fields=(
        person_link(Volunteer.person_id, order=Person.sort_key),
        of(Volunteer.number),
        _of_person("sex"),
        _of_person("birth"),
        _of_person("phone"),
        _skills(),
        of(Volunteer.available),
        _minutes(),
        of(Volunteer.registered_on),
        of(Volunteer.insured_until),
        _of_person("office"),
        _of_person("id_type"),
        _of_person("id_number"),
        of(Volunteer.emergency_contact),
        of(Volunteer.emergency_phone),
        of(Volunteer.ends),
        of(Volunteer.note),
    ),
    joins=((Person, Person.id == Volunteer.person_id),),
    order=BY_NAME,
    search=Person.search_text,
    match=("person",),
    empty="还没有志愿者。点“新增”登记第一位，再填他的技能和可服务时间。",
)

VOLUNTEER_SKILLS = Listing(
    key="volunteer_skills",
    title="志愿者技能",
    model=VolunteerSkill,
    fields=(
        choice(VolunteerSkill.skill_id, SKILL),
        of(VolunteerSkill.licence),
        of(VolunteerSkill.expires),
        _volunteer(VolunteerSkill.volunteer_id),
    ),
    joins=((Volunteer, Volunteer.id == VolunteerSkill.volunteer_id), (Person, Person.id == Volunteer.person_id)),
    order=(Person.sort_key, VolunteerSkill.volunteer_id, VolunteerSkill.id),
    search=Person.search_text,
    within=VolunteerSkill.volunteer_id,
    match=("volunteer", "skill"),
    empty="还没有登记技能。点“新增”，有证书的一并写下证书和到期日。",
)

MILESTONES = Listing(
    key="milestones",
    title="培训与表彰",
    model=Milestone,
    fields=(
        of(Milestone.held_on),
        of(Milestone.kind),
        of(Milestone.what),
        of(Milestone.minutes),
        of(Milestone.issuer),
        _volunteer(Milestone.volunteer_id),
    ),
    joins=((Volunteer, Volunteer.id == Milestone.volunteer_id), (Person, Person.id == Volunteer.person_id)),
    order=(Milestone.held_on.desc(), Milestone.id),
    search=Person.search_text + " " + Milestone.what,
    within=Milestone.volunteer_id,
    match=("volunteer", "held_on", "what"),
    empty="还没有培训、表彰或投诉。点“新增”写下第一条。",
)


def services_of(person: int) -> Listing:
    """The service records of a person, the latest first."""
    return replace(SERVICES.filtered(Service.person_id == person), order=(Shift.held_on.desc(), Shift.starts.desc()))
