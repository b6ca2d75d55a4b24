"""The schema of an open database compared with what the program makes: what is missing, and what is strange.

Writing, `check` and `restore` judge by it. A trigger or an index that is missing or altered can be made anew: its
text is the program's. A strange one is never removed, as only a person can say what it is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Constraint,
    DefaultClause,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    TextClause,
    UniqueConstraint,
)
from sqlalchemy.schema import ColumnCollectionConstraint
from sqlalchemy.types import TypeEngine

from db.core.errors import UserError
from db.storage import dialect
from db.storage.triggers import SchemaObject, Trigger

SORTS = {
    **{"table": "表", "view": "视图", "trigger": "触发器", "index": "索引", "rule": "规则"},
    **{"column": "列", "check": "约束", "unique": "唯一约束", "pointer": "外键", "policy": "行级权限"},
}
MIGRATIONS = "alembic_version"  # Alembic's own table


@dataclass(frozen=True)
class Comparison:
    """What differs: triggers and indexes to make anew; names of what else is gone, of what is strange or altered."""

    triggers: tuple[Trigger, ...]
    indexes: tuple[Index, ...]
    gone: tuple[str, ...]
    strange: tuple[str, ...]
    altered: tuple[str, ...]

    def check(self) -> None:
        """Raises UserError where something is strange, or a table or a part of it is gone: nothing may be written."""
        if self.strange or self.gone or self.altered:
            raise UserError(
                f"{'；'.join(self.sentences())}。为保护数据，现在只能查看、导出和备份，不能修改；"
                "请从备份恢复，或请管理员删去不属于本程序的部分"
            )

    def sentences(self) -> list[str]:
        """What is strange, gone or altered: a Chinese sentence each, without a full stop."""
        return [
            *(f"数据库里有不属于本程序的{name}" for name in self.strange),
            *(f"数据库里少了{name}" for name in self.gone),
            *(f"数据库里的{name}被改动过" for name in self.altered),
        ]

    def mend(self, connection: Connection) -> list[str]:
        """Make anew what is missing; return what was made, as Chinese names. Raises UserError as `check` does."""
        self.check()
        if self.triggers:
            dialect.of(connection).prepare_tables(connection)  # a trigger may need a function that went, too
        for trigger in self.triggers:
            trigger.create(connection)
        for index in self.indexes:
            index.drop(connection, checkfirst=True)  # one of this name may be another
            index.create(connection)
        return [f"触发器 {trigger.name}" for trigger in self.triggers] + [
            f"索引 {index.name}" for index in self.indexes
        ]


def compare(connection: Connection, metadata: MetaData, triggers: Sequence[Trigger]) -> Comparison:
    """Compare the schema with the tables and indexes of the metadata and with these triggers."""
    own = dialect.of(connection)
    there, in_force = own.schema_objects(connection), own.fingerprints(connection)
    tables = {SchemaObject("table", name, name) for name in (*metadata.tables, MIGRATIONS)}
    indexes, parts = {}, {}
    for table in metadata.tables.values():
        indexes |= {SchemaObject("index", str(index.name), table.name): index for index in table.indexes}
        parts |= _parts(table)
    ours = tables | parts.keys() | indexes.keys() | {SchemaObject("trigger", one.name, one.table) for one in triggers}
    gone = tables - there.keys()
    without = {one.name for one in gone}
    gone |= {one for one in parts if one not in there and one.table not in without}
    return Comparison(
        tuple(one for one in triggers if one.fingerprint not in in_force),
        tuple(index for one, index in indexes.items() if there.get(one) != _index(index) and one.table not in without),
        tuple(_named(one) for one in sorted(gone)),
        tuple(_named(one) for one in sorted(there.keys() - ours)),
        tuple(_named(one) for one, text in sorted(parts.items()) if there.get(one, "") not in ("", text)),
    )


def _parts(table: Table) -> dict[SchemaObject, str]:
    """The columns and constraints of a table, each as SQLite has it in the text of the table."""
    made = {SchemaObject("column", one.name, table.name): _column(one) for one in table.columns}
    for one in table.constraints:
        if text := _constraint(one):
            sort = {"C": "check", "U": "unique", "F": "pointer"}[text[0]]
            made[SchemaObject(sort, str(one.name), table.name)] = text
    return made


def _column(column: Column[Any]) -> str:
    default = f" DEFAULT '{column.server_default.arg}'" if isinstance(column.server_default, DefaultClause) else ""
    numbered = column.primary_key and column.table.dialect_options["sqlite"]["autoincrement"]
    rest = " PRIMARY KEY AUTOINCREMENT" if numbered else ""
    return f"{_type(column.type)}{default}{'' if column.nullable else ' NOT NULL'}{rest}"


@cache
def _type(kind: TypeEngine[Any]) -> str:
    return str(kind)


def _constraint(one: Constraint) -> str:
    if isinstance(one, CheckConstraint) and isinstance(one.sqltext, TextClause):
        return " ".join(f"CHECK ({one.sqltext.text})".replace('"', "").split())
    names = ", ".join(column.name for column in one.columns) if isinstance(one, ColumnCollectionConstraint) else ""
    if isinstance(one, UniqueConstraint):
        return f"UNIQUE ({names})"
    if isinstance(one, ForeignKeyConstraint):
        [target] = {key.column for key in one.elements}
        removed = f" ON DELETE {one.ondelete}" if one.ondelete else ""
        return f"FOREIGN KEY({names}) REFERENCES {target.table.name} ({target.name}){removed}"
    return ""  # the key of the table: its columns say it


def _index(index: Index) -> str:
    assert index.table is not None
    unique = "UNIQUE " if index.unique else ""
    columns = ", ".join(column.name for column in index.columns)
    where = index.dialect_options["sqlite"].get("where")
    return f"CREATE {unique}INDEX {index.name} ON {index.table.name} ({columns})" + (
        f" WHERE {where}" if where is not None else ""
    )


def _named(one: SchemaObject) -> str:
    place = "" if one.sort in ("table", "view") else f"（在表 {one.table} 上）"
    return f"{SORTS[one.sort]} {one.name}{place}"
