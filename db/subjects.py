"""The subjects there are, and what all of them say together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Any

from db.core.base import Base
from db.core.errors import UserError
from db.core.fields import Listing
from db.core.pointers import pointer_rules
from db.core.rule import Invariant, Rule
from db.core.settings import CLERK, Choice
from db.core.subject import Dictionary, Subject
from db.storage.schema import Schema

# Each may import only those before it.
NAMES = (
    "office",
    "people",
    "attachments",
    "committee",
    "meetings",
    "teams",
    "activities",
    "hours",
    "volunteers",
    "certificates",
    "sales",
    "hardship",
    "wishes",
    "chronicle",
)
SUBJECTS: tuple[Subject, ...] = tuple(import_module(f"db.{name}").SUBJECT for name in NAMES)
BASE_DATA = 2  # so many of them hold what the others rest on: on screen they come last
SHOWN = (*SUBJECTS[BASE_DATA:], *reversed(SUBJECTS[:BASE_DATA]))
DICTIONARIES: tuple[Dictionary, ...] = tuple(chain.from_iterable(subject.dictionaries for subject in SHOWN))
# the listings about what all subjects have: in which module which constant they are
GATHERED = {"attachments": ("db.attached", "ATTACHMENTS"), "dictionary": ("db.entries", "ENTRIES")}


@cache
def load_tables() -> None:
    """Import every table, for what needs the whole schema: a change, the history, a check."""
    for subject in SUBJECTS:
        subject.load_tables()


def every(part: str, value: str) -> Iterator[Any]:
    """What the subjects hold under a fixed name in one of their parts, base data last; see `Subject`."""
    for subject in SHOWN:
        if (held := subject.part(part, value, None)) is not None:
            yield held


def listing_keys() -> Iterator[str]:
    """The keys of all listings, in the order a person would look for them; no listing is imported for it."""
    for subject in SHOWN:
        yield from chain.from_iterable(subject.listings.values())
    yield from GATHERED


@cache
def listing_named(key: str) -> Listing:
    """Raises UserError where there is no such listing."""
    if key in GATHERED:
        module, constant = GATHERED[key]
        return getattr(import_module(module), constant)
    for subject in SUBJECTS:
        if any(key in keys for keys in subject.listings.values()):
            return subject.listing(key)
    raise UserError(f"没有“{key}”这张表；可用的有：{'、'.join(listing_keys())}")


def listings() -> tuple[Listing, ...]:
    return tuple(map(listing_named, listing_keys()))


@cache
def choices() -> tuple[Choice, ...]:
    """The settings, in the order of their dialog."""
    return (CLERK, *chain.from_iterable(every("choices", "CHOICES")))


@cache
def rules() -> tuple[Rule, ...]:
    load_tables()
    return *chain.from_iterable(every("rules", "RULES")), *pointer_rules()


@cache
def invariants() -> tuple[Invariant, ...]:
    return tuple(chain.from_iterable(every("rules", "INVARIANTS")))


def schema() -> Schema:
    """The whole schema: every table, rule and invariant."""
    load_tables()
    return Schema(Base.metadata, rules(), invariants())
