"""Masking: the one policy that decides what an audience sees. Every export follows it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from db.core.contacts import hide_contacts, mask_call
from db.core.pinyin import surname

HIDDEN = "●●●"  # stands for what isn't shown
SOMEBODY = "某"  # begins a description that stands in a name's place, such as 某独居老人


class Audience(Enum):
    """The readers of a paper or a sheet."""

    INTERNAL = "internal"  # 内部: in full
    REPORT = "report"  # 上报: as the street's and the district's forms require
    PUBLIC = "public"  # 公开: nothing that could harm the person

    @property
    def title(self) -> str:
        return {"internal": "内部", "report": "上报", "public": "公开"}[self.value]


class Sensitive(Enum):
    """Why a value needs care. This module alone decides what follows from it."""

    NO = "no"
    NAME = "name"  # a person's name
    PHONE = "phone"
    PERSONAL = "personal"  # birth, party, education, ethnicity …: not for the public
    SECRET = "secret"  # ID number, address, hardship, health, free notes: not for the public


def mask_name(name: str) -> str:
    """姓 + one * a character, compound surnames kept whole; a name of one character becomes *.

    Of several names each is masked; a description such as 某独居老人 is none.
    """
    if "、" in name:
        return "、".join(map(mask_name, name.split("、")))
    if not name or name.startswith(SOMEBODY):
        return hide_contacts(name)
    name, _, _ = name.partition("#")  # the number that tells two persons of one name apart
    family = surname(name)
    given = len(name[len(family) :].lstrip("·"))
    return family + "*" * max(1, min(given, 2)) if given else "*"


def mask_phone(number: str) -> str:
    """138****1234; of a landline the last four digits, without an extension."""
    return mask_call(number.partition("转")[0])


_PUBLIC: dict[Sensitive, Callable[[str], str]] = {Sensitive.NAME: mask_name, Sensitive.PHONE: mask_phone}


def sees_all(audience: Audience) -> bool:
    """Whether this audience sees all there is, as it is stored."""
    return audience is not Audience.PUBLIC


def visible(sensitive: Sensitive, audience: Audience) -> bool:
    """Whether a column of this sort is shown at all to this audience."""
    return sees_all(audience) or sensitive not in (Sensitive.PERSONAL, Sensitive.SECRET)


def mask(value: Any, sensitive: Sensitive, audience: Audience, *, free_text: bool = True) -> Any:
    """The value as this audience may see it; None where it may not.

    Without `free_text`, what people wrote stays as it is: a paper's texts go through its door, which tells what it hid.
    """
    if not visible(sensitive, audience):
        return None
    if sees_all(audience) or not isinstance(value, str) or (sensitive is Sensitive.NO and not free_text):
        return value
    return _PUBLIC.get(sensitive, hide_contacts)(value)


def mask_protected(text: str, sensitive: Sensitive) -> str:
    """A value of a protected row as the history shows it: anybody in the office may open the history."""
    if not text or sensitive is Sensitive.NO:
        return text
    return mask_name(text) if sensitive is Sensitive.NAME else HIDDEN
