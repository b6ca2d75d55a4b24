"""The activities, and below them the shifts of the current activity and the services at the current shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from db.activities.listings import ACTIVITIES, SHIFTS, copy_activity, days_of, repeat
from db.activities.models import Activity, Shift
from db.core.kinds import parse_day
from desktop.activities.sign_in import SignInList
from desktop.attachments.dialog import AttachmentButton
from desktop.shell.dialogs import ask
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import Action, ListView
from desktop.shell.master_detail_page import MasterDetailPage
from desktop.shell.protocol import Shell

COUNTED = ("held_on", "present", "minutes")
ACTIVITY_LIST = ListView(
    ACTIVITIES,
    columns=(*COUNTED, "title", "state"),
    widths={"title": 300},
    sections=(
        ("活动", ("title", "team", "partner", "office", "place", "place_kind")),
        ("内容", ("service", "function", "served", "content")),
        ("其他", ("state", "reason", "note")),
    ),
    sizes=(740, 540),
    unasked=(*COUNTED, "state", "reason"),
    defaults=lambda store: {"office": store.office()},
)
SHIFT_LIST = ListView(
    SHIFTS,
    unseen=("activity",),
    widths={"held_on": 100, "starts": 66, "ends": 66, "present": 84, "paper_count": 110},
    form=False,
    counted=False,
    add_text="加一场",
    unasked=("activity", "paper_count"),
    choose_first="先在上面选一个活动",
)


class ActivityPage(MasterDetailPage):
    """The activities with their form above; below, the shifts and the sign-in list of the current shift."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.list = ListPage(shell, replace(ACTIVITY_LIST, row_actions=self._row_actions), self)
        self.shifts = ListPage(shell, SHIFT_LIST, self)
        self.sign_in = SignInList(shell, self)
        self._lay_out()
        self.list.current_changed.connect(self.shifts.show_of)
        self.shifts.current_changed.connect(self._show_shift)
        self.shifts.show_of(None)

    def _lay_out(self) -> None:
        self.again = self.shifts.bar.put_button("again", self.tr("重复……"), self._ask_days)
        self.again.setToolTip(self.tr("同样的时间，再安排在别的日子"))
        self.call = self.shifts.bar.put_button("call", self.tr("召集……"), self._call)
        for page, beside in ((self.list, self.list), (self.shifts, self.sign_in)):
            AttachmentButton(page, beside)
        self.put_below(((SHIFTS.title, self.shifts), (self.tr("签到"), self.sign_in)), (500, 840), (270, 330))

    def _row_actions(self, number: int) -> Sequence[Action]:
        return [(self.tr("复制为新活动……"), partial(self._ask_copy, number))]

    def _show_shift(self, number: int | None) -> None:
        for button in (self.again, self.call):
            button.setEnabled(number is not None)
        self.sign_in.show_shift(number)

    def _call(self) -> None:
        self.shell.go("callout", self.shifts.current_id())

    def _ask_days(self) -> None:
        question = self.tr("还在哪些日子举办？写日期，如 9月6日、9月13日；或者 每周4次。")
        ask(self, "repeat_dialog", self.tr("重复场次"), question, self._repeat, text=self.tr("每周4次"))

    def _repeat(self, text: str) -> None:
        with self.store.write(self.tr("重复场次")) as session:
            shift = session.get_one(Shift, self.shifts.current_id())
            count = repeat(session, shift, days_of(text, shift.held_on))
        self.shell.tell_done(self.tr("已安排 {} 场").format(count))

    def _ask_copy(self, number: int) -> None:
        question = self.tr("新活动的首场在哪一天？队伍、单位和各场时间照原来的，名单不带过去。")
        then = partial(self._copy, number)
        ask(self, "copy_dialog", self.tr("复制为新活动"), question, then, text=date.today().isoformat())

    def _copy(self, number: int, text: str) -> None:
        with self.store.write(self.tr("复制活动")) as session:
            made = copy_activity(session, session.get_one(Activity, number), parse_day(text)).id
        self.list.reload()
        self.select(made)
        self.shell.tell_done(self.tr("已复制为新活动"))
