"""Wishes as the public may read them: cards, poster and public lists are made of these for every audience."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.core import kinds
from db.core.errors import UserError
from db.core.masking import Audience, mask
from db.wishes.listings import ANSWERED, ARCHIVED, CLAIMED, PUBLISHED, REALISED, WISHES
from db.wishes.models import URGENT, WishRound
from db.wishes.public import PUBLICLY_SHOWN

UNCLAIMED = "待认领"
AUDIENCES = (Audience.PUBLIC, Audience.REPORT, Audience.INTERNAL)  # the public first, for whom these papers are made
STATUSES = {PUBLISHED: UNCLAIMED} | dict.fromkeys((REALISED, ANSWERED, ARCHIVED), REALISED)  # any other: CLAIMED


@dataclass(frozen=True)
class PublicWish:
    """The public facts of a wish: its number, a masked name or a description of the person, the content, its status."""

    code: str
    called: str
    kind: str
    urgency: str
    colour: str
    content: str
    claimed: str
    status: str  # UNCLAIMED, CLAIMED or REALISED

    @property
    def sort(self) -> str:
        """The meaning of its colour in words."""
        return f"{self.urgency}·{self.kind}" if self.urgency == URGENT else self.kind


def public_wish(row: Sequence[object]) -> PublicWish:
    """The public facts of a row of WISHES."""

    def text(key: str) -> str:
        field = WISHES[key]
        return field.text(mask(WISHES.value(row, key), field.sensitive, Audience.PUBLIC, free_text=False))

    values = {key: text(key) for key in ("code", "called", "kind", "urgency", "colour")}
    content = "　".join(text("content").splitlines())
    claimed = "、".join(kinds.split(text("claimed")))  # each kind of claimant once
    status = STATUSES.get(WISHES.value(row, "state"), CLAIMED)
    return PublicWish(**values, content=content, claimed=claimed, status=status)


def public_wishes(session: Session, wish_round: WishRound, which: str, status: str = "") -> Sequence[PublicWish]:
    """The wishes of a round that may be shown to the public, those carried over first; `status` narrows them.

    Raises UserError where there are none, which calls them `which`.
    """
    wishes = [one for one in all_public_wishes(session, wish_round) if status in ("", one.status)]
    if not wishes:
        raise UserError(f"{wish_round.name}没有{which}的心愿；没有公示的，或撤回了公开同意的，都不能印")
    return wishes


def all_public_wishes(session: Session, wish_round: WishRound) -> list[PublicWish]:
    """The wishes of a round that may be shown to the public, if any, those carried over first."""
    rows = session.execute(WISHES.of(wish_round.id).filtered(PUBLICLY_SHOWN).rows())
    return [public_wish(row) for row in rows]


def unprintable(wishes: Iterable[PublicWish]) -> list[str]:
    """The characters that no font can show, each once, with the number of its wish."""
    from exports.paper.fonts import missing

    lines = (
        f"“{sign}”　在 {wish.code} 里"
        for wish in wishes
        for sign in missing(f"{wish.called}{wish.content}{wish.claimed}")
    )
    return list(dict.fromkeys(lines))
