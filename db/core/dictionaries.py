"""The dictionaries an office edits: what they are called, and what they hold in a new database."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, insert, select
from sqlalchemy.orm import Session

from db.core.errors import UserError
from db.core.tables import CHAIR, Entry

# Titles of the dictionaries, in the order of the settings.
TITLES = {
    "post": "社工委职务",
    "sector": "界别",
    "channel": "产生方式",
    "function": "职能",
    "leaving": "离任原因",
    "meeting_kind": "会议类型",
    "party_group": "协商参与方",
    "team_kind": "队伍类别",
    "service": "服务内容",
    "place_kind": "地点类别",
    "skill": "技能",
    "hardship": "困难类型",
    "wish_source": "征集方式",
    "organisation_kind": "单位类别",
    "politics": "政治面貌",
    "education": "文化程度",
    "ethnicity": "民族",
}
SOURCE = Path(__file__).parent.parent.parent / "resources" / "dictionaries.toml"
CODES = {("post", "主任"): CHAIR, ("post", "副主任"): "deputy", ("politics", "中共党员"): "party"}


def fill(connection: Connection) -> None:
    """Write the entries of the dictionaries that a database doesn't have yet."""
    there = set(connection.scalars(select(Entry.dictionary).distinct()))
    rows = [
        {
            "uid": uuid4().hex,
            "version": 1,
            "dictionary": name,
            "name": entry,
            "position": n,
            "code": CODES.get((name, entry)),
        }
        for name, entries in tomllib.loads(SOURCE.read_text("utf8")).items()
        if name not in there
        for n, entry in enumerate(entries, start=1)
    ]
    if rows:
        connection.execute(insert(Entry), rows)


def entry_id(session: Session, dictionary: str, name: str) -> int:
    """The id of an entry by its name, straight and curly quotes alike.

    Raises UserError where the dictionary has no such entry.
    """
    found = session.execute(select(Entry.id, Entry.name).where(Entry.dictionary == dictionary))
    known: dict[str, int] = {}
    for number, text in found:
        known.setdefault(_loose(text), number)
        known[text] = number  # the exact name goes before one that is only alike
    if (number := known.get(name, known.get(_loose(name)))) is None:
        raise UserError(f"“{TITLES[dictionary]}”里没有“{name}”，请从列表中选择，或先在“字典”里添加")
    return number


def _loose(name: str) -> str:
    return "".join(sign for sign in name if sign not in "“”\"'‘’ ")


def in_use(day: date) -> ColumnElement[bool]:
    return (Entry.valid_from.is_(None) | (Entry.valid_from <= day)) & (
        Entry.valid_to.is_(None) | (Entry.valid_to >= day)
    )


def options(session: Session, dictionary: str) -> list[str]:
    """The entries in use today, in the office's order."""
    query = (
        select(Entry.name)
        .where(Entry.dictionary == dictionary, in_use(date.today()))
        .order_by(Entry.position, Entry.id)
    )
    return list(session.scalars(query))
