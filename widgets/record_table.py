"""A table of records: its columns are fields, its rows are fetched as they scroll into view."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QKeyCombination,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDropEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QWidget

from widgets import theme
from widgets.clipboard import cells_for_sheet
from widgets.column_table import ColumnTable
from widgets.editors import Make
from widgets.empty_state import EmptyState
from widgets.field_delegate import FieldDelegate
from widgets.line_editor import ENTER, LineEditor, LongEditor
from widgets.record_model import Fetch, RecordModel, Row
from widgets.table_finder import TableFinder

__all__ = ["Fetch", "RecordModel", "RecordTable", "Row"]

COPY_LIMIT = 5000  # more rows would hold the window up; an export doesn't
KEPT_SELECTED = 500
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
MOVES = {  # by Alt+arrow, the row goes before the place this far away
    QKeyCombination(Qt.KeyboardModifier.AltModifier, Qt.Key.Key_Up): -1,
    QKeyCombination(Qt.KeyboardModifier.AltModifier, Qt.Key.Key_Down): 2,
}


@dataclass
class _Place:
    """The place in the table before other rows are shown."""

    number: int | None = None
    row: int = -1
    column: int = 0
    above: int = 0  # rows between the top of the view and the current one
    top: int = 0
    left: int = 0
    selected: list[int] = field(default_factory=list)


@dataclass
class Typed:
    """A text typed into a cell; if it was refused, `why` says so."""

    number: int  # of the row
    column: int
    text: str
    why: str = ""
    shown: str | None = None  # the stored text when the typing began; None: as it is shown now


class RecordTable(ColumnTable):
    """Shows a RecordModel; its signals say what the user wants done."""

    current_changed = Signal(object)  # row id or None
    remove_wanted = Signal(list)  # row ids
    opened = Signal(int)  # Enter or a double click where nothing is edited
    menu_wanted = Signal(QPoint)  # a global position
    empty_action = Signal()
    message = Signal(str)  # a sentence for the message bar
    moved = Signal(int, int)  # row id, and the place before which it goes

    def __init__(self, model: RecordModel, make: Make | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self.may_leave: Callable[[], bool] = lambda: True  # asked before another row becomes the current one
        self.typed: Typed | None = None  # to be shown again in its cell, as it was refused or the rows were loaded anew
        self._current: int | None = None
        self._editing = self._leaving = False
        self._place = _Place()
        self._empty = EmptyState(self.viewport())
        self._empty.action.connect(self.empty_action)
        self.finder = TableFinder(self, model, self.select_id)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        delegate = FieldDelegate(make, self)
        delegate.restored.connect(self._forget_typed)
        self.setItemDelegate(delegate)
        self.setModel(model)
        self._set_up_rows()
        self.set_up_header()
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        self._show_empty()

    def _set_up_rows(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed | trigger.DoubleClicked)  # letters find, they don't overwrite
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.ROW_HEIGHT)
        rows.setDefaultSectionSize(theme.ROW_HEIGHT)
        rows.hide()

    # -- rows --

    def current_id(self) -> int | None:
        return self._current

    def selected_ids(self) -> list[int]:
        """The ids of the selected rows, from top to bottom."""
        spans = sorted((span.top(), span.bottom()) for span in self._spans())
        places = dict.fromkeys(place for top, bottom in spans for place in range(top, bottom + 1))
        return [self.records.row_id(place) for place in places]

    def _spans(self) -> list[QItemSelectionRange]:
        return list(cast(Iterable[QItemSelectionRange], self.selectionModel().selection()))

    def select_id(self, number: int) -> bool:
        """Make a row the current one and scroll to it; return False where it isn't shown."""
        place = self.records.position(number)
        if place is None:
            return False
        index = self.records.index(place, max(0, self.currentIndex().column()))
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)  # whatever keys are down
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def open_again(self, number: int, key: str, text: str, why: str) -> None:
        """Open a cell again with a text that was refused, once the editor that is open has closed."""
        column = next(place for place, one in enumerate(self.records.fields) if one.key == key)
        self.typed = Typed(number, column, text, why)
        QTimer.singleShot(0, self, self._open_typed)

    def open_editor(self) -> LineEditor | LongEditor | None:
        """The editor of the cell that is being edited."""
        index = self.currentIndex()
        editor = self.indexWidget(index) if index.isValid() else None
        return editor if isinstance(editor, LineEditor | LongEditor) else None

    def _forget_typed(self) -> None:
        self.typed = None

    def _open_typed(self) -> None:
        place = self.records.position(self.typed.number) if self.typed else None
        if self.typed is None or place is None:
            self.typed = None
            return
        typed = self.typed
        index = self.records.index(place, typed.column)
        self.setCurrentIndex(index)
        if self.open_editor() is None:
            self.edit(index)
        if editor := self.open_editor():
            editor.write(typed.text)
            editor.shown = editor.shown if typed.shown is None else typed.shown
            self.typed = typed if typed.why else None

    def set_empty(self, text: str, action_text: str | None = None, icon: str = "folder") -> None:
        """Set the sentence for an empty table, and perhaps a button (`empty_action`)."""
        self._empty.set_text(text, action_text, icon)

    def copy(self) -> None:
        """Copy the selected rows, as they are shown, for a spreadsheet."""
        ids = self.selected_ids()
        if not ids:
            return
        if len(ids) > COPY_LIMIT:
            self.message.emit(self.tr("选中了 %n 行，太多了，请用“导出”", None, len(ids)))
            return
        header = self.horizontalHeader()
        columns = [header.logicalIndex(visual) for visual in range(header.count())]
        shown = [column for column in columns if not self.isColumnHidden(column)]
        QApplication.clipboard().setMimeData(cells_for_sheet(self.records.texts(ids, shown)))
        self.message.emit(self.tr("已复制 %n 行，可以粘贴到表格里", None, len(ids)))

    def copy_cell(self) -> None:
        QApplication.clipboard().setText(self.currentIndex().data(Qt.ItemDataRole.EditRole) or "")

    def set_movable(self, on: bool) -> None:
        """Let rows be dragged, or moved with Alt+Up and Alt+Down (`moved`)."""
        self.records.movable = on
        mode = QAbstractItemView.DragDropMode
        self.setDragDropMode(mode.InternalMove if on else mode.NoDragDrop)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(on)

    # -- keeping the place --

    def _remember(self) -> None:
        self._editing = self.state() == QAbstractItemView.State.EditingState or self.hasFocus()
        index = self.currentIndex()
        selected: list[int] = []
        if sum(span.height() for span in self._spans()) <= KEPT_SELECTED:
            selected = self.selected_ids()
        top = max(0, self.rowAt(0))
        bar = self.horizontalScrollBar().value()
        self._place = _Place(self._current, index.row(), index.column(), index.row() - top, top, bar, selected)
        if self._current is not None and (editor := self.open_editor()) and editor.is_unsaved():
            why = self.typed.why if self.typed else ""
            self.typed = Typed(self._current, index.column(), editor.value_text(), why, editor.shown)

    def _recall(self) -> None:
        place, count = self._place, self.records.rowCount()
        row = self.records.position(place.number) if place.number is not None else None
        if row is None and place.number is not None and count:
            row = min(place.row, count - 1)  # removed: the row that took its place
        if row is not None:
            index = self.records.index(row, max(0, place.column))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.selectionModel().select(self._again(row), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        near = row is not None and 0 <= place.above <= self.viewport().height() // theme.ROW_HEIGHT
        self.verticalScrollBar().setValue(max(0, row - place.above) if near and row is not None else place.top)
        self.horizontalScrollBar().setValue(place.left)
        self._show_empty()
        self._tell_current()
        if self._editing:  # the reset closed the editor, which had the focus
            self.setFocus()
        if self.typed:
            QTimer.singleShot(0, self, self._open_typed)

    def _again(self, current: int) -> QItemSelection:
        """The selection of rows that are still there; at least the current one."""
        last = len(self.records.fields) - 1
        again = QItemSelection()
        places = {place for one in self._place.selected if (place := self.records.position(one)) is not None}
        for place in sorted(places) or [current]:
            again.select(self.records.index(place, 0), self.records.index(place, last))
        return again

    def _tell_current(self, *_: QModelIndex) -> None:
        number = self._chosen()
        if number == self._current or self._leaving:
            return
        if self._current is not None and self.records.position(self._current) is not None:
            self._leaving = True
            try:
                may_leave = self.may_leave()
            finally:
                self._leaving = False
            if not may_leave:
                QTimer.singleShot(0, self, partial(self.select_id, self._current))  # after the click that leads away
                return
            if number is not None and self._chosen() != number:  # storing has shown the rows anew
                self.select_id(number)
                return
        self._current = number
        self.current_changed.emit(number)

    def _chosen(self) -> int | None:
        index = self.currentIndex()
        return self.records.row_id(index.row()) if index.isValid() else None

    def _show_empty(self) -> None:
        self._empty.setGeometry(self.viewport().rect())
        self._empty.setVisible(not self.records.rowCount())

    # -- overrides of Qt --

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QAbstractItemView.State.EditingState
        if editing:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif self.records.movable and (step := MOVES.get(event.keyCombination())) and self.currentIndex().isValid():
            place = self.currentIndex().row() + step
            if 0 <= place <= self.records.rowCount():
                self.moved.emit(self.records.row_id(self.currentIndex().row()), place)
        elif event.key() == Qt.Key.Key_Delete and (ids := self.selected_ids()):
            self.remove_wanted.emit(ids)
        elif event.key() in (*ENTER, Qt.Key.Key_F2) and self.currentIndex().isValid():
            self._enter(self.currentIndex())
        elif (typed := event.text()).isprintable() and typed.strip() and not event.modifiers() & COMMANDS:
            self.finder.begin(typed)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What is composed on a chosen cell is looked for; it goes on in the line that finds."""
        if self.state() != QAbstractItemView.State.EditingState and (event.preeditString() or event.commitString()):
            self.finder.begin("")
            QApplication.sendEvent(self.finder, event)
        else:
            super().inputMethodEvent(event)

    def commitData(self, editor: QWidget) -> None:
        self.typed = None
        super().commitData(editor)

    def _enter(self, index: QModelIndex) -> None:
        if self.records.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        else:
            self.opened.emit(self.records.row_id(index.row()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self.records.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(self.records.row_id(index.row()))

    def dropEvent(self, event: QDropEvent) -> None:
        """Emit where the row goes; whoever stores the order shows it anew."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        place = self.records.rowCount()
        if index.isValid():
            place = index.row() + (point.y() > self.visualRect(index).center().y())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.moved.emit(self.records.row_id(self.currentIndex().row()), place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())
