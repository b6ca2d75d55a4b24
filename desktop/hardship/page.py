"""The people in hardship, masked until a record is opened, with their consents and a timeline; the visits."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from db.core.event import Event
from db.core.masking import Sensitive
from db.hardship.listings import BENEFICIARIES, CONSENTS, VISITS
from db.hardship.models import kept_until
from db.hardship.timeline import timeline
from db.subjects import every
from desktop.attachments.dialog import AttachmentButton
from desktop.hardship.protected_list import OpenableList, ProtectedList, secrets_of
from desktop.shell.list_view import ListView
from desktop.shell.master_detail_page import GAP, MasterDetailPage
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.steps import step
from desktop.shell.store import Store


def _kept_until(store: Store) -> dict[str, str]:
    with store.read() as session:
        return {"keep_until": kept_until(session.connection()).isoformat()}


BENEFICIARY_LIST = ListView(
    BENEFICIARIES,
    columns=("name", "phone", "office", "hardship", "alias", "publish", "photo", "keep_until"),
    widths={"name": 90, "hardship": 90, "phone": 116, "office": 124, "alias": 104, "publish": 76, "photo": 76},
    sections=(
        ("本人", ("name", "sex", "birth", "phone", "office", "address", "household", "hardship")),
        ("公开", ("alias", "publish", "photo")),
        ("监护人", ("guardian", "guardian_tie", "guardian_phone")),
        ("证件与保存", ("id_type", "id_number", "keep_until", "note")),
    ),
    sizes=(780, 520),
    unasked=("publish", "photo"),
    defaults=_kept_until,
)
CONSENT_LIST = ListView(
    CONSENTS,
    unseen=("beneficiary",),
    widths={"purpose": 90, "given_on": 98, "how": 84, "given_by": 84, "withdrawn_on": 98},
    form=False,
    counted=False,
    add_text="登记同意",
    unasked=("beneficiary", "withdrawn_on"),
    defaults=lambda _store: {"given_on": date.today().isoformat()},
    choose_first="先在上面选一位帮扶对象",
)
VISIT_LIST = ListView(
    VISITS,
    widths={"beneficiary": 90, "kind": 84, "visitors": 150, "found": 180, "brought": 130},
    sections=(
        ("走访", ("beneficiary", "visited_on", "kind", "visitors", "activity")),
        ("情况", ("found", "brought", "follow_up_on", "followed_on")),
    ),
    sizes=(820, 480),
    defaults=lambda _store: {"visited_on": date.today().isoformat()},
)


class BeneficiaryList(OpenableList):
    """Masks all sensitive values until the record is opened."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        secret = [f.key for f in BENEFICIARIES.fields if f.sensitive is not Sensitive.NO]
        super().__init__(shell, BENEFICIARY_LIST, secret, parent)


class ConsentList(ProtectedList):
    """The consents of one person; their notes and scans are shown while the record of the person is open."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        self.record_is_open = False
        open_first = self.tr("先在上面打开这位帮扶对象，再修改")
        super().__init__(shell, CONSENT_LIST, secrets_of(CONSENTS), parent, open_first)
        AttachmentButton(self, self)

    def show_of_person(self, number: int | None, *, record_is_open: bool) -> None:
        self.record_is_open = record_is_open
        self.show_of(number)

    def is_open(self, number: int) -> bool:
        return self.record_is_open

    def why_closed(self, number: int) -> str:
        return "" if self.record_is_open else self.tr("先在上面打开这位帮扶对象")


class Timeline(RefreshingPage):
    """What was done for a household, the latest first; Enter goes to the record."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("timeline")
        self.beneficiary: int | None = None
        self.is_open = False
        heading = QLabel(self.tr("这一家的经过"), self)
        heading.setProperty("heading", True)
        heading.setMinimumHeight(30)  # as high as the buttons beside it
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("events")
        self.tree.setHeaderLabels([self.tr("日期"), self.tr("事项"), self.tr("谁"), self.tr("内容")])
        self.tree.setRootIsDecorated(False)
        self.tree.setAlternatingRowColors(True)
        for column, width in enumerate((96, 96, 80)):
            self.tree.setColumnWidth(column, width)
        self.tree.itemActivated.connect(step(self._go))
        row = QHBoxLayout()
        row.addWidget(heading)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.tree, 1)

    def show_beneficiary(self, number: int | None, is_open: bool) -> None:
        """Show the timeline of a person; findings of visits are shown while the record is open."""
        self.beneficiary, self.is_open = number, is_open
        self.refresh()

    def load(self) -> None:
        self.tree.clear()
        if self.beneficiary is None:
            return
        with self.store.read() as session:
            events = timeline(session, self.beneficiary, every("timeline", "events"), is_open=self.is_open)
        for event in events:
            item = QTreeWidgetItem([event.day.isoformat(), event.what, event.whose, event.text])
            item.setData(0, Qt.ItemDataRole.UserRole, event)
            item.setToolTip(3, event.text)
            self.tree.addTopLevelItem(item)

    def _go(self) -> None:
        event: Event = self.tree.currentItem().data(0, Qt.ItemDataRole.UserRole)
        self.shell.go(event.listing, event.number)


class BeneficiaryPage(MasterDetailPage):
    """The people with their form above; below, the consents and the timeline of the current person."""

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
        self.consents.show_of_person(number, record_is_open=is_open)
        self.timeline.show_beneficiary(number, is_open)


class VisitPage(OpenableList):
    """The log of visits; the person, the findings and the gifts are masked until a visit is opened."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, VISIT_LIST, ("beneficiary", *secrets_of(VISITS)), parent)
        AttachmentButton(self, self)
