"""Pinyin: readings of names, their order, what finds them, and the table behind it all."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core import pinyin
from resources import make_pinyin

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "翟": "zhai", "查": "zha", "盖": "ge",
    "任": "ren", "华": "hua", "朴": "piao", "乐": "yue", "缪": "miao", "逄": "pang", "员": "yun", "谌": "chen",
    "冼": "xian", "覃": "qin", "召": "shao", "洗": "xian", "秘": "bi", "折": "she", "黑": "he", "种": "chong",
    "能": "nai", "过": "guo", "隗": "wei", "郇": "xun", "宓": "mi", "繁": "po", "尹": "yin", "佴": "nai",
    "燕": "yan", "宁": "ning", "纪": "ji", "应": "ying", "訾": "zi", "车": "che", "谢": "xie", "卜": "bu",
    "柏": "bai", "幺": "yao", "褚": "chu", "晁": "chao", "沈": "shen", "晟": "cheng", "吕": "lv", "祭": "zhai",
    "單": "shan", "區": "ou", "樂": "yue",
}  # fmt: skip
COMPOUNDS = {
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai", "欧阳": "ou yang",
    "司马": "si ma", "上官": "shang guan", "诸葛": "zhu ge", "令狐": "ling hu", "皇甫": "huang fu",
    "鲜于": "xian yu", "濮阳": "pu yang", "爱新觉罗": "ai xin jue luo", "歐陽": "ou yang",
}  # fmt: skip


def in_order(*names):
    return sorted(names, key=lambda name: pinyin.sort_key(name).encode()) == list(names)


def test_the_table_is_what_the_tool_writes():
    pytest.importorskip("pypinyin")
    assert make_pinyin.text().encode() == pinyin.TABLE.read_bytes()


def test_every_character_of_the_table_of_general_characters_has_a_reading():
    characters = pinyin.TABLE.with_name("fonts").joinpath("chars8105.txt").read_text("utf8")
    han = [c for c in characters if "\u3400" <= c <= "\u9fff" or c >= "\U00020000"]
    assert len(han) > 8100
    assert [c for c in han if pinyin.reading(c, person=False) == [c]] == []


def test_the_table_is_read_in_an_instant():
    pinyin._table.cache_clear()
    began = time.perf_counter()
    assert pinyin.initials("张伟") == "zw"
    assert time.perf_counter() - began < 0.03


def test_pypinyin_is_not_needed_by_the_program():
    code = "import sys; from db.core import pinyin; pinyin.sort_key('张伟'); print('pypinyin' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=pinyin.TABLE.parent.parent, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(("surname", "syllable"), SURNAMES.items())
def test_a_surname_has_its_own_reading_at_the_beginning(surname, syllable):
    assert pinyin.reading(surname + "明") == [syllable, "ming"]
    assert pinyin.surname(surname + "明") == surname


@pytest.mark.parametrize(("surname", "syllables"), COMPOUNDS.items())
def test_a_compound_surname_is_one(surname, syllables):
    assert pinyin.reading(surname + "明") == [*syllables.split(), "ming"]
    assert pinyin.surname(surname + "明") == surname
    assert pinyin.surname(surname + "明华") == surname


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("贺翀远", "he chong yuan"),
        ("韩䶮生", "han yan sheng"),
        ("闵𬭎亮", "min hong liang"),
        ("翟㛃", "zhai jie"),
        ("仇建垚", "qiu jian yao"),
        ("李单", "li dan"),  # the surname's reading only at the beginning
        ("周重阳", "zhou chong yang"),
        ("李曾", "li zeng"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti"),
        ("单增·卓玛", "dan zeng zhuo ma"),  # Tibetan: no surname
        ("Tom Smith", "tom smith"),
        ("ＴＯＭ", "tom"),
        ("女", "nv"),
    ],
)
def test_reads_names(name, syllables):
    assert pinyin.reading(name) == syllables.split()


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("区政府", "qu zheng fu"),
        ("单位", "dan wei"),
        ("兰州银行城关支行", "lan zhou yin hang cheng guan zhi hang"),
        ("重庆路社区", "chong qing lu she qu"),
        ("第12网格A座", "di 12 wang ge a zuo"),
        ("兰州（城关）", "lan zhou cheng guan"),
    ],
)
def test_reads_units_and_places(text, syllables):
    assert pinyin.reading(text, person=False) == syllables.split()


def test_an_unknown_character_stands_for_itself():
    assert pinyin.reading("张\ue863\U0003fffd", person=False) == ["zhang", "\ue863", "\U0003fffd"]


def test_initials():
    assert pinyin.initials("欧阳知夏") == "oyzx"
    assert pinyin.initials("第12网格", person=False) == "d12wg"


def test_names_sort_by_syllable_then_character():
    assert in_order("单一鸣", "上官云", "邵静岚", "沈青")
    assert in_order("占彪", "张伟", "张一", "章伟")  # zhan before zhang; all 张 before all 章
    assert in_order("曾月", "查小满", "翟㛃")
    assert in_order("李", "李娜", "李娜娜", "李强")
    assert in_order("卢梁", "伦敦", "吕梁")  # lu, lun, lv


def test_the_order_does_not_mind_case_dots_and_spaces():
    assert pinyin.sort_key("Tom Smith") == pinyin.sort_key("tom  smith")
    assert pinyin.sort_key("买买提·艾力") == pinyin.sort_key("买买提艾力")


def test_search_finds_name_initials_pinyin_and_phone():
    text = pinyin.search_text("单一鸣", "13800000107", "")
    for typed in ("单一", "一鸣", "sym", "shanyi", "yiming", "danyi", "0107"):
        assert typed in text
    assert text == text.lower()
    assert "  " not in text
    assert "093181" in pinyin.search_text("兰州一中", "0931-8123456", person=False)


def test_search_finds_a_name_with_a_dot_without_it():
    assert "古丽买买提" in pinyin.search_text("阿依古丽·买买提")
    assert "古丽·买买提" in pinyin.search_text("阿依古丽·买买提")


def test_a_surname_alone_or_a_foreign_name_shows_one_character():
    assert pinyin.surname("欧阳") == "欧"
    assert pinyin.surname("王") == "王"
    assert pinyin.surname("阿依古丽·买买提") == "阿"
    assert pinyin.surname("Tom Smith") == "T"
    assert pinyin.surname("") == ""


@given(st.text(max_size=20), st.booleans())
def test_any_text_has_a_key_and_loses_nothing_of_its_name(name, person):
    pinyin.sort_key(name, person=person)
    assert name.lower() in pinyin.search_text(name, person=person)
    assert name.startswith(pinyin.surname(name))
