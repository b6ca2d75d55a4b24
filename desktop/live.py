"""A page that shows what is stored now, and an edit whose refusal is said at its field: what every tab needs."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from db.errors import UserError
from db.fields import Field, Listing
from desktop.shell import Shell
from desktop.store import Store
from widgets.record_form import RecordForm


class LivePage(QWidget):
    """Loads anew after each change; while it is hidden it waits until it is looked at."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell, self.store = shell, shell.store
        self.stale = True
        self.store.changed.connect(self.refresh)

    def load(self) -> None:
        """Show what is stored now."""
        raise NotImplementedError

    def refresh(self, *_: Any) -> None:
        self.stale = True
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        self.stale = False
        self.load()

    def showEvent(self, event: QShowEvent) -> None:
        if self.stale:
            self.reload()
        super().showEvent(event)


def edit(store: Store, form: RecordForm | None, listing: Listing, number: int, field: Field, typed: str) -> None:
    """Store one value; what doesn't fit is said at its field, or raised where no form shows it."""
    if form:
        form.clear_errors()
    try:
        store.edit(listing, number, field, typed)
    except UserError as error:
        if not (form and form.set_error(error.field or field.key, str(error))):
            raise
