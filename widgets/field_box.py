"""One field in a form: its title, its editor, and below it a hint or an error."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets import theme
from widgets.editors import Editor, Editors
from widgets.line_editor import LongEditor

if TYPE_CHECKING:
    from db.core.fields import Field

WIDE = 30  # half-width characters from which a field takes the whole width of a form


def is_wide(field: Field) -> bool:
    return field.kind.name == "long" or field.kind.width >= WIDE


class FieldBox(QWidget):
    """Has the title on the left and the editor on the right; a field that can't be set is plain text."""

    def __init__(self, field: Field, editors: Editors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.editor: Editor | None = editors.make(field, self) if field.set else None
        self.plain = QLabel(self)
        self.title = QLabel(self)
        self.note = QLabel(field.hint, self)
        self._error = ""
        self._dress()
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

    def _dress(self) -> None:
        field = self.field
        star = f'<span style="color:{theme.COLOURS["error"]}">*</span> ' if field.required and self.editor else ""
        self.title.setText(star + escape(field.title))
        self.title.setObjectName("field_title")
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.title.setFixedHeight(theme.ROW_HEIGHT)
        self.note.setObjectName("field_note")
        self.note.setWordWrap(True)
        self.plain.setVisible(self.editor is None)
        if not self.editor:
            self.plain.setObjectName(field.key)
            self.plain.setAccessibleName(field.title)
            self.plain.setTextFormat(Qt.TextFormat.PlainText)
            self.plain.setWordWrap(True)
            self.plain.setMinimumHeight(theme.ROW_HEIGHT)
            self.plain.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            return
        self.title.setBuddy(self.editor)
        self.editor.setAccessibleDescription(field.hint)
        self.editor.restored.connect(self.clear_error)
        if not isinstance(self.editor, LongEditor):
            self.editor.setMinimumWidth(80)

    def set_text(self, text: str) -> None:
        if self.editor:
            self.editor.set_text(text)
        else:
            self.plain.setText(text)

    def text(self) -> str:
        return self.editor.value_text() if self.editor else self.plain.text()

    @property
    def error(self) -> str:
        return self._error

    def set_error(self, sentence: str) -> None:
        self._error = sentence
        for part in (self.note, self.editor):
            if part:
                part.setProperty("wrong", bool(sentence))
                part.style().unpolish(part)
                part.style().polish(part)
        if self.editor:
            self.editor.setAccessibleDescription(sentence or self.field.hint)
        self._show_note()

    def clear_error(self) -> None:
        if self._error:
            self.set_error("")

    def _show_note(self) -> None:
        """Show the error or the hint. The hint is always there, so that nothing below it moves with the focus."""
        text = self._error or (self.field.hint if self.editor else "")
        self.note.setText(text)
        self.note.setVisible(bool(text))
