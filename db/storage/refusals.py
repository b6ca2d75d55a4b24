"""What the database refuses, in the words of the person at the screen, with the key of the field it belongs to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, MetaData, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from db.core.base import key_of
from db.core.errors import UserError
from db.storage import dialect
from db.storage.guards import Broken
from db.storage.schema import Schema


def title_of(column: Column[object]) -> str:
    return column.info.get("title", column.name)


def refusal(error: IntegrityError, schema: Schema) -> UserError:
    """What the database's own words mean to the person at the screen."""
    assert error.orig
    broken = dialect.of_error(error.orig).broken(error.orig)
    if broken.sort == "rule":
        rule = next(rule for rule in schema.rules if rule.name == broken.name)
        return UserError(rule.sentence, rule.field)
    metadata = schema.metadata
    if broken.sort == "pointer":
        return _lost(str(error.statement or ""), _constraint(metadata, broken))
    if broken.sort == "empty":
        column = metadata.tables[broken.table].c[broken.columns[0]]
        return UserError(f"{title_of(column)}不能为空，请填写", key_of(column.name))
    constraint = _constraint(metadata, broken)
    if constraint is not None and "message" in constraint.info:
        return UserError(constraint.info["message"], key_of(constraint.info["field"]))
    if broken.sort == "unique" and constraint is not None:
        columns = list(constraint.columns)
        return UserError(f"已有{'、'.join(map(title_of, columns))}相同的记录，请先查找核对", key_of(columns[-1].name))
    return UserError(f"数据库没有接受这次修改（{error.orig}），什么都没有改动")


def _constraint(metadata: MetaData, broken: Broken) -> Any:
    """The constraint, or the unique index, by its name or its columns; None where the models know none such."""
    for table in metadata.tables.values():
        every: tuple[Any, ...] = (*table.constraints, *table.indexes)
        if broken.sort == "unique":  # a pointer and its index may have the same columns
            every = tuple(one for one in every if isinstance(one, UniqueConstraint) or getattr(one, "unique", False))
        for constraint in every:
            columns = tuple(column.name for column in constraint.columns)
            if constraint.name == broken.name or (table.name == broken.table and columns == broken.columns):
                return constraint
    return None


def _lost(statement: str, constraint: Any) -> UserError:
    """A row is still pointed at, or points at one that another person removed in the meantime."""
    if not statement.startswith(("INSERT", "UPDATE")):
        return UserError("还有其他记录用到它，不能删除；请先处理那些记录")
    (column,) = constraint.columns if constraint is not None else (None,)
    title, key = ("记录", "") if column is None else (title_of(column), key_of(column.name))
    return UserError(f"所选的{title}已被删除，请重新选择", key)
