"""What a database of this program holds: its tables, and the rules that keep their rows sound."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import MetaData

from db.core.rule import Invariant, Rule


@dataclass(frozen=True)
class Schema:
    metadata: MetaData
    rules: tuple[Rule, ...]
    invariants: tuple[Invariant, ...]
