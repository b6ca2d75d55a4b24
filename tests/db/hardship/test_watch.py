"""What the watch over public texts finds of all people in hardship, and which honest texts it leaves alone."""

import pytest

from db.core.masking import Audience, Sensitive
from db.core.public_text import CAUSE, CONTACT, NUMBER_KNOWN, OPEN, Door, Hidden
from db.hardship.disclosure import CAUSES
from db.hardship.watch import ADDRESS, NAME, Known, Watch

KNOWN = (
    Known(["瞿守拙", "欧阳饕餮"], ["畅家巷12号院2单元101"], ["0931-8452233转8", "13900008888", "62010219310203991X"]),
    Known(["张明"], ["酒泉路街道畅家巷25号"], ["15"]),
    Known(["阿依古丽·买买提", "Li Na"], ["金昌路3-401"], []),
    Known(["龘"], ["福利院"], []),
    Known(["貔貅氏"]),
)
ENTRIES = ("饥馑标记",)


@pytest.fixture(scope="module")
def watch():
    return Watch(KNOWN, [*CAUSES, *ENTRIES], ["困难家庭"])


@pytest.fixture
def door(watch):
    return Door(Audience.PUBLIC, watch, ["报名请拨0931-8461234\n或到社区"], ["高明", "张明"])


FOUND = {
    "慰问瞿守拙": (NAME, "瞿守拙", "慰问瞿**"),
    "慰问瞿 守·拙等人": (NAME, "瞿 守·拙", "慰问瞿**等人"),
    "瞿守拙": (NAME, "瞿守拙", "瞿**"),
    "由阿依古丽买买提主持": (NAME, "阿依古丽买买提", "由阿**主持"),
    "给Li Na一台灯": (NAME, "Li Na", "给L**一台灯"),
    "貔貅氏米面": (NAME, "貔貅氏", "貔**米面"),
    "到畅家巷12号院2单元101慰问": (ADDRESS, "畅家巷12号院2单元101", "到●●●慰问"),
    "到2单元101慰问": (ADDRESS, "2单元101", "到●●●慰问"),
    "到十二号院二单元一〇一慰问": (ADDRESS, "十二号院二单元一〇一", "到●●●慰问"),
    "到１２号院 ２单元慰问": (ADDRESS, "１２号院 ２单元", "到●●●慰问"),
    "畅家巷25号老人": (ADDRESS, "家巷25号", "畅●●●老人"),
    "畅家巷二十五号住户": (ADDRESS, "家巷二十五号", "畅●●●住户"),
    "金昌路3-401": (ADDRESS, "金昌路3-401", "●●●"),
    "3-401住户": (ADDRESS, "3-401", "●●●住户"),
    "福利院慰问": (ADDRESS, "福利院", "●●●慰问"),
    "回访8452233": (NUMBER_KNOWN, "8452233", "回访****"),
    "回访84-52-233": (NUMBER_KNOWN, "84-52-233", "回访****"),
    "回访八四五二二三三": (NUMBER_KNOWN, "八四五二二三三", "回访****"),
    "患乳腺癌": (CAUSE, "患乳腺癌", "●●●"),
    "她得了尿毒症": (CAUSE, "得了尿毒症", "她●●●"),
    "走访低保户": (CAUSE, "低保", "走访●●●户"),
    "二级残疾": (CAUSE, "残疾", "二级●●●"),
    "高血压，行动不便": (CAUSE, "高血压", "●●●，行动不便"),
    "饥馑标记者": (CAUSE, "饥馑标记", "●●●者"),
}
# twenty honest texts, and some more
HONEST = (
    *("低保暖裤三条", "高血压计一台", "高血压防治讲座", "糖尿病知识宣传", "市残疾人联合会", "甘肃省肿瘤医院"),
    *("对症下药，找准症结", "最低保额五千元", "提高明显", "困难家庭帮扶政策", "残疾人运动会志愿服务"),
    *("畅家巷12号院下水道改造", "畅家巷社区二楼会议室", "2单元门禁维修", "2021-12-31", "第12号院2021年工作"),
    *("一张，明天交", "Listing Nation", "金昌路3号", "贫困山区捐书", "兰州市聋哑学校", "脑瘫儿童康复中心", "防癌筛查"),
    *("经费84522.30元", "关爱残疾人服务日", "肺结核防治日", "编号2021-1-017", "重症医学科", "8:30—11:30"),
    "预防老年痴呆讲座",
)


@pytest.mark.parametrize("text", FOUND)
def test_what_tells_of_somebody_is_hidden(watch, text):
    what, words, shown = FOUND[text]
    door = Door(Audience.PUBLIC, watch)
    for said in (text, f"；{text}；", f"第1期\n{text}\n完"):
        assert door.text(said) == said.replace(text, shown)
        assert door.found[Hidden(what, words)] >= {said}
    assert set(door.found) == {Hidden(what, words)}


@pytest.mark.parametrize("text", HONEST)
def test_honest_texts_stay_as_they_are(watch, text):
    door = Door(Audience.PUBLIC, watch)
    assert door.texts([text, f"关于{text}的通知"]) == [text, f"关于{text}的通知"]
    assert door.found == {}


def test_many_texts_at_once_are_as_each_by_itself(watch):
    texts = [*FOUND, *HONEST, "", "。", "\0", "瞿", "瞿\0守拙"]
    alone = [Door(Audience.PUBLIC, watch).text(text) for text in texts]
    assert Door(Audience.PUBLIC, watch).texts(texts) == alone
    assert Door(Audience.PUBLIC, watch).texts(texts[::-1]) == alone[::-1]


def test_words_at_which_somebody_looked_stay_but_no_number(door):
    assert door.text("主任张明、提高明显，瞿守拙") == "主任张明、提高明显，瞿**"
    kept = Door(Audience.PUBLIC, door._watcher, (), ["8452233", "13800001234", "瞿守拙", "高血压"])
    assert kept.text("瞿守拙13800001234高血压") == "瞿守拙138****1234高血压"
    assert set(kept.found) == {Hidden(CONTACT, "13800001234")}


def test_a_telephone_for_everybody_stays_where_it_is_for_everybody(door):
    assert door.text("报名办法：报名请拨0931-8461234。") == "报名办法：报名请拨0931-8461234。"
    assert door.text("他家0931-8461234") == "他家****1234"
    known = Door(Audience.PUBLIC, door._watcher, ["请拨13900008888，卡号6222021001116245702"])
    assert known.text("请拨13900008888，卡号6222021001116245702") == "请拨****，卡号****"  # of somebody in hardship


def test_the_office_itself_reads_everything():
    assert OPEN.text("慰问瞿守拙13800001234") == "慰问瞿守拙13800001234"
    assert OPEN.mask("13800001234", Sensitive.PHONE) == "13800001234"
