"""The protocol that `sqlite` and `postgres` implement, and the choice between them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Table

from db.storage.triggers import Fingerprint, SchemaObject, Trigger, Violation


class Dialect(Protocol):
    """What differs between SQLite and PostgreSQL. SQL that both understand is written once, elsewhere."""

    def row_as_json(self, table: Table, row: str) -> str:
        """SQL for a row as JSON text; `row` is the alias of its table."""
        ...

    def prepare_tables(self, connection: Connection) -> None:
        """After a migration, prepare the tables for triggers and queries: functions, collations, deferrable keys."""
        ...

    def history(self, table: Table) -> Iterator[Trigger]:
        """The triggers that write each change of a row to the history."""
        ...

    def rule(self, name: str, table: str, event: str, condition: str) -> Trigger:
        """The trigger that refuses a row where the condition holds, before it is stored."""
        ...

    def removal(self, name: str, table: str, statement: str) -> Trigger:
        """The trigger that runs a statement before a row is removed; the statement calls that row OLD."""
        ...

    def fingerprints(self, connection: Connection) -> set[Fingerprint]:
        """The marks of the triggers that are in force."""
        ...

    def schema_objects(self, connection: Connection) -> dict[SchemaObject, str]:
        """All that is in the schema but what the database makes for itself, each with its definition.

        The definition is written as `db/storage/comparison.py` writes it; "" where it can't be.
        """
        ...

    def schema_version(self, connection: Connection) -> int | None:
        """A number that changes with every change of the schema; None where the database keeps none."""
        ...

    def defer(self, connection: Connection) -> None:
        """Check foreign keys at the end of the transaction only."""
        ...

    def own_journal(self, connection: Connection) -> None:
        """Let the journal of what is being written say to which database it belongs."""
        ...

    def any_bytes(self, connection: Connection) -> AbstractContextManager[None]:
        """Read text that isn't UTF-8, too: what can't be decoded comes as lone surrogates."""
        ...

    def damage(self, connection: Connection) -> Iterator[str]:
        """The damage that the database itself finds: a Chinese sentence each."""
        ...

    def issued(self, connection: Connection, table: str) -> int | None:
        """The last number that was given to a row of a table; None where numbers are taken from the rows themselves."""
        ...

    def violation(self, error: BaseException) -> Violation:
        """What the driver's error says was violation."""
        ...

    def is_unwritable(self, error: BaseException) -> bool:
        """Whether the driver's error says that the data can't be written, as on a full or read-only disk."""
        ...

    def fault(self, error: BaseException) -> str | None:
        """The Chinese sentence for an error caused outside the program, as by a full disk; None for any other."""
        ...


def of(connection: Connection) -> Dialect:
    return _named(connection.dialect.name)


def of_error(error: BaseException) -> Dialect:
    """The dialect whose driver raised the error."""
    return _named("postgresql" if hasattr(error, "sqlstate") else "sqlite")


def _named(name: str) -> Dialect:
    if name == "postgresql":  # loaded where there is such a server only
        from db.storage import postgres

        return postgres
    from db.storage import sqlite

    return sqlite
