"""The sign-in list of a shift: typed from the paper by keys, compared with it, confirmed, amended later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from db.activities.amendments import AMENDMENTS
from db.activities.models import SERVICE_STATES, Service, Shift
from db.activities.services import SERVICES, as_planned, confirm, expect_members, next_service_position, present
from db.core.kinds import clock
from desktop.shell.dialogs import ask
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell
from desktop.shell.record_dialog import RecordDialog
from desktop.shell.state_keys import StateKeys
from exports.activities.sign_in import SHIFT_SIGN_IN

VIEW = ListView(
    SERVICES,
    unseen=("held_on", "starts", "activity", "phone", "position"),
    widths={"person": 100, "state": 60, "arrived": 80, "left": 80, "minutes": 100},
    form=False,
    counted=False,
    add_text="加一人",
    unasked=("activity", "held_on", "starts", "minutes", "remark", "void"),
    choose_first="先安排一场，再列名单",
)


class SignInList(ListPage):
    """The services at one shift, in the order of the sign-in sheet."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, replace(VIEW, first_action=(self.tr("列出队员"), self._list_members)), parent)
        self.shift: int | None = None
        asking = {"迟": "arrived", "假": "reason", "缺": "reason"}
        StateKeys(self, SERVICE_STATES[1:], asking, (self.tr("按计划签到签退"), as_planned))
        self._put_more()
        self.current_changed.connect(self._enable_amend)

    def show_shift(self, number: int | None) -> None:
        """Show the list of a shift; None shows none."""
        self.shift = number
        with self.store.read() as session:
            place = next_service_position(session, number or 0)
            shift = session.get(Shift, number) if number is not None else None
            came = present(session, number or 0)
        confirmed = bool(shift and shift.confirmed_on)
        for button in (self.fill, self.sheet):
            button.setEnabled(shift is not None)
        self.confirm.setEnabled(shift is not None and not confirmed)
        self.lock_rows(confirmed)
        self.propose(position=str(place))
        self.show_of(number)
        self._show_standing(shift, came)

    def _show_standing(self, shift: Shift | None, came: int) -> None:
        """Show the head counts of the paper and of the list, and who confirmed the shift."""
        parts = []
        differ = bool(shift and shift.paper_count is not None and shift.paper_count != came)
        if shift:
            paper = self.tr("纸上 {} 人").format(shift.paper_count) if shift.paper_count is not None else ""
            parts = [paper, self.tr("到场 {} 人").format(came)]
            if shift.confirmed_on:
                words = self.tr("{by}已于 {day} 确认，改动要审批")
                parts.append(words.format(by=shift.confirmed_by, day=shift.confirmed_on))
        self.standing.setText("　".join(filter(None, parts)))
        self.standing.setProperty("wrong", differ)
        self.standing.style().polish(self.standing)

    def _enable_amend(self, number: int | None) -> None:
        """Enable the button that amends the current record, if its shift is confirmed."""
        with self.store.read() as session:
            shift = session.get(Shift, self.shift) if self.shift is not None else None
        self.amend.setEnabled(number is not None and shift is not None and shift.confirmed_on is not None)

    def _put_more(self) -> None:
        self.fill = self.bar.put_button("fill_shift", self.tr("列出队员"), self._list_members)
        self.sheet = self.bar.put_button(
            "sheet", self.tr("签到表"), lambda: self.shell.export(SHIFT_SIGN_IN, self.shift), "document"
        )
        self.confirm = self.bar.put_button("confirm_shift", self.tr("确认本场……"), self._ask_confirm)
        self.amend = self.bar.put_button("amend", self.tr("补录与更正……"), self._ask_amendment)
        keys = QLabel(self.tr("按键：0 照计划　1 到　2 迟　3 假　4 缺　字母跳到人名"), self)
        keys.setProperty("quiet", True)
        self.standing = QLabel(self)
        self.standing.setObjectName("head_count")
        row = QHBoxLayout()
        row.addWidget(self.standing)
        row.addStretch(1)
        row.addWidget(keys)
        self.column.addLayout(row)

    def _list_members(self) -> None:
        with self.store.write(self.tr("列出队员")) as session:
            count = expect_members(session, session.get_one(Shift, self.shift))
        self.shell.tell(self.tr("已列出 {} 位队员").format(count) if count else self.tr("队员都已在名单里"))

    def _ask_confirm(self) -> None:
        question = self.tr("由谁确认？确认以后，时长只能经第二个人审批再改。")
        ask(self, "confirm_dialog", self.tr("确认本场"), question, self._confirm, text=self.store.database.actor)

    def _confirm(self, by: str) -> None:
        with self.store.write(self.tr("确认场次")) as session:
            confirm(session, session.get_one(Shift, self.shift), date.today(), by)
        self.shell.tell_done(self.tr("本场已确认"))

    def _ask_amendment(self) -> None:
        number = self.current_id()
        with self.store.read() as session:
            row = session.get_one(Service, number)
            shift = session.get_one(Shift, row.shift_id)
        times = {"arrived": row.arrived, "left": row.left}
        planned = {"arrived": shift.starts, "left": shift.ends}
        defaults = {key: clock(planned[key] if value is None else value) for key, value in times.items()}
        defaults |= {"asked_by": self.store.database.actor, "asked_on": date.today().isoformat()}
        dialog = RecordDialog(self.store, AMENDMENTS, {"service_id": number}, (), defaults, parent=self)
        dialog.more.hide()
        dialog.created.connect(lambda _number: self._asked())
        dialog.open()

    def _asked(self) -> None:
        go = self.tr("去审批")
        self.shell.tell(self.tr("已申请，等第二个人审批"), go, lambda: self.shell.go(AMENDMENTS.key))
