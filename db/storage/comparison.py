"""The schema of an open database compared with what the program makes: what is missing, and what is strange.

Writing, `check` and `restore` judge by it. A trigger or an index that is missing or altered can be made anew: its
text is the program's. A strange one is never removed, as only a person can say what it is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Connection, Index, MetaData

from db.core.errors import UserError
from db.storage import dialect
from db.storage.triggers import SchemaObject, Trigger

SORTS = {
    **{"table": "表", "view": "视图", "trigger": "触发器", "index": "索引", "rule": "规则"},
    **{"column": "列", "check": "约束"},
}
MIGRATIONS = "alembic_version"  # Alembic's own table


@dataclass(frozen=True)
class Comparison:
    """What differs: triggers and indexes to make anew, what else is gone, and the names of strange objects."""

    triggers: tuple[Trigger, ...]
    indexes: tuple[Index, ...]
    gone: tuple[str, ...]
    strange: tuple[str, ...]

    def check(self) -> None:
        """Raises UserError where something is strange, or a table or a part of it is gone: nothing may be written."""
        if self.strange or self.gone:
            raise UserError(
                f"{'；'.join(self.sentences())}。为保护数据，现在只能查看、导出和备份，不能修改；"
                "请从备份恢复，或请管理员删去不属于本程序的部分"
            )

    def sentences(self) -> list[str]:
        """What is strange and what is gone: a Chinese sentence each, without a full stop."""
        return [f"数据库里有不属于本程序的{name}" for name in self.strange] + [
            f"数据库里少了{name}" for name in self.gone
        ]

    def mend(self, connection: Connection) -> list[str]:
        """Make anew what is missing; return what was made, as Chinese names. Raises UserError as `check` does."""
        self.check()
        if self.triggers:
            dialect.of(connection).prepare_tables(connection)  # a trigger may need a function that went, too
        for trigger in self.triggers:
            trigger.create(connection)
        for index in self.indexes:
            index.create(connection)
        return [f"触发器 {trigger.name}" for trigger in self.triggers] + [
            f"索引 {index.name}" for index in self.indexes
        ]


def compare(connection: Connection, metadata: MetaData, triggers: Sequence[Trigger]) -> Comparison:
    """Compare the schema with the tables and indexes of the metadata and with these triggers."""
    own = dialect.of(connection)
    there, in_force = own.schema_objects(connection), own.fingerprints(connection)
    tables = {SchemaObject("table", name, name) for name in (*metadata.tables, MIGRATIONS)}
    indexes = {
        SchemaObject("index", str(index.name), table.name): index
        for table in metadata.sorted_tables
        for index in table.indexes
    }
    parts = _parts(metadata)
    ours = tables | parts | set(indexes) | {SchemaObject("trigger", one.name, one.table) for one in triggers}
    gone = tables - there
    without = {one.name for one in gone}
    gone |= {one for one in parts - there if one.table not in without}
    return Comparison(
        tuple(one for one in triggers if one.fingerprint not in in_force),
        tuple(index for place, index in indexes.items() if place not in there and place.table not in without),
        tuple(_named(one) for one in sorted(gone)),
        tuple(_named(one) for one in sorted(there - ours)),
    )


def _parts(metadata: MetaData) -> set[SchemaObject]:
    """The columns of every table, and its constraints that check values."""
    columns = {
        SchemaObject("column", one.name, table.name) for table in metadata.sorted_tables for one in table.columns
    }
    return columns | {
        SchemaObject("check", str(one.name), table.name)
        for table in metadata.sorted_tables
        for one in table.constraints
        if isinstance(one, CheckConstraint)
    }


def _named(one: SchemaObject) -> str:
    place = "" if one.sort in ("table", "view") else f"（在表 {one.table} 上）"
    return f"{SORTS[one.sort]} {one.name}{place}"
