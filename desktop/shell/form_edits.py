"""Stores what is typed in a form; a refused value stays there as typed, and is tried again with the next one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtWidgets import QWidget

from db.core.errors import NewNameError, UserError
from db.core.fields import Field, Listing
from desktop.shell.dialogs import ask_new_name, confirm
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
    agreed: Collection[str] = (),
) -> str | None:
    """Store one value of a row, together with the values that were refused before: one may need the other.

    Returns the label of the action, None where the value was refused. If they are refused together, the value is stored
    alone. A refused value stays in the form with the reason at its field; where no form shows the field, this raises
    UserError. `shown` is the stored text in the cell of a table; a form knows what it shows. `agreed` are names that
    may be registered. Where another has changed the field since, or a name is new, the clerk is asked.
    """
    if not form or form.row_id != number or field.key not in form.boxes:
        seen = None if shown is None else {field.key: shown}
        return store.edit(listing, number, {field.key: typed}, seen, agreed)
    form.asked.discard(field.key)
    refused = None
    for values in _tries(form, field.key, typed):
        seen = form.shown(values) | ({} if shown is None else {field.key: shown})
        form.drop_refused(values)  # or the form would go on showing what was typed, not what was stored
        try:
            label = store.edit(listing, number, values, seen, agreed)
        except UserError as error:
            form.keep_refused(values)
            if isinstance(error, OvertakenError):
                form.set_seen(error.field, error.now)
            refused = refused or error
        else:
            if refused:
                form.say_wrong(_place(form, refused), str(refused))
            elif not form.refused():
                form.clear_errors()
            return label
    assert refused
    key = _place(form, refused)
    form.say_wrong(key, str(refused))
    _ask(store, form, listing, number, key, refused)
    return None


def _tries(form: RecordForm, key: str, typed: str) -> list[dict[str, str]]:
    """The values to be stored at once: first with those refused before, then, if there are any, without them."""
    alone = {key: typed}
    waiting = {held: text for held, text in form.refused().items() if held not in form.asked}
    return [waiting | alone, alone] if waiting.keys() - {key} else [alone]


def _place(form: RecordForm, error: UserError) -> str:
    return error.field if error.field in form.boxes else next(iter(form.refused()))


def _ask(store: Store, form: RecordForm, listing: Listing, number: int, key: str, error: UserError) -> None:
    """Ask which of two values, or whether a new name, is to be stored; until then the typed one stays in the form."""
    editor, field = form.boxes[key].editor, form.boxes[key].field
    assert editor

    def again(agreed: Collection[str] = ()) -> None:
        if form.row_id == number:
            store_value(store, form, listing, number, field, editor.value_text(), agreed=agreed)

    if isinstance(error, OvertakenError):
        form.asked.add(key)
        form.set_seen(key, error.now)
        ask_whose(form, error, again, editor.restore)
    elif isinstance(error, NewNameError):
        form.asked.add(key)
        ask_new_name(form, error, partial(again, (error.name,)))


def ask_whose(
    parent: QWidget, error: OvertakenError, mine: Callable[[], object], theirs: Callable[[], object] | None = None
) -> None:
    """Show both values and let the clerk choose."""
    confirm(
        parent,
        parent.tr("别人也改了"),
        str(error),
        (),
        parent.tr("保留我的"),
        mine,
        back=parent.tr("用对方的"),
        otherwise=theirs,
    )


def tell_discarded(page: QWidget, form: RecordForm, tell: Callable[[str], object]) -> None:
    """Tell the clerk when the form discards refused values for another row, so that nobody takes them for stored."""
    words = page.tr("刚才那一条的{}没有存下；要的话请回到那一条，把标红的几项填齐")
    form.discarded.connect(lambda titles: tell(words.format(titles)))
