"""The sample office: a small real-looking community, made through the same listings as everything else."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.activities.amendments import AMENDMENTS
from db.activities.listings import ACTIVITIES, SHIFTS
from db.activities.models import Activity, Service, Shift
from db.activities.services import SERVICES, as_planned, confirm
from db.activities.services import expect_members as expect_team
from db.attachments.file_store import Pasted, intake
from db.attachments.listings import ATTACHMENTS, attach
from db.attachments.models import Attachment
from db.certificates.choices import CHOICES
from db.certificates.issuing import issue, usual
from db.committee.listings import MEMBERS, TERMS
from db.committee.models import Term
from db.core import kinds, settings
from db.core.errors import UserError
from db.core.relation_fields import find_by_label
from db.core.work import Tick, quietly
from db.database import Database
from db.hours.rankings import publish
from db.hours.stars import STAR_SCALES
from db.meetings.deliberations import DELIBERATIONS, PARTIES
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS, expect_members, next_position
from db.meetings.models import Attendance, Meeting
from db.meetings.tasks import TASKS
from db.office.choices import OFFICE
from db.office.listings import OFFICES
from db.office.models import Office
from db.people.listings import ORGANISATIONS, PERSONS
from db.people.models import Person
from db.sales.listings import SALE_GOODS, SALE_USES, SALES
from db.sales.listings import publish as publish_sale
from db.teams.listings import APPLICANTS, TEAM_MEMBERS, TEAMS
from db.teams.models import Team
from db.volunteers import crowd as large_sample
from db.volunteers.listings import MILESTONES, VOLUNTEER_SKILLS, VOLUNTEERS
from db.wishes import sample as sample_wishes

SOURCE = Path(__file__).parent.parent / "resources" / "sample_office.toml"


def fill(database: Database, tick: Tick = quietly, *, volunteers: int = 0) -> None:
    """Fill an empty database with the sample office and so many more volunteers, as one action.

    Raises UserError where the database holds an office already.
    """
    sample = tomllib.loads(SOURCE.read_text("utf8"))
    label = f"建立示例社区和 {volunteers} 名志愿者" if volunteers else "建立示例社区"
    with database.write(label, kind="system") as session:
        if session.scalar(select(Office.id).limit(1)):
            raise UserError("这里已经有数据；示例社区只能建在空的数据文件夹里，请换一个文件夹")
        steps = (
            _offices,
            _persons,
            _organisations,
            _members,
            _meetings,
            _deliberations,
            _teams,
            _activities,
            _sales,
            _volunteers,
            _stars,
            _certificates,
            sample_wishes.add,
        )
        for done, step in enumerate(steps, start=1):
            step(session, sample)
            session.flush()
            tick(done, len(steps))
        _attachments(session, sample, database.folder)
        if volunteers:
            large_sample.add(session, volunteers, tick)


def _rows(tables: list[dict[str, Any]]) -> Iterator[dict[str, object]]:
    for table in tables:
        head, *body = table["rows"]
        yield from (dict(zip(head, row, strict=True)) for row in body)


def _offices(session: Session, sample: dict[str, Any]) -> None:
    for row in _rows(sample["offices"]):
        office = OFFICES.create(session, row)
        if row["code"] == sample["office"]:
            settings.put(session, OFFICE, str(office.id))


def _persons(session: Session, sample: dict[str, Any]) -> None:
    for row in _rows(sample["persons"]):
        PERSONS.create(session, row)


def _organisations(session: Session, sample: dict[str, Any]) -> None:
    for row in _rows(sample["organisations"]):
        ORGANISATIONS.create(session, row)


def _members(session: Session, sample: dict[str, Any]) -> None:
    for row in _rows(sample["terms"]):
        TERMS.create(session, row)
    for table in sample["members"]:
        term = session.scalars(select(Term).where(Term.name == table["term"])).one()
        for row in _rows([table]):
            MEMBERS.create(session, row, term_id=term.id)


def _meetings(session: Session, sample: dict[str, Any]) -> None:
    for meeting in sample["meetings"]:
        lists = {key: meeting.pop(key, None) for key in ("agenda", "guests", "members")}
        made = MEETINGS.create(session, meeting)
        if lists["members"] is not None:
            expect_members(session, made)
            session.flush()
            _excuse(session, made, lists["members"]["absent"])
        _invite(session, made, lists["guests"])
        for position, item in enumerate(lists["agenda"], start=1):
            tasks = item.pop("tasks", [])
            row = AGENDA.create(session, item | {"position": str(position)}, meeting_id=made.id)
            for place, task in enumerate(tasks, start=1):
                TASKS.create(session, task | {"position": str(place)}, meeting_id=made.id, item_id=row.id)


def _deliberations(session: Session, sample: dict[str, Any]) -> None:
    for matter in sample["deliberations"]:
        parties = matter.pop("parties")
        made = DELIBERATIONS.create(session, matter)
        for position, party in enumerate(parties, start=1):
            PARTIES.create(session, party | {"position": str(position)}, deliberation_id=made.id)


def _teams(session: Session, sample: dict[str, Any]) -> None:
    for row in _rows([sample["teams"]]):
        TEAMS.create(session, row)
    for members in sample["team_members"]:
        team = session.scalars(select(Team).where(Team.name == members["team"])).one()
        for row in _rows([members]):
            TEAM_MEMBERS.create(session, row | {"begins": members["begins"]}, team_id=team.id)
    appeal = sample["appeal"]
    team = session.scalars(select(Team).where(Team.name == appeal.pop("team"))).one()
    for key, value in appeal.items():
        TEAMS[key].put(session, team, value)
    for applicants in sample["applicants"]:
        for row in _rows([applicants]):
            APPLICANTS.create(session, row, team_id=team.id)


def _activities(session: Session, sample: dict[str, Any]) -> None:
    for activity in sample["activities"]:
        shifts, missing, asked = activity.pop("shifts"), activity.pop("missing", {}), activity.pop("asked", [])
        made = ACTIVITIES.create(session, activity)
        for shift in shifts:
            row = SHIFTS.create(session, shift, activity_id=made.id)
            if "team" not in activity:
                continue
            expect_team(session, row)
            session.flush()
            by = shift.get("confirmed_by")
            _serve(session, row.id, missing)
            if by:
                confirm(session, row, row.held_on, by)
        for one in asked:
            service = session.scalars(
                select(Service.id).join(Person, Person.id == Service.person_id).where(Person.name == one["person"])
            ).one()
            AMENDMENTS.create(session, one, service_id=service)


def _volunteers(session: Session, sample: dict[str, Any]) -> None:
    for table in sample["volunteers"]:
        for row in _rows([table]):
            VOLUNTEERS.create(session, row | {"registered_on": table["registered_on"]})
    for key, listing in (("volunteer_skills", VOLUNTEER_SKILLS), ("milestones", MILESTONES)):
        for row in _rows([sample[key]]):
            listing.create(session, row)


def _stars(session: Session, sample: dict[str, Any]) -> None:
    for scale in sample["star_scales"]:
        STAR_SCALES.create(session, scale)
    ranking = sample["ranking"]
    publish(session, ranking["title"], ranking["ranked"], ranking["first"], ranking["last"], ranking["published_on"])


def _certificates(session: Session, sample: dict[str, Any]) -> None:
    table = sample["certificates"]
    for choice in CHOICES:
        if choice.key in table["settings"]:
            settings.put(session, choice, table["settings"][choice.key])
    session.flush()
    office = session.scalars(select(Office).where(Office.name == table["office"])).one()
    for row in _rows([table]):
        person = session.get_one(Person, find_by_label(session, Person, str(row["person"])))
        PERSONS["id_number"].put(session, person, row["id_number"])
        session.flush()
        common = usual(session, office, kinds.parse_day(str(row["issued_on"])))
        last, purpose = kinds.parse_day(str(row["last"])), str(row["purpose"])
        issue(session, [person.id], replace(common, last=last, purpose=purpose))


def _sales(session: Session, sample: dict[str, Any]) -> None:
    for sale in sample["sales"]:
        goods, uses, published_on = sale.pop("goods"), sale.pop("uses"), sale.pop("published_on")
        made = SALES.create(session, sale)
        for row in _rows([goods]):
            SALE_GOODS.create(session, row, sale_id=made.id)
        for row in _rows([uses]):
            SALE_USES.create(session, row, sale_id=made.id)
        publish_sale(session, made, SALES["published_on"].parse(published_on))


def _serve(session: Session, shift: int, missing: dict[str, str]) -> None:
    """Sign in and out all who came; who is missing is so in the first shift with the reason given."""
    away = {find_by_label(session, Person, name): reason for name, reason in missing.items()}
    for row in session.scalars(select(Service).where(Service.shift_id == shift)):
        if row.person_id in away:
            SERVICES["state"].put(session, row, "假")
            row.reason = away[row.person_id]
        else:
            as_planned(session, [row.id])


def _attachments(session: Session, sample: dict[str, Any], folder: Path) -> None:
    """Scans of the first shift of an activity."""
    with intake(folder) as take:
        for scan in sample["attachments"]:
            activity = find_by_label(session, Activity, scan.pop("activity"))
            shift = session.scalars(select(Shift.id).where(Shift.activity_id == activity).order_by(Shift.id)).first()
            file = Pasted(scan.pop("name"), (SOURCE.parent / scan.pop("file")).read_bytes())
            made = attach(session, folder, Attachment.shift_id, shift or 0, take(file, quietly))
            for key, value in scan.items():
                ATTACHMENTS[key].put(session, made, value)


def _excuse(session: Session, meeting: Meeting, absent: dict[str, str]) -> None:
    for name, reason in absent.items():
        row = session.scalars(
            select(Attendance).where(
                Attendance.meeting_id == meeting.id, Attendance.person_id == find_by_label(session, Person, name)
            )
        ).one()
        row.state, row.reason = "请假", reason


def _invite(session: Session, meeting: Meeting, guests: list[str]) -> None:
    state = "列席" if meeting.series else "出席"  # the committee's own meeting has guests; at the others all are equals
    first = next_position(session, Attendance, meeting.id)
    for position, name in enumerate(guests, start=first):
        person = session.get_one(Person, find_by_label(session, Person, name))
        values = {"person": name, "capacity": person.work, "state": state, "position": str(position)}
        ATTENDANCE.create(session, values, meeting_id=meeting.id)
