"""A list that doesn't show at once what it knows of people in hardship."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from db.access_log import note, whose
from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.masking import HIDDEN, Audience, Sensitive, mask
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView
from desktop.shell.protocol import Shell


def secrets_of(listing: Listing) -> list[str]:
    """The fields of a listing that nobody sees in passing."""
    return [f.key for f in listing.fields if f.sensitive is Sensitive.SECRET]


class ProtectedList(ListPage):
    """Shows some fields as the public might see them, but for the record that has been opened."""

    masked = True

    def __init__(
        self, shell: Shell, view: ListView, masked: Collection[str], parent: QWidget | None, open_first: str = ""
    ) -> None:
        self.opened: int | None = None
        self.open_first = open_first or self.tr("先打开这条记录，再修改")  # said when a masked value is to be changed
        self.covered = tuple(masked)
        self._places = [(view.listing.places[key], view.listing[key].sensitive) for key in masked]
        super().__init__(shell, view, parent)

    def fetch(self, numbers: Sequence[int]) -> Sequence[Any]:
        return [row if self.is_open(row[0]) else self._mask(row) for row in super().fetch(numbers)]

    def is_open(self, number: int) -> bool:
        return number == self.opened

    def note_seen(self, number: int, action: str) -> None:
        """Note in the history whose record is seen, unless it was opened before."""
        if not self.is_open(number):
            with self.store.read() as session:
                person = whose(session, self.listing, number)
            note(self.store.database, [person], action)

    def edit(self, number: int, field: Field, typed: str) -> None:
        """What isn't seen isn't typed over; what is still empty may be filled in."""
        if field.key in self.filled(number) and not self.is_open(number):
            raise UserError(self.open_first, field.key)
        super().edit(number, field, typed)

    def filled(self, number: int) -> set[str]:
        """Which of the masked fields have something to mask."""
        rows = super().fetch([number])
        return {key for key in self.covered if rows and self.listing.value(rows[0], key)}

    def _mask(self, row: Sequence[Any]) -> Sequence[Any]:
        shown = list(row)
        for place, sensitive in self._places:
            if shown[place] is not None:
                shown[place] = mask(shown[place], sensitive, Audience.PUBLIC) or HIDDEN
        return shown


class OpenableList(ProtectedList):
    """One record at a time is open, each opening is noted; going on to another closes it.

    One that isn't `whole` is worked on while it is closed, too, but for what is masked of it.
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
        """Show the current record in full, and note that it was looked at; or close it again."""
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

    def edit(self, number: int, field: Field, typed: str) -> None:
        if self.whole and number != self.opened:
            raise UserError(self.open_first, field.key)
        super().edit(number, field, typed)

    def _open(self, number: int | None) -> None:
        assert self.form
        if number is None:
            self.form.show_row(None)  # what was typed is stored, or given up: it isn't left to be read
        before, self.opened = self.opened, number
        self.open_button.setMinimumWidth(self.open_button.width())  # nothing moves when it says 收起
        self.model.refresh([one for one in (before, number) if one is not None])
        self._show_current(self.current_id())

    def _created(self, number: int) -> None:
        super()._created(number)
        self._open(number)  # who has just typed it may see it

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
        for box in (self.form.boxes[key] for key in self.covered if key in self.form.boxes):
            if box.editor:
                box.editor.setEnabled(is_open or box.field.key not in filled)
