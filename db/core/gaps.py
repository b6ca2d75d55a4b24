"""Something missing or late, for the home page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """Something missing or out of order, and the record that mends it."""

    text: str
    tab: str
    listing: str
    number: int | None = None
