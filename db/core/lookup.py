"""The row that a report or a command is about: by its number, or the latest."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from db.core.base import Base
from db.core.errors import UserError

Row = TypeVar("Row", bound=Base)


def row_or_latest(
    session: Session, model: type[Row], number: int | None, latest: Select[Row], *, gone: str, none: str
) -> Row:
    """The row with this number; without a number, the first that `latest` gives.

    Raises UserError with the sentence `gone` where no row has the number, with `none` where there is no row at all.
    """
    found = session.scalars(latest.limit(1)).first() if number is None else session.get(model, number)
    if found is None:
        raise UserError(none if number is None else gone)
    return found
