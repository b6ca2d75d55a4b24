"""Something in the life of a household with the office, as its timeline shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Event:
    """A step of a wish, a visit, a service; and the record of a listing that says more."""

    day: date
    what: str
    whose: str  # masked
    text: str
    listing: str
    number: int
