"""Turns refusals of the database into UserError with a Chinese sentence and the key of the field."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, MetaData, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import ColumnCollectionConstraint

from db.core.base import key_of
from db.core.errors import UserError
from db.storage import dialect
from db.storage.schema import Schema
from db.storage.triggers import Violation

Constraint = ColumnCollectionConstraint | Index


def title_of(column: Column[Any]) -> str:
    return column.info.get("title", column.name)


def refusal(error: IntegrityError, schema: Schema) -> UserError:
    """The UserError for an error of the database: a rule, a constraint or a pointer is violation."""
    assert error.orig
    violation = dialect.of_error(error.orig).violation(error.orig)
    if violation.sort == "rule":
        rule = next(rule for rule in schema.rules if rule.name == violation.name)
        return UserError(rule.sentence, rule.field)
    metadata = schema.metadata
    if violation.sort == "pointer":
        return _broken_pointer(str(error.statement or ""), _constraint(metadata, violation))
    if violation.sort == "empty":
        column = metadata.tables[violation.table].c[violation.columns[0]]
        return UserError(f"{title_of(column)}不能为空，请填写", key_of(column.name))
    constraint = _constraint(metadata, violation)
    if constraint is not None and "message" in constraint.info:
        return UserError(constraint.info["message"], key_of(constraint.info["field"]))
    if violation.sort == "unique" and constraint is not None:
        columns = list(constraint.columns)
        return UserError(f"已有{'、'.join(map(title_of, columns))}相同的记录，请先查找核对", key_of(columns[-1].name))
    return UserError(f"数据库没有接受这次修改（{error.orig}），什么都没有改动")


def _constraint(metadata: MetaData, violation: Violation) -> Constraint | None:
    """The constraint or the unique index by its name or its columns; None where the models don't have it."""
    for table in metadata.tables.values():
        own = [one for one in table.constraints if isinstance(one, ColumnCollectionConstraint)]
        constraints: list[Constraint] = [*own, *table.indexes]
        if violation.sort == "unique":  # a pointer and its index may have the same columns
            constraints = [one for one in constraints if isinstance(one, UniqueConstraint) or _is_unique(one)]
        for constraint in constraints:
            columns = tuple(column.name for column in constraint.columns)
            if constraint.name == violation.name or (table.name == violation.table and columns == violation.columns):
                return constraint
    return None


def _is_unique(constraint: Constraint) -> bool:
    return isinstance(constraint, Index) and bool(constraint.unique)


def _broken_pointer(statement: str, constraint: Constraint | None) -> UserError:
    """The error for removing a row that others use, or for storing one that points at a row which is gone."""
    if not statement.startswith(("INSERT", "UPDATE")):
        return UserError("还有其他记录用到它，不能删除；请先处理那些记录")
    (column,) = constraint.columns if constraint is not None else (None,)
    title, key = ("记录", "") if column is None else (title_of(column), key_of(column.name))
    return UserError(f"所选的{title}已被删除，请重新选择", key)
