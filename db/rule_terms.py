"""What many rules have in common: at which events, and whether a step is being taken back."""

from __future__ import annotations

STORED = ("INSERT", "UPDATE")
ANY = (*STORED, "DELETE")
UNDOING = "(SELECT kind FROM action ORDER BY id DESC LIMIT 1) = 'undo'"
NOW = "(SELECT max(id) FROM action)"
TAKING_BACK = f"(SELECT kind FROM action WHERE id = {NOW}) IN ('undo', 'redo')"
