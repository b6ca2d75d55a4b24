"""Columns of a workflow: each step has a day and an actor. Constraints keep the steps complete and in order."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Connection, inspect, text

from db.core.base import Base, Record
from db.core.errors import UserError


def current_actor(connection: Connection) -> str:
    """The actor of the action under way."""
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
    """The later day isn't before the earlier one, where both are known."""
    return CheckConstraint(f"{later} >= {earlier}", name=name, info={"message": sentence, "field": later})


def only_with(later: str, earlier: str, name: str, sentence: str) -> CheckConstraint:
    return CheckConstraint(
        f"{later} IS NULL OR {earlier} IS NOT NULL", name=name, info={"message": sentence, "field": later}
    )


def refuse_future(row: Base, *days: str) -> None:
    """Raise UserError where a new or changed day of something that has happened is later than today.

    Days that are stored already are not checked, or they would stand in the way of an edit or an undo.
    """
    attributes = inspect(row).attrs
    for name in days:
        day = getattr(row, name)
        if day and day > date.today() and attributes[name].history.has_changes():
            title = row.__table__.columns[name].info["title"]
            raise UserError(f"{title} {day} 在今天之后，还没有到这一天，不能登记；请核对日期", name)


class WorkflowRecord(Record):
    """A row with steps. The actor goes with the day of a step; where none is named, it is the clerk at work."""

    __abstract__ = True
    actors: ClassVar[dict[str, str]] = {}  # the column of a day: that of its actor

    def before_save(self, connection: Connection) -> None:
        refuse_future(self, *self.actors)
        for day, actor in self.actors.items():
            if getattr(self, day) is None:
                setattr(self, actor, None)
            elif not getattr(self, actor):
                setattr(self, actor, current_actor(connection))
