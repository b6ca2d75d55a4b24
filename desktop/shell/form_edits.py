"""Stores what is typed in a form; a refused value stays there as typed, and is tried again with the next one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from db.core.errors import UserError
from db.core.fields import Field, Listing
from desktop.shell.store import OvertakenError, Store
from widgets.record_form import RecordForm


def store_value(
    store: Store,
    form: RecordForm | None,
    listing: Listing,
    number: int,
    field: Field,
    typed: str,
    shown: str | None = None,
) -> None:
    """Store one value of a row, together with the values that were refused before: one may need the other.

    If they are refused together, the value is stored alone. A refused value stays in the form with the reason at its
    field; where no form shows the field, this raises UserError. `shown` is the stored text in the cell of a table; a
    form knows what it shows.
    """
    if not form or form.row_id != number or field.key not in form.boxes:
        store.edit(listing, number, {field.key: typed}, None if shown is None else {field.key: shown})
        return
    tries = [{**form.refused(), field.key: typed}]
    if len(tries[0]) > 1:
        tries.append({field.key: typed})
    refused = None
    for values in tries:
        seen = form.shown(values)
        form.drop_refused(values)  # or the form would go on showing what was typed, not what was stored
        try:
            store.edit(listing, number, values, seen)
        except UserError as error:
            form.keep_refused(values)
            if isinstance(error, OvertakenError):
                form.set_seen(error.field, error.now)
            refused = refused or error
        else:
            break
    if refused is None:
        form.clear_errors()
    else:
        form.say_wrong(refused.field if refused.field in form.boxes else next(iter(form.refused())), str(refused))


def tell_discarded(page: QWidget, form: RecordForm, tell: Callable[[str], object]) -> None:
    """Tell the clerk when the form discards refused values for another row, so that nobody takes them for stored."""
    words = page.tr("刚才那一条的{}没有存下；要的话请回到那一条，把标红的几项填齐")
    form.discarded.connect(lambda titles: tell(words.format(titles)))
