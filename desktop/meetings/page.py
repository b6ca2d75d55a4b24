"""The meetings: the list, and of the current meeting its form, attendance, agenda and earlier tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.core.fields import Field
from db.meetings import listings as meetings
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS
from db.meetings.models import FINAL, Meeting, Task
from db.meetings.tasks import TASKS, earlier_tasks
from db.meetings.voting import unsound
from desktop.meetings.agenda import AgendaPanel
from desktop.meetings.attendance import AttendancePanel
from desktop.meetings.minutes_preview import MinutesPreview, Pending
from desktop.shell.dialogs import ask, confirm
from desktop.shell.form_edits import store_value, tell_discarded
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import Action, ListView
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.steps import step, store_edits
from desktop.shell.store import match
from exports.meetings.minutes import APPROVED, MINUTES, finalise
from exports.meetings.name_cards import NAME_CARDS
from exports.meetings.notice import NOTICE, document
from exports.meetings.sign_in import SIGN_IN
from exports.meetings.transcript import AGENDA_PAPER, TRANSCRIPT
from exports.paper.document_json import as_plain
from exports.reports import Report
from widgets.bars import Segments
from widgets.icons import icon
from widgets.record_form import RecordForm

SECTIONS = (
    (
        "会议",
        ("title", "kind", "series", "number", "held_on", "starts", "ends", "place", "chair", "recorder", "office"),
    ),
    ("通知与纪要", ("preparation", "notified_on", "issue", "opening", "closing")),
    ("其他", ("level", "function", "note")),
)
AGENDA_PLACE = 2  # among the parts of a meeting
MEETING_LIST = ListView(
    MEETINGS,
    columns=("held_on", "title", "state"),  # the list is narrow; the form has all fields
    widths={"held_on": 96, "title": 210, "state": 56},
    form=False,
    sections=SECTIONS,
    counted=False,
    defaults=lambda store: {"office": store.office(), "held_on": date.today().isoformat()},
)
CARRIED_LIST = ListView(
    TASKS,
    name="carried",
    columns=("what", "person", "organisation", "due", "standing", "done_on", "progress"),
    form=False,
    no_new="这里是以前的任务；新任务写在“议题”下面",
)


class MeetingPage(RefreshingPage):
    """The list on the left and the current meeting beside it; its minutes can take the place of the list."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("meetings")
        self.meeting: int | None = None
        self.list = ListPage(shell, replace(MEETING_LIST, row_actions=self._row_actions), self)
        self.form = RecordForm(
            MEETINGS.fields, self.store.choices, self, sections=SECTIONS, hidden=("state",), match=match
        )
        self.attendance = AttendancePanel(shell, self)
        self.agenda = AgendaPanel(shell, self)
        self.carried = ListPage(shell, CARRIED_LIST, self)
        self.preview = MinutesPreview(shell, self._pending, self)
        self._lay_out()
        self._connect()
        self.show_meeting(None)

    def select(self, number: int) -> None:
        self.list.select(number)

    @property
    def blocked(self) -> str:
        return self.list.blocked

    def add(self) -> None:
        self.list.add()

    def load(self) -> None:
        """Show the meeting again, as its head counts and state may have changed."""
        self.show_meeting(self.meeting)

    def show_meeting(self, number: int | None) -> None:
        """Show a meeting as it is stored now; None shows none."""
        self.meeting = number
        with self.store.read() as session:
            rows = MEETINGS.fetch(session, [number]) if number is not None else []
            meeting = session.get(Meeting, number) if rows else None
            before = earlier_tasks(session, meeting) if meeting else Task.id.is_(None)
        self.form.show_row(rows[0] if rows else None)
        self.heading.setText(MEETINGS.label_of(rows[0]) if rows else self.tr("在左边选一次会议，或新增一次"))
        why = self._show_state(final=bool(meeting and meeting.state == FINAL))
        for part in (self.attendance, self.agenda):
            part.show_meeting(number, why)
        self.carried.show_rows(TASKS.filtered(before))
        self.preview.show_meeting(number)

    def _show_state(self, *, final: bool) -> str:
        """Show whether the minutes are final; return why nothing can be changed now, "" where it can."""
        self.form.set_locked(final)
        self.state.setText(self.tr("已定稿") if final else self.tr("草稿"))
        self.state.setProperty("final", final)
        self.state.style().polish(self.state)
        self.state.setVisible(self.meeting is not None)
        self.finish.setText(self.tr("重新打开") if final else self.tr("定稿"))
        for button in (self.papers, self.finish, self.show_preview):
            button.setEnabled(self.meeting is not None)
        if self.meeting is None:
            return self.tr("先在左边选一次会议")
        return self.tr("这次会议的纪要已经定稿；要修改，先点“重新打开”") if final else ""

    def _lay_out(self) -> None:
        self.splitter = QSplitter(self)
        for part in (self.list, self._middle(), self.preview):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([400, 930, 480])
        self.splitter.setChildrenCollapsible(False)
        self.preview.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def _middle(self) -> QWidget:
        """The name and the buttons of the current meeting, and below them its parts."""
        middle = QWidget(self)
        head = self._head()
        parts = (
            (self.tr("基本情况"), "meeting", self.form),
            (self.tr("参会"), "attendance", self.attendance),
            (self.tr("议题"), "agenda", self.agenda),
            (self.tr("上次落实"), "history", self.carried),
        )
        self.segments = Segments([(title, sign, None) for title, sign, _part in parts], self)
        self.stack = QStackedWidget(self)
        for _title, _sign, part in parts:
            self.stack.addWidget(part)
        column = QVBoxLayout(middle)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.segments)
        column.addWidget(self.stack, 1)
        return middle

    def _head(self) -> QHBoxLayout:
        self.heading, self.state = QLabel(self), QLabel(self)
        self.heading.setProperty("heading", True)
        self.heading.setWordWrap(True)
        self.state.setObjectName("meeting_state")
        self.papers = QPushButton(icon("document"), self.tr("材料"), self)
        self.papers.setObjectName("papers")
        self.papers.setMenu(self._papers())
        self.show_preview = QPushButton(icon("search"), self.tr("预览纪要"), self)
        self.show_preview.setObjectName("show_preview")
        self.show_preview.setCheckable(True)
        self.show_preview.setShortcut("F6")
        self.show_preview.setToolTip(self.tr("一边填写，一边看纪要（F6）"))
        self.finish = QPushButton(icon("check"), self.tr("定稿"), self)
        self.finish.setObjectName("finish")
        self.finish.setToolTip("Ctrl+Shift+F")
        row = QHBoxLayout()
        row.addWidget(self.heading, 1)
        for widget in (self.state, self.show_preview, self.papers, self.finish):
            row.addWidget(widget)
        return row

    def _papers(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(icon("document"), NOTICE.title, step(partial(self._export, NOTICE)))
        menu.addAction(icon("copy"), self.tr("复制通知文字"), step(self._copy_notice))
        menu.addSeparator()
        for report in (AGENDA_PAPER, SIGN_IN, NAME_CARDS):
            menu.addAction(icon("attendance"), report.title, step(partial(self._export, report)))
        menu.addSeparator()
        menu.addAction(icon("document"), TRANSCRIPT.title, step(partial(self._export, TRANSCRIPT)))
        menu.addAction(icon("document"), MINUTES.title, step(partial(self._export, MINUTES))).setObjectName("minutes")
        menu.addAction(icon("print"), self.tr("打印纪要……（Ctrl+P）"), step(self.print_minutes))
        self.finals = menu.addMenu(icon("history"), self.tr("历次定稿"))
        menu.aboutToShow.connect(self._list_finals)
        menu.addSeparator()
        menu.addAction(icon("copy"), self.tr("复制为新会议"), step(lambda: self._copy(self.meeting or 0)))
        return menu

    def _list_finals(self) -> None:
        """List all final texts in the menu: each can still be printed."""
        self.finals.clear()
        with self.store.read() as session:
            kept = meetings.approvals(session, self.meeting or 0)
        for one in kept:
            words = self.tr("第 {n} 稿　{day}").format(n=one.number, day=one.approved_on)
            words += self.tr("　重新打开：{}").format(one.reason) if one.reason else ""
            self.finals.addAction(words, step(partial(self.shell.export, APPROVED, one.id)))
        self.finals.setEnabled(bool(kept))

    def _connect(self) -> None:
        self.segments.chosen.connect(self.stack.setCurrentIndex)
        self.stack.currentChanged.connect(self.segments.choose)
        for n in range(self.stack.count()):
            self._key(f"Alt+{n + 1}", partial(self._turn_by_key, n))
        self._key("Alt+0", self.list.table.setFocus)
        self._key(f"Alt+{self.stack.count() + 1}", self._go_to_tasks)
        self._key("Ctrl+L", self.attendance.fill.click)
        self._key("Ctrl+P", self.print_minutes)
        self._key("Ctrl+Shift+F", self.finish.click)
        self.list.current_changed.connect(self.show_meeting)
        self.form.edited.connect(self._edit)
        tell_discarded(self, self.form, self.shell.tell)
        self.finish.clicked.connect(step(self._finish))
        self.show_preview.clicked.connect(step(self._toggle_preview))
        for form in (self.form, self.agenda.list.form, self.attendance.list.form):
            assert form
            form.typing.connect(self.preview.invalidate)

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        """Make a key work wherever the focus is, while this page is visible."""
        QShortcut(QKeySequence(keys), self, step(act))

    def _turn_by_key(self, place: int) -> None:
        """Turn to a part of the meeting and move the focus into it."""
        self.segments.choose(place)
        page = (self.form, self.attendance.list.table, self.agenda.list.table, self.carried.table)[place]
        if isinstance(page, RecordForm):
            page.focus_field()
        else:
            page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_tasks(self) -> None:
        self.segments.choose(AGENDA_PLACE)
        self.agenda.tasks.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _pending(self) -> Pending:
        """The values that are being typed and not stored yet."""
        found = []
        forms = (self.form, self.agenda.list.form, self.attendance.list.form)
        for listing, form in zip((MEETINGS, AGENDA, ATTENDANCE), forms, strict=True):
            assert form
            if form.row_id is not None:
                found += [(listing.key, form.row_id, key, text) for key, text in form.unsaved().items()]
        return found

    def _edit(self, field: Field, typed: str) -> None:
        number = self.form.row_id
        if number is not None and (label := store_value(self.store, self.form, MEETINGS, number, field, typed)):
            self.shell.tell_done(self.tr("已{}").format(label))

    def _export(self, report: Report) -> None:
        self.shell.export(report, self.meeting)

    def _row_actions(self, number: int) -> Sequence[Action]:
        return [(self.tr("复制为新会议"), partial(self._copy, number))]

    def _copy(self, number: int) -> None:
        with self.store.write(self.tr("复制会议")) as session:
            made = meetings.copy_meeting(session, session.get_one(Meeting, number), date.today()).id
        self.list.select(made)
        self.shell.tell_done(self.tr("已复制为新会议，日期暂定今天，请核对"))

    def _copy_notice(self) -> None:
        with self.store.read() as session:
            meeting = session.get_one(Meeting, self.meeting)
            text = as_plain(document(session, meeting, meeting.notified_on or date.today()))
        QGuiApplication.clipboard().setText(text)
        self.shell.tell(self.tr("通知文字已复制，可以粘贴到聊天里"))

    def _toggle_preview(self) -> None:
        """Show the minutes in place of the list: three columns would be too narrow."""
        on = self.show_preview.isChecked()
        self.list.setVisible(not on)
        self.preview.setVisible(on)

    def _finish(self) -> None:
        store_edits()
        with self.store.read() as session:
            meeting = session.get_one(Meeting, self.meeting)
            final, wrong = meeting.state == FINAL, unsound(session, meeting)
        if final:
            self._ask_reason()
        elif wrong:
            words = self.tr("定稿以前还有这些地方值得看一眼：")
            confirm(self, self.tr("定稿"), words, wrong, self.tr("仍要定稿"), self._finalise)
        else:
            self._finalise()

    def _finalise(self) -> None:
        with self.store.write(self.tr("纪要定稿")) as session:
            finalise(session, session.get_one(Meeting, self.meeting), date.today())
        self.shell.tell_done(self.tr("已定稿，定稿的文字会一直保留"))

    def _ask_reason(self) -> None:
        question = self.tr("定稿的文字会保留。为什么要重新打开？")
        ask(self, "reason_dialog", self.tr("重新打开"), question, self._reopen, width=420)

    def _reopen(self, reason: str) -> None:
        with self.store.write(self.tr("重新打开纪要：{}").format(reason.strip()[:40])) as session:
            meetings.reopen(session, session.get_one(Meeting, self.meeting), reason, date.today())

    def print_minutes(self) -> None:
        """Ask for the printer and print the minutes."""
        self.shell.print(MINUTES, self.meeting)
