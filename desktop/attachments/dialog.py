"""The button with the number of attachments of the current record, and the dialog that it opens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from db.attached import attached_to, owner_name
from db.core.fields import Listing
from desktop.attachments.panel import AttachmentPanel
from desktop.shell.dialogs import can_close
from desktop.shell.list_page import ListPage
from desktop.shell.protocol import Shell
from desktop.shell.steps import step
from widgets.icons import icon


class AttachmentDialog(QDialog):
    def __init__(self, shell: Shell, listing: Listing, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("attachment_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        with shell.store.read() as session:
            self.setWindowTitle(self.tr("附件　{}").format(owner_name(session, listing, number)))
        self.part = AttachmentPanel(shell, self)
        self.part.show_owner(listing, number)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.addWidget(self.part)
        for keys, act in (("Ctrl+Z", self.part.undo_bar.undo), ("Ctrl+Y", self.part.undo_bar.redo)):
            QShortcut(QKeySequence(keys), self, step(act))
        self.resize(1010, 600)
        self.part.grid.setFocus()

    def done(self, result: int) -> None:
        """Store what is being typed and close; stay open while files are being copied, or to ask what to give up."""
        if not self.part.busy and can_close(self, self._discard):
            super().done(result)

    def _discard(self) -> None:
        self.part.form.show_row(None)
        self.close()


class AttachmentButton(QPushButton):
    """Opens the attachments of the current record of a page; it stands in the bar of that page or of another."""

    def __init__(self, page: ListPage, beside: ListPage) -> None:
        super().__init__(icon("attachment"), self.tr("附件"), beside)
        self.setObjectName(f"{page.listing.key}_attachments")
        self._page, self._listing = page, page.listing
        self._number: int | None = None
        beside.bar.put(self)
        page.current_changed.connect(self._follow)
        self.clicked.connect(step(self._open))

    def _follow(self, number: int | None) -> None:
        self._number = number
        closed = self._page.why_closed(number) if number is not None else ""
        self.setEnabled(number is not None and not closed)
        self.setToolTip(closed or self.tr("这{}的照片和扫描件").format(self._listing.noun))
        with self._page.store.read() as session:
            count = len(attached_to(self._listing).of(number or 0).ids(session))
        self.setText(self.tr("附件（{}）").format(count) if count else self.tr("附件"))

    def _open(self) -> None:
        if self._number is None:
            return
        with self._page.store.read() as session:
            seen = attached_to(self._listing).of(self._number).ids(session)
            owner = owner_name(session, self._listing, self._number)
        if seen:
            self._page.note_seen(self._number, self.tr("查看附件（{}）").format(owner))
        AttachmentDialog(self._page.shell, self._listing, self._number, self._page).open()
