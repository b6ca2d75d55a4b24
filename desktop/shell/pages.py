"""How a subject declares its pages. No page, and nothing of Qt, is imported until the page is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

# `made_by` and `act` name a class or a function by its module, which is imported when it is first needed:
# "desktop.hours.page:HoursPage". Where a page is nothing but a list, `made_by` names a list view.


def named(name: str) -> Any:
    """Import what has this name."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


@dataclass(frozen=True)
class RecordAction:
    """An action in the menu of the records of another page, `on`; `act` names a function of shell and record number."""

    on: str
    title: str
    act: str


@dataclass(frozen=True)
class SettingsPage:
    """A page of the settings dialog; if a group of settings has its title, the page stands beside them."""

    title: str
    made_by: str


@dataclass(frozen=True)
class Page:
    """A page of a tab. Its key is that of its listing, where it has one.

    Without `made_by`, it is a list of all fields of that listing. `actions` and `settings` are what it adds elsewhere.
    """

    key: str
    title: str
    icon: str
    made_by: str = ""
    actions: tuple[RecordAction, ...] = ()
    settings: tuple[SettingsPage, ...] = ()


@dataclass(frozen=True)
class Tab:
    """A tab of the window, with its pages in their order."""

    key: str
    title: str
    icon: str
    pages: tuple[Page, ...]
    made_by: str = "desktop.shell.pages_tab:PagesTab"


@runtime_checkable
class ShowsRecords(Protocol):
    """A page that can show a record by its number."""

    def select(self, number: int) -> None: ...


@runtime_checkable
class TakesRecords(Protocol):
    """A page to which records can be added; `blocked` says why not, "" where they can."""

    @property
    def blocked(self) -> str: ...

    def add(self) -> None: ...


@runtime_checkable
class OffersActions(Protocol):
    """A page to whose records other pages can add actions."""

    def offer(self, actions: Sequence[RecordAction]) -> None: ...


def pages_of(tabs: Sequence[Tab]) -> Iterator[Page]:
    """The pages of all tabs."""
    for tab in tabs:
        yield from tab.pages


def tab_of(tabs: Sequence[Tab], page: str) -> Tab:
    """The tab that has a page."""
    return next(tab for tab in tabs if any(one.key == page for one in tab.pages))
