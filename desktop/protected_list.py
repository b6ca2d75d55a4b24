"""A list that doesn't show at once what it knows of people in hardship."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from db.fields import Listing
from db.masking import HIDDEN, Audience, mask
from desktop.list_page import ListPage
from desktop.shell import Shell


class ProtectedList(ListPage):
    """Shows some fields as the public might see them, but for the record that has been opened."""

    masked = True

    def __init__(
        self, shell: Shell, listing: Listing, parent: QWidget | None, masked: Collection[str], **options: Any
    ) -> None:
        self.opened: int | None = None
        self._places = [(listing.places[key], listing[key].sensitive) for key in masked]
        super().__init__(shell, listing, parent, **options)

    def fetch(self, numbers: Sequence[int]) -> Sequence[Any]:
        return [row if row[0] == self.opened else self._mask(row) for row in super().fetch(numbers)]

    def _mask(self, row: Sequence[Any]) -> Sequence[Any]:
        shown = list(row)
        for place, sensitive in self._places:
            if shown[place] is not None:
                shown[place] = mask(shown[place], sensitive, Audience.PUBLIC) or HIDDEN
        return shown
