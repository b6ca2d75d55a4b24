"""What people and units are told apart by: names, ID numbers, credit codes, telephone numbers, checked and put into one form.

Every function takes a text as typed or as found in a ledger and returns the form that is stored; where the text cannot
be right it raises UserError with one sentence that says what is wrong and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from db.errors import UserError

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # ！ to ～, what a Chinese keyboard may type
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
LINE_ENDS = dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n")
COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")  # what NFC would turn into other characters
HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff\U000f0000-\U0010fffd"
PADDING = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
DOTS = re.compile(r"\s*[·•・･‧⋅∙●﹒ꞏ⸱᛫\u0387]+\s*")
POINT = re.compile(rf"(?<=[{HAN}])\s*[.．]\s*(?=[{HAN}])")  # typed for · between Han characters; "J. Smith" keeps it
NAME_LIMIT = 50  # code points

OLDEST = 1880
ID_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))  # GB 11643-1999
ID_CHECKS = "10X98765432"
LOOKS_LIKE_X = str.maketrans(dict.fromkeys("x×✕хХⅩⅹ", "X"))

CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))

ROUNDED = re.compile(r"[+-]?\d(\.\d+)?[Ee]\+?\d+")  # 6.20102E+17: the last digits are lost for good
COUNTRY = re.compile(r"(\+86|0086|86(?=1\d{10}$))")
EXTENSION = re.compile(r"(.*?)(?:转分机|转接|分机|转|EXT\.?|X|#)[:：]?(\d{1,6})|(0\d{2,3}-\d{7,8}|\d{7,8})-(\d{1,6})", re.I)
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(010|02\d)\d{8}|0[3-9]\d{2}\d{7,8}")
SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,4}|12\d{3}")  # 400 numbers, banks, 12345
ABROAD = re.compile(r"\+(?!86)[1-9]\d{6,14}")  # E.164; Hong Kong, Macau and Taiwan too
SEVERAL = re.compile(r"\d{7}\s*[、，,;；/|\n]\s*[+\d]|1\d{10}\s+[01]\d{5}")


def clean(text: str) -> str:
    """A text as stored: NFC, line ends "\\n", no control or zero-width characters, no spaces of any width at its ends.

    NFC would also replace the CJK compatibility ideographs (郎 U+F92C by U+90CE), by which some people's names are
    registered: they stay. Kangxi radicals (U+2F00–2FD5), which PDFs give in place of the characters they look like, are
    nobody's name and become those characters. Variation selectors go: no Chinese font here has the variants.
    """
    text = text.replace("\r\n", "\n").translate(LINE_ENDS).replace("\t", " ")
    text = "".join(_radical(c) for c in text if not _invisible(c))
    parts = COMPATIBILITY.split(text)
    parts[::2] = (unicodedata.normalize("NFC", part) for part in parts[::2])
    return "".join(parts).strip()


def person_name(text: str) -> str:
    """A person's name: "张　伟" → "张伟", "买买提•艾力" → "买买提·艾力", one space between Latin words.

    Padding is taken out between Han characters (all of them, rare ones and those in private use too) and around "·".
    """
    name = DOTS.sub("·", POINT.sub("·", PADDING.sub("", clean(text)))).strip("·")
    name = " ".join("".join(_half(c) if c.isalnum() or c in "．＇－　" else c for c in name).split())
    if not name:
        raise UserError("姓名没有填写，请填写姓名")
    if "#" in name or "＃" in name:
        raise UserError("姓名里不能有“#”，请删去它")
    if len(name) > NAME_LIMIT:
        raise UserError(f"姓名最多 {NAME_LIMIT} 个字，现在有 {len(name)} 个字，请核对是否混入了别的内容")
    return name


def id_number(text: str) -> str:
    """A number of a 居民身份证 or of a residence permit (81, 82, 83 …), GB 11643: 18 digits, the last maybe X.

    Region codes are not looked up: those abolished long ago stay valid on the cards.
    """
    number = _squeezed(text)
    number = number[:17] + number[17:].translate(LOOKS_LIKE_X)
    _refuse_rounded(number, "身份证号")
    if re.fullmatch(r"[1-9]\d{14}", number, re.ASCII):
        raise UserError("这是 15 位的旧身份证号，已经停用，请按现在的身份证填写 18 位号码")
    if len(number) != 18:
        raise UserError(f"身份证号应为 18 位，现在是 {len(number)} 位，请核对是否漏填或多填")
    for place, sign in enumerate(number, 1):
        if sign not in "0123456789" and not (place == 18 and sign == "X"):
            allowed = "数字" if place < 18 else "数字或“X”"
            raise UserError(f"身份证号第{place}位“{sign}”应为{allowed}，请核对整个号码")
    if number[0] == "0":
        raise UserError("身份证号不会以 0 开头，请核对整个号码")
    _check_birth(number[6:14])
    check = ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False)) % 11]
    if number[17] != check:
        raise UserError(f"身份证号第18位校验码应为“{check}”，请核对整个号码")
    return number


def birth_of(number: str) -> date:
    """The day of birth in a number that `id_number` returned."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> str:
    """男 or 女, by the 17th digit of a number that `id_number` returned."""
    return "男" if int(number[16]) % 2 else "女"


def credit_code(text: str) -> str:
    """A 统一社会信用代码, GB 32100: 18 digits and capital letters, the last a check."""
    code = _squeezed(text).replace("-", "").upper()
    _refuse_rounded(code, "统一社会信用代码")
    if re.fullmatch(r"\d{15}|[0-9A-Z]{8}[0-9X]", code, re.ASCII):
        old = "工商注册号" if len(code) == 15 else "组织机构代码"
        raise UserError(f"这是 {len(code)} 位的旧{old}，请按现在的证照填写 18 位统一社会信用代码")
    if len(code) != 18:
        raise UserError(f"统一社会信用代码应为 18 位，现在是 {len(code)} 位，请核对是否漏填或多填")
    for place, sign in enumerate(code, 1):
        if sign in "IOSVZ":
            raise UserError(f"统一社会信用代码不用字母 I、O、S、V、Z，请核对第{place}位“{sign}”（是否为 1、0、5、2）")
        if sign not in CREDIT_SIGNS:
            raise UserError(f"统一社会信用代码第{place}位“{sign}”应为数字或大写字母，请核对")
    total = sum(CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(code, CREDIT_WEIGHTS, strict=False))
    check = CREDIT_SIGNS[-total % 31]
    if code[17] != check:
        raise UserError(f"统一社会信用代码第18位校验码应为“{check}”，请核对整个代码")
    return code


def phone(text: str) -> str:
    """A telephone number, digits only: 13812345678, 09318888888, 09318888888转801, 4008001234, +85212345678.

    Spaces, hyphens, brackets, +86 and 0086 fall away. A landline needs its area code: two of them may look alike.
    """
    number = clean(text).translate(FULL_WIDTH).translate(DASHES)
    if SEVERAL.search(number):
        raise UserError("这里只能填一个电话号码，其他号码请写在备注里")
    number = re.sub(r"[\s()（）.·'’]", "", re.sub(r"(?<=\d)\.0$", "", number) if "E" not in number.upper() else text.strip())
    _refuse_rounded(number, "电话号码")
    number, extension = _extension(number)
    number = number.replace("-", "")
    home = COUNTRY.sub("", number, count=1) if COUNTRY.match(number) else number
    if home != number and re.fullmatch(r"[2-9]\d{8,10}|10\d{8}", home):
        home = "0" + home  # +86 931 8888888: abroad the area code has no 0
    if re.fullmatch(r"01[3-9]\d{9}", home):
        home = home[1:]  # 0 before a mobile number, once needed for calls from other places
    if MOBILE.fullmatch(home) and not extension or ABROAD.fullmatch(home):
        return home
    if LANDLINE.fullmatch(home) or SERVICE.fullmatch(home):
        return f"{home}转{extension}" if extension else home
    raise UserError(_why_no_phone(home))
