"""The lists of tasks: all tasks, and those of an item of an agenda or of a matter."""

from __future__ import annotations

from db.meetings.tasks import TASKS
from desktop.shell.list_view import ListView

TASK_LIST = ListView(
    TASKS,
    columns=("what", "person", "organisation", "due", "meeting", "standing", "progress"),
    sections=(
        ("任务", ("what", "person", "organisation", "due", "meeting", "held_on", "item")),
        ("落实", ("state", "standing", "done_on", "progress")),
    ),
    sizes=(860, 420),
    no_new="任务写在会议的“议题”下面：先打开那次会议",
)


def tasks_of(name: str, *, counted: bool) -> ListView:
    """The list of the tasks of an item of an agenda, or of a matter."""
    return ListView(
        TASKS,
        name=name,
        columns=("what", "person", "organisation", "due", "state"),
        form=False,
        counted=counted,
        unasked=("position", "item", "done_on", "progress", "state"),
    )
