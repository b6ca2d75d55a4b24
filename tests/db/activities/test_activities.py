"""Activities: hours are the sum of their rows, and nobody is in two places at once, whatever is done in what order."""

from datetime import date
from itertools import pairwise

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from db.activities.amendment_models import Amendment
from db.activities.amendments import AMENDMENTS, decide
from db.activities.listings import ACTIVITIES, SHIFTS, copy_activity, days_of, repeat, weekly
from db.activities.models import Activity, Service, Shift
from db.activities.services import SERVICES, as_planned, confirm, expect_members
from db.check import check
from db.core.errors import UserError
from db.core.kinds import clock, duration, parse_clock
from db.core.work import no_progress
from db.database import Database
from db.office.models import Office
from db.people.models import Person
from db.teams.listings import TEAMS
from db.teams.models import Team
from exports.activities.sign_in import SHIFT_SIGN_IN
from exports.reports import Request

pytestmark = pytest.mark.both_databases

DAY = date(2021, 8, 30)
CLEANING = 2  # the activity of the sample with two shifts


def put(database, listing, number, key, value):
    with database.write("改") as session:
        listing[key].put(session, session.get_one(listing.model, number), value)


def figure(database, number, key, listing=ACTIVITIES):
    with database.read() as session:
        return listing.value(listing.one(session, number), key)


def service_of(database, name, shift):
    with database.read() as session:
        query = select(Service.id).join(Person).where(Person.name == name, Service.shift_id == shift)
        return session.scalars(query).one()


def shifts_of(database, activity):
    with database.read() as session:
        return list(session.scalars(select(Shift.id).where(Shift.activity_id == activity).order_by(Shift.starts)))


@pytest.mark.parametrize(
    ("typed", "minutes", "shown"),
    [
        ("9:00", 540, "09:00"),
        ("下午2点半", 870, "14:30"),
        ("次日1:30", 1530, "次日01:30"),
        ("25:30", 1530, "次日01:30"),
        ("24:00", 1440, "次日00:00"),
        ("0:00", 0, "00:00"),
    ],
)
def test_a_time_past_midnight_is_of_the_day_that_went_before(typed, minutes, shown):
    assert parse_clock(typed) == minutes
    assert clock(minutes) == shown
    assert parse_clock(shown) == minutes


def test_hours_are_read_as_people_say_them():
    assert [duration(n) for n in (0, 59, 60, 150)] == ["0分", "59分", "1小时", "2小时30分"]


def test_the_sample_counts_to_the_minute(office):
    # six of seven in the morning (150 minutes) and in the afternoon (100): one is on duty elsewhere
    assert figure(office, CLEANING, "minutes") == 6 * 150 + 6 * 100
    assert figure(office, CLEANING, "present") == 12  # people times shifts
    assert figure(office, 1, "minutes") == 12 * 90


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        ({"held_on": "2021-09-01", "starts": "14:00", "ends": "13:00"}, "结束时间早于开始时间.*次日02:00", "ends"),
        ({"held_on": "2021-09-01", "starts": "9:00", "ends": "次日9:00"}, "一场不能满 24 小时", "ends"),
        ({"held_on": "2021-08-30", "starts": "9:00", "ends": "10:00"}, "同一天同一时间已有一场", "starts"),
        ({"held_on": "2021-09-01", "starts": "9:00", "ends": "10:00", "needed": "0"}, "需要人数从 1 开始", "needed"),
        ({"held_on": "2021-09-01", "starts": "二十五点", "ends": "10:00"}, "不是一个时间", "starts"),
        ({"held_on": "2021-09-01", "starts": "9:00", "ends": ""}, "结束不能为空", "ends"),
    ],
)
def test_a_shift_that_cannot_be_is_refused(office, values, sentence, field):
    with pytest.raises(UserError, match=sentence) as refused, office.write("新增") as session:
        SHIFTS.create(session, values, activity_id=CLEANING)
    assert refused.value.field == field
    assert len(shifts_of(office, CLEANING)) == 2


def test_a_shift_may_pass_midnight(office):
    with office.write("新增") as session:
        shift = SHIFTS.create(
            session, {"held_on": "2021-09-01", "starts": "22:00", "ends": "次日2:00"}, activity_id=CLEANING
        )
        row = SERVICES.create(session, {"person": "夜巡甲"}, shift_id=shift.id)
        as_planned(session, [row.id])
        number = shift.id
    assert figure(office, number, "minutes", SHIFTS) == 240
    with pytest.raises(UserError, match="2021-09-01 22:00–次日02:00在“环境卫生"), office.write("新增") as session:
        other = SHIFTS.create(session, {"held_on": "2021-09-02", "starts": "1:00", "ends": "3:00"}, activity_id=3)
        SERVICES.create(session, {"person": "夜巡甲", "arrived": "1:00", "left": "3:00"}, shift_id=other.id)


@pytest.mark.parametrize(
    ("key", "value", "sentence", "field"),
    [
        ("left", "8:00", "签退早于签到", "left"),
        ("left", "次日9:00", "一次服务不能满 24 小时", "left"),
        ("arrived", "", "有签退就要有签到", "arrived"),
        ("reason", "迟到原因", "只有请假或缺席才填原因", "reason"),
        ("state", "在", "没有“在”这个选项", "state"),
    ],
)
def test_a_record_that_cannot_be_is_refused(office, key, value, sentence, field):
    number = service_of(office, "蒲桂棠", shifts_of(office, CLEANING)[0])
    with pytest.raises(UserError, match=sentence) as refused:
        put(office, SERVICES, number, key, value)
    assert refused.value.field == field
    assert figure(office, CLEANING, "minutes") == 1500


def test_who_is_away_has_no_times_and_who_comes_after_all_no_reason(office):
    morning = shifts_of(office, CLEANING)[0]
    away = service_of(office, "罗㛃峰", morning)
    with pytest.raises(UserError, match="请先改到场"):
        put(office, SERVICES, away, "arrived", "9:00")
    put(office, SERVICES, away, "state", "迟")
    assert figure(office, away, "reason", SERVICES) is None
    put(office, SERVICES, away, "arrived", "10:00")
    assert figure(office, CLEANING, "minutes") == 1500  # without an end it counts nothing
    put(office, SERVICES, away, "left", "11:30")
    assert figure(office, CLEANING, "minutes") == 1590
    put(office, SERVICES, away, "state", "缺")
    assert figure(office, away, "arrived", SERVICES) is None
    assert figure(office, CLEANING, "minutes") == 1500


def test_an_overlap_is_refused_with_both_named(office):
    with office.write("帮忙") as session:
        shift = session.scalars(select(Shift.id).where(Shift.activity_id == 3)).one()
        row = SERVICES.create(session, {"person": "蒲桂棠"}, shift_id=shift)
        number = row.id
    assert figure(office, number, "remark", SERVICES) == "非本队"  # allowed, and marked
    with pytest.raises(UserError) as refused, office.write("签到") as session:
        as_planned(session, [number])
    said = str(refused.value)
    assert "蒲桂棠2021-08-30 14:30–16:10在“环境卫生与垃圾分类宣传”" in said
    assert "不能同时在“助学筑梦、敬老助老慰问”" in said
    put(office, SERVICES, number, "arrived", "16:10")
    put(office, SERVICES, number, "left", "18:00")
    assert figure(office, 3, "minutes") == 4 * 120 + 110


def test_moving_a_shift_into_another_is_refused(office):
    with office.write("另一天") as session:
        shift = SHIFTS.create(session, {"held_on": "2021-08-31", "starts": "9:00", "ends": "10:00"}, activity_id=3)
        row = SERVICES.create(session, {"person": "蒲桂棠"}, shift_id=shift.id)
        as_planned(session, [row.id])
        number = shift.id
    with pytest.raises(UserError, match="会有人同时在两处服务"):
        put(office, SHIFTS, number, "held_on", "2021-08-30")


def test_hours_are_voided_with_a_reason_and_never_removed(office):
    number = service_of(office, "蒲桂棠", shifts_of(office, CLEANING)[0])
    for listing, which in ((SERVICES, number), (SHIFTS, shifts_of(office, CLEANING)[0]), (ACTIVITIES, CLEANING)):
        with pytest.raises(UserError, match="作废原因"), office.write("删除") as session:
            listing.remove(session, [which])
    put(office, SERVICES, number, "void", "登记到别人名下")
    assert figure(office, CLEANING, "minutes") == 1350
    office.undo()
    assert figure(office, CLEANING, "minutes") == 1500


def test_an_activity_is_cancelled_with_a_reason_while_nobody_served(office):
    with pytest.raises(UserError, match="请先填取消原因"):
        put(office, ACTIVITIES, CLEANING, "state", "已取消")
    put(office, ACTIVITIES, CLEANING, "reason", "下雨")
    with pytest.raises(UserError, match="已有人签到签退"):
        put(office, ACTIVITIES, CLEANING, "state", "已取消")
    with pytest.raises(UserError, match="服务人数不能是负数"):
        put(office, ACTIVITIES, CLEANING, "served", "-3")


def test_the_teams_are_listed_once_and_an_activity_without_any_says_so(office):
    with office.write("列出") as session:
        shift = SHIFTS.create(
            session, {"held_on": "2022-03-05", "starts": "9:00", "ends": "10:00"}, activity_id=CLEANING
        )
        assert expect_members(session, shift) == 7
        session.flush()
        assert expect_members(session, shift) == 0
        bare = ACTIVITIES.create(session, {"title": "没有队伍的活动", "office": "畅家巷社区"})
        alone = SHIFTS.create(
            session, {"held_on": "2022-03-05", "starts": "9:00", "ends": "10:00"}, activity_id=bare.id
        )
        with pytest.raises(UserError, match="还没有参加队伍"):
            expect_members(session, alone)


def test_a_shift_is_repeated_weekly_and_days_that_have_it_are_passed_over(office):
    first = shifts_of(office, 3)[0]
    for expected in (3, 1):
        with office.write("重复") as session:
            shift = session.get_one(Shift, first)
            assert repeat(session, shift, weekly(shift.held_on, 3 if expected == 3 else 4)) == expected
    with office.read() as session:
        days = session.scalars(select(Shift.held_on).where(Shift.activity_id == 3).order_by(Shift.held_on)).all()
    assert [str(day) for day in days] == ["2021-08-30", "2021-09-06", "2021-09-13", "2021-09-20", "2021-09-27"]
    with pytest.raises(UserError, match="1 到 60"):
        weekly(DAY, 0)


def test_the_sign_in_sheet_has_the_list_in_its_order_and_empty_rows(office, tmp_path):
    first = shifts_of(office, CLEANING)[0]
    path = tmp_path / "sheet.pdf"
    with office.read() as session:
        SHIFT_SIGN_IN.write(session, path, Request(of=first), no_progress)
        names = [SERVICES.label_of(row) for row in session.execute(SERVICES.of(first).rows())]
    with pdfplumber.open(path) as pdf:
        [page] = pdf.pages
        table = page.extract_table()
    assert table[0] == ["序号", "姓名", "联系电话", "签到时间", "签退时间", "签名"]
    assert [row[1] for row in table[1:8]] == names
    assert [row[0] for row in table[1:]] == [str(n) for n in range(1, 14)]
    assert {row[1] for row in table[8:]} == {""}


CEREMONY = 1  # the activity of the sample whose shift is confirmed


def ask(office, service, arrived, left, by="甲"):
    values = {"arrived": arrived, "left": left, "reason": "漏登", "asked_by": by, "asked_on": "2021-09-02"}
    with office.write("申请") as session:
        return AMENDMENTS.create(session, values, service_id=service).id


def before_save(office, amendment, by, *, approve=True):
    with office.write("审批") as session:
        decide(session, session.get_one(Amendment, amendment), by, date(2021, 9, 3), approve=approve)


def test_hours_of_a_confirmed_shift_change_only_by_what_a_second_person_approved(office):
    service = service_of(office, "晏长川", shifts_of(office, CEREMONY)[0])
    for key, value in (("left", "12:00"), ("void", "写错"), ("state", "缺"), ("arrived", "9:00")):
        with pytest.raises(UserError, match=r"本场已经确认.*第二个人审批"):
            put(office, SERVICES, service, key, value)
    number = ask(office, service, "9:30", "11:30")
    assert figure(office, service, "minutes", SERVICES) == 90
    assert figure(office, service, "remark", SERVICES) == "补录待审批"
    with pytest.raises(UserError, match="审批人不能是申请人本人"):
        before_save(office, number, "甲")
    before_save(office, number, "乙")
    assert figure(office, service, "minutes", SERVICES) == 120
    assert figure(office, number, "old_left", AMENDMENTS) == 660  # the old time stays
    with pytest.raises(UserError, match="已由乙审批过"):
        before_save(office, number, "丙", approve=False)
    with pytest.raises(UserError, match="本场已经确认"):
        put(office, SERVICES, service, "left", "12:00")
    for expected in (90, 120):
        if expected == 90:
            assert office.undo() == "审批"
        else:
            assert office.redo() == "审批"
        assert figure(office, service, "minutes", SERVICES) == expected
    assert check(office)[1] == []


def test_a_refused_amendment_changes_nothing_and_stays(office):
    service = service_of(office, "晏长川", shifts_of(office, CEREMONY)[0])
    number = ask(office, service, "9:30", "11:30")
    before_save(office, number, "乙", approve=False)
    assert figure(office, service, "minutes", SERVICES) == 90
    assert figure(office, number, "state", AMENDMENTS) == "已驳回"


def test_a_confirmed_record_is_voided_by_an_amendment_without_times(office):
    service = service_of(office, "晏长川", shifts_of(office, CEREMONY)[0])
    before_save(office, ask(office, service, "", ""), "乙")
    assert figure(office, service, "minutes", SERVICES) == 0
    assert figure(office, service, "void", SERVICES) == "漏登"
    before_save(office, ask(office, service, "9:30", "10:30"), "乙")  # and counts again
    assert figure(office, service, "minutes", SERVICES) == 60
    assert figure(office, service, "void", SERVICES) is None


def test_somebody_who_was_forgotten_is_entered_late(office):
    shift = shifts_of(office, CEREMONY)[0]
    with pytest.raises(UserError, match="本场已经确认"), office.write("新增") as session:
        SERVICES.create(session, {"person": "贺翀远", "arrived": "9:30", "left": "10:00"}, shift_id=shift)
    with office.write("新增") as session:
        service = SERVICES.create(session, {"person": "贺翀远"}, shift_id=shift).id
    assert figure(office, service, "minutes", SERVICES) == 0
    before_save(office, ask(office, service, "9:30", "11:00"), "乙")
    assert (figure(office, service, "minutes", SERVICES), figure(office, service, "state", SERVICES)) == (90, "到")


def test_late_hours_are_refused_where_the_person_was_elsewhere(office):
    service = service_of(office, "晏长川", shifts_of(office, CEREMONY)[0])
    with office.write("新增") as session:
        row = SERVICES.create(session, {"person": "晏长川"}, shift_id=shifts_of(office, 3)[0])
        as_planned(session, [row.id])
    number = ask(office, service, "9:30", "17:00")
    with pytest.raises(UserError, match="晏长川2021-08-30 16:00–18:00在“助学筑梦"):
        before_save(office, number, "乙")
    assert figure(office, number, "state", AMENDMENTS) == "待审批"


@pytest.mark.parametrize(
    ("arrived", "left", "sentence"),
    [
        ("9:30", "11:00", "和原来一样"),
        ("9:30", "", "签到和签退时间都填上"),
        ("11:00", "9:30", "签退早于签到"),
        ("9:30", "次日9:30", "不能满 24 小时"),
    ],
)
def test_an_amendment_that_cannot_be_is_refused(office, arrived, left, sentence):
    service = service_of(office, "晏长川", shifts_of(office, CEREMONY)[0])
    with pytest.raises(UserError, match=sentence):
        ask(office, service, arrived, left)


def test_what_is_not_confirmed_yet_needs_no_amendment(office):
    service = service_of(office, "蒲桂棠", shifts_of(office, CLEANING)[0])
    with pytest.raises(UserError, match="本场还没有确认"):
        ask(office, service, "9:00", "10:00")


def test_a_shift_is_confirmed_when_everybody_is_marked_and_the_paper_agrees(office):
    shift = shifts_of(office, CLEANING)[0]
    away = service_of(office, "罗㛃峰", shift)
    put(office, SERVICES, away, "state", "迟")

    def close(by="雷昱川"):
        with office.write("确认") as session:
            confirm(session, session.get_one(Shift, shift), DAY, by)

    with pytest.raises(UserError, match="罗㛃峰还没有签退时间"):
        close()
    put(office, SERVICES, away, "state", "报名")
    with pytest.raises(UserError, match="罗㛃峰还没有标记到场"):
        close()
    put(office, SERVICES, away, "state", "缺")
    put(office, SHIFTS, shift, "paper_count", "7")
    with pytest.raises(UserError, match="纸上签到 7 人，这里到场 6 人") as refused:
        close()
    assert refused.value.field == "paper_count"
    put(office, SHIFTS, shift, "paper_count", "6")
    with pytest.raises(UserError, match="由谁确认"):
        close(" ")
    close()
    with pytest.raises(UserError, match="已由雷昱川在 2021-08-30 确认"):
        close()
    with pytest.raises(UserError, match="不能再改日期"):
        put(office, SHIFTS, shift, "held_on", "2021-08-31")
    assert office.undo() == "确认"
    put(office, SHIFTS, shift, "held_on", "2021-08-31")


def test_everybody_serves_for_the_team_they_are_in(office):
    with office.read() as session:
        found = session.execute(
            select(Person.name, Team.name).join(Service, Service.person_id == Person.id).outerjoin(Team)
            .where(Service.shift_id == shifts_of(office, CLEANING)[0])
        ).all()  # fmt: skip
    teams = dict(row for row in found)
    assert teams["蒲桂棠"] == "畅大妈志愿服务队"
    assert teams["雷昱川"] == "退役军人志愿服务队"
    with office.write("帮忙") as session:
        guest = SERVICES.create(session, {"person": "贺翀远"}, shift_id=shifts_of(office, CLEANING)[0]).id
    assert figure(office, guest, "team", SERVICES) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("每周2次", ["2021-09-06", "2021-09-13"]),
        ("3", ["2021-09-06", "2021-09-13", "2021-09-20"]),
        ("9.5、9月12日", ["2021-09-05", "2021-09-12"]),
        ("2021年9月1日，1-8", ["2021-09-01", "2022-01-08"]),
    ],
)
def test_days_are_typed_as_people_write_them(text, days):
    assert [str(day) for day in days_of(text, DAY)] == days


def test_a_copied_activity_keeps_teams_and_times_but_nobody_s_hours(office):
    with office.write("复制") as session:
        made = copy_activity(session, session.get_one(Activity, CLEANING), date(2021, 9, 13)).id
    assert figure(office, made, "team") == figure(office, CLEANING, "team")
    assert (figure(office, made, "minutes"), figure(office, made, "held_on")) == (0, date(2021, 9, 13))
    assert len(shifts_of(office, made)) == 2


PEOPLE, SHIFTS_MADE = 2, 3
STEP = st.one_of(
    st.tuples(
        st.just("time"), st.integers(0, 5), st.sampled_from(["arrived", "left"]), st.sampled_from(range(480, 1600, 70))
    ),
    st.tuples(st.just("state"), st.integers(0, 5), st.sampled_from(["到", "迟", "假", "缺"])),
    st.tuples(st.just("void"), st.integers(0, 5), st.sampled_from(["写错", None])),
    st.tuples(st.just("move"), st.integers(0, 2), st.sampled_from([30, 31])),
    st.tuples(st.just("planned"), st.integers(0, 5)),
    st.tuples(st.just("confirm"), st.integers(0, 2)),
    st.tuples(st.just("ask"), st.integers(0, 5), st.sampled_from([None, (500, 560), (530, 700), (680, 900)])),
    st.tuples(st.just("decide"), st.integers(1, 4), st.sampled_from(["乙", "甲"]), st.booleans()),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def do(database, step):
    kind, *rest = step
    if kind == "undo":
        database.undo()
    elif kind == "redo":
        database.redo()
    else:
        with database.write(kind) as session:
            if kind == "move":
                session.get_one(Shift, rest[0] + 1).held_on = date(2021, 8, rest[1])
            elif kind == "planned":
                as_planned(session, [rest[0] + 1])
            elif kind == "confirm":
                confirm(session, session.get_one(Shift, rest[0] + 1), DAY, "甲")
            elif kind == "ask":
                arrived, left = rest[1] or (None, None)
                session.add(
                    Amendment(
                        service_id=rest[0] + 1, arrived=arrived, left=left, reason="漏登", asked_by="甲", asked_on=DAY
                    )
                )
            elif kind == "decide":
                if (found := session.get(Amendment, rest[0])) is not None:
                    decide(session, found, rest[1], DAY, approve=rest[2])
            else:
                row = session.get_one(Service, rest[0] + 1)
                key, value = (rest[1], rest[2]) if kind == "time" else (kind, rest[1])
                setattr(row, key, value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=14))
def test_no_order_of_edits_voids_approvals_and_undos_breaks_the_hours(models, tmp_path_factory, steps):
    edit_and_add_up(Database(models.file(tmp_path_factory.mktemp("hours"), filled=False)), steps)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=14))
def test_nor_does_any_on_postgresql(models, server, tmp_path_factory, steps):
    name = models.named(tmp_path_factory.mktemp("hours"), filled=False)
    edit_and_add_up(Database(server.url(name)), steps)
    server.drop(name)


def edit_and_add_up(database, steps):
    with database.write("准备", kind="system") as session:
        office = Office(name="社区", code="620102001009", level="社区")
        session.add_all([office, *(Person(name=f"居民{n}") for n in range(PEOPLE))])
        session.flush()
        session.add_all([Activity(title=f"活动{n}", office_id=office.id) for n in range(SHIFTS_MADE)])
        session.flush()
        session.add_all(
            Shift(activity_id=n + 1, held_on=DAY, starts=540 + n * 60, ends=660 + n * 60) for n in range(SHIFTS_MADE)
        )
        session.flush()
        session.add_all(
            Service(shift_id=shift + 1, person_id=person + 1)
            for shift in range(SHIFTS_MADE)
            for person in range(PEOPLE)
        )
    for step in steps:
        try:
            do(database, step)
        except UserError:
            continue  # refused: nothing may have changed by halves
    with database.read() as session:
        rows = session.execute(
            text(
                'SELECT s.person_id, 1440 * julianday(t.held_on) + s.arrived, 1440 * julianday(t.held_on) + s."left" '
                "FROM service s JOIN shift t ON t.id = s.shift_id "
                'WHERE s."left" IS NOT NULL AND s.void IS NULL ORDER BY 1, 2'
            )
        ).all()
        unasked = session.scalars(
            text("SELECT id FROM amendment WHERE state = '已批准' AND (decided_by IS NULL OR decided_by = '甲')")
        ).all()
        total = sum(ACTIVITIES.value(row, "minutes") for row in session.execute(ACTIVITIES.rows()))
        ledger = sum(SERVICES.value(row, "minutes") for row in session.execute(SERVICES.rows()))
    for (person, _, end), (other, start, _) in pairwise(rows):
        assert person != other or start >= end
    assert not unasked
    assert total == ledger == round(sum(end - start for _, start, end in rows))
    database.close()


def test_a_team_that_served_is_kept(office):
    with office.read() as session:
        number = session.scalars(select(Team.id).where(Team.name == "畅大妈志愿服务队")).one()
    with pytest.raises(UserError, match="参加队伍 1 条"), office.write("删除") as session:
        TEAMS.remove(session, [number])
