"""Whose meeting it is: by its kind, who is expected, what its papers are headed, who signs them, who is addressed.

Minutes must not claim what a body can't decide: a training has no quorum and adopts nothing.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core import settings
from db.core.settings import Choice
from db.core.tables import Entry
from db.meetings.choices import ADDRESSEES, BY_MEMBERS, COMMITTEE, COUNTED, ISSUERS, MARKS, OTHER, by_kind
from db.meetings.models import Meeting, MeetingKind
from db.office.listings import signer
from db.office.models import Office


def kinds_of(session: Session, meeting: Meeting) -> list[str]:
    """The kinds of a meeting, in their order; none where nobody has said."""
    query = select(Entry.name).join(MeetingKind, MeetingKind.entry_id == Entry.id)
    return list(
        session.scalars(query.where(MeetingKind.owner_id == meeting.id).order_by(MeetingKind.position, MeetingKind.id))
    )


def _chosen(session: Session, choice: Choice, meeting: Meeting) -> str:
    """The line of a setting for the first of its kinds that the meeting is of; without a kind it is the committee's."""
    mine = kinds_of(session, meeting) or [COMMITTEE]
    lines = by_kind(settings.get(session, choice))
    return next((text for kind, text in lines if kind in mine), dict(lines).get(OTHER, ""))


def counted_by(session: Session, meeting: Meeting) -> str:
    """Who is expected, one of `COUNTS`: the members in office, who make a quorum, those on the list, or nobody."""
    return _chosen(session, COUNTED, meeting)


def counts_members(session: Session, meeting: Meeting) -> bool:
    """Whether the members in office are expected, and make a quorum."""
    return counted_by(session, meeting) == BY_MEMBERS


def mark_of(session: Session, meeting: Meeting) -> str:
    """The red head of its minutes; each line of it is one body."""
    office = session.get_one(Office, meeting.office_id)
    return _chosen(session, MARKS, meeting).replace("{社区}", office.name).replace("／", "\n")


def issuer_of(session: Session, meeting: Meeting) -> str:
    """The body that signs its notice and its minutes."""
    return signer(session, session.get_one(Office, meeting.office_id), _chosen(session, ISSUERS, meeting))


def addressee_of(session: Session, meeting: Meeting) -> str:
    """Who is called by its notice, without a colon."""
    return _chosen(session, ADDRESSEES, meeting).rstrip("：:")
