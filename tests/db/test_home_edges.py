"""The edges of what the home page counts and misses: the year's first day, today, and the day something is due."""

from datetime import date, timedelta

import pytest

from db.activities.listings import ACTIVITIES
from db.activities.models import Service, Shift
from db.core import settings
from db.home import overview
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS
from db.meetings.tasks import TASKS
from db.office.choices import OFFICE
from db.office.listings import OFFICES
from db.people.listings import PERSONS
from db.volunteers.listings import VOLUNTEERS

DAY = timedelta(days=1)
YEAR, TODAY = date(2022, 1, 1), date(2022, 9, 30)  # the first day of the year, and the one on which somebody looks
SOON = 30  # days


@pytest.fixture
def home(database):
    with database.write("首次设置") as session:
        office = OFFICES.create(session, {"name": "畅家巷社区", "code": "620102001001", "level": "社区"})
        settings.put(session, OFFICE, str(office.id))
    return database


def seen(database, day=TODAY):
    """The figures by their titles, and what is missed."""
    with database.read() as session:
        found = overview(session, day)
        return {figure.title: figure.value for figure in found.figures}, [gap.text for gap in found.gaps], found


def latest(found):
    """The titles of the latest meetings, and the number of the one whose minutes are offered for printing."""
    (meetings,) = (one.rows for one in found.recents if one.listing == "meetings")
    return [one.title for one in meetings], next(one.of for one in found.shortcuts if one.report == "minutes")


def meeting(session, day, title="会"):
    number = MEETINGS.create(session, {"title": title, "held_on": day, "office": "畅家巷社区"}).id
    AGENDA.create(session, {"title": "议题"}, meeting_id=number)
    ATTENDANCE.create(session, {"person": f"{day}来的"}, meeting_id=number)
    return number


def shift(session, day, minutes, **values):
    activity = ACTIVITIES.create(session, {"title": f"{day}巡逻", "office": "畅家巷社区"}).id
    held = Shift(activity_id=activity, held_on=day, starts=540, ends=1200, **values)
    session.add(held)
    session.flush()
    person = PERSONS.create(session, {"name": f"{day}来的"}).id
    session.add(Service(shift_id=held.id, person_id=person, arrived=540, left=540 + minutes))
    session.flush()


HELD = {
    YEAR - DAY: 1,
    YEAR: 2,
    TODAY - DAY: 4,
    TODAY: 8,
    TODAY + DAY: 16,
}  # no two sums are the same: each tells its days


def test_the_meetings_and_hours_of_the_year_are_those_from_its_first_day_to_today(home):
    with home.write("登记") as session:
        for day, count in HELD.items():
            for _ in range(count):
                MEETINGS.create(session, {"title": f"{day}的会", "held_on": day, "office": "畅家巷社区"})
            shift(session, day, count)
    figures, _gaps, found = seen(home)
    assert figures["本年会议"] == f"{2 + 4 + 8} 次"
    assert figures["本年志愿服务"] == f"{2 + 4 + 8}分"
    assert latest(found)[0] == [f"{TODAY}的会"] * 4  # and none of tomorrow
    assert seen(home, YEAR)[0]["本年会议"] == "2 次"
    assert seen(home, YEAR - DAY)[0]["本年会议"] == "1 次"
    assert seen(home, YEAR)[0]["本年志愿服务"] == "2分"


@pytest.mark.parametrize(("days", "last"), [(-1, "昨天的"), (0, "今天的"), (1, None)])
def test_the_last_meeting_is_of_today_at_the_latest(home, days, last):
    with home.write("登记") as session:
        number = meeting(session, TODAY + days * DAY, last or "明天的")
    assert latest(seen(home)[2]) == (([last], number) if last else ([], None))


def test_a_meeting_without_a_list_is_missed_from_its_day_on(home):
    with home.write("登记") as session:
        for title, day in {"昨天的": TODAY - DAY, "今天的": TODAY, "明天的": TODAY + DAY}.items():
            number = MEETINGS.create(session, {"title": title, "held_on": day, "office": "畅家巷社区"}).id
            AGENDA.create(session, {"title": "议题"}, meeting_id=number)
    missed = [text for text in seen(home)[1] if "参会名单" in text]
    assert missed == ["“今天的”没有参会名单", "“昨天的”没有参会名单"]


DUE = {TODAY - DAY: ["“张贴公告”已逾期"], TODAY: [], TODAY + DAY: [], None: []}


@pytest.mark.parametrize("due", DUE)
def test_a_task_is_missed_from_the_day_after_it_is_due(home, due):
    with home.write("任务") as session:
        TASKS.create(session, {"what": "张贴公告", "due": due}, meeting_id=meeting(session, YEAR))
    assert [text for text in seen(home)[1] if "逾期" in text] == DUE[due]


UNCONFIRMED = {-1: ["2022-09-29“2022-09-29巡逻”的签到还没有确认"], 0: [], 1: []}


@pytest.mark.parametrize("days", UNCONFIRMED)
def test_a_shift_is_to_be_confirmed_from_the_day_after_it(home, days):
    with home.write("场次") as session:
        shift(session, TODAY + days * DAY, 60)
    assert [text for text in seen(home)[1] if "确认" in text] == UNCONFIRMED[days]


INSURED = {
    None: [],
    -1: ["甲的保险已过期"],
    0: [f"甲的保险将在 {SOON} 天内到期"],  # it is good on its last day
    SOON: [f"甲的保险将在 {SOON} 天内到期"],
    SOON + 1: [],
}


@pytest.mark.parametrize("days", INSURED)
def test_an_insurance_is_missed_from_thirty_days_before_its_last_day(home, days):
    until = None if days is None else TODAY + days * DAY
    with home.write("保险") as session:
        VOLUNTEERS.create(session, {"person": "甲", "registered_on": YEAR, "insured_until": until})
    assert [text for text in seen(home)[1] if "保险" in text] == INSURED[days]
