"""Numbers and names as people write them: made plain, checked, and refused with one sentence that says what to do."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Literal

from db.errors import UserError

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2^(17-i) mod 11 (GB 11643-1999)
ID_CHECKS = "10X98765432"
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z (GB 32100-2015)
EARLIEST = 1880  # nobody on record was born before
NAME_LIMIT = 50  # code points
DOTS = re.compile(r"\s*[·•・‧⋅∙●．‣᛫]\s*")


def clean(text: str) -> str:
    """Text as typed, as it is stored: no control or invisible signs, plain line ends, no spaces around it.

    No normal form is applied: NFC and NFKC would change compatibility ideographs (U+F900…), which stand in names.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co"))
    return "".join(kept).strip()  # str.strip takes the full-width space too


def person_name(text: str) -> str:
    """A person's name: one sort of dot (U+00B7), no padding between ideographs, at most 50 code points."""
    name = DOTS.sub("·", clean(text).replace("\n", " ").replace("\t", " "))
    name = _without_padding(name.split())
    if not name:
        raise UserError("姓名不能为空，请填写")
    if len(name) > NAME_LIMIT:
        raise UserError(f"姓名最多 {NAME_LIMIT} 个字，现在有 {len(name)} 个字，请核对")
    return name


def _without_padding(words: list[str]) -> str:
    """张　伟 is padded to equal width; between words of other scripts a space belongs there."""
    joined = ""
    for word in words:
        padded = joined and (_is_wide(joined[-1]) or _is_wide(word[0]))
        joined += word if padded or not joined else " " + word
    return joined


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) == "W"


def _compact(text: str) -> str:
    """Digits and letters in half width, upper case, without spaces of any kind."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", clean(text))).upper()


def document_number(text: str) -> str:
    """The number of any document, made plain; whether it is right depends on which document."""
    number = _compact(text)
    if len(number) > 30:
        raise UserError(f"证件号码最多 30 位，现在有 {len(number)} 位，请核对")
    return number


def id_number(text: str) -> str:
    """An 18-digit citizen identity number (GB 11643); residence permits 81…/82…/83… alike.

    Raises UserError naming what is wrong: length, signs, date or check digit.
    """
    number = _compact(text)
    if re.fullmatch(r"[\d.]+E\+?\d+", number):
        raise UserError("身份证号被表格软件改成了科学记数，后几位已丢失；请按证件重新填写")
    if re.fullmatch(r"\d{15}", number):
        raise UserError("这是 15 位的旧身份证号，请填写 18 位的新号码")
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise UserError(f"身份证号应为 18 位数字（末位可为 X），现在是 {len(number)} 位，请核对")
    _birth(number)
    expected = ID_CHECKS[sum(int(sign) * weight for sign, weight in zip(number, ID_WEIGHTS, strict=False)) % 11]
    if number[17] != expected:
        raise UserError("身份证号的校验码不对，有一位填错了，请对照证件核对整个号码")
    return number


def _birth(number: str) -> date:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise UserError(f"身份证号第 7–14 位“{number[6:14]}”不是日期，请核对") from None
    if born > date.today() or born.year < EARLIEST:
        raise UserError(f"身份证号里的出生日期 {born.isoformat()} 不合情理，请核对第 7–14 位")
    return born


def birth_of(number: str) -> date:
    """The date of birth in a checked number: digits 7 to 14."""
    return _birth(number)


def sex_of(number: str) -> Literal["男", "女"]:
    """From the 17th digit of a checked number: odd is male."""
    return "男" if int(number[16]) % 2 else "女"


def credit_code(text: str) -> str:
    """A unified social credit code (GB 32100-2015): 18 signs, the last a check."""
    code = _compact(text)
    if len(code) != 18:
        raise UserError(f"统一社会信用代码应为 18 位，现在是 {len(code)} 位，请核对")
    if wrong := next((sign for sign in code if sign not in CODE_SIGNS), ""):
        raise UserError(f"统一社会信用代码里不会有“{wrong}”，请核对（没有字母 I、O、S、V、Z）")
    total = sum(CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    if code[17] != CODE_SIGNS[(31 - total % 31) % 31]:
        raise UserError("统一社会信用代码的校验位不对，有一位填错了，请对照证书核对")
    return code


def phone(text: str) -> str:
    """A mobile or a landline number: 13812345678, 0931-8123456, 8123456, with 转123 behind it where there is one."""
    number = unicodedata.normalize("NFKC", clean(text))
    number = re.sub(r"[\s\-—–()]", "", number)
    number = re.sub(r"^(\+86|0086)", "", number)
    number, _, extension = re.sub(r"(转|ext\.?|#)", "转", number, flags=re.IGNORECASE).partition("转")
    if found := re.fullmatch(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})", number):
        number = f"{found[1]}-{found[2]}"
    elif not re.fullmatch(r"1[3-9]\d{9}|\d{7,8}|[48]00\d{7}", number):
        raise UserError("电话应为 11 位手机号，或带区号的固定电话，如 0931-8123456，请核对")
    if extension and not re.fullmatch(r"\d{1,6}", extension):
        raise UserError("分机号应为数字，如 0931-8123456转801，请核对")
    return number + (f"转{extension}" if extension else "")
