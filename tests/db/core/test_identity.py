"""Names and numbers: what is taken, in which form, and what is refused with which sentence."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.core import identity
from db.core.errors import UserError

DAYS = st.dates(date(1880, 1, 1), date.today())
HAN = st.one_of(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), st.sampled_from("〇䶮㛃𬭎𠮷郎\ue863"))
ID = "11010519491231002X"
CODE = "91350100M000100Y43"


def refusal(function, text):
    with pytest.raises(UserError) as error:
        function(text)
    message = str(error.value)
    assert "请" in message
    assert "\n" not in message
    return message


def accepts(function, text):
    try:
        function(text)
    except UserError:
        return False
    return True


@st.composite
def id_numbers(draw):
    """Valid numbers, made by the remainder test of GB 11643 itself: the weighted sum of all 18 is 1 mod 11."""
    region, serial = draw(st.integers(110000, 839999)), draw(st.integers(0, 999))
    digits = f"{region}{draw(DAYS):%Y%m%d}{serial:03}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return digits + next(sign for value, sign in enumerate("0123456789X") if (total + value) % 11 == 1)


@st.composite
def credit_codes(draw):
    """Valid codes: the weighted sum of all 18 is 0 mod 31."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    code = draw(st.text(signs, min_size=17, max_size=17))
    total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(code))
    return code + next(sign for value, sign in enumerate(signs) if (total + value) % 31 == 0)


# ID numbers


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (ID, ID),
        ("360426199101010071", "360426199101010071"),
        ("11010519491231002x", ID),
        (" 110105 19491231　002\u2009x\u200b", ID),
        ("１１０１０５１９４９１２３１００２Ｘ", ID),
        ("11010519491231002×", ID),
        ("'11010519491231002X", ID),
        ("110105-19491231-002X", ID),
    ],
)
def test_an_id_number_is_brought_into_one_form(typed, stored):
    assert identity.id_number(typed) == stored


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "不能为空"),
        ("110105194912310021", "校验码应为“X”"),
        ("110105491231002", "15 位的旧身份证号"),
        ("6.20102E+17", "改过"),
        ("1101051949123100", "现在是 16 位"),
        ("1101051949123l002X", "第 14 位应为数字"),
        ("11010519491231002A", "第 18 位应为数字或“X”"),
        ("1101051949123100٢X", "第 17 位应为数字"),  # a digit to Python, not on a card
        ("11010519490231002X", "不是一个日期"),
        ("010105194912310029", "0 开头"),
        ("110105187912310029", "早于 1880 年"),
    ],
)
def test_a_wrong_id_number_is_refused_with_what_to_do(typed, sentence):
    assert sentence in refusal(identity.id_number, typed)


def test_birth_may_be_today_but_not_tomorrow():
    for day, fine in ((date.today(), True), (date.today() + timedelta(days=1), False)):
        numbers = [f"620102{day:%Y%m%d}001{check}" for check in "0123456789X"]
        assert any(accepts(identity.id_number, number) for number in numbers) is fine


@pytest.mark.parametrize("region", ["810000", "820000", "830000", "622301", "512921"])
def test_residence_permits_and_abolished_regions_are_valid(region):
    assert sum(accepts(identity.id_number, f"{region}19900101001{check}") for check in "0123456789X") == 1


def test_birth_and_sex_follow_from_the_number():
    assert identity.birth_of(ID) == date(1949, 12, 31)
    assert identity.sex_of(ID) == "女"
    assert identity.sex_of("360426199101010071") == "男"


@given(id_numbers())
def test_every_number_with_a_right_check_digit_is_taken(number):
    assert identity.id_number(number) == number
    assert f"{identity.birth_of(number):%Y%m%d}" == number[6:14]


@given(id_numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_one_sign_changed_is_refused(number, place, sign):
    assume(number[place] != sign)
    refusal(identity.id_number, number[:place] + sign + number[place + 1 :])


@given(id_numbers(), st.integers(0, 16))
def test_two_neighbours_exchanged_are_refused(number, place):
    assume(number[place] != number[place + 1])
    refusal(identity.id_number, number[:place] + number[place + 1] + number[place] + number[place + 2 :])


def test_other_documents_keep_their_numbers():
    assert identity.document_number(" ｅ12345678 ") == "E12345678"
    assert "最多 30 位" in refusal(identity.document_number, "A" * 31)


# credit codes


@pytest.mark.parametrize("code", [CODE, "914403001922038216", "12100000400000624D"])
def test_credit_codes(code):
    assert identity.credit_code(code) == code
    assert identity.credit_code(f" {code[:8].lower()} {code[8:].lower()}　") == code


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("91350100M000100Y44", "校验码应为“3”"),
        ("9135O100M000100Y43", "第 5 位是“O”"),
        ("91350100M000100Y4号", "第 18 位应为数字或大写字母"),
        ("91350100M000100Y4", "现在是 17 位"),
        ("620100200012345", "旧工商注册号"),
        ("M000100Y4", "旧组织机构代码"),
        ("9.14403E+17", "改过"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_what_to_do(typed, sentence):
    assert sentence in refusal(identity.credit_code, typed)


@given(credit_codes(), st.integers(0, 17), st.sampled_from(identity.CREDIT_SIGNS))
def test_any_one_sign_of_a_credit_code_changed_is_refused(code, place, sign):
    assert identity.credit_code(code) == code
    assume(code[place] != sign)
    refusal(identity.credit_code, code[:place] + sign + code[place + 1 :])


# telephone numbers


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13800000101", "13800000101"),
        ("138 0000 0101", "13800000101"),
        ("１３８－００００－０１０１", "13800000101"),
        ("+86 138-0000-0101", "13800000101"),
        ("008613800000101", "13800000101"),
        ("8613800000101", "13800000101"),
        ("013800000101", "13800000101"),
        ("13800000101.0", "13800000101"),
        ("09318888888", "0931-8888888"),
        ("0931-8888888", "0931-8888888"),
        ("（0931）888 8888", "0931-8888888"),
        ("+86 931 8888888", "0931-8888888"),
        ("+86-0931-8888888", "0931-8888888"),
        ("010-88888888", "010-88888888"),
        ("02988888888", "029-88888888"),
        ("+86 10 8888 8888", "010-88888888"),
        ("0931—8888888转801", "0931-8888888转801"),
        ("0931-8888888-801", "0931-8888888转801"),
        ("0931-8888888 转分机 801", "0931-8888888转801"),
        ("0931-8888888 ext. 801", "0931-8888888转801"),
        ("400-800-1234", "4008001234"),
        ("95588", "95588"),
        ("+852 1234 5678", "+85212345678"),
    ],
)
def test_a_phone_number_is_brought_into_one_form(typed, stored):
    assert identity.phone(typed) == stored
    assert identity.phone(stored) == stored


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1380000010", "现在是 10 位"),
        ("12800000101", "第 2 位应为 3 至 9"),
        ("8888888", "缺少区号"),
        ("0931-888888", "核对位数"),
        ("13800000101转8", "不能带分机"),
        ("13800000101、13900000101", "只能填一个"),
        ("13800000101 13900000101", "只能填一个"),
        ("无", "电话号码里有“无”"),
        ("", "不能为空"),
        ("1.38E+10", "改过"),
        ("12345", "不是电话号码"),
        ("52345", "不是电话号码"),
        ("١٣٨٠٠٠٠٠١٠١", "请只填号码"),
    ],
)
def test_a_wrong_phone_number_is_refused_with_what_to_do(typed, sentence):
    assert sentence in refusal(identity.phone, typed)


@given(st.text("0123456789+-转 x", max_size=24))
def test_a_phone_number_once_stored_stays_as_it_is(text):
    if accepts(identity.phone, text):
        assert identity.phone(identity.phone(text)) == identity.phone(text)


# texts and names


def test_a_text_is_cleaned():
    assert identity.clean("　 第一行\r\n第二行\u200b\x00\ufeff \u3000") == "第一行\n第二行"
    assert identity.clean("Cafe\u0301") == "Café"
    assert identity.clean("⽅案") == "方案"  # a Kangxi radical out of a PDF
    assert identity.clean("葛\U000e0100") == "葛"
    assert identity.clean("甲\t乙\ufffe\ud800") == "甲 乙"


@pytest.mark.parametrize("sign", ["\uf92c", "\U0002f83f", "﨑", "𬭎", "\ue863"])
def test_characters_that_people_are_registered_by_stay(sign):
    assert identity.clean(f" {sign}Cafe\u0301 ") == f"{sign}Café"
    assert identity.person_name(f"张{sign}") == f"张{sign}"


@given(st.text())
def test_what_is_clean_stays_as_it_is(text):
    cleaned = identity.clean(text)
    assert identity.clean(cleaned) == cleaned
    cleaned.encode()
    assert cleaned == cleaned.strip()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("张　伟", "张伟"),
        (" 欧 阳\u2003锋 ", "欧阳锋"),
        ("𬭎 䶮", "𬭎䶮"),
        ("王〇 〇", "王〇〇"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("Anna  Bell", "Anna Bell"),
        ("Ｊ．Ｓｍｉｔｈ", "J.Smith"),
        ("John F. Smith", "John F. Smith"),
        ("张伟\n", "张伟"),
    ],
)
def test_a_name_is_brought_into_one_form(typed, stored):
    assert identity.person_name(typed) == stored


@pytest.mark.parametrize("dot", "·•・･‧⋅∙●．.﹒ꞏ")
def test_every_middle_dot_is_the_one(dot):
    assert identity.person_name(f"买买提{dot}艾力") == "买买提·艾力"


def test_a_name_is_measured_in_code_points():
    assert identity.person_name("𬭎" * 50) == "𬭎" * 50
    assert "现在有 51 个字" in refusal(identity.person_name, "𬭎" * 51)


@pytest.mark.parametrize("nothing", ["", "　", "\u200b", "·", "\u3164"])
def test_an_empty_name_is_refused(nothing):
    assert "姓名不能为空" in refusal(identity.person_name, nothing)


def test_a_name_has_no_sign_that_tells_namesakes_apart():
    assert "不能有“#”" in refusal(identity.person_name, "张伟＃2")


@given(st.lists(HAN, min_size=1, max_size=6), st.sampled_from([" ", "　", "\u2009", " \t "]))
def test_padding_between_any_han_characters_goes(characters, space):
    assert identity.person_name(space.join(characters)) == "".join(characters)


@given(st.text(max_size=30))
def test_a_name_once_stored_stays_as_it_is(text):
    if accepts(identity.person_name, text):
        assert identity.person_name(identity.person_name(text)) == identity.person_name(text)
