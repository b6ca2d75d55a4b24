"""What the dialects return: schema objects, triggers to create, and the violation for which a row was refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from sqlalchemy import Connection

Fingerprint = tuple[str, ...]


class SchemaObject(NamedTuple):
    """A table, view, trigger, index, rule, column or constraint of a database, and the table that it belongs to."""

    sort: str
    name: str
    table: str


@dataclass(frozen=True)
class Trigger:
    """A trigger: the statements that create it, and the fingerprint by which it is recognised in the database."""

    name: str
    table: str
    statements: tuple[str, ...]
    fingerprint: Fingerprint

    def create(self, connection: Connection) -> None:
        for statement in self.statements:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@dataclass(frozen=True)
class Violation:
    """The rule or constraint that a refused row violates: its name or, where the database gives none, its columns."""

    sort: Literal["rule", "unique", "check", "empty", "pointer", "other"]
    name: str = ""
    table: str = ""
    columns: tuple[str, ...] = ()
