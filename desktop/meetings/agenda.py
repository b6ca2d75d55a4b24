"""The agenda of a meeting: its items, and below them the tasks of the current item."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from db.meetings.listings import AGENDA, next_position, people_by_state, reorder
from db.meetings.models import AgendaItem, Meeting, Task
from db.meetings.tasks import TASKS
from db.meetings.voting import quorum, vote
from desktop.meetings.speaker_keys import SpeakerKeys
from desktop.meetings.tasks import tasks_of
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell
from widgets.line_editor import LongEditor

SPEECH_LINES = 5, 18
AGENDA_LIST = ListView(
    AGENDA,
    columns=("position", "title", "minutes"),  # the list is narrow; the form has all fields
    unseen=("meeting",),
    widths={"position": 56, "title": 200, "minutes": 84},
    sections=(
        ("议题", ("title", "presenter", "minutes")),
        ("发言", ("speeches",)),
        ("讨论和决定", ("discussion", "decision")),
        ("表决", ("votes_for", "votes_against", "votes_abstaining")),
    ),
    sizes=(350, 510),
    unasked=("speeches",),  # typed while people speak, beside the list
    reorder=reorder,
)


class AgendaPanel(QSplitter):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.store = shell.store
        self.meeting: int | None = None
        self.list = ListPage(shell, AGENDA_LIST, self)
        assert self.list.form
        speeches = self.list.form.boxes["speeches"].editor
        assert isinstance(speeches, LongEditor)
        speeches.lines = SPEECH_LINES
        SpeakerKeys(speeches, self._speakers)
        self.tasks = ListPage(shell, tasks_of("item_tasks", counted=True), self)
        self.tasks.setContentsMargins(0, 8, 0, 0)
        self.vote = QLabel(self)
        self.vote.setObjectName("vote")
        self.list.bar.put_label(self.vote)
        self.addWidget(self.list)
        self.addWidget(self.tasks)
        self.setSizes([420, 170])
        self.setChildrenCollapsible(False)
        self.list.current_changed.connect(self._show_item)

    def show_meeting(self, number: int | None, why_locked: str) -> None:
        """Show the items of a meeting; a reason makes them read-only."""
        self.meeting = number
        with self.store.read() as session:
            place = next_position(session, AgendaItem, number or 0)
        self.list.lock(why_locked)
        self.list.propose(position=str(place))
        self.list.show_rows(AGENDA.of(number or 0), {"meeting_id": number})
        self._show_item(self.list.current_id())

    def _speakers(self) -> list[str]:
        """Those who are on the list of the meeting, in its order: who came, then the others."""
        with self.store.read() as session:
            people = people_by_state(session, self.meeting or 0)
        return list(dict.fromkeys(one.name for listed in people.values() for one in listed))

    def _show_item(self, item: int | None) -> None:
        """Show the vote and the tasks of an item; its tasks can be edited even when the minutes are final."""
        with self.store.read() as session:
            place = next_position(session, Task, self.meeting or 0)
            row = session.get(AgendaItem, item) if item else None
            meeting = session.get(Meeting, self.meeting) if row else None
            cast = vote(session, row, quorum(session, meeting)) if row and meeting else None
        self.vote.setText(cast.words if cast else "")
        self.vote.setProperty("wrong", bool(cast and (cast.missing or not cast.carried)))
        self.vote.style().polish(self.vote)
        self.tasks.propose(position=str(place))
        self.tasks.show_rows(
            TASKS.filtered(Task.item_id == (item or 0)),
            {"meeting_id": self.meeting, "item_id": item},
            why_not="" if item else self.tr("先选一个议题，再写它的任务"),
        )
