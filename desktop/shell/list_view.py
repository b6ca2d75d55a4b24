"""A list view: what a page shows of a listing, and what can be done there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.core.fields import Listing
from desktop.shell.store import Store
from widgets.record_form import Sections

Action = tuple[str, Callable[[], object]]  # its words, and what it does


@dataclass(frozen=True)
class ListView:
    """It stays as it is for as long as its page is there.

    `no_new` and `read_only` are sentences: why rows aren't added here, why they can only be looked at.
    """

    listing: Listing
    name: str = ""  # tells several views of one listing apart
    columns: Sequence[str] = ()  # fields that the table shows; where none is named, the clerk chooses
    widths: Mapping[str, int] = field(default_factory=dict)  # of columns, in pixels
    unseen: Sequence[str] = ()  # fields that the form doesn't show, nor the table if it names no columns
    form: bool = True  # whether a form stands beside the table
    sections: Sections = ()  # of the form, and of the dialog for a new row
    sizes: tuple[int, int] = (820, 400)  # of the table and the form, in pixels
    wide: bool | None = None  # whether the bar has room; if not said, as there is a form
    counted: bool = True  # whether the bar says how many rows there are
    search_hint: str = ""
    add_text: str = ""  # on the button that adds
    unasked: Sequence[str] = ()  # fields that the dialog for a new row leaves out
    defaults: Callable[[Store], Mapping[str, str]] = lambda _store: {}  # what a new row starts with
    choose_first: str = ""  # why nothing can be added while no row is chosen in the list above
    no_new: str = ""
    read_only: str = ""
    exported: bool = True  # whether there is a button that exports
    report: str = ""  # what it writes, if not the listing
    reorder: Callable[[Any, Sequence[int]], None] | None = None  # keeps the order into which rows are dragged
    row_actions: Callable[[int], Sequence[Action]] = lambda _number: ()  # more for the menu of a row
    first_action: Action | None = None  # what to do where there is no row yet, if not to add one

    @property
    def has_room(self) -> bool:
        """Whether there is room in the bar for words beside the icons."""
        return self.form if self.wide is None else self.wide
