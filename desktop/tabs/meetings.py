"""The meetings tab: the meetings, and of the chosen one who was there and what was discussed."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from db.errors import UserError
from db.fields import Field
from db.meeting_models import AgendaItem, Attendance, Meeting
from db.meetings import AGENDA, ATTENDANCE, MEETINGS, expect_members, next_position
from db.settings import our_office
from desktop.list_page import ListPage
from desktop.live import edit
from desktop.shell import Shell
from desktop.store import match
from exports.minutes import MINUTES
from widgets.bars import Segments
from widgets.icons import icon
from widgets.record_form import RecordForm

SECTIONS = (
    (
        "会议",
        ("title", "kind", "series", "number", "held_on", "starts", "ends", "place", "chair", "recorder", "office"),
    ),
    ("纪要", ("issue", "opening", "closing")),
    ("其他", ("function", "note")),
)
IN_LIST = ("held_on", "title")  # what the narrow list shows; the rest stands in the form


class MeetingsTab(QWidget):
    """The list at the left; at the right the chosen meeting: itself, its attendance, its agenda."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.meeting: int | None = None
        unseen = [f.key for f in MEETINGS.fields if f.key not in IN_LIST]
        self.list = ListPage(shell, MEETINGS, self, form=False, unseen=unseen)
        self.form = RecordForm(MEETINGS.fields, shell.store.choices, self, sections=SECTIONS, match=match)
        self.attendance = ListPage(shell, ATTENDANCE, self, unseen=("meeting",), sizes=(560, 300))
        self.agenda = ListPage(shell, AGENDA, self, unseen=("meeting",), sizes=(330, 530))
        self.attendance.table.hide_fields(("meeting", "phone"))
        self.agenda.table.hide_fields(("meeting", "discussion", "decision"))  # too long for a row; the form has them
        self.pages = (self.form, self.attendance, self.agenda)
        self._lay_out()
        self.list.current_changed.connect(self.show_meeting)
        self.form.edited.connect(self._edit)
        self.fill.clicked.connect(self._list_members)
        self.minutes.clicked.connect(lambda: shell.export(MINUTES, self.meeting))
        self.list.defaults = self._defaults()
        self.show_meeting(None)

    def show_page(self, _listing: str, number: int | None = None) -> None:
        if number is not None:
            self.list.select(number)

    def show_meeting(self, number: int | None) -> None:
        """Show another meeting, or the same one as it is now."""
        self.meeting = number
        rows = []
        with self.shell.store.read() as session:
            if number is not None:
                rows = MEETINGS.fetch(session, [number])
            places = [next_position(session, model, number or 0) for model in (Attendance, AgendaItem)]
        self.form.show_row(rows[0] if rows else None)
        self.heading.setText(MEETINGS.called(rows[0]) if rows else self.tr("在左边选一次会议，或新增一次"))
        blocked = "" if rows else self.tr("先在左边选一次会议")
        for page, listing, place in ((self.attendance, ATTENDANCE, places[0]), (self.agenda, AGENDA, places[1])):
            page.blocked = blocked
            page.defaults = {"position": str(place)}
            page.show_listing(listing.of(number or 0), {"meeting_id": number})
        for button in (self.minutes, self.fill):
            button.setEnabled(bool(rows))

    def _lay_out(self) -> None:
        self.heading = QLabel(self)
        self.heading.setProperty("heading", True)
        self.heading.setWordWrap(True)
        self.minutes = QPushButton(icon("document"), self.tr("会议纪要 PDF"), self)
        self.minutes.setObjectName("minutes")
        self.fill = QPushButton(icon("attendance"), self.tr("按在任成员列出"), self)
        self.fill.setObjectName("fill")
        self.attendance.bar.insertWidget(self.attendance.bar.count() - 1, self.fill)
        self.segments = Segments(
            [
                (self.tr("基本情况"), "meeting", None),
                (self.tr("参会"), "attendance", None),
                (self.tr("议题"), "agenda", None),
            ],
            self,
        )
        self.stack = QStackedWidget(self)
        for page in self.pages:
            self.stack.addWidget(page)
        self.segments.chosen.connect(self.stack.setCurrentIndex)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.minutes)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        row = QHBoxLayout()
        row.addWidget(self.segments)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        splitter = QSplitter(self)
        splitter.addWidget(self.list)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([430, 900])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(splitter)

    def _defaults(self) -> dict[str, str]:
        with self.shell.store.read() as session:
            try:
                office = our_office(session).name
            except UserError:
                office = ""
        return {"office": office, "held_on": date.today().isoformat()}

    def _edit(self, field: Field, typed: str) -> None:
        if self.form.row_id is not None:
            edit(self.shell.store, self.form, MEETINGS, self.form.row_id, field, typed)

    def _list_members(self) -> None:
        with self.shell.store.write(self.tr("按在任成员列出参会名单")) as session:
            count = expect_members(session, session.get_one(Meeting, self.meeting))
        text = self.tr("已列出 {} 位在任成员").format(count) if count else self.tr("在任成员都已在名单里")
        self.shell.tell(text, self.tr("撤销") if count else "", self.shell.undo if count else None)
