"""Settings of meetings: quorum and majority, and how the minutes are laid out."""

from __future__ import annotations

from db.core import kinds
from db.core.errors import UserError
from db.core.settings import Choice


def _known_sections(value: str) -> None:
    if unknown := [part for part in kinds.split(value) if part not in SECTIONS]:
        raise UserError(f"纪要没有“{unknown[0]}”这一部分，可选：{'、'.join(SECTIONS)}")


QUORUM_RULES = ("超过应到人数的一半", "达到应到人数的一半", "达到应到人数的三分之二", "不限")
MAJORITY_RULES = ("超过实到人数的一半", "超过应到人数的一半", "达到实到人数的三分之二", "达到应到人数的三分之二")
QUORUM = Choice("quorum", "会议有效的人数", QUORUM_RULES[0], "应到是会议当天在任的成员", QUORUM_RULES, "会议")
MAJORITY = Choice("majority", "表决通过的票数", MAJORITY_RULES[0], "", MAJORITY_RULES, "会议")
SECTIONS = ("概况", "上次会议落实情况", "议题", "会议要求", "到会情况", "参会人员")
MARK = Choice("minutes_mark", "会议纪要红头", "{社区}社工委会议纪要", "{社区} 会换成社区名称", group="会议纪要")
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
IMPRINT = Choice("minutes_imprint", "版记", "不印", "最后一页底部的抄送、印发机关和日期", ("不印", "印"), "会议纪要")
COPIES = Choice("minutes_copies", "抄送", "", "如 街道党工委，区委组织部", group="会议纪要")
CHOICES = (
    QUORUM,
    MAJORITY,
    MARK,
    NUMBER_FORM,
    ORDER,
    IMPRINT,
    COPIES,
)
