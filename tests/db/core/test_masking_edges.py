"""What is masked in a text for the public, and what is not: telephones of every writing, ID numbers, and the rest."""

import pytest

from db.core.contacts import hide_contacts
from db.core.masking import Audience, Sensitive, mask, mask_phone

MOBILES = dict.fromkeys(
    (
        "13800001234",
        "138 0000 1234",
        "138-0000-1234",
        "138 00001234",
        "１３８００００１２３４",
        "１３８－００００－１２３４",
        "0138-0000-1234",
    ),
    "138****1234",
)
OTHER_MOBILES = {  # 3 to 9 is the second digit of a mobile number
    **{f"1{second}000001234": f"1{second}0****1234" for second in range(3, 10)},
    "+8613800001234": "+138****1234",
    "+86 138 0000 1234": "+86 138****1234",
    "0086 13800001234": "0086 138****1234",
    "13800001234转5": "138****1234转5",
    "13800001234、13900005678": "138****1234、139****5678",
    "13800001234/13900005678": "138****1234/139****5678",
}
LANDLINES = dict.fromkeys(
    (
        "0931-8461234",  # 兰州: seven digits
        "09318461234",
        "0931 8461234",
        "0931 846 1234",
        "0931-846-1234",
        "0931.846.1234",
        "0931 - 8461234",
        "0931—8461234",
        "0931－8461234",
        "0931\u20118461234",
        "0931\u00a08461234",
        "０９３１－８４６１２３４",
        "０９３１８４６１２３４",
        "010-84561234",  # 北京: eight digits
        "01084561234",
        "010 8456 1234",
        "021-8456-1234",
        "029 84561234",
        "0311-84561234",  # 石家庄: eight digits behind an area code of four
        "０１０－８４５６１２３４",
        "(0931)8461234",  # the brackets go as well
        "（0931）8461234",
        "（0931） 846-1234",
        "(010)84561234",
        "0931-8461 234",
        "0931 84 61 234",
        "010 84 56 12 34",
        "+86-931-8461234",  # from abroad the area code has no 0
        "+86 931 8461234",
        "+86（931）8461234",
        "+86 0931 8461234",
        "0086-931-8461234",
        "+86 10 8456 1234",
        "+852 8456 1234",  # 香港, 澳门, 台湾
        "+85284561234",
        "+85384561234",
        "+886 2 8456 1234",
    ),
    "****1234",
)
EXTENSIONS = {
    "0931-8461234转801": "****1234转801",
    "0931-8461234-801": "****1234-801",
    "0931-8461234转8": "****1234转8",
    "010-84561234转8001": "****1234转8001",
    "0931-8461234 8:30": "****1234 8:30",  # and what comes after it is no part of it
    "+86 931 8461234 8:30": "****1234 8:30",
    "（0931-8461234）": "（****1234）",
    "0931-8461234（3号楼）": "****1234（3号楼）",
}
IDS = dict.fromkeys(
    (
        "11010519491231002X",  # GB 11643, the standard's own example
        "11010519491231002x",
        "360426199101010071",
        "360426 19910101 0071",
        "360426-1991-01-01-0071",
        "３６０４２６１９９１０１０１００７１",
        "1101051949 1231 002Ｘ",
    ),
    "****",
)
SAID = {  # numbers that might be of anything, were it not for what stands before them
    "电话8461234": "电话****1234",
    "电话：846-1234": "电话：****1234",
    "电话号码是84561234": "电话号码是****1234",
    "家里电话 8461234": "家里电话 ****1234",
    "座机8461234": "座机****1234",
    "座机：８４６１２３４": "座机：****1234",
    "固话 8461234": "固话 ****1234",
    "请致电8461234": "请致电****1234",
    "Tel: 846 1234": "Tel: ****1234",
    "TEL.8461234": "TEL.****1234",
    "电话8461234、8465678": "电话****1234、****5678",
    "0931-8461234、8465678": "****1234、****5678",
    "0931-8461234/8465678/84691234": "****1234/****5678/****1234",
    "13800001234或8465678": "138****1234或****5678",
    "身份证号620102310203991": "身份证号****",  # of the old fifteen digits, from which the new number follows
    "身份证：620102310203991": "身份证：****",
    "证件号码 620102310203991": "证件号码 ****",
}
MASKED = MOBILES | OTHER_MOBILES | LANDLINES | EXTENSIONS | SAID | IDS
KEPT = (
    *("2021年", "2021年8月30日", "2021-08-30", "2021.08.30", "20210830", "2021/8/30—2021/9/30", "08-30"),
    *("9:00—11:20", "2021-08-30 09:00—11:20", "周一至周五8:30-12:00、14:30-18:00"),
    *("〔2021〕12号", "兰政发〔2021〕12号", "甘民发〔2021〕108号、〔2022〕5号", "第1期"),
    *("GB/T 9704-2012", "2021-1-017", "编号001-2026-0001", "编号0311 2021-08-30"),
    *("3,860.50元", "￥1200", "1,234,567.89元", "共38605000元", "9.5折", "94.8%", "13.8万元"),
    *("畅家巷12号院3号楼2单元501室", "730030", "620102001001", "甘A12345", "U盘32GB"),
    *("8461234", "8461234元", "编号8461234", "电话费8461234元", "电话3部", "电话回访20210830", "电话20210830"),
    *(
        "第130、2021、2022号",
        "第130，2021，2022号",
        "第130；2021；2022号",
        "130:2021:2022",
    ),  # together a mobile's digits
    *("620102001001001", "证件620102001001"),  # of a grid, and of a community
    *("12345", "110", "95588", "400-800-1234", "4008001234"),  # numbers that are nobody's
    *("1380000123", "12800001234", "30000000000"),  # a digit too few, and no mobile
    *("100、300、600、1000、1500", "13、800、001、234", "1、2、3、4、5、6、7、8、9、10、11"),
)


@pytest.mark.parametrize("written", MASKED)
def test_a_number_by_which_somebody_is_reached_or_known_is_masked(written):
    shown = MASKED[written]
    assert hide_contacts(written) == shown
    assert hide_contacts(f"请联系{written}，谢谢") == f"请联系{shown}，谢谢"
    assert hide_contacts(f"电话：{written}。") == f"电话：{shown}。"
    assert hide_contacts(f"2021年8月30日\n{written}\n3件") == f"2021年8月30日\n{shown}\n3件"


@pytest.mark.parametrize("written", KEPT)
def test_a_number_of_anything_else_is_not(written):
    for text in (written, f"定于{written}，谢谢", f"（{written}）", f"13900005678，{written}"):
        assert hide_contacts(text) == text.replace("13900005678", "139****5678")


@pytest.mark.parametrize("sensitive", [Sensitive.NO, Sensitive.NAME, Sensitive.PHONE])
def test_only_the_public_is_shown_less(sensitive):
    written = {Sensitive.PHONE: "0931-8461234", Sensitive.NAME: "某老人0931-8461234"}.get(sensitive, "打0931-8461234")
    assert mask(written, sensitive, Audience.INTERNAL) == written
    assert mask(written, sensitive, Audience.REPORT) == written
    assert mask(written, sensitive, Audience.PUBLIC) == written.replace("0931-8461234", "****1234")


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("13800001234", "138****1234"),
        ("0931-8461234", "****1234"),
        ("010-84561234", "****1234"),
        ("0931-8461234转801", "****1234"),  # an extension is none of its digits
        ("0931-8461234转8", "****1234"),
        ("010-84561234转123456", "****1234"),
        ("4008001234", "****1234"),
        ("4008001234转12", "****1234"),
        ("95588转12", "****"),
        ("+85284561234", "****1234"),
        ("95588", "****"),
        ("956789", "****"),
    ],
)
def test_of_a_telephone_number_the_last_four_digits_are_shown(stored, shown):
    assert mask_phone(stored) == shown


OTHERWISE = {  # what a plain search for digits misses
    **dict.fromkeys(("一三八〇〇〇〇一二三四", "壹叁捌零零零零壹贰叁肆", "幺三八零零零零幺二三四"), "138****1234"),
    **dict.fromkeys(("①③⑧⓪⓪⓪⓪①②③④", "138〇〇〇〇1234", "13８ 零零零零 1234", "l38OOOO1234"), "138****1234"),
    **dict.fromkeys(("138\u200b0000\u200b1234", "138_0000_1234", "138·0000·1234", "138/0000/1234"), "138****1234"),
    "tel:13800001234": "tel:138****1234",
    "零九三一-八四六一二三四": "****1234",
    "电话八四六一二三四": "电话****1234",
    **dict.fromkeys(("一一〇一〇五一九四九一二三一〇〇二X", "620102310203991"), "****"),
    **dict.fromkeys(("6222021001116245702", "6222 0210 0111 6245 702", "6222-0210-0111-6245"), "****"),
    "卡号：4367 4212 3456 7890": "卡号：****",
    "账号 62001360301000001": "账号 ****",
    **{
        f"{label}{name}": f"{label}****"
        for label in ("微信：", "微信号", "加微信 ", "wx:", "VX：", "薇信", "加V ", "微信同号 ")
        for name in ("zhang_san88", "zhangsan")
    },
    "zhang_san88（微信）": "****（微信）",
    "QQ:123456789": "QQ:****",
    "zhang.san@example.com": "****",
}
NOBODYS = (
    *(
        "关注微信公众号“畅家巷社区”",
        "微信公众号 changjiaxiang 每周更新",
        "微信群里报名",
        "用Android微信扫码报名",
        "QQ群：123456789",
    ),
    *("统一社会信用代码 52620102MJ0000000X", "发票号码 24622000000012345678", "经费壹万叁仟捌佰元整"),
    *("二〇二一年八月三十日至二〇二二年一月十五日", "VX-2000型血压计", "网址 http://www.example.com/a%20b"),
)


@pytest.mark.parametrize("written", OTHERWISE)
def test_a_contact_is_found_however_it_is_written(written):
    assert hide_contacts(written) == OTHERWISE[written]
    assert hide_contacts(f"请联系{written}，谢谢") == f"请联系{OTHERWISE[written]}，谢谢"


def test_a_link_that_holds_a_number_encoded_is_hidden():
    assert hide_contacts("见 http://a.cn/?p=%31%33%38%30%30%30%30%31%32%33%34 谢谢") == "见 **** 谢谢"


@pytest.mark.parametrize("written", NOBODYS)
def test_what_is_no_contact_is_left_alone(written):
    assert hide_contacts(f"请看{written}，谢谢") == f"请看{written}，谢谢"
