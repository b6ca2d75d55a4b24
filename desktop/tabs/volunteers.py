"""The tab of the volunteer teams: the teams with their members, and everybody who belongs to one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db.teams import TEAM_MEMBERS, TEAMS
from desktop.list_page import ListPage
from desktop.shell import Shell
from desktop.tabs.pages_tab import Page, PagesTab
from desktop.team_page import TeamPage


class VolunteersTab(PagesTab):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.turn_to(TEAMS.key)

    def make_pages(self) -> Sequence[Page]:
        return (
            Page(TEAMS.key, self.tr("队伍"), "team", lambda: TeamPage(self.shell, self)),
            Page(TEAM_MEMBERS.key, self.tr("全部队员"), "person", self._everybody),
        )

    def _everybody(self) -> QWidget:
        return ListPage(self.shell, TEAM_MEMBERS, self, name="all_team_members")
