"""The attendance of each member at the meetings of a period, counted while they were in office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, Float, case, cast, func, select

from db.committee.listings import MEMBERS
from db.committee.models import Membership, Term
from db.core import kinds
from db.core.fields import TODAY, Field, Listing, of
from db.core.kinds import FIRST_YEAR, LAST_YEAR
from db.meetings.models import Attendance, Meeting
from db.people.models import Person


def turnout(first: date = date(FIRST_YEAR, 1, 1), last: date = date(LAST_YEAR, 12, 31)) -> Listing:
    """A listing with one row for each member: the meetings at which they were listed while in office, by attendance.

    Leave and absence are separate figures, and both count as expected. Meetings in the future don't count.
    """
    called = _count(first, last, Attendance.state.in_(("出席", "请假", "缺席")))
    present = _count(first, last, Attendance.state == "出席")

    def counted(key: str, title: str, sql: ColumnElement[int]) -> Field:
        return Field(key=key, title=title, kind=kinds.TALLY, sql=sql)

    return Listing(
        key="turnout",
        title="出勤",
        model=Membership,
        fields=(
            *(_read_only(key) for key in ("person", "post", "begins", "ends")),
            counted("called", "应到次数", called),
            counted("present", "出席", present),
            counted("leave", "请假", _count(first, last, Attendance.state == "请假")),
            counted("absent", "缺席", _count(first, last, Attendance.state == "缺席")),
            counted("late", "迟到", _count(first, last, Attendance.arrived.is_not(None))),
            Field(
                key="rate",
                title="出勤率",
                kind=kinds.PERCENT,
                sql=case((called > 0, cast(present, Float) / called)),
            ),
            of(Term.name, key="term", set=None),
        ),
        joins=((Person, Person.id == Membership.person_id), (Term, Term.id == Membership.term_id)),
        order=MEMBERS.order,
        search=Person.search_text,
        within=Membership.term_id,
        empty="还没有成员，或这段时间没有会议。",
    )


def _read_only(key: str) -> Field:
    return replace(MEMBERS[key], set=None, required=False)


def _count(first: date, last: date, *where: ColumnElement[bool]) -> ColumnElement[int]:
    """The number of meetings of the member's office in the period, while the member was in office."""
    return (
        select(func.count())
        .select_from(Attendance)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(
            Attendance.person_id == Membership.person_id,
            Meeting.office_id == Term.office_id,
            Meeting.held_on.between(first, last),
            Meeting.held_on <= TODAY,
            Meeting.held_on >= Membership.begins,
            Membership.ends.is_(None) | (Meeting.held_on < Membership.ends),
            Term.ends.is_(None) | (Meeting.held_on <= Term.ends),
            *where,
        )
        .correlate(Membership, Term)
        .scalar_subquery()
    )
