"""The content of the home page: the parts of all subjects for it, and the latest actions."""

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

ACTIONS_READ, ACTIONS_LISTED = 40, 6


@dataclass(frozen=True)
class Overview:
    """The parts of the home page, from its top to its end."""

    office: str
    shortcuts: tuple[Shortcut, ...]
    figures: tuple[Figure, ...]
    gaps: tuple[Gap, ...]
    recents: tuple[Recents, ...]
    actions: tuple[Action, ...]


def overview(session: Session, day: date) -> Overview:
    """The content of the home page on a day; raises UserError before the first set-up."""
    office = our_office(session)
    shortcuts = sorted(_gather("shortcuts", session, day), key=lambda one: bool(one.report))  # reports come last
    actions = history.actions(session.connection(), limit=ACTIONS_READ)
    return Overview(
        full_name(session, office),
        tuple(shortcuts),
        tuple(sorted(_gather("figures", session, day), key=lambda one: one.place)),
        tuple(_gather("gaps", session, day)),
        tuple(recents(session, day) for recents in every("gaps", "recents")),
        tuple(action for action in actions if action.kind == history.DO)[:ACTIONS_LISTED],
    )


def _gather(what: str, session: Session, day: date) -> Iterator[Any]:
    """The items that the functions `what` of the subjects' `gaps` give."""
    for items_of in every("gaps", what):
        yield from items_of(session, day)
