"""Dialogs with a form: for a new record of a listing, or for the values that a step needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from db.core.errors import NewNameError, UserError
from db.core.fields import Field, Listing
from desktop.shell.dialogs import FilledDialog, ask_new_name
from desktop.shell.steps import step
from desktop.shell.store import Store, match
from widgets.record_form import RecordForm, Sections


class FormDialog(FilledDialog):
    """Asks for values and passes them to `keep`, by the keys of their fields.

    `keep` stores them, or raises UserError; then the dialog stays open with the reason at the field.
    """

    def __init__(
        self,
        store: Store,
        title: str,
        go: str,
        fields: Sequence[Field],
        keep: Callable[[Mapping[str, str]], None],
        parent: QWidget | None = None,
        *,
        defaults: Mapping[str, str] | None = None,
        sections: Sections = (),
    ) -> None:
        super().__init__(parent)
        self.setObjectName("form_dialog")
        self.setWindowTitle(title)
        self._keep, self._defaults = keep, defaults or {}
        self.agreed: set[str] = set()  # names that the clerk wants to register
        self.form = RecordForm(fields, store.choices, self, sections=sections, match=match)
        self.form.blank(self._defaults)
        buttons = QDialogButtonBox(self)
        add = QPushButton(go, self)
        add.setProperty("primary", True)
        buttons.addButton(add, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        add.setDefault(True)
        add.setToolTip(self.tr("Ctrl+回车"))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, step(self.accept))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.addWidget(self.form, 1)
        self.column.addWidget(buttons)
        self.form.setMinimumHeight(min(520, 60 + 46 * ((len(fields) + 1) // 2) + 40 * len(sections)))
        self.resize(680, 120)  # as high as the form needs

    def accept(self) -> None:
        if self.store():
            super().accept()

    def store(self) -> bool:
        """Pass the values to `keep`; return whether it stored them. Raises UserError for a field that isn't shown."""
        self.form.clear_errors()
        try:
            self._keep(self.form.values())
        except UserError as error:
            if isinstance(error, NewNameError):
                ask_new_name(self, error, partial(self._agree, error.name))
            if not self.form.set_error(error.field, str(error)):
                raise
            return False
        return True

    def _agree(self, name: str) -> None:
        self.agreed.add(name)
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.focus_field()


class RecordDialog(FormDialog):
    """Asks for a new row of a listing, or for several one after the other."""

    created = Signal(int)

    def __init__(
        self,
        store: Store,
        listing: Listing,
        fixed: Mapping[str, object],
        unasked: Sequence[str] = (),
        defaults: Mapping[str, str] | None = None,
        sections: Sections = (),
        parent: QWidget | None = None,
    ) -> None:
        def keep(values: Mapping[str, str]) -> None:
            self.created.emit(store.create(listing, dict(values), self.agreed, **fixed))

        fields = [f for f in listing.fields if f.set and f.key not in unasked]
        super().__init__(
            store,
            QCoreApplication.translate("RecordDialog", "新增{}").format(listing.noun),
            QCoreApplication.translate("RecordDialog", "添加"),
            fields,
            keep,
            parent,
            defaults=defaults,
            sections=sections,
        )
        self.setObjectName("record_dialog")
        self.more = QCheckBox(self.tr("添加后继续新增下一条"), self)
        self.column.insertWidget(1, self.more)

    def accept(self) -> None:
        if not self.more.isChecked():
            super().accept()
        elif self.store():
            self.form.blank(self._defaults)
            self.note_blank()
            self.form.focus_field()
