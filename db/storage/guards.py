"""What the dialects hand over: triggers to be put in place, and what a refused row broke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

Mark = tuple[str, ...]


@dataclass(frozen=True)
class Guard:
    """A trigger that keeps the history or a rule: how it is made, and what shows that it stands as it was made."""

    name: str
    statements: tuple[str, ...]
    mark: Mark

    def put(self, connection: Connection) -> None:
        for statement in self.statements:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@dataclass(frozen=True)
class Broken:
    """What a refused row broke: a rule or a constraint by its name or, where the database gives none, its columns."""

    sort: Literal["rule", "unique", "check", "empty", "pointer", "other"]
    name: str = ""
    table: str = ""
    columns: tuple[str, ...] = ()
