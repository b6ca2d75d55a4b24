"""Where the parts of a list page stand, and its columns as the clerk left them."""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter, QVBoxLayout

from db.core.fields import Listing
from desktop.shell.list_bar import ListBar
from desktop.shell.list_view import ListView
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.store import match
from widgets.record_form import RecordForm
from widgets.record_table import RecordTable


class ListLayout(RefreshingPage):
    """A table with a bar above it and a form beside it."""

    view: ListView
    listing: Listing
    table: RecordTable
    form: RecordForm | None
    bar: ListBar

    def make_form(self) -> RecordForm:
        return RecordForm(
            self.listing.fields,
            self.store.choices,
            self,
            sections=self.view.sections,
            hidden=self.view.unseen,
            match=match,
        )

    def lay_out(self) -> None:
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addLayout(self.bar)
        if self.form is None:
            self.column.addWidget(self.table, 1)
            return
        splitter = QSplitter(self)
        splitter.addWidget(self.table)
        splitter.addWidget(self.form)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes(list(self.view.sizes))
        splitter.setChildrenCollapsible(False)
        self.column.addWidget(splitter, 1)

    def set_columns(self) -> None:
        """Set columns as the clerk left them; the columns and widths of the view come first."""
        self.table.set_movable(self.view.reorder is not None)
        self.table.hide_fields(self.view.unseen)
        self.table.restore_state(str(self.shell.settings.value(f"columns/{self.objectName()}", "")))
        if self.view.columns:
            self.table.hide_fields([key for key in self.listing.places if key not in self.view.columns])
        for key, width in self.view.widths.items():
            self.table.setColumnWidth(self.listing.places[key] - 1, width)

    def keep_columns(self) -> None:
        self.shell.settings.setValue(f"columns/{self.objectName()}", self.table.save_state())
