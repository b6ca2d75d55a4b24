"""Rows of one sheet that mean the same: told with the first of them, stored once; and rows that are only alike."""

import pytest
from sqlalchemy import func, select

from db.committee.listings import MEMBERS
from db.core.cells import CellInDoubt
from db.entries import ENTRIES
from db.hours.stars import STAR_SCALES
from db.importing import apply, plan
from db.people.listings import ORGANISATIONS, PERSONS
from db.people.models import Person

pytestmark = pytest.mark.both_databases

VALID, OTHER = "11010519491231002X", "360426199101010071"  # GB 11643, the standard's own example and another
NEW, SAME, CHANGED, WRONG = "new", "same", "changed", "wrong"


def member(person, begins, **more):
    return {"姓名": person, "届次": "第一届", "任职日期": begins, "社工委职务": "委员", **more}


TWIN = "与第 {} 条分不开：不是同一条，请补上能分清的内容，如证件号码；是同一条，请删去一条"
# rows, what becomes of each, and which row each repeats
ROWS = {
    "two equal rows": (PERSONS, [{"姓名": "新来的"}] * 2, [NEW, WRONG], {2: 1}),
    "three equal rows": (PERSONS, [{"姓名": "新来的"}] * 3, [NEW, WRONG, WRONG], {2: 1, 3: 1}),
    "equal rows apart": (
        PERSONS,
        [{"姓名": "甲"}, {"姓名": "乙"}, {"姓名": "甲"}, {"姓名": "乙"}],
        [NEW, NEW, WRONG, WRONG],
        {3: 1, 4: 2},
    ),
    "one person with two telephones": (
        PERSONS,
        [{"姓名": "甲", "联系电话": "13900000001"}, {"姓名": "甲", "联系电话": "13900000002"}],
        [NEW, WRONG],
        {2: 1},
    ),
    "a name padded and not": (PERSONS, [{"姓名": "张　三"}, {"姓名": " 张三 "}], [NEW, WRONG], {2: 1}),
    "a number in two writings": (
        PERSONS,
        [{"姓名": "甲", "证件号码": VALID}, {"姓名": "甲", "证件号码": "１１０１０５ 19491231 002x"}],
        [NEW, WRONG],
        {2: 1},
    ),
    "two of one name with numbers of their own": (
        PERSONS,
        [{"姓名": "甲", "证件号码": VALID}, {"姓名": "甲", "证件号码": OTHER}],
        [NEW, NEW],
        {},
    ),
    "somebody stored already": (PERSONS, [{"姓名": "邹犇"}] * 2, [SAME, WRONG], {2: 1}),
    "somebody stored already, changed twice": (
        PERSONS,
        [{"姓名": "邹犇", "工作单位及职务": "甲单位"}, {"姓名": "邹犇", "工作单位及职务": "乙单位"}],
        [CHANGED, WRONG],
        {2: 1},
    ),
    "a day in two writings": (
        MEMBERS,
        [member("新来的", "2022.1.1"), member("新来的", "2022年1月1日")],
        [NEW, WRONG],
        {2: 1},
    ),
    "a member who came back": (
        MEMBERS,
        [member("新来的", "2022-01-01", 离任日期="2022-02-01"), member("新来的", "2022-03-01")],
        [NEW, NEW],
        {},
    ),
    "two members on one day": (MEMBERS, [member("甲", "2022-01-01"), member("乙", "2022-01-01")], [NEW, NEW], {}),
    "a unit": (
        ORGANISATIONS,
        [{"单位名称": "新单位"}, {"单位名称": "新单位", "单位电话": "0931-8461234"}],
        [NEW, WRONG],
        {2: 1},
    ),
    "a scale of one day": (
        STAR_SCALES,
        [{"启用日期": "2022-01-01", "各星小时数": "1、2"}, {"启用日期": "2022/1/1", "各星小时数": "3、4"}],
        [NEW, WRONG],
        {2: 1},
    ),
    "an entry of one dictionary": (ENTRIES, [{"字典": "界别", "名称": "学生"}] * 2, [NEW, WRONG], {2: 1}),
    "an entry of two dictionaries": (
        ENTRIES,
        [{"字典": "界别", "名称": "学生"}, {"字典": "技能", "名称": "学生"}],
        [NEW, NEW],
        {},
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_of_rows_that_mean_the_same_the_first_is_stored_and_the_others_name_it(office, name):
    listing, rows, outcomes, repeats = ROWS[name]
    with office.read() as session:
        before = session.scalar(select(func.count(listing.model.id)))
        planned = plan(session, listing, rows)
    assert [made.outcome for made in planned] == outcomes
    said = {made.number: made.problems for made in planned if made.problems}
    assert said == {number: [TWIN.format(first)] for number, first in repeats.items()}
    with office.write("导入") as session:
        assert apply(session, listing, planned) == len([one for one in outcomes if one in (NEW, CHANGED)])
    with office.read() as session:
        assert session.scalar(select(func.count(listing.model.id))) == before + outcomes.count(NEW)


def test_the_values_of_the_first_of_two_are_those_that_are_stored(office):
    rows = [{"姓名": "新来的", "联系电话": "13900000001"}, {"姓名": "新来的", "联系电话": "13900000002"}]
    with office.write("导入") as session:
        apply(session, PERSONS, plan(session, PERSONS, rows))
    with office.read() as session:
        (row,) = PERSONS.fetch(session, PERSONS.ids(session, "新来的"))
    assert PERSONS.value(row, "phone") == "13900000001"


def test_a_row_that_is_wrong_for_another_reason_says_both(office):
    rows = [{"姓名": "新来的"}, {"姓名": "新来的", "出生日期": "昨天"}]
    with office.read() as session:
        first, second = plan(session, PERSONS, rows)
    assert (first.outcome, second.outcome) == (NEW, WRONG)
    assert len(second.problems) == 2
    assert "昨天" in second.problems[0]
    assert second.problems[1] == TWIN.format(1)


@pytest.mark.parametrize("nothing", ["", "　", None])
def test_rows_without_a_name_are_each_wrong_for_that_alone(office, nothing):
    with office.read() as session:
        planned = plan(session, PERSONS, [{"姓名": nothing, "联系电话": "13900000001"}] * 2)
    assert [made.problems for made in planned] == [["姓名不能为空，请填写"]] * 2


MEANT = {  # rows of which each means the one record stored, by what it knows of it
    "somebody, once without the number": (
        PERSONS,
        [{"姓名": "张三", "联系电话": "13900000001"}, {"姓名": "张三", "证件号码": VALID, "联系电话": "13900000002"}],
    ),
    "a member, once without the day": (
        MEMBERS,
        [
            member("邹犇", "2021-08-30", 备注="甲"),
            {"姓名": "邹犇", "届次": "第一届", "备注": "乙"},
        ],
    ),
}


@pytest.mark.parametrize("name", MEANT)
def test_a_record_that_is_stored_is_changed_by_one_row_of_a_sheet(office, name):
    listing, rows = MEANT[name]
    with office.write("登记") as session:
        PERSONS.create(session, {"name": "张三", "id_number": VALID})
    with office.read() as session:
        planned = plan(session, listing, rows)
    assert [(made.outcome, made.problems) for made in planned] == [
        (CHANGED, []),
        (WRONG, [TWIN.format(1)]),
    ]
    with office.read() as session:  # each alone is a change of it
        assert [plan(session, listing, [row])[0].outcome for row in rows] == [CHANGED, CHANGED]


def stored_phone(session):
    return session.scalar(select(Person.phone).where(Person.name == "王小"))


@pytest.mark.parametrize(
    ("row", "outcome", "phone"),
    [
        ({"联系电话": "13812349999"}, WRONG, "13812340001"),  # another person of the same name, perhaps
        ({"联系电话": "13812340001"}, SAME, "13812340001"),
        ({"联系电话": None, "工作单位及职务": "某校"}, CHANGED, "13812340001"),  # an empty cell empties nothing
        ({"联系电话": CellInDoubt("B2", "#N/A")}, WRONG, "13812340001"),
        ({"联系电话": CellInDoubt("B2")}, WRONG, "13812340001"),
        ({"联系电话": "#REF!"}, WRONG, "13812340001"),
        ({"联系电话": "138****0001"}, WRONG, "13812340001"),
    ],
)
def test_a_sheet_neither_empties_nor_overwrites_what_it_does_not_know(office, row, outcome, phone):
    with office.write("登记") as session:
        PERSONS.create(session, {"name": "王小", "phone": "13812340001"})
    with office.write("导入") as session:
        planned = plan(session, PERSONS, [{"姓名": "王小", **row}])
        assert planned[0].outcome == outcome
        apply(session, PERSONS, planned)
        assert stored_phone(session) == phone


def test_an_empty_cell_empties_the_value_only_of_a_column_that_the_clerk_names(office):
    with office.write("登记") as session:
        PERSONS.create(session, {"name": "王小", "phone": "13812340001"})
    with office.write("导入") as session:
        (one,) = planned = plan(session, PERSONS, [{"姓名": "王小", "联系电话": None}])
        assert (one.outcome, one.kept) == (SAME, 1)
        planned = plan(session, PERSONS, [{"姓名": "王小", "联系电话": None}], emptying=["联系电话"])
        apply(session, PERSONS, planned)
        assert stored_phone(session) is None
