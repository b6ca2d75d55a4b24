"""Volunteer activities and their shifts, with copies and repetitions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from db.activities import PLACE_KIND, SKILL
from db.activities.models import (
    Activity,
    ActivityFunction,
    ActivityPartner,
    ActivityService,
    ActivityTeam,
    Service,
    Shift,
    ShiftSkill,
    counted,
    minutes_of,
)
from db.committee import FUNCTION
from db.core import kinds
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.lookup import row_or_latest
from db.core.relation_fields import choice, link
from db.core.tag_fields import many, several
from db.office.models import Office
from db.people.models import Organisation
from db.teams import SERVICE
from db.teams.models import Team

OwnedRow = ActivityTeam | ActivityPartner | ActivityService | ActivityFunction | ShiftSkill
COPIED = ("office_id", "title", "place", "place_kind_id", "content", "note")  # columns of an activity
HOURS_STAY = "有签退的服务记录不能删除；记错了，请填作废原因"


def _sum(what: ColumnElement[int], shift: type[Shift], *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(what).select_from(Service).join(shift, shift.id == Service.shift_id).where(*where).scalar_subquery()


def _figures(owner: ColumnElement[bool], shift: type[Shift]) -> tuple[Field, Field]:
    present = _sum(func.count(Service.id), shift, owner, counted())
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
        many(ActivityService, Activity, SERVICE),
        many(ActivityFunction, Activity, FUNCTION),
        of(Activity.place),
        choice(Activity.place_kind_id, PLACE_KIND),
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
    keep=lambda numbers: with_hours(
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
        *_figures(_OF_SHIFT.id == Shift.id, _OF_SHIFT),
        of(Shift.paper_count),
        of(Shift.needed),
        many(ShiftSkill, Shift, SKILL),
        of(Shift.confirmed_on, set=None),
        of(Shift.confirmed_by, set=None),
        of(Shift.note),
        of(Activity.title, key="activity", set=None, required=False),
    ),
    joins=((Activity, Activity.id == Shift.activity_id),),
    order=(Shift.held_on, Shift.starts, Shift.id),
    search=Activity.title,
    within=Shift.activity_id,
    match=("activity", "held_on", "starts"),
    keep=lambda numbers: with_hours(Service.shift_id.in_(numbers)),
    empty="还没有场次。点“新增”写下日期和起止时间。",
)


def with_hours(which: ColumnElement[bool]) -> tuple[ColumnElement[bool], str]:
    """The condition for records with hours, void or not, and why they stay (民政部令第67号: complete records)."""
    return which & Service.left.is_not(None), HOURS_STAY


def repeat(session: Session, shift: Shift, days: Sequence[date]) -> int:
    """Add shifts at the same times on other days, without people; return the number of new shifts.

    Days that have such a shift already are skipped.
    """
    there = select(Shift.held_on).where(Shift.activity_id == shift.activity_id, Shift.starts == shift.starts)
    known = set(session.scalars(there))
    new = [day for day in dict.fromkeys(days) if day not in known]
    for day in new:
        _copy_shift(session, shift, shift.activity_id, day)
    return len(new)


def copy_activity(session: Session, source: Activity, first: date) -> Activity:
    """A new activity after an earlier one: its teams, partners and shifts, the first of these on the day `first`."""
    activity = Activity(**{name: getattr(source, name) for name in COPIED})
    session.add(activity)
    session.flush()
    for model in (ActivityTeam, ActivityPartner, ActivityService, ActivityFunction):
        _copy_tags(session, model, source.id, activity.id)
    shifts = session.scalars(select(Shift).where(Shift.activity_id == source.id).order_by(Shift.held_on)).all()
    for shift in shifts:
        _copy_shift(session, shift, activity.id, first + (shift.held_on - shifts[0].held_on))
    return activity


def _copy_shift(session: Session, shift: Shift, activity: int, day: date) -> None:
    added = Shift(activity_id=activity, held_on=day, starts=shift.starts, ends=shift.ends, needed=shift.needed)
    session.add(added)
    session.flush()
    _copy_tags(session, ShiftSkill, shift.id, added.id)


def _copy_tags(session: Session, model: type[OwnedRow], source: int, target: int) -> None:
    pointer = model.label[0]
    for old in session.scalars(select(model).where(model.owner_id == source)):
        session.add(model(owner_id=target, position=old.position, **{pointer: getattr(old, pointer)}))


def days_of(text: str, first: date) -> list[date]:
    """The days in a text, counted from `first`: 每周4次 (the next four weeks), or a list of days.

    A day without a year is the next such day after `first`. Raises UserError where the text can't be read.
    """
    plain = kinds.typed_figures(text)
    if match := re.fullmatch(r"(?:每周)?\s*(\d{1,3})\s*[次场]?", plain):
        return weekly(first, int(match[1]))
    return [_day(part, first) for part in kinds.split(text)]


def _day(text: str, first: date) -> date:
    match = re.fullmatch(r"(\d{1,2})\s*[月./-]\s*(\d{1,2})日?", kinds.typed_figures(text))
    if not match:
        return kinds.parse_day(text)
    for year in (first.year, first.year + 1):
        day = kinds.parse_day(f"{year}-{match[1]}-{match[2]}")
        if day > first:
            return day
    raise UserError(f"“{text}”不是日期，请写成 9月6日")


def weekly(first: date, times: int) -> list[date]:
    """The same weekday in the `times` weeks after the first; raises UserError outside 1 to 60."""
    if not 1 <= times <= 60:
        raise UserError("请填 1 到 60 之间的次数")
    return [first + timedelta(weeks=n) for n in range(1, times + 1)]


def shift_of(session: Session, number: int | None) -> Shift:
    """The shift with this id, or the latest; raises UserError where there is none."""
    latest = select(Shift).order_by(Shift.held_on.desc(), Shift.starts.desc())
    return row_or_latest(
        session,
        Shift,
        number,
        latest,
        gone="没有这一场；用 list shifts 查看现有场次",
        none="还没有场次，请先在“活动”里安排",
    )
