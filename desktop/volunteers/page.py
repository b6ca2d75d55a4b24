"""The volunteers, and below them the skills, milestones and services of the current volunteer."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from db.activities.services import SERVICES
from db.volunteers.listings import MILESTONES, VOLUNTEER_SKILLS, VOLUNTEERS, services_of
from db.volunteers.models import Volunteer
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.master_detail_page import MasterDetailPage
from desktop.shell.protocol import Shell

VOLUNTEER_LIST = ListView(
    VOLUNTEERS,
    columns=("person", "phone", "skills", "available", "minutes", "insured_until"),
    widths={"person": 90, "phone": 112, "skills": 150, "available": 200, "minutes": 104},
    sections=(
        ("志愿者", ("person", "number", "registered_on", "available", "insured_until", "ends")),
        ("本人", ("phone", "office", "sex", "birth", "id_type", "id_number")),
        ("紧急联系", ("emergency_contact", "emergency_phone")),
        ("其他", ("skills", "minutes", "note")),
    ),
    sizes=(760, 520),
    unasked=("ends",),
    defaults=lambda _store: {"registered_on": date.today().isoformat()},
)
SKILL_LIST = ListView(
    VOLUNTEER_SKILLS,
    unseen=("volunteer",),
    widths={"skill": 100, "licence": 176},
    form=False,
    counted=False,
    unasked=("volunteer",),
    choose_first="先在上面选一位志愿者",
)
MILESTONE_LIST = ListView(
    MILESTONES,
    unseen=("volunteer",),
    widths={"held_on": 96, "kind": 56, "what": 140, "minutes": 80, "issuer": 112},
    form=False,
    counted=False,
    unasked=("volunteer",),
    defaults=lambda _store: {"held_on": date.today().isoformat()},
    choose_first="先在上面选一位志愿者",
)
SERVICE_LIST = ListView(
    SERVICES,
    name="volunteer_services",
    columns=("held_on", "activity", "state", "minutes"),
    widths={"held_on": 96, "activity": 168, "state": 56, "minutes": 100},
    form=False,
    counted=False,
    read_only="还没有服务记录；服务记录在“活动”的场次里登记",
    exported=False,
)


class VolunteerPage(MasterDetailPage):
    """The volunteers with their form above; below, the skills, milestones and services of the current one."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.list = ListPage(shell, VOLUNTEER_LIST, self)
        self.skills = ListPage(shell, SKILL_LIST, self)
        self.milestones = ListPage(shell, MILESTONE_LIST, self)
        self.services = ListPage(shell, SERVICE_LIST, self)
        self._lay_out()
        self.list.current_changed.connect(self._show_volunteer)
        self._show_volunteer(None)

    def _lay_out(self) -> None:
        call = self.list.bar.put_button("call", self.tr("召集……"), lambda: self.shell.go("callout"), "attendance")
        call.setToolTip(self.tr("按技能和日期列出可以召集的人"))
        titles = VOLUNTEER_SKILLS.noun, MILESTONES.title, SERVICES.title
        parts = tuple(zip(titles, (self.skills, self.milestones, self.services), strict=True))
        self.put_below(parts, (390, 512, 448), (350, 250))

    def _show_volunteer(self, number: int | None) -> None:
        with self.store.read() as session:
            volunteer = session.get(Volunteer, number) if number else None
        for page in (self.skills, self.milestones):
            page.show_of(number)
        self.services.show_rows(services_of(volunteer.person_id if volunteer else 0))
