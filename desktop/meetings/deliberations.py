"""The deliberations: the list of matters, and below it the parties and the tasks of the current matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from db.meetings.deliberations import DELIBERATIONS, PARTIES, invite_groups
from db.meetings.listings import next_position
from db.meetings.models import Deliberation, Party, Task
from db.meetings.tasks import TASKS
from desktop.meetings.tasks import tasks_of
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.master_detail_page import MasterDetailPage
from desktop.shell.protocol import Shell
from exports.meetings.deliberation import RESULT

INVITE = "按模板列出"
MATTER_LIST = ListView(
    DELIBERATIONS,
    columns=("raised_on", "topic", "state", "published_on"),
    sections=(
        ("事项", ("topic", "raised_on", "raised_by", "office", "state")),
        ("协商", ("review", "meeting", "opinion")),
        ("公布和评价", ("published_on", "published_at", "content", "fair", "unhappy")),
    ),
    sizes=(640, 640),
    defaults=lambda store: {"office": store.office(), "raised_on": date.today().isoformat()},
)
PARTY_LIST = ListView(
    PARTIES, unseen=("position", "deliberation"), form=False, counted=False, unasked=("deliberation",)
)


class DeliberationPage(MasterDetailPage):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.matter: int | None = None
        self.list = ListPage(shell, MATTER_LIST, self)
        self.parties = ListPage(shell, replace(PARTY_LIST, first_action=(self.tr(INVITE), self._invite)), self)
        self.tasks = ListPage(shell, tasks_of("deliberation_tasks", counted=False), self)
        self._lay_out()
        self.list.current_changed.connect(self._show_matter)
        self._show_matter(None)

    def _lay_out(self) -> None:
        self.publish = self.list.bar.put_button(
            "publish", RESULT.title, lambda: self.shell.export(RESULT, self.matter), "document"
        )
        self.invite = self.parties.bar.put_button("invite", self.tr(INVITE), self._invite)
        self.invite.setToolTip(self.tr("列出“协商参与方”字典里的各方；字典在“设置”里改"))
        self.put_below((("", self.parties), ("", self.tasks)), (640, 640), (400, 200))

    def _show_matter(self, number: int | None) -> None:
        """Show the parties and the tasks of a matter."""
        self.matter = number
        with self.store.read() as session:
            matter = session.get(Deliberation, number) if number is not None else None
            meeting = matter.meeting_id if matter else None
            places = next_position(session, Party, number or 0), next_position(session, Task, meeting or 0)
        none = "" if matter else self.tr("先选一件协商事项")
        for button in (self.publish, self.invite):
            button.setEnabled(matter is not None)
        self.parties.propose(position=str(places[0]))
        self.parties.show_rows(PARTIES.of(number or 0), {"deliberation_id": number}, why_not=none)
        self.tasks.propose(position=str(places[1]))
        self.tasks.show_rows(
            TASKS.filtered(Task.deliberation_id == (number or 0)),
            {"meeting_id": meeting, "deliberation_id": number},
            why_not=none or ("" if meeting else self.tr("先在“协商会议”里写明在哪次会议上协商，再写任务")),
        )

    def _invite(self) -> None:
        with self.store.write(self.tr("按模板列出参与方")) as session:
            count = invite_groups(session, session.get_one(Deliberation, self.matter))
        self.shell.tell(self.tr("已列出 {} 个参与方").format(count) if count else self.tr("各参与方都已列出"))
