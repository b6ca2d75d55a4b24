"""The triggers that keep the rules of the subjects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from db.core.rule import Rule
from db.storage import dialect
from db.storage.guards import Guard


def guards(connection: Connection, rules: Iterable[Rule]) -> Iterator[Guard]:
    """The triggers to be put in place after every change of the schema."""
    for rule in rules:
        for event in rule.events:
            condition = rule.when.format(row="OLD" if event == "DELETE" else "NEW")
            yield dialect.of(connection).rule(rule.name, rule.table, event, condition)
