"""Deliberations (协商议事): the topic, the parties, the opinion and the tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.core.dictionaries import in_use
from db.core.fields import Listing, of
from db.core.lookup import row_or_latest
from db.core.relation_fields import choice, link
from db.core.tables import Entry
from db.meetings import PARTY_GROUP
from db.meetings.models import Deliberation, Meeting, Party, Task
from db.office.models import Office
from db.people.listings import person_link

DELIBERATIONS = Listing(
    key="deliberations",
    title="协商事项",
    model=Deliberation,
    fields=(
        of(Deliberation.raised_on),
        of(Deliberation.topic),
        of(Deliberation.state),
        of(Deliberation.raised_by),
        of(Deliberation.review),
        link(Deliberation.meeting_id, Meeting),
        of(Deliberation.opinion),
        of(Deliberation.published_on),
        of(Deliberation.published_at),
        of(Deliberation.content),
        of(Deliberation.fair),
        of(Deliberation.unhappy),
        link(Deliberation.office_id, Office),
    ),
    order=(Deliberation.raised_on.desc(), Deliberation.id.desc()),
    search=Deliberation.topic + " " + func.coalesce(Deliberation.raised_by, ""),
    match=("topic", "raised_on"),
    empty="还没有协商事项。点“新增”登记居民或单位提出的第一件事。",
)

PARTIES = Listing(
    key="parties",
    title="参与方",
    model=Party,
    fields=(
        of(Party.position),
        choice(Party.group_id, PARTY_GROUP),
        person_link(Party.person_id),
        of(Party.said),
        of(Deliberation.topic, key="deliberation", set=None, required=False),
    ),
    joins=((Deliberation, Deliberation.id == Party.deliberation_id),),
    order=(Party.deliberation_id, Party.position, Party.id),
    search=func.coalesce(Party.said, ""),
    within=Party.deliberation_id,
    match=("group", "deliberation", "person"),
    empty="还没有参与方。点“按模板列出”，再填各方的代表。",
)


def invite_groups(session: Session, deliberation: Deliberation) -> int:
    """List each group of the office's dictionary that isn't listed yet; return the number of new parties."""
    listed = set(session.scalars(select(Party.group_id).where(Party.deliberation_id == deliberation.id)))
    query = select(Entry.id).where(Entry.dictionary == PARTY_GROUP.key, in_use(date.today()))
    missing = [group for group in session.scalars(query.order_by(Entry.position)) if group not in listed]
    session.add_all(
        Party(deliberation_id=deliberation.id, group_id=group, position=len(listed) + n)
        for n, group in enumerate(missing, start=1)
    )
    return len(missing)


def matter_of(session: Session, number: int | None) -> Deliberation:
    """The deliberation with this id, or the latest; raises UserError where there is none."""
    latest = select(Deliberation).order_by(Deliberation.raised_on.desc(), Deliberation.id.desc())
    none = "没有这件协商事项，请先在“会议”的“协商”里登记"
    return row_or_latest(session, Deliberation, number, latest, gone=none, none=none)


def deliberation_tasks(session: Session, matter: Deliberation) -> Sequence[Task]:
    """The tasks of a deliberation, in their order."""
    return session.scalars(select(Task).where(Task.deliberation_id == matter.id).order_by(Task.position)).all()
