"""A table whose columns are fields; the user moves, widens and hides them."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QMenu, QTableView

from widgets import theme
from widgets.record_model import RecordModel, half_widths

PADDING = 18
SORT_MARK = 16
WIDEST = 320


class ColumnTable(QTableView):
    """Keeps its columns as a text, by the keys of their fields."""

    records: RecordModel

    def set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # a selection of its own, always empty: with the table's, each painting of the header asks of each column
        # whether every row is selected in it, which takes seconds once all of 100,000 rows are
        header.setSelectionModel(QItemSelectionModel(self.records, header))
        header.setSectionsMovable(True)
        header.setFixedHeight(theme.ROW_HEIGHT + 2)
        header.setMinimumSectionSize(40)
        header.setStretchLastSection(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        self.setSortingEnabled(True)
        for column in range(len(self.records.fields)):
            self.setColumnWidth(column, self._usual_width(column))

    def _usual_width(self, column: int) -> int:
        kind, title = self.records.fields[column].kind, self.records.fields[column].title
        metrics = self.fontMetrics()
        half = max(metrics.horizontalAdvance("0"), metrics.horizontalAdvance("国") / 2)
        wanted = min(WIDEST, round(kind.width * half))
        return max(wanted, round(half_widths(title) * half) + SORT_MARK) + PADDING

    def hide_fields(self, keys: Collection[str]) -> None:
        for column, one in enumerate(self.records.fields):
            self.setColumnHidden(column, one.key in keys)

    def save_state(self) -> str:
        """The order, widths and visibility of the columns, by the keys of their fields."""
        header, fields = self.horizontalHeader(), self.records.fields
        hidden = [one.key for column, one in enumerate(fields) if self.isColumnHidden(column)]
        shown = [column for column, one in enumerate(fields) if one.key not in hidden]
        last = max(shown, key=header.visualIndex, default=-1)  # it is stretched, and has no width of its own
        state = {
            "order": [fields[header.logicalIndex(visual)].key for visual in range(header.count())],
            "widths": {fields[column].key: self.columnWidth(column) for column in shown if column != last},
            "hidden": hidden,
        }
        return json.dumps(state, ensure_ascii=False)

    def restore_state(self, text: str) -> None:
        """Restore saved columns; unknown columns and unreadable texts are ignored."""
        try:
            state = json.loads(text)
            order, widths, hidden = list(state["order"]), dict(state["widths"]), set(state["hidden"])
        except (ValueError, TypeError, KeyError):
            return
        header = self.horizontalHeader()
        columns = {one.key: column for column, one in enumerate(self.records.fields)}
        known = [key for key in order if key in columns]
        for visual, key in enumerate(known):
            header.moveSection(header.visualIndex(columns[key]), visual)
        for key, column in columns.items():
            if isinstance(width := widths.get(key), int) and 0 < width < 4000:
                self.setColumnWidth(column, width)
        if hidden < set(columns):  # never hide all
            self.hide_fields(hidden)

    def _header_menu(self, place: QPoint) -> None:
        menu = self.columns_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.horizontalHeader().mapToGlobal(place))

    def columns_menu(self) -> QMenu:
        """A menu to show and hide columns; the last visible one can't be hidden."""
        menu = QMenu(self)
        visible = [column for column in range(len(self.records.fields)) if not self.isColumnHidden(column)]
        for column, one in enumerate(self.records.fields):
            action = menu.addAction(one.title)
            action.setCheckable(True)
            action.setChecked(column in visible)
            action.setEnabled(visible != [column])
            action.toggled.connect(partial(self._set_visible, column))
        return menu

    def _set_visible(self, column: int, on: bool) -> None:
        self.setColumnHidden(column, not on)
