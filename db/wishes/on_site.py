"""Claiming at a meeting: which wishes are on offer, which one is meant, and why another one can't be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.core import pinyin
from db.core.kinds import number_in, typed_figures
from db.core.masking import mask_name
from db.people.listings import ORGANISATIONS
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIMS
from db.wishes.listings import PUBLISHED, WAY, WISHES
from db.wishes.models import Wish
from db.wishes.public import PUBLICLY_SHOWN
from db.wishes.rules import NOT_AGREED

LATEST = 4  # claims that are shown below, the newest first


@dataclass(frozen=True)
class Offer:
    """A wish that may be claimed, as everybody in the room may see it."""

    id: int
    code: str
    content: str
    called: str

    @property
    def number(self) -> int:
        """Its number within the round."""
        return int(self.code.rpartition("-")[2])

    def fits(self, typed: str) -> int | None:
        """How well it fits what was typed, 0 best: its number and no other's, its code, its text or its initials."""
        typed = typed.lower().strip()
        if (number := number_in(typed)) is not None:
            return 0 if number == self.number else None
        words = pinyin.search_text(self.content, self.called, person=False)
        if any(word.startswith(typed) for word in words.split()):
            return 1
        return 2 if typed in words or typed_figures(typed) in self.code else None


@dataclass(frozen=True)
class Standing:
    """How far a round is: how many of the wishes on the wall are claimed, and the last claims, newest first."""

    claimed: int
    published: int
    latest: tuple[str, ...]


def offers(session: Session, wish_round: int) -> list[Offer]:
    """The wishes of a round that hang on the wall and that nobody has claimed."""
    rows = session.execute(WISHES.of(wish_round).narrowed(PUBLICLY_SHOWN).rows()).all()
    return [_offer(row) for row in rows if WISHES.value(row, "state") == PUBLISHED]


def _offer(row: Sequence[Any]) -> Offer:
    code, content, called = (WISHES.value(row, key) for key in ("code", "content", "called"))
    return Offer(row[0], code, content, mask_name(called))


def found(offered: Sequence[Offer], typed: str) -> list[Offer]:
    """Those that fit what was typed, the best first; all of them, where nothing was."""
    if not typed.strip():
        return list(offered)
    fits = [(place, offer) for offer in offered if (place := offer.fits(typed)) is not None]
    return [offer for _place, offer in sorted(fits, key=lambda one: one[0])]


def why_not(session: Session, wish_round: int, typed: str) -> str:
    """Why the wish that was typed, as `Offer.fits` takes it, isn't on offer, in one sentence."""
    rows = session.execute(WISHES.of(wish_round).rows()).all()
    value = WISHES.value
    meant = found([_offer(row) for row in rows], typed)
    if not meant:
        return f"这一轮没有“{typed[:30]}”这个可以认领的心愿，请核对编号"
    code, row = meant[0].code, next(row for row in rows if row[0] == meant[0].id)
    if who := value(row, "claimant"):
        return f"{code} 已由{who}认领，请选别的心愿"
    state = value(row, "state")
    if state == PUBLISHED:
        return f"{code} 的{NOT_AGREED}"
    if state in WAY:
        return f"{code} {state}，还没有公示，不能认领"
    return f"{code} 已{state}，不能认领"


def standing(session: Session, wish_round: int) -> Standing:
    live = select(Claim.id).where(Claim.wish_id == Wish.id, Claim.cancelled_on.is_(None)).exists()
    count = select(func.count(Wish.id)).where(Wish.round_id == wish_round, Wish.outcome.is_(None))
    newest = CLAIMS.narrowed(Wish.round_id == wish_round, Claim.cancelled_on.is_(None))
    rows = session.execute(newest.rows().order_by(None).order_by(Claim.id.desc()).limit(LATEST)).all()
    value = CLAIMS.value
    latest = tuple(f"{value(row, 'wish')}　{value(row, 'content')}　—　{value(row, 'claimant')}" for row in rows)
    claimed, offered = (session.scalar(count.where(which)) or 0 for which in (live, live | PUBLICLY_SHOWN))
    return Standing(claimed, offered, latest)


def enrol(session: Session, name: str) -> None:
    """Let somebody who isn't known yet be an organisation; UserError where the name doesn't do."""
    ORGANISATIONS.create(session, {"name": name})


def claim(session: Session, offer: Offer, claimants: str, day: date, promised: date | None) -> str:
    """Claim a wish; return what was done. UserError where somebody was faster, or isn't known."""
    values = {"claimant": claimants, "claimed_on": day.isoformat(), "promised_on": promised and promised.isoformat()}
    CLAIMS.create(session, dict(values), wish_id=offer.id)
    return f"{offer.code} 由{claimants}认领"
