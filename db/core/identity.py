"""Names, ID numbers, credit codes and telephone numbers: checked, and brought into the one form that is stored.

Every function takes a text as typed or as found in a ledger and returns the form that is stored; where the text cannot
be right it raises UserError with one sentence that says what is wrong and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from db.core.errors import UserError

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # ！ to ～, as a Chinese keyboard may type them
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
LINE_ENDS = dict.fromkeys(map(ord, "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n")

RADICALS = "\u2e80-\u2fd5"
UNSEEN = "\u034f\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef"  # joiners, fillers, variation selectors
PECULIAR = re.compile(f"[{RADICALS}{UNSEEN}]")
COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")  # what NFC would turn into other characters

HAN = f"{RADICALS}\u3005\u3007\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff\U000f0000-\U0010fffd"
PADDING = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
POINT = re.compile(rf"(?<=[{HAN}])\s*[.．]+\s*(?=[{HAN}])")  # typed for · between Han characters; "J. Smith" keeps it
DOTS = re.compile(r"\s*[·•・･‧⋅∙●﹒ꞏ⸱᛫]+\s*")
NAME_LIMIT = 50  # code points

OLDEST = 1880  # nobody alive was born before
ID_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))  # GB 11643-1999
ID_CHECKS = "10X98765432"
LOOKS_LIKE_X = dict.fromkeys(map(ord, "x×✕хХⅩⅹ"), "X")

CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
DOCUMENT_LIMIT = 30  # signs
CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))

ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)  # 6.20102E+17: the last digits are lost
COUNTRY = re.compile(r"(\+86|0086|86(?=1\d{10}$))-?", re.ASCII)
EXTENSION = re.compile(r"(.+?)-?(?:转分机|转接|分机|转|ext|x|#)[.:]?(\d{1,6})", re.ASCII | re.IGNORECASE)
EXTENSION_BY_DASH = re.compile(r"(\d{2,4}-?\d{7,8})-(\d{1,6})", re.ASCII)
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"((?:010|02\d)(?=\d{8}$)|0[3-9]\d\d)(\d{7,8})", re.ASCII)
SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,4}", re.ASCII)  # 400 numbers, banks
ABROAD = re.compile(r"\+(?!86)[1-9]\d{6,14}", re.ASCII)  # E.164; Hong Kong, Macau and Taiwan too
SEVERAL = re.compile(r"\d{5}\s*[、，,;；/|\n]\s*[+\d]|1\d{10}\s+[01]\d{5}", re.ASCII)


NAMES_APART = re.compile(
    r"\S\t\S|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029、，,;；/／|｜]"
)  # what stands between two names
TAB_BETWEEN = re.compile(r"\S\t\S")


MASKED = re.compile(r"[*＊×✱]")


def clean(text: str) -> str:
    """A text as stored: NFC, line ends "\\n", no control or zero-width characters, no spaces of any width at its ends.

    NFC would also replace the CJK compatibility ideographs (郎 U+F92C by U+90CE), by which some people's names are
    registered: they stay. Kangxi radicals (U+2F00 to 2FD5), which PDFs give in place of the characters they look like,
    are in nobody's name and become those characters. Variation selectors go: the fonts here do not know the variants.
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and not PECULIAR.search(text):
        return text.strip()  # nearly always
    text = text.replace("\r\n", "\n").translate(LINE_ENDS).replace("\t", " ")
    text = "".join(_radical(c) for c in text if not _invisible(c))
    parts = COMPATIBILITY.split(text)
    parts[::2] = (unicodedata.normalize("NFC", part) for part in parts[::2])
    return "".join(parts).strip()


def one_line(text: str) -> str:
    """A text of one line as stored; raises UserError where there are several, which may be several things."""
    if TAB_BETWEEN.search(text.strip()):
        raise UserError("这一格只填一项，不能有制表符，请分开填写")
    lines = clean(text).split("\n")
    if len(lines) > 1:
        raise UserError(f"这一格只填一行，“{lines[0].strip()[:20]}”下面还有别的行，请分开填写")
    return lines[0]


def person_name(text: str) -> str:
    """A person's name: "张　伟" → "张伟", "买买提•艾力" → "买买提·艾力", one space between Latin words.

    Padding is taken out between Han characters (all of them, rare ones and those in private use too) and around "·".
    Raises UserError where the text holds several names.
    """
    if NAMES_APART.search(text.strip()):
        raise UserError("这一格只填一个人的姓名，请把几个人分开填写")
    if MASKED.search(text):
        raise UserError("姓名里有“*”，像是打了码的，不是真实姓名；请用没有打码的表")
    name = DOTS.sub("·", POINT.sub("·", PADDING.sub("", clean(text)))).strip("·")
    name = "".join(c.translate(FULL_WIDTH) if c.isalnum() or c in "．＇－＃" else c for c in name)
    name = " ".join(name.split())
    if not name:
        raise UserError("姓名不能为空，请填写")
    if "#" in name:  # in the names of persons "#" and a number tell two of one name apart
        raise UserError("姓名里不能有“#”，请删去它")
    if len(name) > NAME_LIMIT:
        raise UserError(f"姓名最多 {NAME_LIMIT} 个字，现在有 {len(name)} 个字，请核对是否混入了别的内容")
    return name


def id_number(text: str) -> str:
    """A number of a 居民身份证 or of a residence permit (81, 82, 83 …), GB 11643: 18 digits, the last maybe X.

    Region codes are not looked up: those abolished long ago stay valid on the cards.
    """
    number = _number(text, "身份证号").replace("-", "")
    number = number[:17] + number[17:].translate(LOOKS_LIKE_X)
    if re.fullmatch(r"[1-9]\d{14}", number, re.ASCII):
        raise UserError("这是 15 位的旧身份证号，已经停用，请按现在的身份证填写 18 位号码")
    if len(number) != 18:
        raise UserError(f"身份证号应为 18 位，现在是 {len(number)} 位，请核对是否漏填或多填")
    for place, sign in enumerate(number, 1):
        if sign not in ("0123456789" if place < 18 else "0123456789X"):
            allowed = "数字" if place < 18 else "数字或“X”"
            raise UserError(f"身份证号第 {place} 位应为{allowed}，现在是“{sign}”，请核对整个号码")
    if number[0] == "0":
        raise UserError("身份证号不会以 0 开头，请核对整个号码")
    _check_birth(number)
    check = ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False)) % 11]
    if number[17] != check:
        raise UserError(f"身份证号第 18 位校验码应为“{check}”，现在是“{number[17]}”，请核对整个号码")
    return number


def document_number(text: str) -> str:
    """The number of any document, made plain; whether it is right depends on the document: see `id_number`."""
    number = _number(text, "证件号码").upper()
    if len(number) > DOCUMENT_LIMIT:
        raise UserError(f"证件号码最多 {DOCUMENT_LIMIT} 位，现在有 {len(number)} 位，请核对")
    return number


def birth_of(number: str) -> date:
    """The day of birth in a number that `id_number` returned."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> str:
    """男 or 女, by the 17th digit of a number that `id_number` returned."""
    return "男" if int(number[16]) % 2 else "女"


def credit_code(text: str) -> str:
    """A 统一社会信用代码, GB 32100: 18 digits and capital letters, the last of them a check."""
    code = _number(text, "统一社会信用代码").replace("-", "").upper()
    if re.fullmatch(r"\d{15}|[0-9A-Z]{8}[0-9X]", code, re.ASCII):
        old = "工商注册号" if len(code) == 15 else "组织机构代码"
        raise UserError(f"这是 {len(code)} 位的旧{old}，请按现在的证照填写 18 位统一社会信用代码")
    if len(code) != 18:
        raise UserError(f"统一社会信用代码应为 18 位，现在是 {len(code)} 位，请核对是否漏填或多填")
    for place, sign in enumerate(code, 1):
        if sign in "IOSVZ":
            raise UserError(f"统一社会信用代码不用字母 I、O、S、V、Z，第 {place} 位是“{sign}”，请核对是否应为数字")
        if sign not in CREDIT_SIGNS:
            raise UserError(f"统一社会信用代码第 {place} 位应为数字或大写字母，现在是“{sign}”，请核对整个代码")
    total = sum(CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(code, CREDIT_WEIGHTS, strict=False))
    check = CREDIT_SIGNS[-total % 31]
    if code[17] != check:
        raise UserError(f"统一社会信用代码第 18 位校验码应为“{check}”，现在是“{code[17]}”，请核对整个代码")
    return code


def phone(text: str) -> str:
    """A telephone number without spaces and +86: 13812345678, 0931-8888888, 0931-8888888转801, +85212345678.

    A landline needs its area code. Numbers of service (4008001234, 95588) are allowed: units have them.
    """
    if SEVERAL.search(clean(text)):
        raise UserError("这里只能填一个电话号码，请把其他号码写在备注里")
    number = re.sub(r"\.0$", "", _number(text, "电话号码"))  # a number cell of a sheet
    number = re.sub(r"[().·]", "", number)
    home = COUNTRY.sub("", number, count=1) if COUNTRY.match(number) else number
    split = EXTENSION.fullmatch(home) or EXTENSION_BY_DASH.fullmatch(home)
    line, extension = split.groups() if split else (home, "")
    line = line.replace("-", "")
    if home != number and re.fullmatch(r"[2-9]\d{8,10}|10\d{8}", line, re.ASCII):
        line = "0" + line  # +86 931 8888888: seen from abroad the area code has no 0
    if re.fullmatch(r"01[3-9]\d{9}", line, re.ASCII):
        line = line[1:]  # a mobile number with the 0 that calls from another place once needed
    if not extension and (MOBILE.fullmatch(line) or ABROAD.fullmatch(line)):
        return line
    if found := LANDLINE.fullmatch(line):
        line = f"{found[1]}-{found[2]}"
    if found or SERVICE.fullmatch(line):
        return f"{line}转{extension}" if extension else line
    raise UserError(_not_a_phone(line, extension))


def _not_a_phone(line: str, extension: str) -> str:
    """The sentence that says what is wrong with a number that is none."""
    if wrong := re.search(r"[^\d+]", line, re.ASCII):
        return f"电话号码里有“{wrong[0]}”，请只填号码，其他说明写在备注里"
    if line.startswith("1") and len(line) != 11 and len(line) > 8:
        return f"手机号应为 11 位，现在是 {len(line)} 位，请核对是否漏填或多填"
    if line.startswith("1") and len(line) == 11:
        return "手机号不能带分机，请删去" if extension else f"手机号第 2 位应为 3 至 9，现在是“{line[1]}”，请核对"
    if len(line) in (7, 8) and line[0] in "23456789":
        return f"固定电话缺少区号，请写成 0931-{line}（改为当地区号）"
    if line.startswith("0"):
        return "固定电话应为区号加 7 位或 8 位号码，请写成 0931-8888888 这样，核对位数"
    return "这不是电话号码，请填写 11 位手机号或带区号的固定电话"


def _number(text: str, what: str) -> str:
    """A number with half-width signs and no spaces at all; `what` names it in the sentences."""
    number = re.sub(r"\s", "", clean(text)).translate(FULL_WIDTH).translate(DASHES).lstrip("'’‘`")
    if not number:
        raise UserError(f"{what}不能为空，请填写")
    if ROUNDED.fullmatch(number):
        raise UserError(f"“{number}”是被表格软件改过的{what}，后面的数字已经丢失，请照原件重新填写")
    return number


def _check_birth(number: str) -> None:
    try:
        birth = birth_of(number)
    except ValueError:
        raise UserError(f"身份证号第 7 至 14 位“{number[6:14]}”不是一个日期，请核对整个号码") from None
    if birth > date.today():
        raise UserError(f"身份证号里的出生日期 {birth} 在今天之后，请核对整个号码")
    if birth.year < OLDEST:
        raise UserError(f"身份证号里的出生日期 {birth} 早于 {OLDEST} 年，请核对整个号码")


def _radical(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign) if "\u2e80" <= sign <= "\u2fd5" else sign


def _invisible(sign: str) -> bool:
    """Control, format and zero-width characters, halves of surrogate pairs and code points that XML forbids."""
    code = ord(sign)
    return sign != "\n" and (
        unicodedata.category(sign) in ("Cc", "Cf", "Cs")
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or re.match(f"[{UNSEEN}]", sign) is not None
    )
