"""The attendance of a meeting: the quorum, and below it the list of people."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.meetings.listings import ATTENDANCE, list_members, mark_the_rest, next_position
from db.meetings.models import ATTENDANCE_STATES, EXPECTED, Attendance, Meeting
from db.meetings.voting import Quorum, quorum
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell
from desktop.shell.state_keys import StateKeys

LIST_MEMBERS = "按在任成员列出"
VIEW = ListView(
    ATTENDANCE,
    columns=("position", "person", "capacity", "state", "reason", "arrived"),
    unseen=("meeting",),
    sizes=(560, 300),
)


class AttendancePanel(QWidget):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell, self.store = shell, shell.store
        self.meeting: int | None = None
        self.list = ListPage(shell, replace(VIEW, first_action=(self.tr(LIST_MEMBERS), self.list_members)), self)
        StateKeys(self.list, ATTENDANCE_STATES, {"请假": "reason", "缺席": "reason"})
        self._lay_out()

    def show_meeting(self, number: int | None, why_locked: str) -> None:
        """Show the list of a meeting; a reason makes it read-only."""
        self.meeting = number
        with self.store.read() as session:
            place = next_position(session, Attendance, number or 0)
            meeting = session.get(Meeting, number) if number is not None else None
            found = quorum(session, meeting) if meeting else None
        self.list.lock(why_locked)
        self.fill.setEnabled(not why_locked)
        self.all_came.setEnabled(not why_locked and bool(found and found.states[EXPECTED]))
        self.list.propose(position=str(place))
        self.list.show_rows(ATTENDANCE.of(number or 0), {"meeting_id": number})
        self._show_standing(found)

    def _show_standing(self, found: Quorum | None) -> None:
        self.count.setText(found.words if found else "")
        self.count.setProperty("wrong", bool(found and not found.enough))
        self.count.style().polish(self.count)
        parts = []
        if found:
            parts = [f"{state} {count}" for state, count in found.states.items() if count and state != "出席"]
            parts += [self.tr("迟到 {}").format(found.late)] * bool(found.late)
            parts += [self.tr("未列入 {}").format(found.unlisted)] * bool(found.unlisted)
            parts += ["｜"] * bool(found.sectors and parts)
            parts += [f"{one.name} {one.present}/{one.expected}" for one in found.sectors]
        self.sectors.setText("　".join(parts))

    def _lay_out(self) -> None:
        self.fill = self.list.bar.put_button("fill", self.tr(LIST_MEMBERS), self.list_members, "attendance")
        self.fill.setToolTip("Ctrl+L")
        self.all_came = self.list.bar.put_button("all_came", self.tr("其余都出席"), self.mark_the_rest, "check")
        self.all_came.setToolTip(self.tr("把还是“未签到”的人都记为出席"))
        self.count, self.sectors = QLabel(self), QLabel(self)
        self.count.setObjectName("head_count")
        self.sectors.setProperty("quiet", True)
        self.sectors.setWordWrap(True)
        keys = QLabel(self.tr("按键：1 出席　2 列席　3 请假　4 缺席　5 未签到　字母跳到人名　↓ 下一位"), self)
        keys.setProperty("quiet", True)
        first = QHBoxLayout()
        first.addWidget(self.count)
        first.addStretch(1)
        first.addWidget(keys)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(first)
        column.addWidget(self.sectors)
        column.addWidget(self.list, 1)

    def mark_the_rest(self) -> None:
        with self.store.write(self.tr("把未签到的人都记为出席")) as session:
            count = mark_the_rest(session, session.get_one(Meeting, self.meeting))
        self.shell.tell_done(self.tr("已把 {} 人记为出席").format(count))

    def list_members(self) -> None:
        with self.store.write(self.tr("按在任成员列出参会名单")) as session:
            count = list_members(session, session.get_one(Meeting, self.meeting))
        text = self.tr("已列出 {} 位在任成员").format(count) if count else self.tr("在任成员都已在名单里")
        self.shell.tell_done(text)
