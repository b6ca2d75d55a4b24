"""The triggers that keep the rules, and those pointers that have no foreign key."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from db.core.pointers import pointers_at_any
from db.storage import dialect
from db.storage.schema import Schema
from db.storage.triggers import Trigger


def triggers(connection: Connection, schema: Schema) -> Iterator[Trigger]:
    """The triggers to create after every change of the schema."""
    made = dialect.of(connection)
    for rule in schema.rules:
        for event in rule.events:
            condition = rule.when.format(row="OLD" if event == "DELETE" else "NEW")
            yield made.rule(rule.name, rule.table, event, condition)
    for pointer in pointers_at_any():
        name = f"along_{pointer.table.name}_{pointer.target}"
        which = f"{pointer.column.name} = OLD.id AND {pointer.holds(pointer.table.name)}"
        yield made.removal(name, pointer.target, f"DELETE FROM {pointer.table.name} WHERE {which}")
