"""Choices of the office, kept with its data. What the facts call assumed stands here with its default."""

from __future__ import annotations

import getpass
import platform
import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.core import kinds
from db.core.errors import UserError
from db.core.tables import Setting


@dataclass(frozen=True)
class Choice:
    """One setting: its key, what people call it, and its value while nobody has chosen another."""

    key: str
    title: str
    default: str
    hint: str = ""
    options: tuple[str, ...] = ()  # the values on offer; without them, a text
    group: str = "报表"
    lines: bool = False  # a text of several lines


def login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no login name in a bare container
        return "本机"


SEAT = f"{login()}@{platform.node()}"
CLERK = Choice(  # of each seat its own, also where several share the data
    f"clerk:{SEAT}"[:50],
    "您的姓名",
    login(),
    "这台电脑上做的每一步都记在这个名下，经手的核实、认领、送达等也先填它；不填就用登录名",
    group="使用人",
)
OFFICE = Choice("office", "本单位", "", "由首次设置写入")
ENOUGH = ("超过应到人数的一半", "达到应到人数的一半", "达到应到人数的三分之二", "不限")
CARRIED = ("超过实到人数的一半", "超过应到人数的一半", "达到实到人数的三分之二", "达到应到人数的三分之二")
QUORUM = Choice("quorum", "会议有效的人数", ENOUGH[0], "应到是会议当天在任的成员", ENOUGH, "会议")
MAJORITY = Choice("majority", "表决通过的票数", CARRIED[0], "", CARRIED, "会议")
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
)
IMPRINT = Choice("minutes_imprint", "版记", "不印", "最后一页底部的抄送、印发机关和日期", ("不印", "印"), "会议纪要")
COPIES = Choice("minutes_copies", "抄送", "", "如 街道党工委，区委组织部", group="会议纪要")
CERTIFICATE_NUMBER = Choice(
    "certificate_number",
    "证明编号",
    "〔{年}〕志证{次}号",
    "{年} 换成出具的年份，{次} 在每年里从 1 编起",
    group="志愿服务证明",
)
CERTIFICATE_ISSUER = Choice(
    "certificate_issuer", "出具单位", "{社区}居民委员会", "{社区} 会换成街道和社区的名称", group="志愿服务证明"
)
CERTIFICATE_HEAD = Choice("certificate_head", "负责人", "", group="志愿服务证明")
CERTIFICATE_CLERK = Choice("certificate_clerk", "经办人", "", group="志愿服务证明")
CERTIFICATE_CONTACT = Choice("certificate_contact", "联系电话", "", "不填就用本单位登记的电话", group="志愿服务证明")
PUBLIC_ISSUER = Choice("public_issuer", "公示落款", "{社区}居民委员会", "{社区} 会换成街道和社区的名称", group="公示")
PUBLIC_DAYS = Choice("public_days", "公示天数", "7", "从公示日期那天算起", ("3", "5", "7", "10"), "公示")
PUBLIC_CONTACT = Choice(
    "public_contact", "向谁反映", "", "可写部门和电话，会印在公示上；不填就写落款单位", group="公示"
)
DAYS = ("3", "5", "7", "10", "15", "30")
WISH_VERIFY = Choice("wish_verify", "几天内核实", "7", "从征集那天算起，过了就在首页提醒", DAYS, "微心愿")
WISH_HAND = Choice("wish_hand", "几天内对接", "7", "从认领那天算起，过了就在首页提醒", DAYS, "微心愿")
WISH_FEEDBACK = Choice("wish_feedback", "几天内反馈", "7", "从实现那天算起，过了就在首页提醒", DAYS, "微心愿")
WISH_SOON = Choice("wish_soon", "提前几天提醒承诺", "3", "承诺的日子快到时，在首页提醒", DAYS, "微心愿")
WISH_PROMISES = Choice(
    "wish_promises",
    "认领时承诺",
    "在{日期}以前实现上面的心愿。\n"
    "认领后{天}日内同社区对接，由社区工作人员陪同或转交，不自行上门。\n"
    "送去的物品质量合格，提供的服务安全可靠，不收取任何费用，不附加任何条件。\n"
    "尊重许愿人，保守其隐私；未经本人（孩子未经监护人）同意，不拍照、不录像、不发布。\n"
    "因故不能按时实现的，及时告诉社区，由社区另行安排。",
    "印在认领承诺书上，一行一条；{日期} 会换成承诺日期，{天} 换成上面的“几天内对接”；全部删去就恢复原来的",
    group="微心愿",
    lines=True,
)
KEEP_YEARS = Choice(
    "keep_years",
    "帮扶资料保存几年",
    "3",
    "新登记的帮扶对象按它填“资料保存到”；到期在首页提醒复核",
    ("1", "2", "3", "5"),
    "微心愿",
)
AGE_BANDS = Choice("age_bands", "年龄分段", "35、45、55、65", "每段的上限，单位岁")
FILLED_BY = Choice("filled_by", "填表人", "")
REVIEWED_BY = Choice("reviewed_by", "审核人", "")
HEADED_BY = Choice("headed_by", "负责人", "")
CHOICES = (
    CLERK,
    *(QUORUM, MAJORITY),
    *(MARK, NUMBER_FORM, ORDER, IMPRINT, COPIES),
    *(CERTIFICATE_NUMBER, CERTIFICATE_ISSUER, CERTIFICATE_HEAD, CERTIFICATE_CLERK, CERTIFICATE_CONTACT),
    *(PUBLIC_ISSUER, PUBLIC_DAYS, PUBLIC_CONTACT),
    *(WISH_VERIFY, WISH_HAND, WISH_FEEDBACK, WISH_SOON, KEEP_YEARS, WISH_PROMISES),
    *(AGE_BANDS, FILLED_BY, REVIEWED_BY, HEADED_BY),
)


def get(session: Session, choice: Choice) -> str:
    stored = session.scalar(select(Setting.value).where(Setting.key == choice.key))
    return choice.default if stored is None else stored


def days(session: Session, choice: Choice) -> timedelta:
    """A choice of so many days."""
    return timedelta(days=int(get(session, choice)))


def put(session: Session, choice: Choice, value: str) -> None:
    """Raises UserError where the value can't be used."""
    if choice.options and value not in choice.options:
        raise UserError(f"“{choice.title}”请选 {'、'.join(choice.options)}")
    if choice is CLERK and len(value) > 50:  # characters, as where it is written down
        raise UserError("姓名太长，请不超过 50 个字")
    if choice is ORDER and (unknown := [part for part in kinds.split(value) if part not in SECTIONS]):
        raise UserError(f"纪要没有“{unknown[0]}”这一部分，可选：{'、'.join(SECTIONS)}")
    if choice is CERTIFICATE_NUMBER and value.count("{次}") != 1:
        raise UserError("证明编号的写法里要有一个 {次}，如 〔{年}〕志证{次}号，编号才不会重复")
    stored = session.scalar(select(Setting).where(Setting.key == choice.key))
    if stored is None:
        session.add(Setting(key=choice.key, value=value))
    else:
        stored.value = value


def age_bands(session: Session) -> list[int]:
    """The upper ends of the age bands, in years, ascending."""
    parts = get(session, AGE_BANDS).split("、")
    if not all(re.fullmatch(r"[0-9]{1,3}", part) for part in parts):
        raise UserError("设置里的“年龄分段”应是用顿号隔开的整数，如 35、45、55、65")
    return sorted({int(part) for part in parts})
