"""The figures of a round of wishes: the wishes by state, and by kind, claimant and grid; they are never stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.core import kinds
from db.core.fields import Field, computed
from db.hardship.models import Beneficiary
from db.office.models import Office
from db.wishes.claim_models import CLAIMANTS, ClaimGood, ClaimParty
from db.wishes.claims import LIVE
from db.wishes.models import CARRIED, WISH_KINDS, Wish

UNKNOWN = "未填"
BY_KIND, BY_CLAIMANT, BY_GRID = "心愿类别", "认领人类别", "所属网格"
FIGURES = ("征集", "核实", "公示", "认领", "实现", "转下一轮")
FIELDS = (
    computed("by", "分类", kinds.CHOICE),
    computed("label", "类别", kinds.WIDE),
    *(computed(f"n{n}", title, kinds.TALLY) for n, title in enumerate(FIGURES)),
    computed("value", "实现价值", kinds.MONEY),
)


@dataclass(frozen=True)
class CountedWish:
    """A wish of the round: its labels, a flag for each of FIGURES, and its value."""

    kind: str
    claimants: frozenset[str]
    grid: str
    counts: tuple[bool, ...]
    value: int  # of the delivered goods, in cents; 0 where the wish isn't realised


@dataclass(frozen=True)
class Summary:
    """The fields of the rows, the rows, and the total, which counts every wish once."""

    fields: tuple[Field, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: tuple[Any, ...]


def summary(session: Session, wish_round: int, *, grids: bool = True) -> Summary:
    """The figures of a round as they are now; a wish with several kinds of claimants counts under each of them."""
    wishes = _wishes(session, wish_round)
    rows: list[tuple[Any, ...]] = [
        (BY_KIND, kind, *_figures([one for one in wishes if one.kind == kind])) for kind in WISH_KINDS
    ]
    for kind in CLAIMANTS:  # an unclaimed wish has no claimant to count under
        *_before, claimed, realised, _carried, value = _figures([one for one in wishes if kind in one.claimants])
        rows.append((BY_CLAIMANT, kind, None, None, None, claimed, realised, None, value))
    if grids:
        rows += _by_grid(wishes)
    return Summary(FIELDS, tuple(rows), (None, None, *_figures(wishes)))


def _by_grid(wishes: Sequence[CountedWish]) -> Iterator[tuple[Any, ...]]:
    labels = sorted({one.grid for one in wishes}, key=lambda label: (label == UNKNOWN, label))
    for label in labels:
        yield BY_GRID, label, *_figures([one for one in wishes if one.grid == label])


def _figures(wishes: Sequence[CountedWish]) -> tuple[int, ...]:
    """The numbers of FIGURES, and the value of the delivered goods in cents."""
    counts = (sum(one.counts[place] for one in wishes) for place in range(len(FIGURES)))
    return *counts, sum(one.value for one in wishes)


def _wishes(session: Session, wish_round: int) -> list[CountedWish]:
    value = select(func.sum(ClaimGood.value)).where(ClaimGood.claim_id == LIVE.id).scalar_subquery()
    query = (
        select(Wish, LIVE.id.label("claim"), LIVE.realised_on, Office.name, value.label("value"))
        .join(Beneficiary, Beneficiary.id == Wish.beneficiary_id)
        .outerjoin(Office, Office.id == Beneficiary.office_id)
        .outerjoin(LIVE, (LIVE.wish_id == Wish.id) & LIVE.cancelled_on.is_(None))
        .where(Wish.round_id == wish_round)
    )
    rows = session.execute(query).all()
    kinds_of = _claimants(session, [row.claim for row in rows if row.claim])
    return [
        CountedWish(
            row.Wish.kind,
            kinds_of.get(row.claim, frozenset()),
            row.name or UNKNOWN,
            (
                True,
                row.Wish.verified_on is not None,
                row.Wish.published_on is not None,
                row.claim is not None,
                row.realised_on is not None,
                row.Wish.outcome == CARRIED,
            ),
            (row.value or 0) if row.realised_on else 0,
        )
        for row in rows
    ]


def _claimants(session: Session, claims: Sequence[int]) -> dict[int, frozenset[str]]:
    kinds_of: dict[int, set[str]] = {}
    query = select(ClaimParty.owner_id, ClaimParty.kind).where(ClaimParty.owner_id.in_(claims))
    for claim, kind in session.execute(query):
        kinds_of.setdefault(claim, set()).add(kind)
    return {claim: frozenset(its_kinds) for claim, its_kinds in kinds_of.items()}
