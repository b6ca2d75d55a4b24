"""The tab of the volunteer teams: teams with their members, activities with their shifts, and the hours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db.activities import ACTIVITIES, SERVICES
from db.activity_models import Service
from db.certificates import CERTIFICATES
from db.teams import TEAM_MEMBERS, TEAMS
from desktop.activity_page import ActivityPage
from desktop.certificate_page import CertificatePage
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
            Page(ACTIVITIES.key, ACTIVITIES.title, "calendar", lambda: ActivityPage(self.shell, self)),
            Page(TEAM_MEMBERS.key, self.tr("全部队员"), "person", self._everybody),
            Page(SERVICES.key, SERVICES.title, "history", self._ledger),
            Page(CERTIFICATES.key, self.tr("服务证明"), "document", lambda: CertificatePage(self.shell, self)),
        )

    def _everybody(self) -> QWidget:
        return ListPage(self.shell, TEAM_MEMBERS, self, name="all_team_members")

    def _ledger(self) -> QWidget:
        page = ListPage(self.shell, SERVICES, self, name="all_services", unseen=("position", "starts"))
        page.lock_new(self.tr("新的记录在“活动”的场次里登记"))
        page.add_button.hide()
        page.more_actions = lambda number: [(self.tr("为这个人出具证明……"), lambda: self._certify(number))]
        return page

    def _certify(self, service: int) -> None:
        with self.shell.store.read() as session:
            person = session.get_one(Service, service).person_id
        self.turn_to(CERTIFICATES.key)
        self.page(CERTIFICATES.key).issue([person])
