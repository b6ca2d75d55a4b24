"""Volunteers: registered once, free on their days, called out in a fair order; and very many of them, made by count."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db import sample
from db.activities.amendment_models import Amendment
from db.activities.amendments import decide
from db.activities.models import Activity, Service, Shift, ShiftSkill
from db.check import check
from db.core import pinyin
from db.core.errors import UserError
from db.core.kinds import WEEK
from db.core.masking import Audience
from db.core.tables import Entry
from db.core.work import no_progress
from db.database import Database
from db.home import overview
from db.office.models import Office
from db.people.models import Person
from db.storage.history import actions
from db.teams.models import Team, TeamMember
from db.volunteers.callout import EXPIRED, RECENT_DAYS, TIME_UNKNOWN, callout, needed, skill_named, skills
from db.volunteers.gaps import SOON
from db.volunteers.listings import MILESTONES, VOLUNTEER_SKILLS, VOLUNTEERS, services_of
from db.volunteers.models import Milestone, Volunteer, VolunteerSkill
from exports.reports import Request
from exports.volunteers.callout import CALLOUT

WEDNESDAY = date(2022, 1, 5)
RESCUE = "快速救援"
SHIFTS = 5  # of the sample office


def number_of(database, name):
    with database.read() as session:
        return session.scalars(select(Volunteer.id).join(Person).where(Person.name == name)).one()


def put(database, name, key, value):
    with database.write("改") as session:
        VOLUNTEERS[key].put(session, session.get_one(Volunteer, number_of(database, name)), value)


def skill_of(session, name=RESCUE):
    return next(number for number, title in skills(session) if title == name)


def called(database, skill, day, find=""):
    """Name and remark of everybody called, in order."""
    with database.read() as session:
        listing = callout(skill and skill_of(session, skill), day)
        rows = listing.fetch(session, listing.ids(session, find))
        return [(listing.value(row, "person"), listing.value(row, "remark") or "") for row in rows]


def gaps(database, day):
    with database.read() as session:
        return [gap.text for gap in overview(session, day).gaps if gap.listing == "volunteers"]


# -- who they are --


def test_a_volunteer_is_made_of_a_person_there_already_or_of_a_new_name(office):
    with office.write("新增") as session:
        people = session.scalar(select(func.count(Person.id)))
        values = {"person": "司徒明理", "registered_on": "2022-01-01", "available": "周末", "phone": "13800000900"}
        old = VOLUNTEERS.create(session, values)
        new = VOLUNTEERS.create(session, {"person": "新来的", "registered_on": "2022-01-01", "sex": "女"})
        assert session.scalar(select(func.count(Person.id))) == people + 1
        assert session.get_one(Person, old.person_id).phone == "13800000900"
        assert old.available == "周六、周日"
        assert session.get_one(Person, new.person_id).sex == "女"
    office.undo()
    with office.read() as session:
        assert session.scalar(select(func.count(Person.id))) == people
    office.redo()
    with office.read() as session:
        assert session.scalar(select(func.count(Person.id))) == people + 1


@pytest.mark.parametrize(
    ("listing", "values", "field", "sentence"),
    [
        (VOLUNTEERS, {"person": "燕振戈", "registered_on": "2022-01-01"}, "person", "已登记为志愿者"),
        (
            VOLUNTEERS,
            {"person": "新人", "registered_on": "2022-01-01", "number": "YJY2021001"},
            "number",
            "已是另一位志愿者的",
        ),
        (
            VOLUNTEERS,
            {"person": "新人", "registered_on": "2022-01-02", "ends": "2022-01-01"},
            "ends",
            "结束日期早于开始",
        ),
        (
            VOLUNTEERS,
            {"person": "新人", "registered_on": "2022-01-01", "available": "有空时"},
            "available",
            "不是星期几",
        ),
        (VOLUNTEER_SKILLS, {"volunteer": "燕振戈", "skill": RESCUE}, "skill", "已登记这项技能"),
        (VOLUNTEER_SKILLS, {"volunteer": "蒲桂棠", "skill": RESCUE, "expires": "2024-01-01"}, "licence", "证书"),
        (VOLUNTEER_SKILLS, {"volunteer": "韩䶮生", "skill": RESCUE}, "volunteer", "还没有登记为志愿者"),
        (
            MILESTONES,
            {"volunteer": "燕振戈", "held_on": "2022-01-01", "what": "演练", "minutes": "0"},
            "minutes",
            "学时",
        ),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_stored(office, listing, values, field, sentence):
    with office.read() as session:
        before = session.scalar(select(func.count(listing.model.id)))
    with pytest.raises(UserError, match=sentence) as refused, office.write("新增") as session:
        listing.create(session, values)
    assert refused.value.field == field
    with office.read() as session:
        assert session.scalar(select(func.count(listing.model.id))) == before
        assert session.scalar(select(Person.id).where(Person.name == "新人")) is None


def test_the_hours_of_a_volunteer_are_the_sum_of_their_services_the_latest_first(office):
    number = number_of(office, "蒲桂棠")
    with office.read() as session:
        row = VOLUNTEERS.one(session, number)
        listing = services_of(session.get_one(Volunteer, number).person_id)
        rows = session.execute(listing.rows()).all()
        assert VOLUNTEERS.value(row, "minutes") == sum(listing.value(one, "minutes") for one in rows) > 0
        days = [(listing.value(one, "held_on"), listing.value(one, "starts")) for one in rows]
        assert len(days) > 1
        assert all(later >= earlier for later, earlier in pairwise(days))


def test_names_are_offered_by_what_they_begin_with_then_by_what_they_contain_each_with_its_number(office):
    with office.write("同名") as session:
        for name in ("张振戈", "燕振戈", "李燕"):
            session.add(Person(name=name))
    offered = VOLUNTEERS["person"].fitting
    with office.read() as session:
        known, new = session.scalars(select(Person.id).where(Person.name == "燕振戈").order_by(Person.id))
        both = [f"燕振戈#{new}", f"燕振戈#{known}"]  # by telephone, which the new one has none of
        assert offered(session, "燕") == [*both, "李燕"]
        assert offered(session, "yzg") == both
        assert offered(session, "zg") == [*both, "张振戈"]
        assert offered(session, f"燕振戈#{known}") == both
        assert offered(session, "%") == []
        assert len(offered(session, "")) == session.scalar(select(func.count(Person.id)))


# -- what runs out --


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "已过期"), (0, f"将在 {SOON} 天内到期"), (SOON, f"将在 {SOON} 天内到期"), (SOON + 1, "")]
)
def test_an_insurance_is_missed_on_the_home_page_from_a_month_before_its_end(office, days, said):
    today = date(2021, 12, 1)
    put(office, "蒲桂棠", "insured_until", (today + timedelta(days=days)).isoformat())
    assert gaps(office, today) == ([f"蒲桂棠的保险{said}"] if said else []) + ["晏长川的证书将在 30 天内到期"]


def test_those_who_left_are_not_asked_for_an_insurance_and_many_are_counted(office):
    assert "等 12 人的保险已过期" in gaps(office, date(2022, 9, 1))[0]
    put(office, "燕振戈", "ends", "2022-08-31")
    assert "等 11 人的保险已过期" in gaps(office, date(2022, 9, 1))[0]
    put(office, "燕振戈", "ends", "2022-09-02")  # still there on the first
    assert "等 12 人的保险已过期" in gaps(office, date(2022, 9, 1))[0]


def test_whose_one_licence_is_over_and_the_other_soon_will_be_stands_there_once(office):
    with office.write("加一张") as session:
        values = {"volunteer": "晏长川", "skill": "应急保障", "licence": "另一张", "expires": "2022-01-20"}
        VOLUNTEER_SKILLS.create(session, values)
    assert gaps(office, WEDNESDAY) == ["晏长川的证书已过期"]


@pytest.mark.parametrize(("days", "red"), [(-1, True), (0, False)])
def test_what_has_run_out_is_red_from_the_day_after(days, red):
    day = date.today() + timedelta(days=days)
    assert VOLUNTEERS["insured_until"].kind.alert(day) is red
    assert VOLUNTEER_SKILLS["expires"].kind.alert(day) is red


# -- whom to call --


def test_only_who_is_able_and_free_is_called_and_an_expired_licence_stands_last_and_marked(office):
    assert called(office, RESCUE, WEDNESDAY) == [("冉卫疆", ""), ("燕振戈", ""), ("晏长川", EXPIRED)]
    assert called(office, RESCUE, date(2021, 12, 31)) == [("冉卫疆", ""), ("晏长川", ""), ("燕振戈", "")]
    saturday = date(2022, 1, 8)
    assert called(office, RESCUE, saturday) == [("仝铁岩", ""), ("燕振戈", ""), ("晏长川", EXPIRED)]
    assert called(office, "其他", WEDNESDAY) == []


def test_who_did_not_say_when_is_asked_after_those_who_did(office):
    put(office, "燕振戈", "available", "")
    assert called(office, RESCUE, WEDNESDAY) == [("冉卫疆", ""), ("燕振戈", TIME_UNKNOWN), ("晏长川", EXPIRED)]


def test_who_left_by_that_day_is_not_called(office):
    put(office, "冉卫疆", "ends", "2022-01-05")
    assert ("冉卫疆", "") not in called(office, RESCUE, WEDNESDAY)
    put(office, "冉卫疆", "ends", "2022-01-06")
    assert ("冉卫疆", "") in called(office, RESCUE, WEDNESDAY)


@pytest.mark.parametrize(
    ("state", "void", "cancelled", "there"),
    [
        ("报名", None, False, False),
        ("到", None, False, False),
        ("假", None, False, True),
        ("缺", None, False, True),
        ("报名", "误登", False, True),
        ("报名", None, True, True),
    ],
)
def test_who_is_in_a_shift_that_day_is_not_called_unless_it_came_to_nothing(office, state, void, cancelled, there):
    with office.write("另一场") as session:
        community = session.scalars(select(Office.id).where(Office.name == "畅家巷社区")).one()
        activity = Activity(office_id=community, title="另一场", state="已取消" if cancelled else "正常", reason="雨")
        session.add(activity)
        session.flush()
        shift = Shift(activity_id=activity.id, held_on=WEDNESDAY, starts=540, ends=600)
        session.add(shift)
        session.flush()
        person = session.scalars(select(Person.id).where(Person.name == "冉卫疆")).one()
        session.add(Service(shift_id=shift.id, person_id=person, state=state, void=void))
    assert (("冉卫疆", "") in called(office, RESCUE, WEDNESDAY)) is there
    assert ("冉卫疆", "") in called(office, RESCUE, WEDNESDAY + timedelta(days=1))


def test_the_grids_come_in_the_order_of_their_codes_and_in_each_who_served_least(office):
    for name, grid in (("蒲桂棠", "一"), ("戴素馨", "二"), ("景玉芍", "一")):
        put(office, name, "office", f"畅家巷第{grid}网格")
    put(office, "蒲桂棠", "ends", "2022-01-01")
    names = [name for name, _ in called(office, None, date(2021, 9, 5))]
    assert names[:3] == ["景玉芍", "蒲桂棠", "戴素馨"]
    assert names[-1] == "石砺成"  # nobody knows when
    with office.write("作废") as session:
        row = session.scalars(select(Service).join(Person).where(Person.name == "晏长川")).one()
        asked = Amendment(service_id=row.id, reason="误登", asked_by="甲", asked_on=date(2021, 9, 1))
        session.add(asked)
        session.flush()
        decide(session, asked, "乙", date(2021, 9, 1), approve=True)
    names = [name for name, _ in called(office, None, date(2021, 9, 5))]
    assert names[3] == "晏长川"  # the first of those without a grid now


def test_the_list_is_searched_like_any_other_and_a_shift_asks_for_its_first_skill_on_its_day(office):
    assert called(office, None, WEDNESDAY, "yzg") == [("燕振戈", "")]
    with office.write("需要技能") as session:
        shift = session.scalars(select(Shift).order_by(Shift.id)).first()
        for position, name in enumerate((RESCUE, "应急保障")):
            session.add(ShiftSkill(owner_id=shift.id, entry_id=skill_of(session, name), position=position))
        other = session.scalars(select(Shift).where(Shift.id != shift.id)).first()
        session.flush()
        assert needed(session, shift.id) == (skill_of(session), shift.held_on)
        assert needed(session, other.id) == (None, other.held_on)


class TriedError(Exception):
    """Takes back what an example stored."""


VOLUNTEER = st.fixed_dictionaries(
    {
        "available": st.none() | st.sets(st.sampled_from(WEEK), min_size=1),
        "left": st.none() | st.integers(-2, 2),
        "grid": st.none() | st.sampled_from(("畅家巷第一网格", "畅家巷第三网格")),
        "able": st.booleans(),
        "expires": st.none() | st.integers(-1, 1),
        "served": st.lists(st.tuples(st.integers(-RECENT_DAYS - 1, 1), st.sampled_from((30, 60))), max_size=2),
        "state": st.sampled_from(("到", "假")),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(VOLUNTEER, max_size=6), asked=st.booleans())
def test_whoever_they_are_the_list_is_what_a_dispatcher_would_write_by_hand(office, people, asked):
    with pytest.raises(TriedError), office.write("试") as session:
        session.query(VolunteerSkill).delete()
        session.query(Milestone).delete()
        session.query(Volunteer).delete()
        skill = skill_of(session)
        by_hand = sorted(filter(None, [_stored(session, n, one, skill, asked=asked) for n, one in enumerate(people)]))
        session.flush()
        listing = callout(skill if asked else None, WEDNESDAY)
        rows = session.execute(listing.rows()).all()
        found = [(listing.value(row, "person"), listing.value(row, "lately")) for row in rows]
        assert found == [(name, load) for _rank, _grid, load, _sound, name in by_hand]
        assert listing.ids(session) == [row[0] for row in rows]
        raise TriedError


def _after(days):
    return WEDNESDAY + timedelta(days=days)


def _stored(session, n, one, skill, *, asked):
    """Store somebody; return what they are sorted by, None where they can't be called that day."""
    grid = one["grid"] and session.scalars(select(Office).where(Office.name == one["grid"])).one()
    person = Person(name=f"王{'一二三四五六'[n]}试", office_id=grid and grid.id)
    session.add(person)
    session.flush()
    free = one["available"] and "、".join(f"周{sign}" for sign in WEEK if sign in one["available"])
    left = None if one["left"] is None else _after(one["left"])
    volunteer = Volunteer(person_id=person.id, registered_on=date(2020, 1, 1), available=free, ends=left)
    session.add(volunteer)
    session.flush()
    expires = None if one["expires"] is None else _after(one["expires"])
    if one["able"]:
        session.add(
            VolunteerSkill(volunteer_id=volunteer.id, skill_id=skill, licence=expires and "证", expires=expires)
        )
    load, engaged = 0, False
    community = session.scalars(select(Office.id).where(Office.name == "畅家巷社区")).one()
    for place, (days, minutes) in enumerate(one["served"]):
        activity = Activity(office_id=community, title="试")
        session.add(activity)
        session.flush()
        shift = Shift(activity_id=activity.id, held_on=_after(days), starts=480 + 100 * place, ends=560 + 100 * place)
        session.add(shift)
        session.flush()
        came = one["state"] == "到"
        times = {"arrived": shift.starts, "left": shift.starts + minutes} if came else {}
        session.add(Service(shift_id=shift.id, person_id=person.id, state=one["state"], **times))
        session.flush()
        load += minutes * came * (-RECENT_DAYS <= days <= 0)
        engaged |= came and days == 0
    gone = left is not None and left <= WEDNESDAY
    if gone or engaged or (free and "周三" not in free) or (asked and not one["able"]):
        return None
    rank = 2 if asked and expires and expires < WEDNESDAY else 0 if free else 1
    return rank, grid.code if grid else "~", load, person.sort_key, person.name


# -- on paper --


def test_the_list_is_a_workbook_for_the_office_and_for_those_above_it(office, tmp_path):
    with office.read() as session:
        asked = Request(of=skill_of(session), first=WEDNESDAY)
        path = CALLOUT.write(session, tmp_path / f"{CALLOUT.name(session, asked)}.xlsx", asked, no_progress)
        any_skill = CALLOUT.write(session, tmp_path / "any.xlsx", Request(first=WEDNESDAY), no_progress)
    assert "快速救援" in path.name
    assert path.stem.endswith("20220105（内部）")
    rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "酒泉路街道畅家巷社区志愿者召集名单（快速救援，2022年1月5日星期三）"
    assert [row[1] for row in rows[3:6]] == ["冉卫疆", "燕振戈", "晏长川"]
    assert rows[5][rows[2].index("说明")] == EXPIRED
    assert rows[3][rows[2].index("证书到期")] == date(2024, 6, 30)
    heads = python_calamine.load_workbook(any_skill).get_sheet_by_index(0).to_python()[2]
    assert not {"证书及编号", "证书到期"} & set(heads)
    assert Audience.PUBLIC not in CALLOUT.audiences


def test_what_is_no_skill_or_no_single_day_is_refused(office, tmp_path):
    with office.read() as session:
        post = session.scalar(select(Entry.id).where(Entry.dictionary == "post").limit(1))
        with pytest.raises(UserError, match="没有编号为"):
            skill_named(session, post)
        with pytest.raises(UserError, match="没有编号为"):
            CALLOUT.write(session, tmp_path / "a.xlsx", Request(of=10**6), no_progress)
        span = Request(first=WEDNESDAY, last=WEDNESDAY + timedelta(days=1))
        with pytest.raises(UserError, match="只看一天"):
            CALLOUT.write(session, tmp_path / "a.xlsx", span, no_progress)
    assert not list(tmp_path.glob("*.xlsx"))


# -- very many --


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """The sample office with 200 volunteers more."""
    database = Database(tmp_path_factory.mktemp("crowd") / "linli.db", actor="测试员")
    ticks = []
    sample.fill(database, lambda done, total: ticks.append((done, total)), volunteers=200)
    assert ticks[-1] == (200, 200)
    yield database
    database.close()


def test_a_crowd_is_made_by_count_as_one_action_and_nothing_is_wrong_with_it(crowd):
    with crowd.read() as session:
        (made,) = [one for one in actions(session.connection()) if "示例社区" in one.label]
        assert (made.kind, made.label) == ("system", "建立示例社区和 200 名志愿者")
        new = select(Volunteer.id).where(Volunteer.number.startswith("ZY"))
        assert session.scalar(select(func.count()).select_from(new.subquery())) == 200
        hours = select(func.count(Service.id)).join(Volunteer, Volunteer.person_id == Service.person_id)
        per_head = session.scalars(hours.where(Volunteer.id.in_(new), Service.left > 0).group_by(Volunteer.id)).all()
        assert per_head == [3] * 200
        teams = select(func.count(TeamMember.id)).join(Team).where(Team.area.like("%网格"), TeamMember.role == "队长")
        sizes = select(func.count(TeamMember.id)).group_by(TeamMember.team_id).having(func.count(TeamMember.id) == 40)
        assert session.scalar(teams) == len(session.scalars(sizes).all()) == 5
    assert check(crowd)[1] == []


def test_what_is_derived_is_as_if_each_had_been_typed_in(crowd):
    with crowd.read() as session:
        for person in session.scalars(select(Person)):
            assert person.sort_key == pinyin.sort_key(person.name)
            assert person.search_text == pinyin.search_text(person.name, person.phone or "")
        for team in session.scalars(select(Team)):
            assert team.search_text == pinyin.search_text(team.name, person=False)
        for row in session.scalars(select(Service).where(Service.left.is_not(None)).limit(100)):
            row.before_save(session.connection())  # nobody in two places, nothing contradicts


def test_the_same_seed_makes_the_same_office(crowd, tmp_path):
    again = Database(tmp_path / "again.db", actor="别人")
    sample.fill(again, volunteers=200)
    queries = [
        select(Person.uid, Person.name, Person.phone, Person.birth).where(Person.id > 58),
        select(Shift.uid, Shift.held_on, Shift.starts).where(Shift.id > SHIFTS),
        select(Service.person_id, Service.arrived, Service.left, Service.uid).where(Service.shift_id > SHIFTS),
    ]
    with crowd.read() as one, again.read() as other:
        for query in queries:
            rows = one.execute(query).all()
            assert rows == other.execute(query).all()
            assert rows
    again.close()


@pytest.mark.parametrize("count", [1, 41])
def test_a_few_are_made_as_well(database, count):
    sample.fill(database, volunteers=count)
    with database.read() as session:
        assert session.scalar(select(func.count(Volunteer.id)).where(Volunteer.number.startswith("ZY"))) == count
        assert session.scalar(select(func.count(Service.id)).where(Service.shift_id > SHIFTS)) == 3 * count
    assert check(database)[1] == []
