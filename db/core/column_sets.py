"""Columns of a listing that somebody has chosen for an export and keeps under a name, for everybody in the office."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from db.core import settings
from db.core.errors import UserError
from db.core.settings import Choice

LONGEST = 30  # characters of a name

ColumnSets = dict[str, tuple[str, ...]]  # keys of fields in their order, by the name


def column_sets(session: Session, listing: str) -> ColumnSets:
    """What is kept for the listing with this key, in the order in which it was kept."""
    stored = json.loads(settings.get(session, _choice(listing)))
    return {name: tuple(keys) for name, keys in stored.items()}


def keep_columns(session: Session, listing: str, name: str, keys: Sequence[str]) -> None:
    """Keep columns under a name, in place of others that had it; raises UserError where the name can't be used."""
    name = name.strip()
    if not name or len(name) > LONGEST:
        raise UserError(f"请给这组列起个名字，不超过 {LONGEST} 个字", "name")
    if not keys:
        raise UserError("一列也没有选，请至少选一列")
    _store(session, listing, column_sets(session, listing) | {name: tuple(keys)})


def forget_columns(session: Session, listing: str, name: str) -> None:
    """Forget what is kept under a name, if anything is."""
    _store(session, listing, {one: keys for one, keys in column_sets(session, listing).items() if one != name})


def _store(session: Session, listing: str, kept: ColumnSets) -> None:
    settings.put(session, _choice(listing), json.dumps(kept, ensure_ascii=False))
    session.flush()


def _choice(listing: str) -> Choice:
    return Choice(f"columns:{listing}", "导出的列", "{}")
