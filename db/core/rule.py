"""Rules, which triggers keep, and invariants, which an undo must not break. Each subject has its own."""

from __future__ import annotations

from dataclasses import dataclass

INSERT, UPDATE, DELETE = ("INSERT",), ("UPDATE",), ("DELETE",)
STORED = (*INSERT, *UPDATE)
EVERY_EVENT = (*STORED, *DELETE)

# SQL for the conditions of rules: the kind of action in which the row is changed
UNDOING = "(SELECT kind FROM action ORDER BY id DESC LIMIT 1) = 'undo'"
THIS_STEP = "(SELECT max(id) FROM action)"
UNDO_OR_REDO = f"(SELECT kind FROM action WHERE id = {THIS_STEP}) IN ('undo', 'redo')"


@dataclass(frozen=True)
class Rule:
    """A trigger refuses a row of the table, at these events, where the condition `when` holds.

    `when` is SQL that SQLite and PostgreSQL read alike (IS DISTINCT FROM, not IS NOT), with `{row}` for NEW, or for OLD
    where a row is deleted. The clerk reads `sentence` at the field `field`.
    """

    name: str
    table: str
    events: tuple[str, ...]
    when: str
    sentence: str
    field: str


@dataclass(frozen=True)
class Invariant:
    """A condition between two rows. It must hold once an action is undone and all its rows are back.

    `query` gives, of each pair of rows that breaks it, their ids in the order of `tables`.
    """

    tables: tuple[str, str]
    query: str
    sentence: str
