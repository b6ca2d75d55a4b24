"""What a subject says of its pages: their names and places. Nothing of Qt is loaded until a page is turned to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

# The classes and functions named below stand in modules that are imported when they are first needed:
# "desktop.hours.page:HoursPage" is the class HoursPage of desktop/hours/page.py. Where a page is nothing but a list, a
# list view stands in place of a class.


def named(name: str) -> Any:
    """What stands under such a name."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


@dataclass(frozen=True)
class RecordAction:
    """What a page adds to the menu of the records of another page, `on`; `act` names a function of shell and record."""

    on: str
    title: str
    act: str


@dataclass(frozen=True)
class SettingsPage:
    """A page of the settings dialog; it stands beside the settings of the group of its title, where there are any."""

    title: str
    made_by: str


@dataclass(frozen=True)
class Page:
    """One page. `key` is that of its listing, where it has one; `made_by` names its class.

    Without `made_by` the page is the listing of that key, with nothing special about it.
    """

    key: str
    title: str
    icon: str
    made_by: str = ""
    actions: tuple[RecordAction, ...] = ()
    settings: tuple[SettingsPage, ...] = ()


@dataclass(frozen=True)
class Tab:
    """One tab of the window with its pages; `made_by` names its class, where it has one of its own."""

    key: str
    title: str
    icon: str
    pages: tuple[Page, ...]
    made_by: str = "desktop.shell.pages_tab:PagesTab"


@runtime_checkable
class ShowsRecords(Protocol):
    """A page that one can go to a record of."""

    def select(self, number: int) -> None: ...


@runtime_checkable
class TakesRecords(Protocol):
    """A page that records can be added to, unless it says why not."""

    @property
    def blocked(self) -> str: ...

    def add(self) -> None: ...


@runtime_checkable
class OffersActions(Protocol):
    """A page whose records have a menu that other pages may add to."""

    def offer(self, actions: Sequence[RecordAction]) -> None: ...


def pages_of(tabs: Sequence[Tab]) -> Iterator[Page]:
    for tab in tabs:
        yield from tab.pages


def tab_of(tabs: Sequence[Tab], page: str) -> Tab:
    """The tab in which a page stands."""
    return next(tab for tab in tabs if any(one.key == page for one in tab.pages))
