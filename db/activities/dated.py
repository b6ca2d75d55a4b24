"""The dated records of activities for the chronicle: activities that were held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.activities.models import CANCELLED, Activity, Service, Shift, counted
from db.core.dated import Dated
from db.office.listings import full_name
from db.office.models import Office


def dated(session: Session, first: date, last: date) -> Iterator[Dated]:
    """Activities whose first shift was in the period, both ends included, without cancelled ones."""
    began = select(Shift.activity_id, func.min(Shift.held_on).label("day")).group_by(Shift.activity_id).subquery()
    held = select(Activity, began.c.day).join(began, began.c.activity_id == Activity.id)
    query = held.where(began.c.day.between(first, last), Activity.state != CANCELLED).order_by(Activity.id)
    for activity, day in session.execute(query):
        office = full_name(session, session.get_one(Office, activity.office_id))
        where = f"在{activity.place}" if activity.place else ""
        facts = [f"志愿者{people}人参加" if (people := _people(session, activity.id)) else ""]
        facts.append(f"服务居民{activity.served}人次" if activity.served else "")
        text = "，".join(filter(None, (f"{office}{where}举办{activity.title}", *facts))) + "。"
        yield Dated(day, activity.title, text, activity.office_id, "activities", activity.id)


def _people(session: Session, activity: int) -> int:
    """The number of different people who served in an activity."""
    served = select(func.count(func.distinct(Service.person_id))).join(Shift, Shift.id == Service.shift_id)
    return session.scalar(served.where(Shift.activity_id == activity, counted())) or 0
