"""A page that shows what is stored now, and an edit whose refusal is said at its field: what every tab needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from db.core.errors import UserError
from db.core.fields import Field, Listing
from desktop.shell.protocol import Shell
from desktop.shell.store import Store
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
    """Store one value, together with what was refused of this row before, as the one may be what the other needs.

    If that is refused, the value is stored alone; what isn't stored stays in the form and is said to be wrong there, or
    UserError is raised where no form shows it.
    """
    if not form or form.row_id != number or field.key not in form.boxes:
        store.edit(listing, number, {field.key: typed})
        return
    tries = [{**form.held(), field.key: typed}]
    if len(tries[0]) > 1:
        tries.append({field.key: typed})
    refused = None
    for values in tries:
        form.release(values)  # what is stored is shown as it was stored
        try:
            store.edit(listing, number, values)
        except UserError as error:
            form.hold(values)
            refused = refused or error
        else:
            break
    if refused is None:
        form.clear_errors()
    else:
        form.say_wrong(refused.field if refused.field in form.boxes else next(iter(form.held())), str(refused))


def tell_what_is_left(page: LivePage, form: RecordForm, tell: Callable[[str], object]) -> None:
    """What a form holds and gives up for another row is said, so that nobody takes it for stored."""
    words = page.tr("刚才那一条的{}没有存下；要的话请回到那一条，把标红的几项填齐")
    form.left.connect(lambda titles: tell(words.format(titles)))
