"""People in hardship: masked until a record is opened, what they agreed to, and what was done for their household."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from db.core.event import Event
from db.core.masking import Sensitive
from db.hardship.listings import BENEFICIARIES, CONSENTS, VISITS
from db.hardship.models import kept_until
from db.timeline import timeline
from desktop.attachments.dialog import AttachmentButton
from desktop.hardship.protected_list import OpenableList, ProtectedList, secrets_of
from desktop.shell.master_detail_page import GAP, MasterPage
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import LivePage
from widgets.record_form import Sections

SECTIONS = (
    ("本人", ("name", "sex", "birth", "phone", "office", "address", "household", "hardship")),
    ("公开", ("alias", "publish", "photo")),
    ("监护人", ("guardian", "guardian_tie", "guardian_phone")),
    ("证件与保存", ("id_type", "id_number", "keep_until", "note")),
)
IN_LIST = ("name", "phone", "office", "hardship", "alias", "publish", "photo", "keep_until")
VISIT_SECTIONS = (
    ("走访", ("beneficiary", "visited_on", "kind", "visitors", "activity")),
    ("情况", ("found", "brought", "follow_up_on", "followed_on")),
)


class BeneficiaryList(OpenableList):
    """Everything sensitive is masked until the record is opened."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        secret = [f.key for f in BENEFICIARIES.fields if f.sensitive is not Sensitive.NO]
        super().__init__(shell, BENEFICIARIES, parent, secret, sections=SECTIONS, sizes=(780, 520))
        self.table.hide_fields([f.key for f in BENEFICIARIES.fields if f.key not in IN_LIST])
        self.hidden = ("publish", "photo")
        self.set_widths(name=90, hardship=90, phone=116, office=124, alias=104, publish=76, photo=76)
        with self.store.read() as session:
            self.defaults = {"keep_until": kept_until(session.connection()).isoformat()}


class ConsentList(ProtectedList):
    """What the chosen one agreed to; notes and scans are shown while the record itself is open."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        self.record_is_open = False
        super().__init__(shell, CONSENTS, parent, secrets_of(CONSENTS), form=False, unseen=("beneficiary",))
        self.open_first = self.tr("先在上面打开这位帮扶对象，再修改")
        self.hidden = ("beneficiary", "withdrawn_on")
        self.defaults = {"given_on": date.today().isoformat()}
        self.add_button.setText(self.tr("登记同意"))
        self.count.hide()
        AttachmentButton(self, self)
        self.set_widths(purpose=90, given_on=98, how=84, given_by=84, withdrawn_on=98)

    def is_open(self, number: int) -> bool:
        return self.record_is_open

    def why_closed(self, number: int) -> str:
        return "" if self.record_is_open else self.tr("先在上面打开这位帮扶对象")


class Timeline(LivePage):
    """What was done for somebody and those of the same household, the latest first; Enter leads to each record."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("timeline")
        self.beneficiary: int | None = None
        self.is_open = False
        heading = QLabel(self.tr("这一家的经过"), self)
        heading.setProperty("heading", True)
        heading.setMinimumHeight(30)  # of the buttons beside it
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("events")
        self.tree.setHeaderLabels([self.tr("日期"), self.tr("事项"), self.tr("谁"), self.tr("内容")])
        self.tree.setRootIsDecorated(False)
        self.tree.setAlternatingRowColors(True)
        for column, width in enumerate((96, 96, 80)):
            self.tree.setColumnWidth(column, width)
        self.tree.itemActivated.connect(self._go)
        row = QHBoxLayout()
        row.addWidget(heading)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.tree, 1)

    def show_beneficiary(self, number: int | None, is_open: bool) -> None:
        """What visits found is shown while the record is open."""
        self.beneficiary, self.is_open = number, is_open
        self.refresh()

    def load(self) -> None:
        self.tree.clear()
        if self.beneficiary is None:
            return
        with self.store.read() as session:
            events = timeline(session, self.beneficiary, is_open=self.is_open)
        for event in events:
            item = QTreeWidgetItem([event.day.isoformat(), event.what, event.whose, event.text])
            item.setData(0, Qt.ItemDataRole.UserRole, event)
            item.setToolTip(3, event.text)
            self.tree.addTopLevelItem(item)

    def _go(self, item: QTreeWidgetItem) -> None:
        event: Event = item.data(0, Qt.ItemDataRole.UserRole)
        self.shell.go(event.listing, event.number)


class BeneficiaryPage(MasterPage):
    """The list with its form above; below, what the chosen one agreed to, and the household's timeline."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.list = BeneficiaryList(shell, self)
        self.consents = ConsentList(shell, self)
        self.timeline = Timeline(shell, self)
        self.timeline.setContentsMargins(GAP, GAP, 0, 0)
        self.put_below(((self.tr("同意"), self.consents), ("", self.timeline)), (620, 720), (360, 240))
        self.list.current_changed.connect(self._show_person)
        self._show_person(None)

    def _show_person(self, number: int | None) -> None:
        is_open = number is not None and self.list.is_open(number)
        self.consents.record_is_open = is_open
        self.consents.of = number
        self.consents.lock_new("" if number else self.tr("先在上面选一位帮扶对象"))
        self.consents.show_listing(CONSENTS.of(number or 0), {"beneficiary_id": number})
        self.timeline.show_beneficiary(number, is_open)


class VisitPage(OpenableList):
    """The visit log; whom it is about and what was found and brought is masked until a visit is opened."""

    def __init__(self, shell: Shell, parent: QWidget | None = None, sections: Sections = VISIT_SECTIONS) -> None:
        masked = ("beneficiary", *secrets_of(VISITS))
        super().__init__(shell, VISITS, parent, masked, sections=sections, sizes=(820, 480))
        self.defaults = {"visited_on": date.today().isoformat()}
        self.set_widths(beneficiary=90, kind=84, visitors=150, found=180, brought=130)
        AttachmentButton(self, self)
