"""The quorum of a meeting, and the result of a vote, by the rules in the office's settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.committee.listings import in_office, term_on
from db.committee.models import Membership, MembershipSector
from db.core import settings
from db.core.tables import Entry
from db.meetings.bodies import counted_by, kinds_of
from db.meetings.choices import BY_LIST, BY_MEMBERS, COMMITTEE, MAJORITY, QUORUM
from db.meetings.models import ATTENDANCE_STATES, EXPECTED, AgendaItem, Attendance, Meeting

QUORUM_RULE = re.compile("(超过|达到)(应到|实到)人数的(一半|三分之二)")
FRACTIONS = {"一半": (1, 2), "三分之二": (2, 3)}


def is_enough(rule: str, count: int, expected: int, present: int) -> bool:
    """Whether `count` meets the rule: 超过应到人数的一半 is more than half of those expected; 不限 allows any count."""
    parts = QUORUM_RULE.fullmatch(rule)
    if not parts:
        return True
    numerator, denominator = FRACTIONS[parts[3]]
    have, need = count * denominator, (expected if parts[2] == "应到" else present) * numerator
    return have > need or (have == need and parts[1] == "达到")


@dataclass(frozen=True)
class Sector:
    """The numbers of members of a sector who were expected and who came."""

    name: str
    expected: int
    present: int


@dataclass(frozen=True)
class Quorum:
    """The head counts of a meeting, and whether they are enough.

    Expected are, by the kind of meeting, the members in office that day, those on its list, or nobody in particular.
    """

    expected: int
    present: int  # of those expected
    states: dict[str, int]  # everybody on the list, by state
    unlisted: int  # members who aren't on the list
    late: int
    enough: bool
    rule: str  # "" where no rule says how many must come
    sectors: tuple[Sector, ...]
    decides: bool  # whether a vote adopts something

    @property
    def begun(self) -> bool:
        """Whether anybody has come, or nobody is awaited any more."""
        return bool(self.states["出席"] or not self.states[EXPECTED])

    @property
    def words(self) -> str:
        """应到15人，实到13人，符合规定人数; before anybody has come, only who is expected."""
        if not self.expected:
            return f"实到{self.states['出席']}人"
        if not self.begun:
            return f"应到{self.expected}人，还没有签到"
        verdict = "符合规定人数" if self.enough else "不足规定人数"
        if QUORUM_RULE.fullmatch(self.rule) is None:
            return f"应到{self.expected}人，实到{self.present}人"
        return f"应到{self.expected}人，实到{self.present}人，{verdict}"


def quorum(session: Session, meeting: Meeting) -> Quorum:
    """The head counts of a meeting by its attendance list."""
    counted = counted_by(session, meeting)
    by_members, by_list = counted == BY_MEMBERS, counted == BY_LIST
    term = term_on(session, meeting.office_id, meeting.held_on) if by_members else None
    members: dict[int, list[int]] = {}  # person: memberships
    if term is not None:
        query = select(Membership.person_id, Membership.id).where(
            Membership.term_id == term.id, in_office(meeting.held_on)
        )
        for person, membership in session.execute(query):
            members.setdefault(person, []).append(membership)
    rows = session.execute(
        select(Attendance.person_id, Attendance.state, Attendance.arrived).where(Attendance.meeting_id == meeting.id)
    ).all()
    if by_list:
        members = {person: [] for person, state, _ in rows if state != "列席"}
    present = {person for person, state, _ in rows if state == "出席" and person in members}
    rule = settings.get(session, QUORUM) if by_members else ""
    states = {state: sum(row[1] == state for row in rows) for state in ATTENDANCE_STATES}
    return Quorum(
        expected=len(members),
        present=len(present),
        states=states,
        unlisted=len(members.keys() - {row[0] for row in rows}),
        late=sum(row[2] is not None for row in rows),
        enough=not members or is_enough(rule, len(present), len(members), len(present)),
        rule=rule,
        sectors=_sectors(session, members, present),
        decides=by_members or by_list,
    )


def _sectors(session: Session, members: dict[int, list[int]], present: set[int]) -> tuple[Sector, ...]:
    """Head counts by sector; a member of two sectors counts in both."""
    person_of = {membership: person for person, held in members.items() for membership in held}
    tagged = session.execute(
        select(Entry.name, MembershipSector.owner_id)
        .join(Entry, Entry.id == MembershipSector.entry_id)
        .where(MembershipSector.owner_id.in_(person_of))
        .order_by(Entry.position)
    )
    people: dict[str, set[int]] = {}
    for name, membership in tagged:
        people.setdefault(name, set()).add(person_of[membership])
    return tuple(Sector(name, len(members_of), len(members_of & present)) for name, members_of in people.items())


@dataclass(frozen=True)
class Vote:
    """The result of a vote."""

    votes_for: int
    against: int
    abstaining: int
    voters: int  # members present, who may vote; 0 where no list of members is kept
    carried: bool
    decides: bool = True  # False where the meeting can't adopt anything

    @property
    def missing(self) -> int:
        """The number of voters who didn't vote."""
        return max(0, self.voters - self.votes_for - self.against - self.abstaining)

    @property
    def words(self) -> str:
        """表决结果：赞成12票，反对0票，弃权1票，通过."""
        counts = f"赞成{self.votes_for}票，反对{self.against}票，弃权{self.abstaining}票"
        if self.missing:
            counts += f"，{self.missing}人未表决"
        return f"表决结果：{counts}" + f"，{'通过' if self.carried else '未通过'}" * self.decides


def vote(session: Session, item: AgendaItem, quorum: Quorum) -> Vote | None:
    """The vote on an item; None where there was none."""
    counts = [item.votes_for or 0, item.votes_against or 0, item.votes_abstaining or 0]
    if not sum(counts):
        return None
    voters = quorum.present if quorum.expected else quorum.states["出席"]
    rule = settings.get(session, MAJORITY)
    carried = is_enough(rule, counts[0], quorum.expected or voters, voters or sum(counts))
    return Vote(counts[0], counts[1], counts[2], voters, carried, quorum.decides)


def _told(meeting: Meeting) -> dict[str, str | int | None]:
    """What minutes tell of the meeting itself."""
    fields: dict[str, str | int | None] = {"会议地点": meeting.place, "开始时间": meeting.starts}
    return fields | {"主持人": meeting.chair_id, "记录人": meeting.recorder_id}


def unsound(session: Session, meeting: Meeting) -> list[str]:
    """What is empty or contradicts itself in the records of a meeting: a sentence each, for before they are final."""
    counts = quorum(session, meeting)
    wrong = [] if kinds_of(session, meeting) else [f"没有填会议类型，当作“{COMMITTEE}”"]
    wrong += _doubtful_people(session, meeting, counts)
    wrong += [f"没有填{title}" for title, value in _told(meeting).items() if not value]
    items = session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).all()
    wrong += ["还没有议题"] * (not items)
    for item in items:
        wrong += _doubtful_item(session, item, counts)
    return wrong


def _doubtful_people(session: Session, meeting: Meeting, counts: Quorum) -> Iterator[str]:
    if not any(counts.states.values()):
        yield "还没有参会名单"
    elif counts.unlisted:
        yield f"有 {counts.unlisted} 位在任成员没有列入参会名单"
    if waiting := counts.states[EXPECTED]:
        yield f"有 {waiting} 人还是未签到，请改为出席、请假或缺席"
    if counts.begun and not counts.enough:
        yield f"{counts.words}（规定：{counts.rule}）"
    no_reason = session.scalar(
        select(func.count()).where(
            Attendance.meeting_id == meeting.id, Attendance.state == "请假", Attendance.reason.is_(None)
        )
    )
    if no_reason:
        yield f"有 {no_reason} 位请假的没有写原因"


def _doubtful_item(session: Session, item: AgendaItem, counts: Quorum) -> Iterator[str]:
    if not item.discussion:
        yield f"“{item.title}”没有写讨论情况"
    result = vote(session, item, counts)
    if result and result.votes_for + result.against + result.abstaining > result.voters > 0:
        yield f"“{item.title}”的票数合计多于可以表决的 {result.voters} 人"
    elif result and result.missing:
        yield f"“{item.title}”有 {result.missing} 人没有计入票数"
