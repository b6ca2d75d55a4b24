"""The tabs of the main window, in order. A tab is loaded after the window has been painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.shell.protocol import Shell


@dataclass(frozen=True)
class Tab:
    """`load` imports the page's class when it is first needed."""

    key: str
    title: str
    icon: str
    load: Callable[[], Callable[[Shell], QWidget]]


def _home() -> Any:
    from desktop.home.tab import HomeTab

    return HomeTab


def _committee() -> Any:
    from desktop.committee.tab import CommitteeTab

    return CommitteeTab


def _meetings() -> Any:
    from desktop.meetings.tab import MeetingsTab

    return MeetingsTab


def _volunteers() -> Any:
    from desktop.volunteers.tab import VolunteersTab

    return VolunteersTab


def _wishes() -> Any:
    from desktop.wishes.tab import WishesTab

    return WishesTab


TABS = (
    Tab("home", "首页", "home", _home),
    Tab("committee", "社工委", "committee", _committee),
    Tab("meetings", "会议", "meeting", _meetings),
    Tab("volunteers", "志愿服务队", "team", _volunteers),
    Tab("wishes", "微心愿", "wish", _wishes),
)
TAB_OF = {
    **dict.fromkeys(("members", "terms", "persons", "organisations", "offices"), "committee"),
    **dict.fromkeys(("meetings", "tasks", "deliberations"), "meetings"),
    **dict.fromkeys(("wishes", "wish_rounds", "claims", "beneficiaries", "visits"), "wishes"),
}


def tab_of(listing: str) -> str:
    """The tab in which a listing is shown."""
    return TAB_OF.get(listing, "volunteers")
