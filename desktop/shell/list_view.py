"""The description of a list page: which listing, which columns, which form, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from db.core.fields import Listing
from desktop.shell.store import Store
from widgets.record_form import Sections

Action = tuple[str, Callable[[], object]]  # its text, and what it does


@dataclass(frozen=True)
class ListView:
    """Describes a list page for as long as it exists; what changes meanwhile goes through the methods of the page.

    `choose_first`, `no_new` and `read_only` are sentences for the clerk: why no row can be added while none is chosen
    in the list above, why none can be added at all, why the rows can only be read.
    """

    listing: Listing
    name: str = ""  # distinguishes several views of one listing
    columns: Sequence[str] = ()  # fields in the table; without any, the clerk chooses which to show
    widths: Mapping[str, int] = field(default_factory=dict)  # of columns, in pixels
    unseen: Sequence[str] = ()  # fields left out of the form, and of a table without `columns`
    form: bool = True  # whether there is a form beside the table
    sections: Sections = ()  # of the form, and of the dialog for a new row
    sizes: tuple[int, int] = (820, 400)  # of the table and the form, in pixels
    wide: bool | None = None  # whether the bar has room for words; by default, if there is a form
    counted: bool = True  # whether the bar shows the number of rows
    search_hint: str = ""
    add_text: str = ""  # on the button that adds
    unasked: Sequence[str] = ()  # fields left out of the dialog for a new row
    defaults: Callable[[Store], Mapping[str, str]] = lambda _store: {}  # what a new row starts with
    choose_first: str = ""
    no_new: str = ""
    read_only: str = ""
    exported: bool = True  # whether there is an export button
    report: str = ""  # the report that is exported, if not the listing itself
    reorder: Callable[[Session, Sequence[int]], None] | None = None  # stores the order after a row was dragged
    row_actions: Callable[[int], Sequence[Action]] = lambda _number: ()  # additions to the menu of a row
    first_action: Action | None = None  # offered where there is no row, in place of adding one

    @property
    def has_room(self) -> bool:
        """Whether the bar has room for words beside the icons."""
        return self.form if self.wide is None else self.wide
