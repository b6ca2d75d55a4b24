"""Fields of several values: entries of a dictionary, or other rows, tied to a row in an order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from db.core import dictionaries, kinds
from db.core.errors import UserError
from db.core.fields import Field
from db.core.kinds import Kind
from db.core.relation_fields import find_by_label, label_sql, name_of
from db.core.subject import Dictionary
from db.core.tables import MODES, Entry


def many(tag: Any, owner: Any, dictionary: Dictionary, *, kind: Kind = kinds.MANY, **changes: Any) -> Field:
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


def several(tag: Any, owner: Any, target: Any, **changes: Any) -> Field:
    """Several other rows by their names."""

    def find(session: Session, label: str) -> int:
        found = find_by_label(session, target, label)
        if found is None:
            raise UserError(f"没有名为“{label}”的{target.noun}，请先登记，或从列表中选择")
        return found

    def choices(session: Session) -> Sequence[str]:
        return session.scalars(select(label_sql(target)).order_by(name_of(target))).all()

    return replace(_tied(tag, owner, target, find, choices, kinds.MANY), **changes)


def _tied(
    tag: Any,
    owner: Any,
    target: Any,
    find: Callable[[Session, str], int],
    choices: Callable[[Session], Sequence[str]],
    kind: Kind,
) -> Field:
    other, tagged = aliased(target), aliased(tag)
    pointer = tag.label[0]
    sign = kind.separator
    moded = hasattr(tag, "mode")
    name: Any = name_of(other) if target is Entry else label_sql(other)
    if moded:
        name = case((tagged.mode.is_not(None), name + "（" + tagged.mode + "）"), else_=name)
    joined = (
        select(func.aggregate_strings(name, sign).aggregate_order_by(tagged.position, tagged.id))
        .join_from(tagged, other, other.id == getattr(tagged, pointer))
        .where(tagged.owner_id == owner.id)
        .scalar_subquery()
    )

    def tie(session: Session, row: Any, value: str | None) -> None:
        wanted: dict[int, tuple[int, str | None]] = {}
        for position, text in enumerate(kinds.split((value or "").replace(sign, "、"))):
            plain, mode = _mode_of(text) if moded else (text, None)
            number = find(session, plain)
            if number in wanted and {mode, wanted[number][1]} == {"线上", "线下"}:
                mode = "线上线下"
            wanted[number] = position, mode
        for old in session.scalars(select(tag).where(tag.owner_id == row.id)):
            if (number := getattr(old, pointer)) not in wanted:
                session.delete(old)
                continue
            position, mode = wanted.pop(number)
            old.position = position
            if moded:
                old.mode = mode
        for number, (position, mode) in wanted.items():
            more = {"mode": mode} if moded else {}
            session.add(tag(owner_id=row.id, position=position, **{pointer: number}, **more))

    return Field(
        key=tag.__tablename__.removeprefix(owner.__tablename__ + "_"),
        title=tag.noun,
        kind=kind,
        sql=joined,
        set=tie,
        late=True,
        choices=choices,
    )


def _mode_of(text: str) -> tuple[str, str | None]:
    """居民自荐（线上） is a channel and the way it was taken."""
    found = re.fullmatch(rf"(.+?)[（(]({'|'.join(MODES)})[）)]", text)
    return (found[1], found[2]) if found else (text, None)
