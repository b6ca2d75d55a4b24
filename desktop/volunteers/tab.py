"""The tab of the volunteer teams: teams, activities with their shifts, volunteers, whom to call, and the hours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db.activities.amendments import AMENDMENTS
from db.activities.listings import ACTIVITIES
from db.activities.models import Service
from db.activities.services import SERVICES
from db.certificates.listings import CERTIFICATES
from db.hours.rankings import RANKINGS
from db.sales.listings import SALES
from db.teams.listings import TEAMS
from db.volunteers.listings import VOLUNTEERS
from desktop.activities.amendments import AmendmentPage
from desktop.activities.page import ActivityPage
from desktop.certificates.page import CertificatePage
from desktop.hours.page import HoursPage
from desktop.hours.rankings import RankingPage
from desktop.sales.page import SalePage
from desktop.shell.list_page import ListPage
from desktop.shell.pages_tab import Page, PagesTab
from desktop.shell.protocol import Shell
from desktop.teams.page import TeamPage
from desktop.volunteers.callout import CalloutPage
from desktop.volunteers.page import VolunteerPage


class VolunteersTab(PagesTab):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.turn_to(TEAMS.key)

    def make_pages(self) -> Sequence[Page]:
        return (
            Page(TEAMS.key, self.tr("队伍"), "team", lambda: TeamPage(self.shell, self)),
            Page(ACTIVITIES.key, ACTIVITIES.title, "calendar", lambda: ActivityPage(self.shell, self)),
            Page(VOLUNTEERS.key, VOLUNTEERS.title, "person", lambda: VolunteerPage(self.shell, self)),
            Page("callout", self.tr("召集"), "attendance", lambda: CalloutPage(self.shell, self)),
            Page(SERVICES.key, SERVICES.title, "history", self._ledger),
            Page(AMENDMENTS.key, self.tr("补录"), "edit", lambda: AmendmentPage(self.shell, self)),
            Page("hours", self.tr("时长"), "chart", lambda: HoursPage(self.shell, self)),
            Page(RANKINGS.key, RANKINGS.title, "star", lambda: RankingPage(self.shell, self)),
            Page(CERTIFICATES.key, self.tr("证明"), "document", lambda: CertificatePage(self.shell, self)),
            Page(SALES.key, SALES.title, "sale", lambda: SalePage(self.shell, self)),
        )

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
