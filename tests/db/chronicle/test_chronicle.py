"""The chronicle: the order of its entries, those of a period, and what it takes over from dated records."""

from datetime import date

import pytest
from sqlalchemy import select

from db.chronicle.listings import CHRONICLE, of_period, printed
from db.chronicle.models import LEFT_OUT, ChronicleEntry
from db.chronicle.proposals import proposals, take_over
from db.core.errors import UserError
from db.dated_records import dated_records
from db.meetings.listings import MEETINGS
from db.meetings.models import DRAFT, FINAL, Meeting
from db.office.models import Office
from db.people.models import Organisation
from tests.db.changes import create, put

pytestmark = pytest.mark.both_databases
ALWAYS = date(1900, 1, 1), date(2100, 1, 1)


def entered(database, *days):
    for day in days:
        create(database, CHRONICLE, {"day": day, "title": f"{day}的事"})


def titles(database, *where):
    with database.read() as session:
        return [CHRONICLE.value(row, "day") for row in session.execute(CHRONICLE.filtered(*where).rows())]


def proposed(database, first=ALWAYS[0], last=ALWAYS[1]):
    with database.read() as session:
        return proposals(session, dated_records(session, first, last))


def test_a_matter_whose_day_is_not_known_stands_at_the_end_of_its_month(database):
    entered(database, "2021-09-01", "2021-08", "2021-08-31", "2021-08-01")
    assert titles(database) == ["2021-08-01", "2021-08-31", "2021-08", "2021-09-01"]


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2021, 8, 1), date(2021, 8, 31), ["2021-08-01", "2021-08-31", "2021-08"]),
        (date(2021, 8, 2), date(2021, 8, 30), ["2021-08"]),  # its day may be among them
        (date(2021, 8, 31), date(2021, 9, 1), ["2021-08-31", "2021-08", "2021-09-01"]),
        (date(2021, 8, 1), date(2021, 8, 1), ["2021-08-01", "2021-08"]),
        (date(2021, 9, 2), None, []),
        (None, date(2021, 7, 31), []),
        (date(2021, 9, 1), None, ["2021-09-01"]),
        (None, date(2021, 8, 1), ["2021-08-01", "2021-08"]),
        (None, None, ["2021-08-01", "2021-08-31", "2021-08", "2021-09-01"]),
    ],
)
def test_a_period_holds_its_first_and_its_last_day(database, first, last, shown):
    entered(database, "2021-09-01", "2021-08", "2021-08-31", "2021-08-01")
    assert titles(database, *of_period(first, last)) == shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2199-01-01", "日期在今天之后，请核对年份"),
        ("1870-01", "日期早于 1880 年，请核对年份"),
        ("去年", "“去年”不是日期"),
    ],
)
def test_a_day_that_can_not_be_is_refused_by_its_name(database, typed, sentence):
    with pytest.raises(UserError, match=sentence):
        entered(database, typed)
    assert titles(database) == []


def test_what_is_left_out_is_not_printed(database):
    entered(database, "2021-08-01", "2021-08-02")
    put(database, CHRONICLE, 1, "chosen", LEFT_OUT)
    with database.read() as session:
        assert [entry.day for entry in printed(session, None, None)] == ["2021-08-02"]


def test_what_happened_is_proposed_in_the_order_of_the_days_with_its_record(office):
    found = proposed(office)
    assert [record.day for record in found] == sorted(record.day for record in found)
    known = {(record.listing, record.title) for record in found}
    assert ("terms", "社工委第一届任期开始") in known
    assert ("teams", "畅大妈志愿服务队成立") in known
    assert ("activities", "“一元钱换购”爱心义卖") in known
    assert ("wish_rounds", "2021年第1轮微心愿认领") in known
    term = next(record for record in found if record.listing == "terms")
    assert term.text == "酒泉路街道畅家巷社区社工委第一届任期开始，成员15人。"
    wishes = next(record for record in found if record.listing == "wish_rounds")
    assert wishes.text == "酒泉路街道畅家巷社区开展2021年第1轮微心愿认领，征集20个，认领9个，实现7个。"


def test_what_another_office_did_is_not_proposed(office):
    with office.read() as session:
        here = set(session.scalars(select(Office.id).where(Office.code.startswith("620102001001"))))
    found = proposed(office)
    assert found
    assert {record.office for record in found} <= here
    assert not any("杨家园" in record.title for record in found)


@pytest.mark.parametrize("state", [DRAFT, FINAL])
def test_a_meeting_is_proposed_once_its_minutes_are_final(office, state):
    values = {"title": "第三次会议", "kind": "社工委会议", "held_on": "2021-10-08", "office": "畅家巷社区"}
    number = create(office, MEETINGS, values)
    with office.write("定稿") as session:
        session.get_one(Meeting, number).state = state
    found = [record for record in proposed(office) if (record.listing, record.number) == ("meetings", number)]
    assert [record.text for record in found] == (
        ["酒泉路街道畅家巷社区召开第三次会议，出席0人，议题0项。"] if state == FINAL else []
    )


@pytest.mark.parametrize(("first", "last", "there"), [(30, 30, True), (29, 30, True), (30, 31, True), (31, 31, False)])
def test_a_record_is_proposed_from_the_first_day_of_a_period_to_the_last(office, first, last, there):
    found = proposed(office, date(2021, 8, first), date(2021, 8, last))
    assert bool([record for record in found if record.listing == "terms"]) is there


def test_what_was_taken_over_or_left_out_is_proposed_no_more_until_that_is_undone(office):
    before = proposed(office)
    with office.write("收进大事记") as session:
        entry = take_over(session, before[0], "届次")
        assert (entry.day, entry.title, entry.source) == (before[0].day.isoformat(), before[0].title, "届次")
    with office.write("不收") as session:
        assert take_over(session, before[1], "队伍", leave_out=True).chosen == LEFT_OUT
    assert proposed(office) == before[2:]
    office.undo()
    office.undo()
    assert proposed(office) == before


def test_no_record_is_taken_over_twice(office):
    record = proposed(office)[0]
    with office.write("收") as session:
        take_over(session, record, "届次")
    with pytest.raises(UserError, match="已经收进大事记"), office.write("再收") as session:
        take_over(session, record, "届次")
    with office.read() as session:
        assert len(session.scalars(select(ChronicleEntry).where(ChronicleEntry.origin.is_not(None))).all()) == 1


def test_an_entry_written_by_hand_has_no_record_and_there_may_be_many(database):
    entered(database, "2021-08-01", "2021-08-02")
    with database.read() as session:
        assert session.scalars(select(ChronicleEntry.origin)).all() == [None, None]
        assert session.scalar(select(Organisation.id)) is None
