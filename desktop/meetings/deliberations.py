"""Deliberations: each matter from its topic to its rating, with who takes part and what is to be done."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from db.meetings.deliberations import DELIBERATIONS, PARTIES, invite_groups
from db.meetings.listings import next_position
from db.meetings.models import Deliberation, Party, Task
from db.meetings.tasks import TASKS
from desktop.meetings.agenda import TASK_COLUMNS, UNASKED
from desktop.shell.list_page import ListPage
from desktop.shell.master_detail_page import MasterPage
from desktop.shell.protocol import Shell
from exports.meetings.deliberation import RESULT

SECTIONS = (
    ("事项", ("topic", "raised_on", "raised_by", "office", "state")),
    ("协商", ("review", "meeting", "opinion")),
    ("公布和评价", ("published_on", "published_at", "content", "fair", "unhappy")),
)
IN_LIST = ("raised_on", "topic", "state", "published_on")


class DeliberationPage(MasterPage):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.matter: int | None = None
        self.list = ListPage(shell, DELIBERATIONS, self, sections=SECTIONS, sizes=(640, 640))
        self.list.table.hide_fields([f.key for f in DELIBERATIONS.fields if f.key not in IN_LIST])
        self.list.defaults = {"office": self.store.office(), "raised_on": date.today().isoformat()}
        self.parties = ListPage(shell, PARTIES, self, form=False, unseen=("position", "deliberation"))
        self.parties.hidden = ("deliberation",)
        self.parties.empty_action = self.tr("按模板列出"), self._invite
        unseen = [f.key for f in TASKS.fields if f.key not in TASK_COLUMNS]
        self.tasks = ListPage(shell, TASKS, self, form=False, unseen=unseen, name="deliberation_tasks")
        self.tasks.hidden = UNASKED
        self._lay_out()
        self.list.current_changed.connect(self._show_matter)
        self._show_matter(None)

    def _lay_out(self) -> None:
        self.publish = self.list.put_button(
            "publish", RESULT.title, lambda: self.shell.export(RESULT, self.matter), "document"
        )
        self.invite = self.parties.put_button("invite", self.tr("按模板列出"), self._invite)
        self.invite.setToolTip(self.tr("列出“协商参与方”字典里的各方；字典在“设置”里改"))
        self.parties.count.hide()
        self.tasks.count.hide()
        self.put_below((("", self.parties), ("", self.tasks)), (640, 640), (400, 200))

    def _show_matter(self, number: int | None) -> None:
        """Who takes part in the matter that is looked at, and what it led to."""
        self.matter = number
        with self.store.read() as session:
            matter = session.get(Deliberation, number) if number is not None else None
            meeting = matter.meeting_id if matter else None
            places = next_position(session, Party, number or 0), next_position(session, Task, meeting or 0)
        none = "" if matter else self.tr("先选一件协商事项")
        for button in (self.publish, self.invite):
            button.setEnabled(matter is not None)
        self.parties.lock_new(none)
        self.parties.defaults = {"position": str(places[0])}
        self.parties.show_listing(PARTIES.of(number or 0), {"deliberation_id": number})
        self.tasks.lock_new(none or ("" if meeting else self.tr("先在“协商会议”里写明在哪次会议上协商，再写任务")))
        self.tasks.defaults = {"position": str(places[1])}
        fixed: dict[str, object] = {"meeting_id": meeting, "deliberation_id": number}
        self.tasks.show_listing(TASKS.narrowed(Task.deliberation_id == (number or 0)), fixed)

    def _invite(self) -> None:
        with self.store.write(self.tr("按模板列出参与方")) as session:
            count = invite_groups(session, session.get_one(Deliberation, self.matter))
        self.shell.tell(self.tr("已列出 {} 个参与方").format(count) if count else self.tr("各参与方都已列出"))
