"""What the home page says: where the committee stands today, and what is missing, each with the place to mend it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.activities.amendment_models import WAITING, Amendment
from db.activities.models import Activity, Service, Shift, minutes_of
from db.committee import CHAIR
from db.committee.listings import in_office, term_on
from db.committee.models import Membership, MembershipSector
from db.core.gaps import Gap
from db.core.kinds import duration
from db.core.tables import Entry
from db.meetings.models import OPEN, AgendaItem, Attendance, Meeting, Task
from db.office.listings import full_name, our_office
from db.people.models import Organisation, Person
from db.storage import history
from db.storage.history import Action
from db.teams.listings import belongs
from db.teams.models import LEADER, Team, TeamMember
from db.volunteers.listings import active
from db.volunteers.models import Volunteer, VolunteerSkill
from db.wishes.gaps import wish_gaps
from db.wishes.models import Claim, Wish
from db.wishes.steps import running

SOON = 30  # days before its end in which an insurance or a licence is to be renewed


@dataclass(frozen=True)
class Figure:
    """A number, with the list it counts."""

    title: str
    value: str
    note: str
    tab: str
    listing: str


@dataclass(frozen=True)
class Held:
    """A meeting lately held."""

    number: int
    title: str
    day: date
    present: int
    items: int


@dataclass(frozen=True)
class Overview:
    office: str
    term: int | None
    last_meeting: int | None
    figures: tuple[Figure, ...]
    gaps: tuple[Gap, ...]
    meetings: tuple[Held, ...]
    latest: tuple[Action, ...]


def overview(session: Session, day: date) -> Overview:
    """Raises UserError before the first set-up."""
    office = our_office(session)
    term = term_on(session, office.id, day)
    meeting = session.scalars(
        select(Meeting).where(Meeting.office_id == office.id, Meeting.held_on <= day).order_by(Meeting.held_on.desc())
    ).first()
    serving = (Membership.term_id == (term.id if term else 0)) & in_office(day)
    members = _count(session, Membership.id, serving)
    figures = (
        Figure("在任成员", f"{members} 人", term.name if term else "还没有届次", "committee", "members"),
        Figure("主任", _chair(session, serving) or "未定", "同一时间一位", "committee", "members"),
        Figure(
            "本年会议",
            f"{_count(session, Meeting.id, Meeting.held_on.between(date(day.year, 1, 1), day))} 次",
            f"最近 {meeting.held_on.isoformat()}" if meeting else "还没有会议",
            "meetings",
            "meetings",
        ),
        Figure("单位", f"{_count(session, Organisation.id)} 家", "驻区与共建单位", "committee", "organisations"),
        _volunteering(session, day),
        _wishes(session),
    )
    actions = tuple(a for a in history.actions(session.connection(), limit=40) if a.kind == "do")[:6]
    gaps = (
        *_committee_gaps(session, term.id if term else None, serving),
        *_meeting_gaps(session, day),
        *_team_gaps(session, day),
        *_service_gaps(session, day),
        *_volunteer_gaps(session, day),
        *wish_gaps(session, day),
    )
    number = meeting.id if meeting else None
    held = tuple(_held(session, day))
    return Overview(full_name(session, office), term.id if term else None, number, figures, gaps, held, actions)


def _volunteering(session: Session, day: date) -> Figure:
    minutes = select(func.sum(minutes_of())).join(Shift, Shift.id == Service.shift_id)
    this_year = session.scalar(minutes.where(Shift.held_on.between(date(day.year, 1, 1), day))) or 0
    teams = _count(session, Team.id, Team.disbanded_on.is_(None) | (Team.disbanded_on > day))
    return Figure("本年志愿服务", duration(this_year), f"{teams} 支队伍", "volunteers", "teams")


def _wishes(session: Session) -> Figure:
    """How many of the round's wishes came true."""
    this = running(session)
    if this is None:
        return Figure("微心愿", "0 个", "还没有轮次", "wishes", "wish_rounds")
    claims = select(Claim.id).where(Claim.wish_id == Wish.id, Claim.realised_on.is_not(None)).exists()
    wishes, true = (_count(session, Wish.id, Wish.round_id == this.id, *more) for more in ((), (claims,)))
    return Figure("微心愿", f"{true} / {wishes}", f"{this.name}已实现", "wishes", "wishes")


def _held(session: Session, day: date) -> Iterator[Held]:
    query = select(Meeting).where(Meeting.held_on <= day).order_by(Meeting.held_on.desc(), Meeting.id.desc())
    for meeting in session.scalars(query.limit(4)):
        present = _count(session, Attendance.id, Attendance.meeting_id == meeting.id, Attendance.state == "出席")
        items = _count(session, AgendaItem.id, AgendaItem.meeting_id == meeting.id)
        yield Held(meeting.id, meeting.title, meeting.held_on, present, items)


def _count(session: Session, what: ColumnElement[int] | object, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(what)).where(*where)) or 0  # pyright: ignore[reportArgumentType]


def _chair(session: Session, serving: ColumnElement[bool]) -> str | None:
    return session.scalar(
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Entry, Entry.id == Membership.post_id)
        .where(serving, Entry.code == CHAIR)
    )


def _committee_gaps(session: Session, term: int | None, serving: ColumnElement[bool]) -> list[Gap]:
    if term is None:
        return [Gap("今天没有任期内的届次", "committee", "terms")]
    gaps = []
    if not _chair(session, serving):
        gaps.append(Gap("本届还没有主任", "committee", "members"))
    people = select(Membership.id, Person.name).join(Person, Person.id == Membership.person_id).where(serving)
    tagged = select(MembershipSector.id).where(MembershipSector.owner_id == Membership.id).exists()
    for what, missing in (
        ("联系电话", Person.phone.is_(None)),
        ("出生日期", Person.birth.is_(None)),
        ("性别", Person.sex.is_(None)),
        ("政治面貌", Person.politics_id.is_(None)),
        ("文化程度", Person.education_id.is_(None)),
        ("界别", ~tagged),
    ):
        found = session.execute(people.where(missing).order_by(Person.sort_key)).all()
        if found:
            names = _names([name for _number, name in found[:3]], len(found))
            gaps.append(Gap(f"{names}没有填{what}", "committee", "members", found[0][0]))
    return gaps


def _names(first: Sequence[str], count: int) -> str:
    """The first of so many people, and how many they are."""
    return "、".join(first) + (f" 等 {count} 人" if count > len(first) else "")


def _meeting_gaps(session: Session, day: date) -> list[Gap]:
    gaps = []
    overdue = select(Task.id, Task.what).where(Task.state.in_(OPEN), Task.due < day)
    late = session.execute(overdue.order_by(Task.due)).all()
    if late:
        more = f"等 {len(late)} 项任务已逾期" if len(late) > 1 else "已逾期"
        gaps.append(Gap(f"“{late[0][1]}”{more}", "meetings", "tasks", late[0][0]))
    for model, what in ((Attendance, "参会名单"), (AgendaItem, "议题")):
        empty = ~select(model.id).where(model.meeting_id == Meeting.id).exists()
        query = select(Meeting.id, Meeting.title).where(empty, Meeting.held_on <= day)
        for number, title in session.execute(query.order_by(Meeting.held_on.desc()).limit(3)):
            gaps.append(Gap(f"“{title}”没有{what}", "meetings", "meetings", number))
    return gaps


def _team_gaps(session: Session, day: date) -> list[Gap]:
    led = select(TeamMember.id).where(TeamMember.team_id == Team.id, TeamMember.role == LEADER, belongs(day)).exists()
    working = Team.disbanded_on.is_(None) | (Team.disbanded_on > day)
    found = session.execute(select(Team.id, Team.name).where(working, ~led).order_by(Team.sort_key)).all()
    return [Gap(f"{name}没有现任队长", "volunteers", "teams", number) for number, name in found[:3]]


def _service_gaps(session: Session, day: date) -> Iterator[Gap]:
    """Lists of shifts not confirmed yet, and amendments that wait for a second person."""
    served = select(Service.id).where(Service.shift_id == Shift.id).exists()
    query = select(Activity.id, Activity.title, Shift.held_on).join(Activity, Activity.id == Shift.activity_id)
    late = session.execute(
        query.where(Shift.held_on < day, Shift.confirmed_on.is_(None), served).order_by(Shift.held_on)
    ).all()
    if late:
        more = f"等 {len(late)} 场的签到还没有确认" if len(late) > 1 else "的签到还没有确认"
        yield Gap(f"{late[0].held_on}“{late[0].title}”{more}", "volunteers", "activities", late[0].id)
    waiting = session.scalars(select(Amendment.id).where(Amendment.state == WAITING).order_by(Amendment.id)).all()
    if waiting:
        yield Gap(f"{len(waiting)} 条补录或更正等第二个人审批", "volunteers", "amendments", waiting[0])


def _volunteer_gaps(session: Session, day: date) -> Iterator[Gap]:
    """Insurances and licences of those who haven't left that are over or soon will be; the earliest end first."""
    licensed = select(Volunteer.id, func.min(VolunteerSkill.expires).label("ends")).join(
        VolunteerSkill, VolunteerSkill.volunteer_id == Volunteer.id
    )
    for what, query, ends in (
        ("保险", select(Volunteer.id, Volunteer.insured_until.label("ends")), Volunteer.insured_until),
        ("证书", licensed.group_by(Volunteer.id), VolunteerSkill.expires),
    ):
        near = query.where(ends <= day + timedelta(days=SOON), active(day)).order_by("ends", Volunteer.id)
        found = session.execute(near).all()  # one pass for both sentences: there may be tens of thousands
        over = bisect_left([end for _number, end in found if end], day)
        for when, which in (("已过期", found[:over]), (f"将在 {SOON} 天内到期", found[over:])):
            if which:
                first = [session.get_one(Volunteer, number).person_id for number, _end in which[:3]]
                names = _names([session.get_one(Person, number).name for number in first], len(which))
                yield Gap(f"{names}的{what}{when}", "volunteers", "volunteers", which[0][0])
