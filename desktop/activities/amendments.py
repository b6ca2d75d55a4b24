"""The amendments: late entries and changes of confirmed hours, which a second person approves."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from db.activities.amendment_models import WAITING, Amendment
from db.activities.amendments import AMENDMENTS, decide
from desktop.shell.dialogs import ask
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell

VIEW = ListView(
    AMENDMENTS,
    columns=(
        "held_on",
        "activity",
        "person",
        "old_arrived",
        "old_left",
        "arrived",
        "left",
        "state",
        "asked_by",
        "decided_by",
    ),
    sections=(
        ("原来", ("held_on", "activity", "person", "old_arrived", "old_left", "old_void")),
        ("申请", ("arrived", "left", "reason", "asked_by", "asked_on")),
        ("审批", ("state", "decided_by", "decided_on")),
    ),
    sizes=(860, 420),
    no_new=AMENDMENTS.empty,
)


class AmendmentPage(ListPage):
    """Lists waiting amendments first; the person who approves or refuses one gives their name."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, VIEW, parent)
        self.approve = self.bar.put_button("approve", self.tr("批准……"), lambda: self._ask(approve=True), "check")
        self.refuse = self.bar.put_button("refuse", self.tr("驳回……"), lambda: self._ask(approve=False), "close")
        self.current_changed.connect(self._show)

    def _show(self, number: int | None) -> None:
        with self.store.read() as session:
            found = session.get(Amendment, number) if number is not None else None
        for button in (self.approve, self.refuse):
            button.setEnabled(found is not None and found.state == WAITING)

    def _ask(self, *, approve: bool) -> None:
        title = self.tr("批准") if approve else self.tr("驳回")
        then = partial(self._decide, approve=approve)
        ask(self, "decide_dialog", title, self.tr("审批人（不能是申请人本人）"), then)

    def _decide(self, by: str, *, approve: bool) -> None:
        number = self.current_id()
        label = self.tr("批准补录与更正") if approve else self.tr("驳回补录与更正")
        with self.store.write(label) as session:
            decide(session, session.get_one(Amendment, number), by, date.today(), approve=approve)
        self.shell.tell_done(self.tr("已{}").format(label))
