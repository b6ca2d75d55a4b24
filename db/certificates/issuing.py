"""Issuing service certificates: the candidates, the certified hours, and the stored snapshots."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Executable, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from db.activities.models import Activity, ActivityService, ActivityTeam, Service, Shift, minutes_of
from db.certificates.choices import CERTIFICATE_CLERK, CERTIFICATE_CONTACT, CERTIFICATE_HEAD, CERTIFICATE_ISSUER
from db.certificates.listings import EARLIEST, GRID, certifiable, numbers, total
from db.certificates.models import REVERSED, TOO_LATE, Certificate
from db.core import kinds, settings
from db.core.errors import UserError
from db.core.fields import Field, Listing, of
from db.core.kinds import Kind
from db.core.relation_fields import label_sql
from db.core.tables import Entry
from db.core.work import Tick, no_progress
from db.office.listings import our_office, signer
from db.office.models import Office
from db.people.models import Person
from db.teams.listings import belongs
from db.teams.models import Team, TeamMember
from db.volunteers.models import Volunteer

READY, NO_HOURS, NO_DOCUMENT = "可以出具", "没有服务时长", "没有证件号码"
OUTCOME = Kind("outcome", align="center", width=14, alert=lambda value: value != READY)
REFUSALS = {
    NO_HOURS: "在这段时间没有{office}主办活动的服务时长，不能出具证明；请核对起止日期和签到签退",
    NO_DOCUMENT: "没有登记证件号码，不能出具证明；请先在“人员”里填写证件类型和号码",
}
CHUNK = 50  # persons a query


@dataclass(frozen=True)
class Served:
    """One service as it is printed; times are minutes from the beginning of its day."""

    day: str  # ISO 8601
    activity: str
    content: str
    arrived: int
    left: int
    minutes: int
    team: str


@dataclass(frozen=True)
class Snapshot:
    """The person of a certificate and the services that it states, as of the day of issue."""

    name: str
    id_type: str
    id_number: str
    volunteer_number: str
    rows: tuple[Served, ...]

    def as_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Snapshot:
        stored = json.loads(text)
        return cls(**stored | {"rows": tuple(Served(**row) for row in stored["rows"])})


@dataclass(frozen=True)
class Common:
    """The facts that certificates issued together share. `first` and `last` may be open; `number` is the first."""

    office_id: int
    issued_on: date
    issuer: str
    head: str
    clerk: str
    contact: str
    first: date | None = None
    last: date | None = None
    purpose: str | None = None
    number: str = ""

    @property
    def period(self) -> tuple[date, date]:
        return self.first or EARLIEST, self.last or self.issued_on


def usual(session: Session, office: Office, day: date) -> Common:
    """The facts of a certificate of an office by the settings; open ones are ""."""
    issuer = signer(session, office, settings.get(session, CERTIFICATE_ISSUER))
    head, clerk = (settings.get(session, one) for one in (CERTIFICATE_HEAD, CERTIFICATE_CLERK))
    contact = settings.get(session, CERTIFICATE_CONTACT) or office.phone or ""
    return Common(office.id, day, issuer, head, clerk, contact)


# the fields of the form for certificates issued together
FORM_FIELDS = (
    of(Certificate.issued_on),
    of(Certificate.number, required=False, hint=""),
    of(Certificate.purpose),
    of(Certificate.issuer),
    of(Certificate.head),
    of(Certificate.clerk),
    of(Certificate.contact),
)


def issuing_offices(session: Session) -> list[tuple[int, str]]:
    """Id and name of the offices that may certify: ours, then every other that held an activity.

    Raises UserError before the first set-up.
    """
    ours = our_office(session)
    held = Office.id.in_(select(Activity.office_id)) & (Office.id != ours.id) & (Office.level != GRID)
    others = session.execute(select(Office.id, Office.name).where(held).order_by(Office.code))
    return [(ours.id, ours.name), *((number, name) for number, name in others)]


def teams_of(session: Session, office: int) -> list[tuple[int, str]]:
    """Id and name of the teams of an office, disbanded ones last."""
    query = select(Team.id, Team.name).where(Team.office_id == office)
    query = query.order_by(Team.disbanded_on.is_not(None), Team.sort_key)
    return [(number, name) for number, name in session.execute(query)]


def candidates(office: int, first: date, last: date) -> Listing:
    """All persons, with the hours that a certificate of this office and period would state, and any obstacle to it.

    A missing volunteer number is no obstacle: registration and certification are separate rights of whoever serves
    (志愿服务条例, art. 6, 7, 19). The number is printed where there is one (民发〔2015〕149号). Without an identity
    document and its number no certificate is issued, as they identify the person.
    """
    where = (Service.person_id == Person.id, *certifiable(office, first, last))
    minutes = total(func.coalesce(func.sum(minutes_of()), 0), where)
    lately = select(func.max(Certificate.issued_on)).where(
        Certificate.person_id == Person.id, Certificate.office_id == office, Certificate.revoked_on.is_(None)
    )
    number = select(Volunteer.number).where(Volunteer.person_id == Person.id)
    outcome = case((minutes == 0, NO_HOURS), (Person.id_number.is_(None), NO_DOCUMENT), else_=READY)
    return Listing(
        key="candidates",
        title="志愿者",
        model=Person,
        fields=(
            Field("name", "姓名", kinds.NAME, label_sql(Person), order=Person.sort_key),
            Field("times", "服务次数", kinds.COUNT, total(func.count(), where)),
            Field("minutes", "服务时长", kinds.DURATION, minutes),
            Field("outcome", "能否出具", OUTCOME, outcome),
            of(Person.id_type),
            of(Person.id_number),
            Field("number", "志愿者编号", kinds.SHORT, number.scalar_subquery()),
            Field("lately", "上次出具", kinds.DAY, lately.scalar_subquery()),
        ),
        order=(Person.sort_key, Person.id),
        search=Person.search_text,
        empty="这段时间没有人有服务时长。请核对起止日期，或先在“活动”里登记签到签退。",
    )


def serving(listing: Listing, common: Common, team: int | None = None) -> Listing:
    """The candidates who have hours in the period, and, where a team is given, belonged to it in that time."""
    first, last = common.period
    people = select(Service.person_id).join(Shift, Shift.id == Service.shift_id)
    people = people.join(Activity, Activity.id == Shift.activity_id)
    with_hours = listing.filtered(Person.id.in_(people.where(*certifiable(common.office_id, first, last))))
    if team is None:
        return with_hours
    member = select(TeamMember.person_id).where(TeamMember.team_id == team, TeamMember.begins <= last)
    return with_hours.filtered(Person.id.in_(member.where(TeamMember.ends.is_(None) | (TeamMember.ends > first))))


def sift(session: Session, persons: Sequence[int], common: Common) -> tuple[list[int], list[str]]:
    """The persons who can get a certificate, in the order of names, and a sentence on each of the others.

    Raises UserError where no person is given, one is gone, or the period is impossible.
    """
    _check(common)
    if not persons:
        raise UserError("请先选要出具证明的人")
    listing = candidates(common.office_id, *common.period).filtered(Person.id.in_(persons))
    rows = session.execute(listing.rows()).all()
    if len(rows) < len(set(persons)):
        raise UserError("选中的人有的已被删除，请重新选择")
    ready: list[int] = []
    refused: list[str] = []
    office = session.get_one(Office, common.office_id).name
    for row in rows:
        if (outcome := listing.value(row, "outcome")) == READY:
            ready.append(row[0])
        else:
            refused.append(listing.label_of(row) + REFUSALS[outcome].format(office=office))
    return ready, refused


def _check(common: Common) -> None:
    if common.first and common.last and common.last < common.first:
        raise UserError(REVERSED, "last")
    if common.issued_on > date.today():
        raise UserError("出具日期在今天之后，请核对", "issued_on")
    if common.issued_on < (common.last or common.first or common.issued_on):
        raise UserError(TOO_LATE, "last")


def issue(session: Session, persons: Sequence[int], common: Common, tick: Tick = no_progress) -> list[Certificate]:
    """Issue a certificate to each of these persons, in the order of names. Ticks once a person.

    Raises UserError with the names and reasons where a person can't get one; then none is issued. `sift` finds these
    persons beforehand.
    """
    ready, refused = sift(session, persons, common)
    if refused:
        more = f"有 {len(refused)} 人不能出具，什么都没有出具：" if len(refused) > 1 else ""
        raise UserError(more + "；".join(refused))
    free = numbers(session, common.office_id, common.issued_on, common.number)
    certificates: list[Certificate] = []
    for start in range(0, len(ready), CHUNK):
        for person, snapshot in snapshots(session, ready[start : start + CHUNK], common).items():
            certificates.append(_certificate(person, next(free), common, snapshot))
            tick(len(certificates), len(ready))
    session.add_all(certificates)
    session.flush()
    return certificates


def _certificate(person: int, number: str, common: Common, snapshot: Snapshot) -> Certificate:
    return Certificate(
        person_id=person,
        number=number,
        minutes=sum(row.minutes for row in snapshot.rows),
        snapshot=snapshot.as_text(),
        **{key: value or None for key, value in asdict(common).items() if key != "number"},  # "" is unknown
    )


def snapshots(session: Session, persons: Sequence[int], common: Common) -> dict[int, Snapshot]:
    """The snapshot of each person, in the given order."""
    rows: dict[int, list[Served]] = {person: [] for person in persons}
    for row in session.execute(_services(persons, common)):
        rows[row[0]].append(Served(row[1].isoformat(), *row[2:]))
    query = select(Person, Volunteer.number).outerjoin(Volunteer, Volunteer.person_id == Person.id)
    people = {person.id: (person, number) for person, number in session.execute(query.where(Person.id.in_(persons)))}
    return {
        number: Snapshot(person.name, person.id_type, person.id_number or "", volunteer or "", tuple(rows[number]))
        for number, (person, volunteer) in ((number, people[number]) for number in persons)
    }


def _services(persons: Sequence[int], common: Common) -> Executable:
    """The services of several persons: each row is the person's id and the values of `Served`."""
    tagged, team, member = aliased(ActivityService), aliased(Team), aliased(TeamMember)
    content = (
        select(func.aggregate_strings(Entry.name, "、").aggregate_order_by(tagged.position, tagged.id))
        .join_from(tagged, Entry, Entry.id == tagged.entry_id)
        .where(tagged.owner_id == Activity.id)
    )
    own = select(team.name).where(team.id == Service.team_id)
    through = (  # for a record without a team: the teams taking part of which the person was a member that day
        select(func.aggregate_strings(team.name, "、").aggregate_order_by(ActivityTeam.position, ActivityTeam.id))
        .join_from(ActivityTeam, team, team.id == ActivityTeam.team_id)
        .join(member, and_(member.team_id == team.id, member.person_id == Service.person_id))
        .where(ActivityTeam.owner_id == Activity.id, belongs(Shift.held_on, member))
    )
    return (
        select(
            Service.person_id,
            Shift.held_on,
            Activity.title,
            func.coalesce(content.scalar_subquery(), Activity.content, ""),
            Service.arrived,
            Service.left,
            minutes_of(),
            func.coalesce(own.scalar_subquery(), through.scalar_subquery(), ""),
        )
        .join(Shift, Shift.id == Service.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(*certifiable(common.office_id, *common.period), Service.person_id.in_(persons))
        .order_by(Shift.held_on, Service.arrived, Service.id)
    )
