"""The dialog for a new record of any listing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from db.errors import UserError
from db.fields import Listing
from desktop.store import MODES_OF, Store, match
from widgets.record_form import RecordForm, Sections


class RecordDialog(QDialog):
    """Asks for a new row's values and stores it; what doesn't fit is said at the field and nothing is lost."""

    created = Signal(int)

    def __init__(
        self,
        store: Store,
        listing: Listing,
        fixed: dict[str, object],
        hidden: Sequence[str] = (),
        defaults: dict[str, str] | None = None,
        sections: Sections = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("record_dialog")
        self.setWindowTitle(self.tr("新增{}").format(listing.noun))
        self._store, self._listing, self._fixed, self._defaults = store, listing, fixed, defaults or {}
        fields = [f for f in listing.fields if f.set and f.key not in hidden]
        self.form = RecordForm(fields, store.choices, self, sections=sections, match=match, modes=MODES_OF)
        self.form.blank(self._defaults)
        self.more = QCheckBox(self.tr("添加后继续新增下一条"), self)
        buttons = QDialogButtonBox(self)
        add = QPushButton(self.tr("添加"), self)
        add.setProperty("primary", True)
        buttons.addButton(add, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        add.setDefault(True)
        add.setToolTip(self.tr("Ctrl+回车"))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.accept)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.form, 1)
        layout.addWidget(self.more)
        layout.addWidget(buttons)
        self.form.setMinimumHeight(min(520, 60 + 46 * ((len(fields) + 1) // 2)))
        self.resize(680, 120)  # the form says how high

    def accept(self) -> None:
        self.form.clear_errors()
        try:
            number = self._store.create(self._listing, self.form.values(), **self._fixed)
        except UserError as error:
            if not self.form.set_error(error.field, str(error)):
                raise
            return
        self.created.emit(number)
        if self.more.isChecked():
            self.form.blank(self._defaults)
            self.form.focus_field()
        else:
            super().accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.focus_field()
