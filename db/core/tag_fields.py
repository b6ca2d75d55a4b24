"""Fields of several values: entries of a dictionary, or other rows, tied to a row in an order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import SQLColumnExpression, case, func, select
from sqlalchemy.orm import Session, aliased

from db.core import dictionaries, kinds
from db.core.base import Base
from db.core.errors import UserError
from db.core.fields import Field
from db.core.kinds import Kind
from db.core.relation_fields import find_by_label, label_sql, name_of
from db.core.subject import Dictionary
from db.core.tables import MODES, Entry

Find = Callable[[Session, str], int]  # the id of what a name means; UserError where it means nothing
Choices = Callable[[Session], Sequence[str]]


def many(
    tag: type[Base], owner: type[Base], dictionary: Dictionary, *, kind: Kind = kinds.MANY, **changes: Any
) -> Field:
    """Several entries of a dictionary, tied to a row by a table of tags; each, where it has one, with its mode."""
    made = _tied(
        tag,
        owner,
        Entry,
        lambda session, name: dictionaries.entry_id(session, dictionary, name),
        lambda session: dictionaries.options(session, dictionary),
        kind,
    )
    return replace(made, **changes)


def several(tag: type[Base], owner: type[Base], target: type[Base], **changes: Any) -> Field:
    """Several other rows by their names; setting it raises UserError where a name is not known."""

    def find(session: Session, label: str) -> int:
        found = find_by_label(session, target, label)
        if found is None:
            raise UserError(f"没有名为“{label}”的{target.noun}，请先登记，或从列表中选择")
        return found

    def choices(session: Session) -> Sequence[str]:
        return session.scalars(select(label_sql(target)).order_by(name_of(target))).all()

    return replace(_tied(tag, owner, target, find, choices, kinds.MANY), **changes)


def _tied(tag: type[Base], owner: type[Base], target: type[Base], find: Find, choices: Choices, kind: Kind) -> Field:
    return Field(
        key=tag.__tablename__.removeprefix(owner.__tablename__ + "_"),
        title=tag.noun,
        kind=replace(kind, modes=MODES) if _moded(tag) else kind,
        sql=_joined(tag, owner, target, kind.separator),
        set=partial(_tie, tag, find, kind.separator),
        late=True,
        choices=choices,
    )


def _joined(tag: Any, owner: Any, target: Any, separator: str) -> SQLColumnExpression[str]:
    """The names of what is tied to a row, in their order, each with its mode where tags have one."""
    other, tagged = aliased(target), aliased(tag)
    name: Any = name_of(other) if target is Entry else label_sql(other)
    if _moded(tag):
        name = case((tagged.mode.is_not(None), name + "（" + tagged.mode + "）"), else_=name)
    return (
        select(func.aggregate_strings(name, separator).aggregate_order_by(tagged.position, tagged.id))
        .join_from(tagged, other, other.id == getattr(tagged, tag.label[0]))
        .where(tagged.owner_id == owner.id)
        .scalar_subquery()
    )


def _tie(tag: Any, find: Find, separator: str, session: Session, row: Any, value: str | None) -> None:
    """Tie to a row what the value names, in that order, and nothing else; tags that stay keep their ids."""
    wanted = _wanted(tag, find, session, (value or "").replace(separator, "、"))
    pointer = tag.label[0]
    for old in session.scalars(select(tag).where(tag.owner_id == row.id)):
        if (number := getattr(old, pointer)) not in wanted:
            session.delete(old)
            continue
        for name, stored in wanted.pop(number).items():
            setattr(old, name, stored)
    for number, columns in wanted.items():
        session.add(tag(owner_id=row.id, **{pointer: number}, **columns))


def _wanted(tag: Any, find: Find, session: Session, value: str) -> dict[int, dict[str, Any]]:
    """By the id of what is to be tied, the columns of its tag."""
    wanted: dict[int, dict[str, Any]] = {}
    for position, text in enumerate(kinds.split(value)):
        plain, mode = _mode_of(text) if _moded(tag) else (text, None)
        number = find(session, plain)
        if number in wanted and {mode, wanted[number].get("mode")} == {"线上", "线下"}:
            mode = "线上线下"
        wanted[number] = {"position": position} | ({"mode": mode} if _moded(tag) else {})
    return wanted


def _moded(tag: Any) -> bool:
    return hasattr(tag, "mode")


def _mode_of(text: str) -> tuple[str, str | None]:
    """居民自荐（线上） is a channel and the way it was taken."""
    found = re.fullmatch(rf"(.+?)[（(]({'|'.join(MODES)})[）)]", text)
    return (found[1], found[2]) if found else (text, None)
