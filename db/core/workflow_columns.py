"""Rows with steps: each a day with its actor, filled in together with what belongs to it, none before another."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Connection, inspect, text

from db.core.base import Base, Record
from db.core.errors import UserError


def current_actor(connection: Connection) -> str:
    """Who is at work: the actor of the action that is under way."""
    return connection.execute(text("SELECT actor FROM action ORDER BY id DESC LIMIT 1")).scalar_one()


def together(names: tuple[str, ...], field: str, sentence: str) -> CheckConstraint:
    """All of the columns are filled in, or none."""
    first, *rest = names
    return CheckConstraint(
        " AND ".join(f"({first} IS NULL) = ({name} IS NULL)" for name in rest),
        name=field,
        info={"message": sentence, "field": field},
    )


def after(later: str, earlier: str, name: str, sentence: str) -> CheckConstraint:
    """One day isn't before another, where both are known."""
    return CheckConstraint(f"{later} >= {earlier}", name=name, info={"message": sentence, "field": later})


def only_with(later: str, earlier: str, name: str, sentence: str) -> CheckConstraint:
    return CheckConstraint(
        f"{later} IS NULL OR {earlier} IS NOT NULL", name=name, info={"message": sentence, "field": later}
    )


def happened(row: Base, *days: str) -> None:
    """What is said to have happened isn't later than today; raises UserError at the day.

    Asked only of days that are new or changed: what is stored already doesn't stand in the way of an edit or an undo.
    """
    attributes = inspect(row).attrs
    for name in days:
        day = getattr(row, name)
        if day and day > date.today() and attributes[name].history.has_changes():
            title = row.__table__.columns[name].info["title"]
            raise UserError(f"{title} {day} 在今天之后，还没有到这一天，不能登记；请核对日期", name)


class Stepped(Record):
    """A row with steps, each a day and an actor, who goes with the day and, where nobody is named, is who typed."""

    __abstract__ = True
    actors: ClassVar[dict[str, str]] = {}  # the column of a day: that of its actor

    def settle(self, connection: Connection) -> None:
        happened(self, *self.actors)
        for day, actor in self.actors.items():
            if getattr(self, day) is None:
                setattr(self, actor, None)
            elif not getattr(self, actor):
                setattr(self, actor, current_actor(connection))
