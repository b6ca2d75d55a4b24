"""What the home page says: all that the subjects have to say there, and what was done last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db.core.gaps import Figure, Gap, Recents, Shortcut
from db.office.listings import full_name, our_office
from db.storage import history
from db.storage.history import Action
from db.subjects import every

LOOKED_AT, LISTED = 40, 6  # actions


@dataclass(frozen=True)
class Overview:
    office: str
    shortcuts: tuple[Shortcut, ...]
    figures: tuple[Figure, ...]
    gaps: tuple[Gap, ...]
    recents: tuple[Recents, ...]
    actions: tuple[Action, ...]


def overview(session: Session, day: date) -> Overview:
    """Raises UserError before the first set-up."""
    office = our_office(session)
    shortcuts = sorted(_said("shortcuts", session, day), key=lambda one: bool(one.report))  # what is new comes first
    actions = history.actions(session.connection(), limit=LOOKED_AT)
    return Overview(
        full_name(session, office),
        tuple(shortcuts),
        tuple(sorted(_said("figures", session, day), key=lambda one: one.place)),
        tuple(_said("gaps", session, day)),
        tuple(recents(session, day) for recents in every("gaps", "recents")),
        tuple(action for action in actions if action.kind == history.DO)[:LISTED],
    )


def _said(what: str, session: Session, day: date) -> Iterator[Any]:
    for say in every("gaps", what):
        yield from say(session, day)
