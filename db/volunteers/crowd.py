"""Invented volunteers for a large sample office: teams, skills and three years of hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from db.activities import PLACE_KIND, SKILL
from db.activities.models import (
    CAME,
    LATE,
    PLANNED,
    Activity,
    ActivityService,
    ActivityTeam,
    Service,
    Shift,
    ShiftSkill,
)
from db.core import dictionaries, pinyin
from db.core.base import Base, Record
from db.core.chinese import chinese
from db.core.kinds import WEEKDAYS
from db.core.work import Tick, no_progress
from db.office.models import Office
from db.people import EDUCATION, POLITICS
from db.people.models import SEXES, Person
from db.teams import SERVICE, TEAM_KIND
from db.teams.models import ROLES, Team, TeamMember, TeamService
from db.volunteers.models import AWARD, TRAINING, Milestone, Volunteer, VolunteerSkill

TEAM_SIZE, GRID_TEAMS = 40, 6  # volunteers of a team, teams of a grid
BEGAN, ENDED = date(2021, 8, 30), date(2024, 8, 30)  # of teams and hours; teams begin as in the small sample
TEAM_SHIFTS, OWN_SHIFTS, IN_ACTIVITY = 6, 3, 2  # shifts of a team, of a volunteer, of an activity
SPAN = (ENDED - BEGAN).days // TEAM_SHIFTS  # days between two shifts of a team, at most twice as many
HOURS = ((510, 630), (540, 690), (540, 660), (840, 960), (870, 1020), (1140, 1260))  # of a shift, in minutes of the day
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN_NAMES = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志远晓东梅琳宇浩欣博文雅思佳怡子涵雨桐春燕海波红云峰立新永福长顺"
    "淑珍凤琴素青向阳振邦庆祥家栋少康若溪景行知微慧心兆丰启"
)
DAYS = WEEKDAYS.options
AVAILABLE = ("、".join(DAYS), "、".join(DAYS[:5]), "、".join(DAYS[5:]), DAYS[5], f"{DAYS[2]}、{DAYS[5]}", None, None)
PLACES = ("社区广场", "党群服务中心", "沿街商铺", "小区楼院", "楼宇大厅", "老年活动室")


class Grid(NamedTuple):
    number: int
    community: int
    name: str


class Somebody(NamedTuple):
    person: int
    name: str
    left: date | None


def add(session: Session, count: int, tick: Tick = no_progress, *, seed: int = 1) -> None:
    """Add `count` volunteers, each with three rows of hours, to the current action; a seed gives the same rows again.

    Rows are stored in batches without mapped objects, so derived values are worked out here; triggers still keep the
    history and the rules. Nobody serves in two places at once: the shifts of a volunteer belong to one team, and each
    is on a different day.
    """
    chance = Random(seed)
    rows = Batches(session.connection(), chance)
    maker = Maker(session, rows, chance)
    done = 0
    for grid in maker.grids(-(-count // (TEAM_SIZE * GRID_TEAMS))):
        for place in range(min(GRID_TEAMS, -(-(count - done) // TEAM_SIZE))):
            size = min(TEAM_SIZE, count - done)
            maker.team(grid, place, [maker.volunteer(done + n, grid.number) for n in range(size)])
            done += size
        rows.store()
        maker.confirm()
        tick(done, count)


class Batches:
    """Rows by table, which get their ids when they are added and are stored in batches, parents first."""

    def __init__(self, connection: Connection, chance: Random) -> None:
        self._connection = connection
        self._origin = f"{chance.getrandbits(64):016x}"
        self._last: dict[str, int] = {}
        self._waiting: dict[str, list[dict[str, object]]] = {}

    def add(self, model: type[Base], **values: object) -> int:
        """Add a row, with the same columns each time; return its id."""
        table = model.__tablename__
        if table not in self._last:
            self._last[table] = self._connection.scalar(select(func.coalesce(func.max(model.id), 0))) or 0
        self._last[table] = values["id"] = number = self._last[table] + 1
        if issubclass(model, Record):
            values["uid"], values["version"] = f"{self._origin}{number:016x}", 1
        self._waiting.setdefault(table, []).append(values)
        return number

    def store(self) -> None:
        for table in Base.metadata.sorted_tables:
            if rows := self._waiting.pop(table.name, None):
                self._connection.execute(insert(table), rows)


class Maker:
    """Invents grids, people, teams, and their shifts and hours."""

    def __init__(self, session: Session, rows: Batches, chance: Random) -> None:
        self._session, self._rows, self._chance = session, rows, chance
        self._held: list[dict[str, Any]] = []
        offices = select(Office.id, Office.name, Office.code).where(Office.level == "社区").order_by(Office.code)
        self._communities = session.execute(offices).all()
        self._codes = set(session.scalars(select(Office.code)))
        self._entries = {
            one.key: [(dictionaries.entry_id(session, one, name), name) for name in dictionaries.options(session, one)]
            for one in (SKILL, SERVICE, TEAM_KIND, PLACE_KIND, POLITICS, EDUCATION)
        }

    def confirm(self) -> None:
        """Confirm the shifts stored since the last time; a confirmed shift takes no more hours."""
        table = Base.metadata.tables[Shift.__tablename__]
        confirmed = {"confirmed_on": bindparam("on"), "confirmed_by": bindparam("by")}
        self._session.execute(update(table).where(table.c.id == bindparam("number")).values(confirmed), self._held)
        self._held.clear()

    def grids(self, count: int) -> Iterator[Grid]:
        """Add `count` grids, in one community after the other."""
        for n in range(count):
            community, name, code = self._communities[n % len(self._communities)]
            place = next(place for place in range(1, 1000) if f"{code}{place:03}" not in self._codes)
            self._codes.add(f"{code}{place:03}")
            name = f"{name.removesuffix('社区')}第{chinese(place)}网格"
            number = self._rows.add(Office, name=name, code=f"{code}{place:03}", level="网格", parent_id=community)
            yield Grid(number, community, name)

    def volunteer(self, place: int, grid: int) -> Somebody:
        """Add the volunteer number `place`, with skills; some have a training or an award."""
        chance, name = self._chance, self._name()
        phone = f"138{place * 48_271 % 10**8:08}"  # all different, as 48271 has no factor in common with 10
        person = self._rows.add(
            Person,
            name=name,
            sort_key=pinyin.sort_key(name),
            search_text=pinyin.search_text(name, phone),
            sex=chance.choice(SEXES),
            birth=self._day(date(1946, 1, 1), 22_000).isoformat(),
            politics_id=self._one("politics")[0],
            education_id=self._one("education")[0],
            phone=phone,
            id_type="居民身份证",
            office_id=grid,
        )
        left = self._day(ENDED, 700) if chance.random() < 0.03 else None
        volunteer = self._rows.add(
            Volunteer,
            person_id=person,
            number=f"ZY{place + 1:07}",
            registered_on=self._day(date(2019, 1, 1), (BEGAN - date(2019, 1, 1)).days),
            available=chance.choice(AVAILABLE),
            insured_until=self._day(ENDED, 1500) if chance.random() < 0.7 else None,
            emergency_contact=self._name(),
            emergency_phone=f"138{chance.randrange(10**8):08}",
            ends=left,
        )
        self._skills(volunteer)
        if chance.random() < 0.1:
            kind, what = chance.choice(((TRAINING, "志愿服务基础知识"), (TRAINING, "应急救护"), (AWARD, "优秀志愿者")))
            held, minutes = self._day(BEGAN, 1000), 120 if kind == TRAINING else None
            self._rows.add(Milestone, volunteer_id=volunteer, kind=kind, held_on=held, what=what, minutes=minutes)
        return Somebody(person, name, left)

    def team(self, grid: Grid, place: int, people: list[Somebody]) -> None:
        """Add a team of these volunteers, led by the first; `place` counts the teams of its grid."""
        kind, kind_name = self._one("team_kind")
        name = f"{grid.name}{kind_name}第{chinese(place + 1)}志愿服务队"
        team = self._rows.add(
            Team,
            name=name,
            sort_key=pinyin.sort_key(name, person=False),
            search_text=pinyin.search_text(name, person=False),
            office_id=grid.community,
            kind_id=kind,
            founded_on=BEGAN,
            area=grid.name,
        )
        service, service_name = self._one("service")
        self._rows.add(TeamService, owner_id=team, entry_id=service, position=0)
        for n, (person, _name, left) in enumerate(people):
            ends = left if n else None  # the leader stays
            self._rows.add(TeamMember, team_id=team, person_id=person, role=ROLES[min(n, 2)], begins=BEGAN, ends=ends)
        attending: list[list[int]] = [[] for _ in range(TEAM_SHIFTS)]
        for one in people:
            for shift in self._chance.sample(range(TEAM_SHIFTS), OWN_SHIFTS):
                attending[shift].append(one.person)
        for first in range(0, TEAM_SHIFTS, IN_ACTIVITY):
            activity = self._activity(grid, team, service, f"{grid.name}{service_name}")
            for n in range(first, first + IN_ACTIVITY):
                self._shift(activity, team, self._day(BEGAN + timedelta(days=n * SPAN), SPAN), people[0], attending[n])

    def _activity(self, grid: Grid, team: int, service: int, title: str) -> int:
        activity = self._rows.add(
            Activity,
            office_id=grid.community,
            title=title,
            place=self._chance.choice(PLACES),
            place_kind_id=self._one("place_kind")[0],
            served=self._chance.randrange(10, 200),
            state=PLANNED,
        )
        self._rows.add(ActivityTeam, owner_id=activity, team_id=team, position=0)
        self._rows.add(ActivityService, owner_id=activity, entry_id=service, position=0)
        return activity

    def _shift(self, activity: int, team: int, day: date, leader: Somebody, people: list[int]) -> None:
        """Add a shift that was held, to be confirmed: all came, a few of them late or not to the end."""
        chance = self._chance
        starts, ends = chance.choice(HOURS)
        shift = self._rows.add(
            Shift,
            activity_id=activity,
            held_on=day,
            starts=starts,
            ends=ends,
            needed=TEAM_SIZE // 2,
            paper_count=len(people),
        )
        self._held.append({"number": shift, "on": day + timedelta(days=chance.randint(1, 5)), "by": leader.name})
        if chance.random() < 0.2:
            self._rows.add(ShiftSkill, owner_id=shift, entry_id=self._one("skill")[0], position=0)
        for position, person in enumerate(people, start=1):
            late = chance.randint(5, 20) if chance.random() < 0.05 else 0
            self._rows.add(
                Service,
                shift_id=shift,
                person_id=person,
                team_id=team,
                state=LATE if late else CAME,
                arrived=starts + late,
                left=ends - (chance.randint(0, 30) if chance.random() < 0.1 else 0),
                position=position,
            )

    def _skills(self, volunteer: int) -> None:
        chance = self._chance
        if chance.random() < 0.6:
            return
        for number, _name in chance.sample(self._entries["skill"], chance.choice((1, 1, 2))):
            licensed = chance.random() < 0.5
            self._rows.add(
                VolunteerSkill,
                volunteer_id=volunteer,
                skill_id=number,
                licence=f"救护员证 JH-{chance.randrange(10**6):06}" if licensed else None,
                expires=self._day(ENDED, 1800) if licensed else None,
            )

    def _name(self) -> str:
        chance = self._chance
        return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN_NAMES, k=chance.choice((1, 2, 2, 2))))

    def _one(self, dictionary: str) -> tuple[int, str]:
        """Id and name of a random entry."""
        return self._chance.choice(self._entries[dictionary])

    def _day(self, first: date, days: int) -> date:
        """A random day out of `days`, from the first on."""
        return first + timedelta(days=self._chance.randrange(days))
