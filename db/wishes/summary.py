"""The figures of a round of wishes: how many came how far, told apart by kind, claimant and grid; never stored."""

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
class One:
    """One wish of the round, as it counts: its labels, whether it came so far (in the order of FIGURES), its value."""

    kind: str
    claimants: frozenset[str]
    grid: str
    came: tuple[bool, ...]
    value: int  # cents of what was given; nothing where the wish isn't realised


@dataclass(frozen=True)
class Summary:
    """`fields` of each row, the rows, and the total, which counts every wish once: `Field.key` says what is what."""

    fields: tuple[Field, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: tuple[Any, ...]


def summary(session: Session, wish_round: int, *, grids: bool = True) -> Summary:
    """The figures of a round as they are now; what was claimed by several kinds counts under each of them."""
    found = _wishes(session, wish_round)
    rows: list[tuple[Any, ...]] = [
        (BY_KIND, kind, *_figures([one for one in found if one.kind == kind])) for kind in WISH_KINDS
    ]
    for kind in CLAIMANTS:  # who might have claimed what nobody claimed is not known
        *_before, claimed, realised, _carried, value = _figures([one for one in found if kind in one.claimants])
        rows.append((BY_CLAIMANT, kind, None, None, None, claimed, realised, None, value))
    if grids:
        rows += _by_grid(found)
    return Summary(FIELDS, tuple(rows), (None, None, *_figures(found)))


def _by_grid(found: Sequence[One]) -> Iterator[tuple[Any, ...]]:
    labels = sorted({one.grid for one in found}, key=lambda label: (label == UNKNOWN, label))
    for label in labels:
        yield BY_GRID, label, *_figures([one for one in found if one.grid == label])


def _figures(found: Sequence[One]) -> tuple[int, ...]:
    """How many came how far, and the value of what was realised, in cents."""
    counts = (sum(one.came[place] for one in found) for place in range(len(FIGURES)))
    return *counts, sum(one.value for one in found)


def _wishes(session: Session, wish_round: int) -> list[One]:
    given = select(func.sum(ClaimGood.value)).where(ClaimGood.claim_id == LIVE.id).scalar_subquery()
    query = (
        select(Wish, LIVE.id.label("claim"), LIVE.realised_on, Office.name, given.label("given"))
        .join(Beneficiary, Beneficiary.id == Wish.beneficiary_id)
        .outerjoin(Office, Office.id == Beneficiary.office_id)
        .outerjoin(LIVE, (LIVE.wish_id == Wish.id) & LIVE.cancelled_on.is_(None))
        .where(Wish.round_id == wish_round)
    )
    rows = session.execute(query).all()
    kinds_of = _claimants(session, [row.claim for row in rows if row.claim])
    return [
        One(
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
            (row.given or 0) if row.realised_on else 0,
        )
        for row in rows
    ]


def _claimants(session: Session, claims: Sequence[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    query = select(ClaimParty.owner_id, ClaimParty.kind).where(ClaimParty.owner_id.in_(claims))
    for claim, kind in session.execute(query):
        found.setdefault(claim, set()).add(kind)
    return {claim: frozenset(kinds_of) for claim, kinds_of in found.items()}
