"""Lists that mask the values of people in hardship until a record is opened."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtWidgets import QWidget

from db.access_log import note, whose
from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.masking import HIDDEN, Audience, Sensitive, mask
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell
from widgets.record_model import Row


def secrets_of(listing: Listing) -> list[str]:
    """The fields of a listing that are masked until a record is opened."""
    return [f.key for f in listing.fields if f.sensitive is Sensitive.SECRET]


class ProtectedList(ListPage):
    """Masks some fields as for the public, except in the record that is open."""

    masked = True

    def __init__(
        self, shell: Shell, view: ListView, masked: Collection[str], parent: QWidget | None, open_first: str = ""
    ) -> None:
        self.opened: int | None = None
        self.open_first = open_first or self.tr("先打开这条记录，再修改")  # why a masked value can't be changed
        self.masked_keys = tuple(masked)
        self._places = [(view.listing.places[key], view.listing[key].sensitive) for key in masked]
        super().__init__(shell, view, parent)

    def fetch(self, numbers: Sequence[int]) -> Sequence[Row]:
        return [row if self.is_open(row[0]) else self._mask(row) for row in super().fetch(numbers)]

    def is_open(self, number: int) -> bool:
        return number == self.opened

    def note_seen(self, number: int, action: str) -> None:
        """Note in the history whose attachments are seen, unless the record is open, which was noted before."""
        if not self.is_open(number):
            with self.store.read() as session:
                person = whose(session, self.listing, number)
            note(self.store.database, [person], action)

    def edit(
        self, number: int, field: Field, typed: str, shown: str | None = None, agreed: Collection[str] = ()
    ) -> None:
        """Store a value, but never over a masked one; raises UserError there."""
        if field.key in self.filled(number) and not self.is_open(number):
            raise UserError(self.open_first, field.key)
        super().edit(number, field, typed, shown, agreed)

    def filled(self, number: int) -> set[str]:
        """The keys of masked fields that have a value."""
        rows = super().fetch([number])
        return {key for key in self.masked_keys if rows and self.listing.value(rows[0], key)}

    def _mask(self, row: Row) -> Row:
        shown = list(row)
        for place, sensitive in self._places:
            if shown[place] is not None:
                shown[place] = mask(shown[place], sensitive, Audience.PUBLIC) or HIDDEN
        return shown


class OpenableList(ProtectedList):
    """Opens one record at a time and notes each opening; another record closes it.

    Where `whole`, a closed record is read-only; otherwise only its masked values are.
    """

    def __init__(
        self, shell: Shell, view: ListView, masked: Collection[str], parent: QWidget | None, *, whole: bool = True
    ) -> None:
        self.whole = whole
        super().__init__(shell, view, masked, parent)
        self.open_button = self.bar.put_button("open_record", self.tr("打开查看"), self.open_current, "search")
        self.open_button.setToolTip(self.tr("显示全部内容；谁在什么时候看过，都记在历史里"))
        self.table.opened.connect(lambda _number: self.open_current())

    def open_current(self) -> None:
        """Show the current record unmasked, and note that; or close it again."""
        number = self.current_id()
        if number is None or number == self.opened:
            self._open(None)
            return
        with self.store.read() as session:
            person = whose(session, self.listing, number)
        note(self.store.database, [person])
        self._open(number)

    def why_closed(self, number: int) -> str:
        return "" if self.is_open(number) or not self.whole else self.tr("先打开这条记录")

    def remove(self, numbers: Sequence[int]) -> None:
        if list(numbers) == [self.opened] or not self.whole:
            super().remove(numbers)
        else:
            self.shell.tell(self.tr("先打开这条记录，看清楚再删"))

    def edit(
        self, number: int, field: Field, typed: str, shown: str | None = None, agreed: Collection[str] = ()
    ) -> None:
        """Store a value of an open record; raises UserError where it is closed."""
        if self.whole and number != self.opened:
            raise UserError(self.open_first, field.key)
        super().edit(number, field, typed, shown, agreed)

    def _open(self, number: int | None) -> None:
        assert self.form
        if number is None:
            self.form.show_row(None)  # what is being typed is stored or discarded, not left to be read
        before, self.opened = self.opened, number
        self.open_button.setMinimumWidth(self.open_button.width())  # it keeps its width with a shorter text
        self.model.refresh([one for one in (before, number) if one is not None])
        self._show_current(self.current_id())

    def _created(self, number: int) -> None:
        super()._created(number)
        self._open(number)  # whoever typed it may see it

    def _show_current(self, number: int | None) -> None:
        if self.opened is not None and number != self.opened:
            before, self.opened = self.opened, None
            self.model.refresh([before])
        is_open = number is not None and number == self.opened
        assert self.form
        if self.whole:
            self.model.editable = is_open
            self.form.set_locked(not is_open)
        super()._show_current(number)
        self.open_button.setEnabled(number is not None)
        self.open_button.setText(self.tr("收起") if is_open else self.tr("打开查看"))
        if self.whole:
            self.remove_button.setEnabled(is_open)
            return
        filled = self.filled(number) if number is not None else set()
        for box in (self.form.boxes[key] for key in self.masked_keys if key in self.form.boxes):
            if box.editor:
                box.editor.setEnabled(is_open or box.field.key not in filled)
