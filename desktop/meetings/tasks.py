"""The tasks that came of the meetings, and how far they are."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from db.meetings.tasks import TASKS
from desktop.shell.list_page import ListPage
from desktop.shell.protocol import Shell

SECTIONS = (
    ("任务", ("what", "person", "organisation", "due", "meeting", "held_on", "item")),
    ("落实", ("state", "standing", "done_on", "progress")),
)


class TaskPage(ListPage):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, TASKS, parent, sections=SECTIONS, sizes=(860, 420))
        self.table.hide_fields(("position", "state", "done_on", "item", "held_on"))
        self.add_button.hide()
        self.lock_new(self.tr("任务写在会议的“议题”下面：先打开那次会议"))
