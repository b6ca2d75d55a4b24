"""A dated record of a subject that the chronicle of the office may take over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Dated:
    """An event of a day, in words that may be printed, without persons' names. `listing` and `number` lead to it."""

    day: date
    title: str
    text: str
    office: int  # whose it is
    listing: str
    number: int
