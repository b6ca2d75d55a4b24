"""The register of service certificates: they are issued, printed, reprinted and revoked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QWidget

from db.activities.models import Service
from db.certificates.listings import CERTIFICATES, REVOKED, revoke
from db.certificates.models import Certificate
from desktop.certificates.issue_dialog import IssueDialog
from desktop.shell.dialogs import ask
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell
from exports.certificates.report import CERTIFICATE, certificates_report

ISSUE = "出具证明……"
VIEW = ListView(
    CERTIFICATES,
    columns=("number", "person", "issued_on", "minutes", "standing", "printed", "purpose"),
    widths={"number": 150, "person": 100, "minutes": 100, "standing": 130, "printed": 84},
    sections=(
        ("证明", ("number", "person", "minutes", "first", "last", "purpose")),
        ("出具", ("issued_on", "issuer", "head", "clerk", "contact", "office")),
        ("情况", ("standing", "printed", "revoked_on", "reason")),
    ),
    sizes=(800, 460),
    search_hint="找姓名或证明编号",
    add_text=ISSUE,
)


def issue_for_service(shell: Shell, service: int) -> None:
    """Go to the register and ask for a certificate of the person who served."""
    with shell.store.read() as session:
        person = session.get_one(Service, service).person_id
    page = shell.go(CERTIFICATES.key)
    assert isinstance(page, CertificatePage)
    page.issue([person])


class CertificatePage(ListPage):
    """Nothing is typed: the text of a certificate comes from the records, and never changes."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, replace(VIEW, first_action=(self.tr(ISSUE), self.add)), parent)
        self.print_button = self.bar.put_button("print_certificate", self.tr("打印"), self.print_selected, "print")
        self.print_button.setToolTip(self.tr("打印选中的证明；打印过的会标明“补打”和日期"))
        self.revoke_button = self.bar.put_button("revoke", self.tr("撤销证明……"), self._ask_reason)
        self.revoke_button.setToolTip(self.tr("证明有误时用：留在登记簿里，写明原因"))
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        self.current_changed.connect(self._show_selected)
        self._show_selected()

    def add(self) -> None:
        self.issue()

    def issue(self, persons: Sequence[int] = ()) -> None:
        """Open the dialog that issues certificates, with these persons selected."""
        dialog = IssueDialog(self.shell, persons, self)
        dialog.issued.connect(self._issued)
        dialog.open()

    def print_selected(self) -> None:
        ids = self.table.selected_ids()
        if len(ids) == 1:
            self.shell.print(CERTIFICATE, ids[0])
        elif ids:
            self.shell.print(certificates_report(ids), None)

    def _issued(self, ids: list[int]) -> None:
        """Select the new certificates, so that they can be printed together."""
        self.reload()
        self.select(ids[0])
        issued = QItemSelection()
        for number in ids:
            if (place := self.model.position(number)) is not None:  # unless the search hides it
                issued.select(self.model.index(place, 0), self.model.index(place, 0))
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().select(issued, flags.ClearAndSelect | flags.Rows)

    def _show_selected(self, *_: object) -> None:
        """Enable what can be done with the selected certificates."""
        ids = self.table.selected_ids()
        rows = self.fetch(ids[:2])
        value = CERTIFICATES.value
        live = len(ids) > 1 or any(value(row, "standing") != REVOKED for row in rows)
        self.print_button.setEnabled(bool(ids) and live)
        again = len(rows) == 1 and value(rows[0], "printed") > 0
        words = self.tr("补打") if again else self.tr("打印")
        self.print_button.setText(self.tr("打印 {} 份").format(len(ids)) if len(ids) > 1 else words)
        self.revoke_button.setEnabled(len(ids) == 1 and live)

    def _ask_reason(self) -> None:
        question = self.tr("撤销以后不能再打印，证明和原因都留在登记簿里。为什么要撤销？")
        ask(self, "revoke_dialog", self.tr("撤销证明"), question, self._revoke, width=460)

    def _revoke(self, reason: str) -> None:
        number = self.current_id()
        with self.store.read() as session:
            name = session.get_one(Certificate, number).number
        with self.store.write(self.tr("撤销证明{}").format(name)) as session:
            revoke(session.get_one(Certificate, number), reason, date.today())
        self.shell.tell_done(self.tr("证明{}已撤销").format(name))
