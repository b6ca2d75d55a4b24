"""Late entries and changes of confirmed hours, waiting for a second person or decided."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from db.activity_models import WAITING, Amendment
from db.amendments import AMENDMENTS, decide
from desktop.ask import ask
from desktop.list_page import ListPage
from desktop.shell import Shell
from widgets.icons import icon

SECTIONS = (
    ("原来", ("held_on", "activity", "person", "old_arrived", "old_left", "old_void")),
    ("申请", ("arrived", "left", "reason", "asked_by", "asked_on")),
    ("审批", ("state", "decided_by", "decided_on")),
)


class AmendmentPage(QWidget):
    """Those that wait come first; to approve or refuse one, the second person gives their name."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell, self.store = shell, shell.store
        self.list = ListPage(shell, AMENDMENTS, self, sections=SECTIONS, sizes=(860, 420))
        self.list.table.hide_fields(("old_void", "asked_on", "decided_on", "reason"))
        self.list.lock_new(AMENDMENTS.empty)
        self.list.add_button.hide()
        self.approve = self._button("approve", "check", self.tr("批准……"))
        self.refuse = self._button("refuse", "close", self.tr("驳回……"))
        self.approve.clicked.connect(lambda: self._ask(approve=True))
        self.refuse.clicked.connect(lambda: self._ask(approve=False))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        self.list.current_changed.connect(self._show)

    def select(self, number: int) -> None:
        self.list.select(number)

    def _button(self, name: str, sign: str, text: str) -> QPushButton:
        button = QPushButton(icon(sign), text, self)
        button.setObjectName(name)
        self.list.bar.insertWidget(self.list.bar.count() - 1, button)
        return button

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
        number = self.list.current_id()
        label = self.tr("批准补录与更正") if approve else self.tr("驳回补录与更正")
        with self.store.write(label) as session:
            decide(session, session.get_one(Amendment, number), by, date.today(), approve=approve)
        self.shell.tell(self.tr("已{}").format(label), self.tr("撤销"), self.shell.undo)
