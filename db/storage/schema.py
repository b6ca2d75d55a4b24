"""The schema of a database: its tables, their rules and invariants."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import MetaData

from db.core.rule import Invariant, Rule


@dataclass(frozen=True)
class Schema:
    metadata: MetaData
    rules: tuple[Rule, ...]
    invariants: tuple[Invariant, ...]
