"""The activities: a list, and of the chosen one its particulars, its shifts, and who was there."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.activities import ACTIVITIES, SERVICES, SHIFTS, as_planned, expect_members, next_position, repeat, weekly
from db.activity_models import SERVICE_STATES, Shift
from desktop.attachment_dialog import AttachmentButton
from desktop.attendance_keys import AttendanceKeys
from desktop.list_page import ListPage
from desktop.shell import Shell
from exports.shift_sign_in import SHIFT_SIGN_IN
from widgets.icons import icon

SECTIONS = (
    ("活动", ("title", "team", "partner", "office", "place", "place_kind")),
    ("内容", ("service", "function", "served", "content")),
    ("其他", ("state", "reason", "note")),
)
IN_LIST = ("held_on", "title", "present", "minutes", "state")
COUNTED = ("held_on", "present", "minutes")


class ActivityPage(QSplitter):
    """Activities with their form above; below, the shifts of the chosen one and the list of the chosen shift."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(self.orientation().Vertical)
        self.shell, self.store = shell, shell.store
        self.shift: int | None = None
        self.list = ListPage(shell, ACTIVITIES, self, sections=SECTIONS, sizes=(740, 540))
        self.list.table.hide_fields([f.key for f in ACTIVITIES.fields if f.key not in IN_LIST])
        self.list.defaults = {"office": self.store.office()}
        self.list.hidden = (*COUNTED, "state", "reason")
        self.shifts = ListPage(shell, SHIFTS, self, form=False, unseen=("activity", "note"))
        self.shifts.hidden = ("activity", "present", "minutes")
        self.services = ListPage(
            shell, SERVICES, self, form=False, unseen=("held_on", "starts", "activity", "phone", "position")
        )
        self.services.hidden = ("activity", "held_on", "starts", "minutes", "outside", "void")
        self.services.empty_action = self.tr("列出队员"), self._list_members
        asking = {"迟": "arrived", "假": "reason", "缺": "reason"}
        AttendanceKeys(self.services, SERVICE_STATES[1:], asking, (self.tr("按计划签到签退"), as_planned))
        self._lay_out()
        self.list.current_changed.connect(self._show_activity)
        self.shifts.current_changed.connect(self._show_shift)
        self._show_activity(None)

    @property
    def blocked(self) -> str:
        return self.list.blocked

    def add(self) -> None:
        self.list.add()

    def select(self, number: int) -> None:
        self.list.select(number)

    def _lay_out(self) -> None:
        self.again = self._button(self.shifts, "again", self.tr("每周重复……"), self._ask_times)
        self.fill = self._button(self.services, "fill_shift", self.tr("列出队员"), self._list_members)
        self.sheet = self._button(
            self.services, "sheet", self.tr("签到表"), lambda: self.shell.export(SHIFT_SIGN_IN, self.shift)
        )
        self.sheet.setIcon(icon("document"))
        for page, beside in ((self.list, self.list), (self.shifts, self.services)):
            AttachmentButton(page, beside)
        for page in (self.shifts, self.services):
            page.count.hide()
            page.search.hide()
        left, right = QWidget(self), QWidget(self)
        keys = QLabel(self.tr("按键：0 照计划　1 到　2 迟　3 假　4 缺　字母跳到人名"), right)
        keys.setProperty("quiet", True)
        for side, title, page, more in (
            (left, self.tr("场次"), self.shifts, None),
            (right, self.tr("签到"), self.services, keys),
        ):
            heading = QLabel(title, side)
            heading.setProperty("heading", True)
            page.bar.insertWidget(0, heading)
            column = QVBoxLayout(side)
            column.setContentsMargins(8 * (side is right), 8, 8 * (side is left), 0)
            column.setSpacing(4)
            column.addWidget(page, 1)
            if more:
                row = QHBoxLayout()
                row.addWidget(more)
                row.addStretch(1)
                column.addLayout(row)
        below = QSplitter(self)
        below.addWidget(left)
        below.addWidget(right)
        below.setSizes([540, 800])
        for key, width in (("held_on", 96), ("starts", 72), ("ends", 72), ("needed", 84), ("present", 84)):
            self.shifts.table.setColumnWidth(SHIFTS.places[key] - 1, width)
        for key, width in (("person", 100), ("state", 60), ("arrived", 80), ("left", 80), ("minutes", 100)):
            self.services.table.setColumnWidth(SERVICES.places[key] - 1, width)
        for splitter in (self, below):
            splitter.setChildrenCollapsible(False)
        self.addWidget(self.list)
        self.addWidget(below)
        self.setSizes([270, 330])

    def _button(self, page: ListPage, name: str, text: str, act: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.clicked.connect(act)
        page.bar.insertWidget(page.bar.count() - 1, button)
        return button

    def _show_activity(self, number: int | None) -> None:
        self.shifts.of = number
        self.shifts.lock_new("" if number else self.tr("先在上面选一个活动"))
        self.shifts.show_listing(SHIFTS.of(number or 0), {"activity_id": number})

    def _show_shift(self, number: int | None) -> None:
        self.shift = number
        for button in (self.fill, self.sheet, self.again):
            button.setEnabled(number is not None)
        with self.store.read() as session:
            place = next_position(session, number or 0)
        self.services.of = number
        self.services.lock_new("" if number else self.tr("先安排一场，再列名单"))
        self.services.defaults = {"position": str(place)}
        self.services.show_listing(SERVICES.of(number or 0), {"shift_id": number})

    def _list_members(self) -> None:
        with self.store.write(self.tr("列出队员")) as session:
            count = expect_members(session, session.get_one(Shift, self.shift))
        self.shell.tell(self.tr("已列出 {} 位队员").format(count) if count else self.tr("队员都已在名单里"))

    def _ask_times(self) -> None:
        ask = QInputDialog(self)
        ask.setObjectName("repeat_dialog")
        ask.setWindowTitle(self.tr("每周重复"))
        ask.setInputMode(QInputDialog.InputMode.IntInput)
        ask.setIntRange(1, 60)
        ask.setIntValue(4)
        ask.setLabelText(self.tr("以后每周同一天、同一时间，再安排几场？"))
        ask.resize(420, 120)
        ask.intValueSelected.connect(self._repeat)
        ask.open()

    def _repeat(self, times: int) -> None:
        with self.store.write(self.tr("每周重复场次")) as session:
            shift = session.get_one(Shift, self.shift)
            count = repeat(session, shift, weekly(shift.held_on, times))
        self.shell.tell(self.tr("已安排 {} 场").format(count), self.tr("撤销"), self.shell.undo)
