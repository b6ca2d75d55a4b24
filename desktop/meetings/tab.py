"""The meetings tab: the meetings themselves, the tasks that came of them, deliberations, and how often members came."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db.meetings.deliberations import DELIBERATIONS
from db.meetings.listings import MEETINGS
from db.meetings.tasks import TASKS
from desktop.meetings.deliberations import DeliberationPage
from desktop.meetings.page import MeetingPage
from desktop.meetings.turnout import TurnoutPage
from desktop.shell.list_page import ListPage
from desktop.shell.pages_tab import Page, PagesTab
from desktop.shell.protocol import Shell

TASK_SECTIONS = (
    ("任务", ("what", "person", "organisation", "due", "meeting", "held_on", "item")),
    ("落实", ("state", "standing", "done_on", "progress")),
)


class MeetingsTab(PagesTab):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.turn_to(MEETINGS.key)

    @property
    def meetings(self) -> MeetingPage:
        return self.page(MEETINGS.key)

    def make_pages(self) -> Sequence[Page]:
        return (
            Page(MEETINGS.key, MEETINGS.title, "meeting", lambda: MeetingPage(self.shell, self)),
            Page(TASKS.key, TASKS.title, "check", self._tasks),
            Page(DELIBERATIONS.key, self.tr("协商"), "agenda", lambda: DeliberationPage(self.shell, self)),
            Page("turnout", self.tr("出勤"), "attendance", lambda: TurnoutPage(self.shell, self)),
        )

    def _tasks(self) -> QWidget:
        page = ListPage(self.shell, TASKS, self, sections=TASK_SECTIONS, sizes=(860, 420))
        page.table.hide_fields(("position", "state", "done_on", "item", "held_on"))
        page.add_button.hide()
        page.lock_new(self.tr("任务写在会议的“议题”下面：先打开那次会议"))
        return page
