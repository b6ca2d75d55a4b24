"""The settings of an office, stored with its data. A fact that is only assumed is a setting with a default."""

from __future__ import annotations

import getpass
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

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
    check: Callable[[str], None] | None = None  # raises UserError where a value can't be used


def login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no login name in a bare container
        return "本机"


def _short_name(value: str) -> None:
    if len(value) > NAME_LENGTH:
        raise UserError(f"姓名太长，请不超过 {NAME_LENGTH} 个字")


NAME_LENGTH = 50  # characters, as where it is written down
WORKSTATION = f"{login()}@{platform.node()}"
CLERK = Choice(  # each workstation has its own, also where several share the data
    f"clerk:{WORKSTATION}"[:50],
    "您的姓名",
    login(),
    "这台电脑上做的每一步都记在这个名下，经手的核实、认领、送达等也先填它；不填就用登录名",
    group="使用人",
    check=_short_name,
)


def get(session: Session, choice: Choice) -> str:
    stored = session.scalar(select(Setting.value).where(Setting.key == choice.key))
    return choice.default if stored is None else stored


def days(session: Session, choice: Choice) -> timedelta:
    """A setting that holds a number of days."""
    return timedelta(days=int(get(session, choice)))


def put(session: Session, choice: Choice, value: str) -> None:
    """Raises UserError where the value can't be used."""
    if choice.options and value not in choice.options:
        raise UserError(f"“{choice.title}”请选 {'、'.join(choice.options)}")
    if choice.check:
        choice.check(value)
    stored = session.scalar(select(Setting).where(Setting.key == choice.key))
    if stored is None:
        session.add(Setting(key=choice.key, value=value))
    else:
        stored.value = value
