"""Settings of meetings: quorum and majority, and how the minutes are laid out."""

from __future__ import annotations

from db.core import kinds
from db.core.errors import UserError
from db.core.settings import Choice


def _known_sections(value: str) -> None:
    if unknown := [part for part in kinds.split(value) if part not in SECTIONS]:
        raise UserError(f"纪要没有“{unknown[0]}”这一部分，可选：{'、'.join(SECTIONS)}")


def by_kind(value: str) -> list[tuple[str, str]]:
    """The lines of a setting as kind of meeting and text; a line without a kind is for all others."""
    pairs = (line.replace(":", "：").partition("：") for line in value.splitlines() if line.strip())
    return [(kind.strip(), text.strip()) if colon else (OTHER, kind.strip()) for kind, colon, text in pairs]


def _some_for_others(value: str) -> None:
    if OTHER not in dict(by_kind(value)):
        raise UserError(f"请为没有单独写的会议类型留一行，如“{OTHER}：……”")


def _known_counts(value: str) -> None:
    _some_for_others(value)
    if wrong := [text for _kind, text in by_kind(value) if text not in COUNTS]:
        raise UserError(f"“{wrong[0]}”不能用，冒号后面请写{'、'.join(COUNTS)}中的一个")


COMMITTEE, OTHER = "社工委会议", "其他"  # the kind of the committee's own meetings; those that have no line
COUNTS = BY_MEMBERS, BY_LIST, BY_PRESENCE = ("在任成员", "名单", "实到")
PER_KIND = "一行一种会议类型，冒号后面写内容；没有单独写的类型用“其他”那一行"
COUNTED = Choice(
    "meeting_counted",
    "应到按什么算",
    f"{COMMITTEE}：{BY_MEMBERS}\n社区“两委”班子会议：{BY_LIST}\n{OTHER}：{BY_PRESENCE}",
    f"{PER_KIND}。在任成员：当天在任的社工委成员；名单：参会名单上的人；实到：只印实到人数，不说是否有效、是否通过",
    group="会议",
    lines=True,
    check=_known_counts,
)
QUORUM_RULES = ("超过应到人数的一半", "达到应到人数的一半", "达到应到人数的三分之二", "不限")
MAJORITY_RULES = ("超过实到人数的一半", "超过应到人数的一半", "达到实到人数的三分之二", "达到应到人数的三分之二")
QUORUM = Choice("quorum", "会议有效的人数", QUORUM_RULES[0], "用在按在任成员算应到的会议", QUORUM_RULES, "会议")
MAJORITY = Choice("majority", "表决通过的票数", MAJORITY_RULES[0], "", MAJORITY_RULES, "会议")
SECTIONS = ("概况", "上次会议落实情况", "议题", "会议要求", "到会情况", "参会人员")
MARKS = Choice(
    "minutes_mark",
    "会议纪要红头",
    f"{COMMITTEE}：{{社区}}社工委会议纪要\n社区“两委”班子会议：{{社区}}“两委”会议纪要\n{OTHER}：{{社区}}会议纪要",
    f"{PER_KIND}。{{社区}} 会换成社区名称；几家合开的用／隔开，各占一行",
    group="会议纪要",
    lines=True,
    check=_some_for_others,
)
ISSUERS = Choice(
    "meeting_issuer",
    "通知和纪要的落款",
    f"{COMMITTEE}：{{社区}}社区建设工作委员会\n{OTHER}：{{社区}}居民委员会",
    f"{PER_KIND}，要写有公章的单位。{{社区}} 会换成街道和社区的名称",
    group="会议",
    lines=True,
    check=_some_for_others,
)
ADDRESSEES = Choice(
    "meeting_addressee",
    "通知的称呼",
    f"{COMMITTEE}：各位委员\n社区“两委”班子会议：“两委”各位成员\n{OTHER}：各参会人员",
    PER_KIND,
    group="会议",
    lines=True,
    check=_some_for_others,
)
WITH_UNITS = "单位和姓名"
PRESENT = Choice(
    "minutes_present",
    "出席名单怎么写",
    WITH_UNITS,
    "国家标准（GB/T 9704 第 10.3 条）要求写单位和姓名",
    (WITH_UNITS, "只写姓名"),
    "会议纪要",
)
NUMBER_FORM = Choice(
    "minutes_number",
    "纪要编号",
    "第{次}期",
    "没有填编号的系列会议用它；{年} 和 {次} 会换成数字，如 〔{年}〕{次}号",
    group="会议纪要",
)
ORDER = Choice(
    "minutes_sections",
    "各部分的顺序",
    "、".join(SECTIONS),
    "用顿号隔开，删去的部分不印；可选：" + "、".join(SECTIONS),
    group="会议纪要",
    check=_known_sections,
)
NO_IMPRINT, BOTH_SIDES = "不印", "双面印"
IMPRINT = Choice(
    "minutes_imprint",
    "版记",
    NO_IMPRINT,
    "最后一页底部的抄送、印发机关和日期；双面印的，版记在最后一张纸的背面",
    (NO_IMPRINT, "印", BOTH_SIDES),
    "会议纪要",
)
COPIES = Choice("minutes_copies", "抄送", "", "如 街道党工委，区委组织部", group="会议纪要")
CHOICES = (
    COUNTED,
    QUORUM,
    MAJORITY,
    ISSUERS,
    ADDRESSEES,
    MARKS,
    NUMBER_FORM,
    ORDER,
    PRESENT,
    IMPRINT,
    COPIES,
)
