"""Import: what would happen is said first; then it is done as one action, or not at all."""

import pytest
from sqlalchemy import select

from db.committee.listings import MEMBERS
from db.core.errors import UserError
from db.importing import apply, plan
from db.meetings.listings import ATTENDANCE
from db.people.listings import PERSONS
from db.people.models import Person
from db.sales.listings import SALE_GOODS, SALES
from db.sales.models import SaleGood
from db.subjects import listings

pytestmark = pytest.mark.both_databases


def records(database, listing):
    with database.read() as session:
        return [
            {f.title: f.text(listing.value(row, f.key)) for f in listing.fields}
            for row in session.execute(listing.rows())
        ]


@pytest.mark.parametrize("listing", listings(), ids=lambda listing: listing.key)
def test_what_is_stored_comes_back_as_the_same(office, listing):
    with office.read() as session:
        planned = plan(session, listing, records(office, listing))
    assert planned
    assert {made.outcome for made in planned} == {"same"}


def test_new_changed_and_wrong_are_told_apart_and_done_as_one_action(office):
    rows = [
        {"姓名": "邹犇", "届次": "第一届", "任职日期": "2021.8.30", "社工委职务": "副主任"},
        {"姓名": "新来的", "届次": "第一届", "任职日期": "2022年1月1日", "社工委职务": "委员", "界别": "物业"},
    ]
    with office.read() as session:
        planned = plan(session, MEMBERS, rows)
    assert [made.outcome for made in planned] == ["changed", "new"]
    with office.write("导入成员") as session:
        assert apply(session, MEMBERS, planned) == 2
    with office.read() as session:
        (changed,) = MEMBERS.fetch(session, MEMBERS.ids(session, "邹犇"))
        (new,) = MEMBERS.fetch(session, MEMBERS.ids(session, "新来的"))
    assert MEMBERS.value(changed, "post") == "副主任"
    assert MEMBERS.value(changed, "sector") == "驻区单位"  # the sheet has no such column
    assert MEMBERS.value(new, "sector") == "物业"
    assert office.undo() == "导入成员"
    with office.read() as session:
        assert MEMBERS.ids(session, "新来的") == []


def test_what_is_stored_otherwise_than_it_is_written_is_read_once(office):
    for price, cents in (("1.50", 150), ("2元", 200)):
        row = {"义卖": "开放日义卖", "物品": "画册", "收到": "12", "换出": "3", "单价": price}
        with office.write("导入物品") as session:
            if cents == 150:
                SALES.create(session, {"title": "开放日义卖", "held_on": "2021-09-05", "office": "畅家巷社区"})
            assert apply(session, SALE_GOODS, plan(session, SALE_GOODS, [row])) == 1
        with office.read() as session:
            assert session.scalars(select(SaleGood.price).where(SaleGood.item == "画册")).one() == cents


def test_rows_without_what_tells_them_apart_are_not_taken_for_one(office):
    rows = [{"姓名": "", "联系电话": "13900000001"}, {"姓名": "", "联系电话": "13900000002"}]
    with office.read() as session:
        assert not any("重复" in " ".join(made.problems) for made in plan(session, PERSONS, rows))


def test_a_cell_that_does_not_fit_is_named(office):
    with office.read() as session:
        (made,) = plan(session, PERSONS, [{"姓名": "甲", "出生日期": "昨天", "联系电话": "12"}])
    assert made.outcome == "wrong"
    assert len(made.problems) == 2
    assert "昨天" in made.problems[0]


def test_a_row_refused_by_a_rule_takes_all_back_and_is_named(office):
    rows = [
        {"姓名": "甲", "届次": "第一届", "任职日期": "2022-01-01", "社工委职务": "委员"},
        {"姓名": "乙", "届次": "第一届", "任职日期": "2022-01-01", "社工委职务": "主任"},
    ]
    with pytest.raises(UserError, match=r"第 2 条.*一位主任"), office.write("导入") as session:
        apply(session, MEMBERS, plan(session, MEMBERS, rows))
    with office.read() as session:
        assert PERSONS.ids(session, "甲") == []


def test_two_of_one_name_are_not_guessed_at(office):
    with office.write("两位") as session:
        session.add_all([Person(name="张伟"), Person(name="张伟")])
    with office.read() as session:
        (made,) = plan(session, PERSONS, [{"姓名": "张伟"}])
    assert made.outcome == "wrong"
    assert "分不清" in made.problems[0]


def test_rows_are_brought_in_below_the_one_they_belong_to(office):
    with office.read() as session:
        planned = plan(session, ATTENDANCE.of(2), [{"姓名": "任重山", "状态": "列席"}])
    with office.write("导入参会") as session:
        apply(session, ATTENDANCE, planned, meeting_id=2)
    with office.read() as session:
        assert len(ATTENDANCE.of(2).ids(session)) == 6
