"""Wishes as everybody may read them: what cards, poster and public lists are made of, whoever they are made for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.core import kinds
from db.core.errors import UserError
from db.core.masking import Audience, mask
from db.wishes.listings import ANSWERED, ARCHIVED, PUBLISHED, REALISED, WISHES
from db.wishes.models import URGENT, WishRound
from db.wishes.public import PUBLICLY_SHOWN

WAITING, TAKEN, DONE = "待认领", "已认领", "已实现"
ON_WALL = (Audience.PUBLIC, Audience.REPORT, Audience.INTERNAL)  # made to be hung up, hence first for everybody
SAID = {PUBLISHED: WAITING} | dict.fromkeys((REALISED, ANSWERED, ARCHIVED), DONE)  # any other: it is claimed


@dataclass(frozen=True)
class Note:
    """What may be read of a wish by anybody: its number, a masked name or a description, what is wished for."""

    code: str
    called: str
    kind: str
    urgency: str
    colour: str
    content: str
    claimed: str
    said: str  # whether it waits, is claimed or realised

    @property
    def sort(self) -> str:
        """What it is in words, for those who see no colours."""
        return f"{self.urgency}·{self.kind}" if self.urgency == URGENT else self.kind


def note_of(row: Sequence[object]) -> Note:
    """The row of a wish as the public may see it, whoever the paper is made for."""

    def said(key: str) -> str:
        field = WISHES[key]
        return field.text(mask(WISHES.value(row, key), field.sensitive, Audience.PUBLIC))

    values = {key: said(key) for key in ("code", "called", "kind", "urgency", "colour")}
    content = "　".join(said("content").splitlines())
    claimed = "、".join(kinds.split(said("claimed")))  # two volunteers are volunteers
    return Note(**values, content=content, claimed=claimed, said=SAID.get(WISHES.value(row, "state"), TAKEN))


def notes(session: Session, wish_round: WishRound) -> list[Note]:
    """The wishes of a round that may be shown to the public, those carried over first."""
    rows = session.execute(WISHES.of(wish_round.id).narrowed(PUBLICLY_SHOWN).rows())
    return [note_of(row) for row in rows]


def some(found: Sequence[Note], wish_round: WishRound, what: str) -> Sequence[Note]:
    """Raises UserError where there is nothing to print."""
    if not found:
        raise UserError(f"{wish_round.name}没有{what}的心愿；没有公示的，或撤回了公开同意的，都不能印")
    return found


def unprintable(found: Iterable[Note]) -> list[str]:
    """Characters that no font can show, each once, with the number of the wish that they stand in."""
    from exports.paper.fonts import missing

    lines = (
        f"“{sign}”　在 {note.code} 里"
        for note in found
        for sign in missing(f"{note.called}{note.content}{note.claimed}")
    )
    return list(dict.fromkeys(lines))
