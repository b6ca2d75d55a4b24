"""Typing what is said at a meeting: the initials of the speaker at the start of a line, then Tab, make "姓名："."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QMenu

from db.core import pinyin
from widgets.line_editor import LongEditor

LONGEST = 12  # characters that may be letters of a name


class SpeakerKeys(QObject):
    """Watches an editor. Where several people begin so, a menu asks who; where nobody does, Tab moves on."""

    def __init__(self, editor: LongEditor, names: Callable[[], Sequence[str]]) -> None:
        super().__init__(editor)
        self._editor, self._names = editor, names
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.key() != Qt.Key.Key_Tab:
            return False
        cursor = self._editor.textCursor()
        letters = cursor.block().text()[: cursor.positionInBlock()].strip()
        found = self._found(letters) if 0 < len(letters) <= LONGEST and not cursor.hasSelection() else []
        if len(found) == 1:
            self._put(found[0])
        elif found:
            self._ask(found)
        return bool(found)

    def _found(self, letters: str) -> list[str]:
        typed = letters.lower()
        words = {name: pinyin.search_text(name).split() for name in self._names()}
        return [name for name, forms in words.items() if any(form.startswith(typed) for form in forms)]

    def _ask(self, names: Sequence[str]) -> None:
        self.menu = QMenu(self._editor)
        self.menu.setObjectName("speakers")
        for n, name in enumerate(names, start=1):
            self.menu.addAction(f"&{n}　{name}" if n < 10 else name, partial(self._put, name))
        self.menu.setActiveAction(self.menu.actions()[0])
        self.menu.popup(self._editor.viewport().mapToGlobal(self._editor.cursorRect().bottomLeft()))

    def _put(self, name: str) -> None:
        """Put the name in place of the letters."""
        cursor = self._editor.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f"{name}：")
        self._editor.setTextCursor(cursor)
