"""Edits the cells of a table with the editors of their fields."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from widgets import theme
from widgets.editors import Editor, Editors, Make
from widgets.line_editor import LineEditor, LongEditor
from widgets.record_model import EDIT, RecordModel
from widgets.style_option import typed

Index = QModelIndex | QPersistentModelIndex
LONG_CELL = 360  # px, room for a sentence


class FieldDelegate(QStyledItemDelegate):
    """Passes an edit on once, though Enter, a pick and the lost focus may all report it."""

    restored = Signal()  # the stored text was brought back by Esc

    def __init__(self, make: Make | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make or Editors().make
        self._announced: Editor | None = None

    def _done(self) -> None:
        editor = self.sender()
        if isinstance(editor, LineEditor | LongEditor):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Keep an alerting value red in a selected row."""
        super().initStyleOption(option, index)
        ink = index.data(Qt.ItemDataRole.ForegroundRole) or theme.colour("text")
        typed(option).palette.setColor(QPalette.ColorRole.HighlightedText, ink)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = self._make(cast(RecordModel, index.model()).fields[index.column()], parent)
        editor.in_cell = True
        editor.setProperty("cell", True)
        editor.setAutoFillBackground(True)
        self._announced = None
        editor.committed.connect(self._done)
        editor.restored.connect(self.restored)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, LineEditor | LongEditor) and not editor.is_unsaved():
            editor.set_text(index.data(EDIT))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, LineEditor | LongEditor) and editor is not self._announced:
            editor.normalise()
            editor.note_committed()
            self._announced = editor
            cast(RecordModel, model).change(cast(QModelIndex, index), editor.value_text(), editor.shown)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = typed(option).rect
        view = editor.parentWidget()
        if isinstance(editor, LongEditor) and view:  # as high as its text, and all of it within the view
            room = view.rect()
            rect.setSize(QSize(min(max(rect.width(), LONG_CELL), room.width()), editor.height()))
            rect.moveLeft(max(0, min(rect.left(), room.right() - rect.width())))
            rect.moveTop(max(0, min(rect.top(), room.bottom() - rect.height())))
        editor.setGeometry(rect)
