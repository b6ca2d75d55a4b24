"""How a subject describes itself to the rest of the program. `db/core` and `db/storage` name no subject.

This module and every `SUBJECT` load nothing: the tables, listings, rules and figures of a subject are imported when
they are first asked for, so that a start costs the same with thirteen subjects and with a hundred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Dictionary:
    """A list of choices that the office edits; `codes` names the entries by which the program itself goes."""

    key: str
    title: str
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """One matter that the office deals with: a package of this name in `db`, `exports`, `desktop` and `tests`.

    `tables` are the modules of its package that hold its tables. `listings` says in which module which listings stand:
    the constant of a listing is its key in capitals. `parts` are those of the modules with a fixed name that it has:

    - `choices`: `CHOICES`, its settings
    - `rules`: `RULES`, which triggers keep, and `INVARIANTS`, which an undo must not break
    - `gaps`: any of `figures`, `gaps`, `shortcuts`, `recents` of a session and a day, for the home page
    - `openings`: `note(database, people, where)` notes who saw protected people's records
    - `watch`: `watch(session)`, a `Watcher` over what texts for the public tell of people
    - `published`: `contacts(session)`, texts with contacts that the office gives to everybody
    - `timeline`: `events(session, names, opened)`, its events in the life of a household
    - `dated`: `dated(session, first, last)`, its dated records for the chronicle
    - `file_store`: `bring(source, target, tick, mend=False)` copies its files of the data folder, for backups
    - `sample`: `fill(session, sample, folder)` makes its part of the sample office from the `sample.toml` beside it
    - `crowd`: `add(session, volunteers, tick)` adds this number of invented volunteers
    """

    key: str
    title: str
    tables: tuple[str, ...] = ("models",)
    listings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dictionaries: tuple[Dictionary, ...] = ()
    parts: tuple[str, ...] = ()

    def load_tables(self) -> None:
        for name in self.tables:
            self.module(name)

    def listing(self, key: str) -> Any:
        """One of its listings; KeyError where it has none such."""
        for module, keys in self.listings.items():
            if key in keys:
                return getattr(self.module(module), key.upper())
        raise KeyError(key)

    def part(self, name: str, value: str, default: Any = None) -> Any:
        """What a part holds under a fixed name; the default where it has no such part, or the part no such name."""
        return getattr(self.module(name), value, default) if name in self.parts else default

    def module(self, name: str) -> Any:
        return import_module(f"db.{self.key}.{name}")
