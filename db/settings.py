"""Choices of the office, kept with its data. What the facts call assumed stands here with its default."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import UserError
from db.models import Office, Setting


@dataclass(frozen=True)
class Choice:
    """One setting: its key, what people call it, and its value while nobody has chosen another."""

    key: str
    title: str
    default: str
    hint: str = ""


OFFICE = Choice("office", "本单位", "", "由首次设置写入")
MARK = Choice("minutes_mark", "会议纪要红头", "{社区}社工委会议纪要", "{社区} 会换成社区名称")
AGE_BANDS = Choice("age_bands", "年龄分段", "35、45、55、65", "每段的上限，单位岁")
FILLED_BY = Choice("filled_by", "填表人", "")
REVIEWED_BY = Choice("reviewed_by", "审核人", "")
HEADED_BY = Choice("headed_by", "负责人", "")
CHOICES = (MARK, AGE_BANDS, FILLED_BY, REVIEWED_BY, HEADED_BY)


def get(session: Session, choice: Choice) -> str:
    stored = session.scalar(select(Setting.value).where(Setting.key == choice.key))
    return choice.default if stored is None else stored


def put(session: Session, choice: Choice, value: str) -> None:
    stored = session.scalar(select(Setting).where(Setting.key == choice.key))
    if stored is None:
        session.add(Setting(key=choice.key, value=value))
    else:
        stored.value = value


def our_office(session: Session) -> Office:
    """The office this program is set up for; raises UserError before the first set-up."""
    number = get(session, OFFICE)
    office = session.get(Office, int(number)) if number else None
    if office is None:
        raise UserError("还没有设置本单位：请先填写单位名称和区划代码，或打开示例社区")
    return office


def age_bands(session: Session) -> list[int]:
    """The upper ends of the age bands, in years, ascending."""
    parts = get(session, AGE_BANDS).split("、")
    if not all(re.fullmatch(r"[0-9]{1,3}", part) for part in parts):
        raise UserError("设置里的“年龄分段”应是用顿号隔开的整数，如 35、45、55、65")
    return sorted({int(part) for part in parts})
