"""A dated record of a subject that the chronicle of the office may take over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Dated:
    """What happened on a day, in words fit to be printed: no names of persons. The record of the listing says more."""

    day: date
    title: str
    text: str
    office: int  # whose it is
    listing: str
    number: int
