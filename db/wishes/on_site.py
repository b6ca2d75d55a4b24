"""Claims at a meeting: the wishes on offer, the search among them, and the reason why a wish can't be claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
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

LATEST_CLAIMS = 4  # that are shown, the newest first


@dataclass(frozen=True)
class Offer:
    """A wish that may be claimed, with the facts that everybody in the room may see."""

    id: int
    code: str
    content: str
    called: str

    @property
    def number(self) -> int:
        """Its number within the round."""
        return int(self.code.rpartition("-")[2])

    def fits(self, typed: str) -> int | None:
        """The rank of a match with a typed number, code, text or initials: 0 is best, None is no match."""
        typed = typed.lower().strip()
        if (number := number_in(typed)) is not None:
            return 0 if number == self.number else None
        words = pinyin.search_text(self.content, self.called, person=False)
        if any(word.startswith(typed) for word in words.split()):
            return 1
        return 2 if typed in words or typed_figures(typed) in self.code else None


@dataclass(frozen=True)
class RoundProgress:
    """The progress of a round: its claimed and its published wishes, and the latest claims, newest first."""

    claimed: int
    published: int
    latest: tuple[str, ...]


def offers(session: Session, wish_round: int) -> list[Offer]:
    """The published wishes of a round that nobody has claimed."""
    rows = session.execute(WISHES.of(wish_round).filtered(PUBLICLY_SHOWN).rows()).all()
    return [_offer(row) for row in rows if WISHES.value(row, "state") == PUBLISHED]


def _offer(row: Row[Any]) -> Offer:
    code, content, called = (WISHES.value(row, key) for key in ("code", "content", "called"))
    return Offer(row[0], code, content, mask_name(called))


def matching_offers(offered: Sequence[Offer], typed: str) -> list[Offer]:
    """The offers that match the typed text, the best first; all of them where nothing is typed."""
    if not typed.strip():
        return list(offered)
    ranked = [(rank, offer) for offer in offered if (rank := offer.fits(typed)) is not None]
    return [offer for _rank, offer in sorted(ranked, key=lambda one: one[0])]


def why_not(session: Session, wish_round: int, typed: str) -> str:
    """A sentence on why the wish that the typed text means isn't on offer; see `Offer.fits`."""
    rows = session.execute(WISHES.of(wish_round).rows()).all()
    value = WISHES.value
    meant = matching_offers([_offer(row) for row in rows], typed)
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


def round_progress(session: Session, wish_round: int) -> RoundProgress:
    """The progress of a round as it is now; cancelled claims don't count."""
    live = select(Claim.id).where(Claim.wish_id == Wish.id, Claim.cancelled_on.is_(None)).exists()
    count = select(func.count(Wish.id)).where(Wish.round_id == wish_round, Wish.outcome.is_(None))
    newest = CLAIMS.filtered(Wish.round_id == wish_round, Claim.cancelled_on.is_(None))
    rows = session.execute(newest.rows().order_by(None).order_by(Claim.id.desc()).limit(LATEST_CLAIMS)).all()
    value = CLAIMS.value
    latest = tuple(f"{value(row, 'wish')}　{value(row, 'content')}　—　{value(row, 'claimant')}" for row in rows)
    claimed, offered = (session.scalar(count.where(which)) or 0 for which in (live, live | PUBLICLY_SHOWN))
    return RoundProgress(claimed, offered, latest)


def register_organisation(session: Session, name: str) -> None:
    """Register a claimant who isn't known yet as an organisation; raises UserError for an invalid name."""
    ORGANISATIONS.create(session, {"name": name})


def claim(session: Session, offer: Offer, claimants: str, day: date, promised: date | None) -> str:
    """Claim a wish; return a sentence on it.

    Raises UserError where the wish is claimed meanwhile, or a claimant isn't known.
    """
    values = {"claimant": claimants, "claimed_on": day.isoformat(), "promised_on": promised and promised.isoformat()}
    CLAIMS.create(session, dict(values), wish_id=offer.id)
    return f"{offer.code} 由{claimants}认领"
