"""Fields that point at other rows: an entry of a dictionary, a row by its name, a value of that row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db.core import dictionaries, kinds
from db.core.base import column_of, key_of
from db.core.errors import NewNameError, UserError
from db.core.fields import Field
from db.core.subject import Dictionary
from db.core.tables import Entry

AGREED = "agreed"  # in `info` of a session: the names that may be registered; without it, all may


def _pointing(attr: InstrumentedAttribute[Any], **more: Any) -> Field:
    column = column_of(attr)
    return Field(
        key=key_of(attr.key),
        title=column.info["title"],
        required=not column.nullable,
        sensitive=column.info["sensitive"],
        hint=column.info["hint"],
        **more,
    )


def choice(attr: InstrumentedAttribute[Any], dictionary: Dictionary, **changes: Any) -> Field:
    """An entry of a dictionary, by its name."""
    entry = aliased(Entry)

    def point(session: Session, row: Any, name: str | None) -> None:
        setattr(row, attr.key, name and dictionaries.entry_id(session, dictionary, name))

    made = _pointing(
        attr,
        kind=kinds.CHOICE,
        sql=select(entry.name).where(entry.id == attr).scalar_subquery(),
        order=select(entry.position).where(entry.id == attr).scalar_subquery(),
        set=point,
        choices=lambda session: dictionaries.options(session, dictionary),
    )
    return replace(made, **changes)


def label_sql(target: Any) -> ColumnElement[Any]:
    """The name by which a row is known: where others bear it too, with its number, 张伟#12."""
    twin = aliased(inspect(target).mapper.class_)
    name = name_of(target)
    shared = select(twin.id).where(name_of(twin) == name, twin.id != target.id).exists()
    return case((shared, name + "#" + cast(target.id, String)), else_=name)


def name_of(target: Any) -> Any:
    """The column of a model, or of an alias of it, by which its rows are known."""
    return getattr(target, inspect(target).mapper.class_.label[0])


def find_by_label(session: Session, model: Any, label: str) -> int | None:
    """The id of the row known by this label, None where there is none.

    Raises UserError where several bear the name.
    """
    found = session.scalars(select(model.id).where(name_of(model) == label).limit(9)).all()
    name, _, number = label.rpartition("#")
    if not found and name and re.fullmatch(r"[0-9]{1,18}", number):
        return session.scalar(select(model.id).where(model.id == int(number), name_of(model) == name))
    if len(found) > 1:
        names = "、".join(f"{label}#{one}" for one in found)
        raise UserError(f"不止一个“{label}”，请写明是哪一个：{names}")
    return found[0] if found else None


def fitting(session: Session, target: Any, typed: str, which: ColumnElement[bool] | None = None) -> list[str]:
    """The first labels of rows whose name, pinyin or initials begin so, then of those that contain it.

    `which` narrows the rows.
    """
    typed = typed.lower().partition("#")[0].strip()
    text, labelled = target.search_text, select(target.id, label_sql(target))
    found: list[int] = []
    begins = text.startswith(typed, autoescape=True) | text.contains(f" {typed}", autoescape=True)
    for fits in (begins, text.contains(typed, autoescape=True)):
        query = select(target.id).where(fits, target.id.not_in(found)).order_by(target.sort_key, text, target.id)
        query = query if which is None else query.where(which)
        found += session.scalars(query.limit(kinds.OFFERED - len(found)))
    labels = {row[0]: row[1] for row in session.execute(labelled.where(target.id.in_(found)))}
    return [labels[number] for number in found]


def link(
    attr: InstrumentedAttribute[Any], target: Any, *, create: Callable[[str], Any] | None = None, **changes: Any
) -> Field:
    """Another row by its name; where `create` is given, a name not known yet makes a new row.

    Setting it raises UserError where a name is not known, or where several rows bear it; NewNameError where the
    session has the names that may be registered, and this is none of them.
    """
    other = aliased(target)

    def point(session: Session, row: Any, label: str | None) -> None:
        found = label and find_by_label(session, target, label)
        if label and found is None:
            if create is None or "#" in label:
                raise UserError(f"没有名为“{label}”的{target.noun}，请先登记，或从列表中选择")
            made = create(label)
            found = find_by_label(session, target, made.name)  # 张　伟 is 张伟, who is there already
            if found is None:
                agreed = session.info.get(AGREED)
                if agreed is not None and made.name not in agreed:
                    raise NewNameError(target.noun, made.name)
                session.add(made)
                session.flush()
                found = made.id
        setattr(row, attr.key, found or None)

    made = _pointing(
        attr,
        kind=kinds.LINK,
        sql=select(label_sql(other)).where(other.id == attr).scalar_subquery(),
        order=select(getattr(other, "sort_key", name_of(other))).where(other.id == attr).scalar_subquery(),
        set=point,
        choices=lambda session: list(session.scalars(select(label_sql(target)).order_by(name_of(target)))),
        fitting=(lambda session, typed: fitting(session, target, typed)) if hasattr(target, "search_text") else None,
    )
    return replace(made, **changes)


def through(attr: InstrumentedAttribute[Any], target: Any, inner: Field, **changes: Any) -> Field:
    """A value of the row that this one points at; its table is one of the listing's joins."""

    def put(session: Session, row: Any, value: Any) -> None:
        assert inner.set
        inner.set(session, session.get_one(target, getattr(row, attr.key)), value)

    return replace(inner, set=put, required=False, **changes)
