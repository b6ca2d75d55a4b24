"""Photos and scans of a model's rows, and which of them the public may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, true


@dataclass(frozen=True)
class Photos:
    """`shown` is given the id of a row, as SQL, and says whether the public may see its photos that were agreed to."""

    shown: Callable[[Any], ColumnElement[bool]]


ONCE_AGREED = Photos(lambda _row: true())  # nothing more is asked than the consent noted with the photo itself
NEVER_PUBLIC = Photos(lambda _row: false())
