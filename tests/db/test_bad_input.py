"""Bad input gets one clear Chinese sentence at the field, and nothing is lost or half stored."""

from datetime import date, timedelta

import pytest

from db.committee.listings import MEMBERS, TERMS
from db.core.errors import UserError
from db.entries import ENTRIES
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS
from db.office import listings as offices
from db.people.listings import ORGANISATIONS, PERSONS
from tests.db.changes import everything

pytestmark = pytest.mark.both_databases

VALID = "11010519491231002X"  # GB 11643, the standard's own example
TOMORROW = (date.today() + timedelta(days=1)).isoformat()

REFUSED = {
    "wrong check digit": (PERSONS, {"name": "甲", "id_number": "110105194912310021"}, {}, "id_number", "校验码"),
    "birth in the future": (PERSONS, {"name": "甲", "birth": TOMORROW}, {}, "birth", "今天之后"),
    "birth unlike the number": (PERSONS, {"name": "甲", "id_number": VALID, "birth": "1950-01-01"}, {}, "birth", "1949-12-31"),
    "sex unlike the number": (PERSONS, {"name": "甲", "id_number": VALID, "sex": "男"}, {}, "sex", "女"),
    "the same number twice": (PERSONS, {"name": "乙", "id_number": "360426199101010071"}, {}, "id_number", "另一个人"),
    "an empty name": (PERSONS, {"name": "　 "}, {}, "name", "姓名不能为空"),
    "no name at all": (PERSONS, {"phone": "13800000000"}, {}, "name", "姓名不能为空"),
    "a 300-character name": (PERSONS, {"name": "长" * 300}, {}, "name", "50"),
    "a note too long": (PERSONS, {"name": "甲", "note": "长" * 20_001}, {}, "note", "20000"),
    "a phone that is none": (PERSONS, {"name": "甲", "phone": "1234"}, {}, "phone", "电话"),
    "a choice that isn't offered": (PERSONS, {"name": "甲", "politics": "火星党"}, {}, "politics", "火星党"),
    "a day that isn't one": (TERMS, {"name": "二", "office": "畅家巷社区", "begins": "2021-02-30"}, {}, "begins", "2021-02-30"),
    "end before start": (
        TERMS, {"name": "二", "office": "畅家巷社区", "begins": "2026-08-30", "ends": "2025-08-30"}, {}, "ends", "早于"),
    "a member leaving before coming": (
        MEMBERS, {"person": "任重山", "post": "委员", "begins": "2022-01-01", "ends": "2021-01-01"}, {"term_id": 1}, "ends", "早于"),
    "a second chair": (MEMBERS, {"person": "任重山", "post": "主任", "begins": "2022-01-01"}, {"term_id": 1}, "post", "一位主任"),
    "a member twice": (MEMBERS, {"person": "邹犇", "post": "委员", "begins": "2022-01-01"}, {"term_id": 1}, "person", "已是本届成员"),
    "a person twice in one meeting": (ATTENDANCE, {"person": "邹犇"}, {"meeting_id": 1}, "person", "已在本次会议"),
    "a reason for someone present": (
        ATTENDANCE, {"person": "新客人", "state": "出席", "reason": "病"}, {"meeting_id": 1}, "reason", "请假或缺席"),
    "a meeting ending before it starts": (
        MEETINGS, {"title": "会", "held_on": "2021-09-01", "office": "畅家巷社区", "starts": "15:00", "ends": "14:00"}, {}, "ends", "早于"),
    "a meeting number taken": (
        MEETINGS,
        {"title": "会", "held_on": "2021-09-01", "office": "畅家巷社区", "series": "第一届社工委会议", "number": "1"},
        {}, "number", "同一次数"),
    "an item without a title": (AGENDA, {"discussion": "……"}, {"meeting_id": 1}, "title", "议题不能为空"),
    "an office code too short": (offices.OFFICES, {"name": "丁社区", "code": "62010200100", "level": "社区"}, {}, "code", "12 位"),
    "an office code of another level": (offices.OFFICES, {"name": "丁社区", "code": "620102009", "level": "社区"}, {}, "code", "12 位"),
    "an office code taken": (offices.OFFICES, {"name": "丁", "code": "620102001001", "level": "社区"}, {}, "code", "区划代码"),
    "a unit whose contact is ambiguous": (ORGANISATIONS, {"name": "某单位", "contact": "张伟"}, {}, "contact", "张伟#"),
    "a credit code that isn't one": (ORGANISATIONS, {"name": "某单位", "credit_code": "91350100M000100Y44"}, {}, "credit_code", "校验"),
    "a dictionary entry with a separator": (ENTRIES, {"dictionary": "sector", "name": "甲、乙"}, {}, "name", "顿号"),
    "a dictionary entry twice": (ENTRIES, {"dictionary": "sector", "name": "物业"}, {}, "name", "同名"),
}  # fmt: skip


@pytest.fixture
def crowded(office):
    with office.write("两位张伟") as session:
        PERSONS.create(session, {"name": "张伟"})
        PERSONS.create(session, {"name": "张伟", "id_number": "360426199101010071"})
    return office


@pytest.mark.parametrize("name", REFUSED)
def test_one_chinese_sentence_at_the_field_and_nothing_stored(crowded, name):
    listing, values, fixed, field, word = REFUSED[name]
    before = everything(crowded)
    with pytest.raises(UserError) as refused, crowded.write("新增") as session:
        listing.create(session, values, **fixed)
    assert refused.value.field == field
    sentence = str(refused.value)
    assert word in sentence
    assert "\n" not in sentence
    assert any("\u4e00" <= sign <= "\u9fff" for sign in sentence)
    assert everything(crowded) == before
    assert crowded.undo() == "两位张伟"


@pytest.mark.parametrize("name", ["䶮", "𬭎𰻝", "阿依古丽·买买提", "欧阳知夏", "O'Neil", "张\u3000伟明", "%_\\"])
def test_rare_names_are_stored_found_and_sorted(database, name):
    with database.write("新增") as session:
        number = PERSONS.create(session, {"name": name}).id
    with database.read() as session:
        stored = PERSONS.value(PERSONS.one(session, number), "name")
        assert stored == name.replace("\u3000", "")
        assert session.scalars(PERSONS.keys(stored)).all() == [number]


def test_control_characters_are_dropped_not_stored(database):
    with database.write("新增") as session:
        number = PERSONS.create(session, {"name": "张\x00三\u200b", "note": "一\x07二\r\n三\x1b[31m"}).id
    with database.read() as session:
        row = PERSONS.one(session, number)
    assert PERSONS.value(row, "name") == "张三"
    assert PERSONS.value(row, "note") == "一二\n三[31m"


def test_birth_and_sex_follow_from_the_number(database):
    with database.write("新增") as session:
        number = PERSONS.create(session, {"name": "甲", "id_number": "１１０１０５ 19491231 002x"}).id
    with database.read() as session:
        row = PERSONS.one(session, number)
    assert [PERSONS.value(row, key) for key in ("id_number", "birth", "sex")] == [VALID, "1949-12-31", "女"]


def test_another_document_needs_no_check_digit(database):
    with database.write("新增") as session:
        PERSONS.create(session, {"name": "Anna Bell", "id_type": "护照", "id_number": "E12345678"})


def test_what_is_in_use_is_not_removed_and_what_uses_it_is_named(office):
    with pytest.raises(UserError, match="会议 2 条、参会记录 2 条、成员 1 条"), office.write("删除") as session:
        chair = session.scalars(PERSONS.keys("韩䶮生")).one()
        PERSONS.remove(session, [chair])


def test_who_is_added_again_keeps_what_is_known_of_him(office):
    with office.write("登记") as session:
        PERSONS.create(session, {"name": "张三", "phone": "13900000000", "work": "某单位"})
    with office.write("新增成员") as session:
        values = {"person": "张　三", "post": "委员", "begins": "2022-01-01", "phone": "", "work": "", "sex": "男"}
        MEMBERS.create(session, values, term_id=1)
    with office.read() as session:
        (row,) = PERSONS.fetch(session, PERSONS.ids(session, "张三"))
    assert [PERSONS.value(row, key) for key in ("phone", "work", "sex")] == ["13900000000", "某单位", "男"]


def test_a_mistaken_number_is_corrected_with_what_followed_from_it(database):
    with database.write("登记") as session:
        number = PERSONS.create(session, {"name": "甲", "id_number": VALID}).id
    with database.write("更正") as session:
        PERSONS["id_number"].put(session, session.get_one(PERSONS.model, number), "360426199101010071")
    with database.read() as session:
        row = PERSONS.one(session, number)
    assert [PERSONS.value(row, key) for key in ("birth", "sex")] == ["1991-01-01", "男"]


def test_a_longer_term_does_not_make_two_chairs(office):
    with office.write("第二届") as session:
        TERMS["ends"].put(session, session.get_one(TERMS.model, 1), "2026-08-29")
        session.flush()
        second = TERMS.create(session, {"name": "第二届", "office": "畅家巷社区", "begins": "2026-08-30"}).id
        MEMBERS.create(session, {"person": "任重山", "post": "主任", "begins": "2026-08-30"}, term_id=second)
    with pytest.raises(UserError, match=r"任期与“第二届”.*重叠|两届的主任"), office.write("延长") as session:
        TERMS["ends"].put(session, session.get_one(TERMS.model, 1), "")


def test_two_people_of_one_name_are_told_apart_by_their_number(crowded):
    with crowded.read() as session:
        first, second = session.scalars(PERSONS.keys("张伟")).all()
    with crowded.write("改主持人") as session:
        meeting = session.get_one(MEETINGS.model, 1)
        MEETINGS["chair"].put(session, meeting, f"张伟#{second}")
    with crowded.read() as session:
        assert MEETINGS.value(MEETINGS.one(session, 1), "chair") == f"张伟#{second}"
    assert first != second
