"""The volunteers: each with the person's particulars, and below what they can do, learned and did."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from db.activities.services import SERVICES
from db.volunteers.listings import MILESTONES, VOLUNTEER_SKILLS, VOLUNTEERS, services_of
from db.volunteers.models import Volunteer
from desktop.shell.list_page import ListPage
from desktop.shell.master_detail_page import MasterPage
from desktop.shell.protocol import Shell

SECTIONS = (
    ("志愿者", ("person", "number", "registered_on", "available", "insured_until", "ends")),
    ("本人", ("phone", "office", "sex", "birth", "id_type", "id_number")),
    ("紧急联系", ("emergency_contact", "emergency_phone")),
    ("其他", ("skills", "minutes", "note")),
)
IN_LIST = ("person", "phone", "skills", "available", "minutes", "insured_until")
SERVED = ("held_on", "activity", "state", "minutes")


class VolunteerPage(MasterPage):
    """The volunteers above with their form; below, of the chosen one, skills, trainings and awards, and services."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.list = ListPage(shell, VOLUNTEERS, self, sections=SECTIONS, sizes=(760, 520))
        self.list.table.hide_fields([f.key for f in VOLUNTEERS.fields if f.key not in IN_LIST])
        self.list.hidden = ("ends",)
        self.list.defaults = {"registered_on": date.today().isoformat()}
        self.skills = ListPage(shell, VOLUNTEER_SKILLS, self, form=False, unseen=("volunteer",))
        self.milestones = ListPage(shell, MILESTONES, self, form=False, unseen=("volunteer",))
        unseen = [f.key for f in SERVICES.fields if f.key not in SERVED]
        self.services = ListPage(shell, SERVICES, self, form=False, unseen=unseen, name="volunteer_services")
        self.services.lock(self.tr("还没有服务记录；服务记录在“活动”的场次里登记"))
        for page in (self.skills, self.milestones):
            page.hidden = ("volunteer",)
        self.milestones.defaults = {"held_on": date.today().isoformat()}
        self._lay_out()
        self.list.current_changed.connect(self._show_volunteer)
        self._show_volunteer(None)

    def _lay_out(self) -> None:
        call = self.list.put_button("call", self.tr("召集……"), lambda: self.shell.go("callout"), "attendance")
        call.setToolTip(self.tr("按技能和日期列出可以召集的人"))
        for button in (self.services.add_button, self.services.remove_button, self.services.export_button):
            button.hide()
        for page in (self.skills, self.milestones, self.services):
            page.count.hide()
        self.list.set_widths(person=90, phone=112, skills=150, available=200, minutes=104)
        self.skills.set_widths(skill=100, licence=176)
        self.milestones.set_widths(held_on=96, kind=56, what=140, minutes=80, issuer=112)
        self.services.set_widths(held_on=96, activity=168, state=56, minutes=100)
        titles = VOLUNTEER_SKILLS.noun, MILESTONES.title, SERVICES.title
        parts = tuple(zip(titles, (self.skills, self.milestones, self.services), strict=True))
        self.put_below(parts, (390, 512, 448), (350, 250))

    def _show_volunteer(self, number: int | None) -> None:
        with self.store.read() as session:
            volunteer = session.get(Volunteer, number) if number else None
        why = "" if volunteer else self.tr("先在上面选一位志愿者")
        for page, listing in ((self.skills, VOLUNTEER_SKILLS), (self.milestones, MILESTONES)):
            page.of = number
            page.lock_new(why)
            page.show_listing(listing.of(number or 0), {"volunteer_id": number})
        self.services.show_listing(services_of(volunteer.person_id if volunteer else 0))
