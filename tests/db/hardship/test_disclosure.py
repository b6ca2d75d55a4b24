"""What a text for the public tells of somebody: found however it is written, and not found in ordinary wishes."""

import tomllib

import pytest

from db.core.contacts import hide_contacts
from db.core.dictionaries import SOURCE as DICTIONARIES
from db.core.masking import mask_name
from db.hardship.disclosure import find_identifying
from db.sample import HERE

KNOWN = {
    "name": "阿依古丽·买买提",
    "phone": "13800000001",
    "id_number": "62010219310203991X",
    "address": "酒泉路街道畅家巷12号3单元401室",
    "guardian": "司徒·明",
    "guardian_phone": "0931-8461234转12",
    "household": "张明家",
}
ENTRIES = tomllib.loads(DICTIONARIES.read_text("utf8"))["hardship"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        *((f"给{name}买灯", "name") for name in ("阿依古丽•买买提", "阿依古丽.买买提", "阿依古丽买买提")),
        *((f"给{name}买灯", "name") for name in ("阿依古丽・买买提", "阿依古丽 — 买买提", "阿依古丽，买买提")),
        *((number, "phone") for number in ("138.0000.0001", "138—0000—0001", "138，0000，0001", "138/0000/0001")),
        *((number, "phone") for number in ("１３８　００００　０００１", "1 3 8 0 0 0 0 0 0 0 1", "0138-0000-0001")),
        *((number, "id_number") for number in ("620102 19310203 991x", "６２０１０２１９３１０２０３９９１Ｘ")),
        *((f"家住{place}", "address") for place in ("畅家巷12号", "畅家巷 １２ 号", "畅家巷12-3-401", "12号3单元")),
        *((f"送到{place}，谢谢", "address") for place in ("3单元401", "3-401", "401室", "3 单元 401")),
        *((f"送到{place}", "address") for place in ("畅家巷十二号", "三单元四〇一", "十二号三单元")),
        ("一三八零零零零零零零一", "phone"),
        *((f"交给{name}", "guardian") for name in ("司徒·明", "司徒明", "司徒 明")),
        *((f"请打{number}", "guardian_phone") for number in ("0931 8461234", "8461234", "846-1234")),
        *((f"送到{name}", "household") for name in ("张明家", "张明", "张 明")),
        *((said, "hardship") for said in ("低保户", "低 保 户", "特困", "残疾人", "困难党员", "留守在家的困境孩子")),
        *((said, "hardship") for said in ("得了癌的人", "白血病", "糖尿病人吃的饼干", "失能老人")),
    ],
)
def test_what_tells_of_somebody_is_found_however_it_is_written(said, field):
    assert find_identifying(KNOWN, ENTRIES, said)[0] == field


SAMPLE = tomllib.loads((HERE / "wishes" / "sample.toml").read_text("utf8"))["wishes"]["rows"]
WISHES = [
    *(row[SAMPLE[0].index("content")] for row in SAMPLE[1:]),
    *(
        "想要12号前收到米",
        "138元的书包",
        "一台护眼台灯",
        "去畅家巷社区活动室",
        "酒泉路上那家书店的字典",
        "畅家巷的早餐",
    ),
    *(
        "想要一件价格低、保暖的衣服",
        "想要最低保温40度的水杯",
        "一张，明天用的桌子",
        "401元的电饭锅",
        "3元一个的本子4个",
    ),
    *(
        "12号3点来人帮忙",
        "3月4号以前送到",
        "鞋码38，衣服12号",
        "3号电池12节",
        "孩子上3年级，想要辅导书",
        "1.2米长的毛毯",
    ),
    *(
        "想请人陪着去医院看病",
        "血压计",
        "无糖饼干",
        "轮椅",
        "助听器和老花镜",
        "想去畅家巷12月的集市",
        "其他都不要，只要米",
    ),
    *("独居老人想要人来说说话", "留守儿童想要书包", "想要一副哑铃", "手中风筝断了线，想要一只新的", "想学会用手机缴费"),
]


@pytest.mark.parametrize("said", WISHES)
def test_an_ordinary_wish_tells_nothing(said):
    assert find_identifying(KNOWN, ENTRIES, said) is None
    assert hide_contacts(said) == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("畅家巷社区", "去畅家巷社区活动室"),
        ("酒泉路", "酒泉路上那家书店"),
        ("畅家巷社区12号楼2单元501", "畅家巷社区12号有活动"),
        ("幸福小区3号楼2单元501", "幸福小区3月的活动"),
        ("7号", "7号前收到米"),
        ("南巷十二号", "十二号以前收到三本书"),
        ("南巷12号院3单元4", "3、4本练习册"),
    ],
)
def test_a_street_a_community_and_a_day_are_nobody_s_address(address, said):
    assert find_identifying({"address": address}, (), said) is None


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        *((number, "139****8888") for number in ("139.0000.8888", "139—0000—8888", "１３９００００８８８８")),
        *((number, "139****8888") for number in ("1 3 9 0 0 0 0 8 8 8 8", "1390-000-8888", "139_0000_8888")),
        *((number, "139****8888") for number in ("139。0000。8888", "0139 0000 8888", "139·00 00·88 88")),
        *((number, "****") for number in ("620102 19310203 9916", "６２０１０２１９３１０２０３９９１Ｘ")),
        *((number, "****") for number in ("620102-1931-02-03-991x", "6 2 0 1 0 2 1 9 3 1 0 2 0 3 9 9 1 6")),
        *(
            (number, "****1234")
            for number in ("0931.8461234", "０９３１－８４６１２３４", "0931 846 1234", "09318461234")
        ),
        ("139 0000 8888、13800000001", "139****8888、138****0001"),
    ],
)
def test_a_number_of_anybody_is_masked_however_it_is_written(written, shown):
    assert hide_contacts(f"请打{written}，谢谢") == f"请打{shown}，谢谢"


@pytest.mark.parametrize(
    "said",
    [
        *(
            "2026-07-01 2026-07-15 10:30",
            "2026.07.01-2026.07.15",
            "20260701-20260715",
            "周一至周五 9:00-11:30 14:30-17:00",
        ),
        *("15、20、30、40、50、60", "2026-1-001", "编号001-2026-0001", "单价138.50元，数量20，合计2770.00元"),
    ],
)
def test_days_amounts_and_codes_are_no_numbers_of_anybody(said):
    assert hide_contacts(said) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("司徒·明", "司徒*"),
        ("欧阳·修远", "欧阳**"),
        ("张·明", "张*"),
        ("司马义·艾力", "司**"),
        ("阿依古丽·买买提", "阿**"),
        ("J·Smith", "J**"),
        ("某老人139.0000.8888", "某老人139****8888"),
    ],
)
def test_of_a_name_with_a_dot_the_surname_is_shown_and_no_dot_counted(name, said):
    assert mask_name(name) == said
