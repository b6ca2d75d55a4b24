"""Texts for the public that say whose a wish is, or why somebody is in hardship, are refused."""

from datetime import date

import pytest

from db.core.errors import UserError
from db.core.tables import Entry
from db.hardship.listings import BENEFICIARIES, HOUSEHOLDS
from db.hardship.models import Beneficiary
from db.wishes.listings import PUBLISHED, VERIFIED, WISHES
from tests.db.changes import put
from tests.db.wishes.wish_helpers import OF_STATE, step, value

pytestmark = pytest.mark.both_databases

TOLD = {
    "the name": ("帮濮䶮秋买一个收音机", "姓名"),
    "the name in pieces": ("帮濮 䶮秋买一个收音机", "姓名"),
    "the phone": ("收音机，电话 138 0000-0606", "联系电话"),
    "the phone in full width": ("收音机，１３８０００００６０６", "联系电话"),
    "the phone with dots": ("收音机，138.0000.0606", "联系电话"),
    "the phone with long dashes": ("收音机，138—0000—0606", "联系电话"),
    "the address": ("收音机，送到畅家巷22号院1单元102", "住址"),
    "the house": ("收音机，家住畅家巷22号", "住址"),
    "the room": ("收音机，送到1单元102", "住址"),
    "the room in dashes": ("收音机，送到22-1-102", "住址"),
    "the guardian": ("收音机，交给买合木提.阿不都", "监护人"),
    "the guardian's phone": ("收音机，电话 0931—846 1234", "监护人电话"),
    "the household": ("收音机，送到濮阳不惑家", "家庭名称"),
    "a hardship": ("低保户想要收音机", "困难原因“低保”"),
    "a hardship and an illness": ("患尿毒症的人想要收音机", "困难原因“症”"),
    "a hardship of the office's own": ("失独家庭想要收音机", "困难原因“失独家庭”"),
}


@pytest.mark.parametrize("name", TOLD)
def test_the_words_of_a_published_wish_do_not_say_whose_it_is(office, wish, name):
    words, title = TOLD[name]
    own = {"guardian": "买合木提·阿不都", "guardian_phone": "0931-8461234", "household": "濮阳不惑"}
    for key, typed in own.items():
        put(office, BENEFICIARIES, 7, key, typed)
    with office.write("字典") as session:
        session.add(Entry(dictionary="hardship", name="失独家庭", position=99))
    put(office, WISHES, wish, "content", words)
    step(office, wish, VERIFIED, verified_on="2021-08-28")
    with pytest.raises(UserError, match=f"心愿内容里写了许愿人的{title}") as refused:
        step(office, wish, PUBLISHED)
    assert refused.value.field == "content"
    put(office, WISHES, wish, "content", "想要一个收音机")
    step(office, wish, PUBLISHED)
    with pytest.raises(UserError, match=f"心愿内容里写了许愿人的{title}"):
        put(office, WISHES, wish, "content", words)


def test_a_name_put_right_later_is_not_on_the_wall_either(office):
    put(office, WISHES, OF_STATE[PUBLISHED], "content", "想学会用手机挂号，像贺大爷那样")
    with pytest.raises(UserError, match="公示的心愿 2021-1-011 里写着这样的姓名，请先收回公示") as refused:
        put(office, BENEFICIARIES, 4, "name", "贺大爷")  # 皇甫仲文
    assert refused.value.field == "name"
    put(office, BENEFICIARIES, 4, "name", "机")  # a name of one character is a word as well


def test_a_household_renamed_later_is_not_on_the_wall_either(office):
    put(office, WISHES, OF_STATE[PUBLISHED], "content", "想学会用手机挂号，像贺大爷那样")
    with office.read() as session:
        household = session.get_one(Beneficiary, 4).household_id  # 皇甫仲文
    with pytest.raises(UserError, match="公示的心愿 2021-1-011 里写着这样的家庭名称，请先收回公示") as refused:
        put(office, HOUSEHOLDS, household, "name", "贺大爷")
    assert refused.value.field == "name"
    put(office, HOUSEHOLDS, household, "name", "皇甫大爷")


@pytest.mark.parametrize(
    ("alias", "sentence"),
    [
        ("某低保户", "困难原因“低保”"),
        ("某尿毒症低保户", "困难原因“低保”"),
        ("某残疾人", "困难原因“残疾”"),
        ("某困境儿童", "困难原因“困境”"),
        ("某老人瞿 守拙", "姓名"),
        ("某老人138.0000.0601", "联系电话"),
        ("某12号院2单元老人", "住址"),
    ],
)
def test_a_description_tells_neither_who_it_is_nor_why_in_hardship(office, alias, sentence):
    with pytest.raises(UserError, match=f"公开称呼里不能有{sentence}，请换一个说法") as refused:
        put(office, BENEFICIARIES, 1, "alias", alias)
    assert refused.value.field == "alias"


@pytest.mark.parametrize("alias", ["某独居老人", "某空巢老人", "某留守儿童", "某退役军人", "某小学生", "某居民"])
def test_a_description_may_say_how_somebody_lives(office, alias):
    put(office, BENEFICIARIES, 1, "alias", alias)
    assert value(office, 1, "alias", BENEFICIARIES) == alias


def test_a_hardship_that_the_office_no_longer_uses_is_told_as_any_word(office):
    with office.write("字典") as session:
        session.add(Entry(dictionary="hardship", name="下岗", position=99, valid_to=date(2020, 1, 1)))
    put(office, BENEFICIARIES, 1, "alias", "某下岗工人")
