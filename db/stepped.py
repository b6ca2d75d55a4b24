"""Rows with steps: each a day with its actor, filled in together with what belongs to it, none before another."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import CheckConstraint, Connection, text

from db.base import Record


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


class Stepped(Record):
    """A row with steps, each a day and an actor, who goes with the day and, where nobody is named, is who typed."""

    __abstract__ = True
    actors: ClassVar[dict[str, str]] = {}  # the column of a day: that of its actor

    def settle(self, connection: Connection) -> None:
        for day, actor in self.actors.items():
            if getattr(self, day) is None:
                setattr(self, actor, None)
            elif not getattr(self, actor):
                setattr(self, actor, current_actor(connection))
