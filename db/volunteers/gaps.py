"""Volunteers on the home page: insurances and licences that have expired or expire soon."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.core.gaps import Gap, names_and_count
from db.people.models import Person
from db.volunteers.listings import active
from db.volunteers.models import Volunteer, VolunteerSkill

SOON = 30  # days before its end in which an insurance or a licence is to be renewed


def gaps(session: Session, day: date) -> Iterator[Gap]:
    """Expired and expiring insurances and licences of volunteers who haven't left, the earliest end first."""
    licensed = select(Volunteer.id, func.min(VolunteerSkill.expires).label("ends")).join(
        VolunteerSkill, VolunteerSkill.volunteer_id == Volunteer.id
    )
    for what, query, ends in (
        ("保险", select(Volunteer.id, Volunteer.insured_until.label("ends")), Volunteer.insured_until),
        ("证书", licensed.group_by(Volunteer.id), VolunteerSkill.expires),
    ):
        near = query.where(ends <= day + timedelta(days=SOON), active(day)).order_by("ends", Volunteer.id)
        rows = session.execute(near).all()  # one query for both sentences, as there may be tens of thousands
        expired = bisect_left([end for _number, end in rows if end], day)
        for when, which in (("已过期", rows[:expired]), (f"将在 {SOON} 天内到期", rows[expired:])):
            if which:
                first = [session.get_one(Volunteer, number).person_id for number, _end in which[:3]]
                names = names_and_count([session.get_one(Person, number).name for number in first], len(which))
                yield Gap(f"{names}的{what}{when}", "volunteers", which[0][0])
