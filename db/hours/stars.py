"""Stars for hours of service, by scales with dates of validity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core.chinese import chinese
from db.core.fields import Listing, of
from db.hours.models import StarScale

NATIONAL_SCALE = (100, 300, 600, 1000, 1500)  # hours for one to five stars, until the office sets its scale

STAR_SCALES = Listing(
    key="star_scales",
    title="星级标准",
    model=StarScale,
    fields=(of(StarScale.valid_from), of(StarScale.steps), of(StarScale.note)),
    order=(StarScale.valid_from.desc(),),
    search=StarScale.steps,
    match=("valid_from",),
    empty="没有自定标准时按全国的：100、300、600、1000、1500 小时为一至五星。",
)


def stars_on(session: Session, day: date) -> tuple[int, ...]:
    """The hours for one star, two stars … in force that day, ascending."""
    query = select(StarScale.steps).where(StarScale.valid_from <= day).order_by(StarScale.valid_from.desc())
    steps = session.scalars(query.limit(1)).first()
    return tuple(map(int, steps.split("、"))) if steps else NATIONAL_SCALE


def star_of(minutes: int, scale: Sequence[int]) -> str:
    """三星 …, or "" below the first step."""
    reached = sum(minutes >= 60 * hours for hours in scale)
    return f"{chinese(reached)}星" if reached else ""
