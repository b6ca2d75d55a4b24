"""What many rules have in common: at which events, and whether a step is being taken back."""

from __future__ import annotations

from typing import NamedTuple

STORED = ("INSERT", "UPDATE")
ANY = (*STORED, "DELETE")
UNDOING = "(SELECT kind FROM action ORDER BY id DESC LIMIT 1) = 'undo'"
NOW = "(SELECT max(id) FROM action)"
TAKING_BACK = f"(SELECT kind FROM action WHERE id = {NOW}) IN ('undo', 'redo')"


class Lasting(NamedTuple):
    """What must hold between two rows once a step is taken back.

    The query gives, of each pair that breaks it, the ids of the rows in the order of their tables.
    """

    tables: tuple[str, str]
    query: str
    sentence: str
