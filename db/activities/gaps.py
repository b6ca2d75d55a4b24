"""Activities on the home page: the hours of the year, unconfirmed shifts, undecided amendments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.activities.amendment_models import WAITING, Amendment
from db.activities.models import Activity, Service, Shift, minutes_of
from db.core.gaps import Figure, Gap, count, this_year
from db.core.kinds import duration
from db.teams.gaps import working
from db.teams.models import Team


def figures(session: Session, day: date) -> Iterator[Figure]:
    minutes = select(func.sum(minutes_of())).join(Shift, Shift.id == Service.shift_id)
    served = session.scalar(minutes.where(Shift.held_on.between(*this_year(day)))) or 0
    teams = count(session, Team.id, working(day))
    yield Figure(50, "本年志愿服务", duration(served), f"{teams} 支队伍", "teams")


def gaps(session: Session, day: date) -> Iterator[Gap]:
    served = select(Service.id).where(Service.shift_id == Shift.id).exists()
    query = select(Activity.id, Activity.title, Shift.held_on).join(Activity, Activity.id == Shift.activity_id)
    late = session.execute(
        query.where(Shift.held_on < day, Shift.confirmed_on.is_(None), served).order_by(Shift.held_on)
    ).all()
    if late:
        more = f"等 {len(late)} 场的签到还没有确认" if len(late) > 1 else "的签到还没有确认"
        yield Gap(f"{late[0].held_on}“{late[0].title}”{more}", "activities", late[0].id)
    waiting = session.scalars(select(Amendment.id).where(Amendment.state == WAITING).order_by(Amendment.id)).all()
    if waiting:
        yield Gap(f"{len(waiting)} 条补录或更正等第二个人审批", "amendments", waiting[0])
