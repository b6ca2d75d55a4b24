"""One field in a form: its title, its editor, and below it a hint or what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets.editors import Editor, Editors

if TYPE_CHECKING:
    from db.fields import Field

LONG_KINDS = ("long",)
WIDE = 30  # half-width characters from which a field takes the whole width


def is_wide(field: Field) -> bool:
    return field.kind.name in LONG_KINDS or field.kind.width >= WIDE


class FieldBox(QWidget):
    """Title left, editor right; a field that can't be set is plain text."""

    def __init__(self, field: Field, editors: Editors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.editor: Editor | None = editors.make(field, self) if field.set else None
        self.plain = QLabel(self)
        self.title = QLabel(field.title, self)
        self.note = QLabel(field.hint, self)
        self._error = ""
        self._name_parts()
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.editor or self.plain)
        column.addWidget(self.note)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self.title, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(column, 1)
        self._show_note()

    def _name_parts(self) -> None:
        field = self.field
        star = f' <span style="color:{ERROR}">*</span>' if field.required and self.editor else ""
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.title.setText(escape(field.title) + star)
        self.title.setObjectName("field_title")
        self.title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.note.setObjectName("field_note")
        self.note.setWordWrap(True)
        if self.editor:
            self.title.setBuddy(self.editor)
            self.editor.setAccessibleDescription(field.hint)
