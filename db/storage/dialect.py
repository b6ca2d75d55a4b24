"""SQLite and PostgreSQL: what each of them says in its own way, and which of them one is speaking to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from sqlalchemy import Connection, Table

from db.storage.guards import Broken, Guard, Mark


class Dialect(Protocol):
    """What `sqlite` and `postgres` say each in its own way. What both understand stands elsewhere, once."""

    def image(self, table: Table, row: str) -> str:
        """SQL for a row as JSON text; `row` is the alias it is read by."""
        ...

    def foundations(self, connection: Connection) -> None:
        """Make of the tables, as the migrations left them, what the triggers and the rest of the program rely on."""
        ...

    def history(self, table: Table) -> Iterator[Guard]:
        """The triggers that write each change of a row into the history."""
        ...

    def rule(self, name: str, table: str, event: str, condition: str) -> Guard:
        """The trigger that refuses a row for which a condition holds, before it is stored."""
        ...

    def removal(self, name: str, table: str, statement: str) -> Guard:
        """The trigger that runs a statement before a row, which it calls OLD, is removed."""
        ...

    def standing(self, connection: Connection) -> set[Mark]:
        """The marks of the triggers that are in force."""
        ...

    def defer(self, connection: Connection) -> None:
        """Let rows point at nothing until the transaction ends."""
        ...

    def damage(self, connection: Connection) -> Iterator[str]:
        """What the database itself knows to be unsound: each a Chinese sentence."""
        ...

    def broken(self, error: BaseException) -> Broken:
        """What the driver's error says was broken."""
        ...

    def trouble(self, error: BaseException) -> str | None:
        """The Chinese sentence for an error of the driver that is not of our making; None where there is none."""
        ...


def of(connection: Connection) -> Dialect:
    return _named(connection.dialect.name)


def of_error(error: BaseException) -> Dialect:
    """The one whose driver raised this."""
    return _named("postgresql" if hasattr(error, "sqlstate") else "sqlite")


def _named(name: str) -> Dialect:
    if name == "postgresql":  # loaded where there is such a server only
        from db.storage import postgres

        return postgres
    from db.storage import sqlite

    return sqlite
