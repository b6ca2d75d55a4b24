"""Editors of one value as text: a line, or several."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from db.core.kinds import Kind

TIDIED = ("day", "birth", "time", "count", "money")  # kinds whose text is shown as it will be stored
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ELSEWHERE = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason)
LONG_LINES = 3, 10
LONG_TEXT = 14  # characters that a line in a form surely shows


def tidy(kind: Kind, text: str) -> str:
    """What was typed, as it will be shown; as typed where it does not fit."""
    if kind.name not in TIDIED or not text.strip():
        return text
    try:
        return kind.show(kind.parse(text))
    except Exception:  # whatever is wrong with it, the one who stores it says so
        return text


class Drafted:
    """What editors have in common: the stored text, what was announced, and what is being typed."""

    kind: Kind
    in_cell = False  # a table announces Enter and the leaving focus itself
    committed: Any  # the signals of the widget
    restored: Any
    read: Callable[[], str]
    write: Callable[[str], None]
    _stored = ""
    _told = ""

    def set_text(self, text: str) -> None:
        """Show the stored value."""
        self._stored = self._told = text
        if text != self.read():
            self.write(text)

    def set_stored(self, text: str) -> None:
        """Take a new stored value to return to; what is being typed stays."""
        self._stored = text

    def show_refused(self, text: str) -> None:
        """Show what was announced, here or in a cell, and could not be stored."""
        self._told = text
        if text != self.read():
            self.write(text)

    def value_text(self) -> str:
        return self.read()

    def is_unsaved(self) -> bool:
        """Whether something was typed that nobody was told of."""
        return self.read() != self._told

    def settle(self) -> None:
        """Bring what was typed into the form in which it is announced."""
        text = tidy(self.kind, self.read())
        if text != self.read():
            self.write(text)

    def commit(self) -> None:
        """Announce what was typed, if it is news."""
        if self.is_unsaved():
            self.settle()
            self._tell()

    def submit(self) -> None:
        """Enter: announce once more what could not be stored."""
        if self.is_unsaved() or self.read() != self._stored:
            self.settle()
            self._tell()

    def restore(self) -> None:
        self.write(self._stored)
        self._told = self._stored
        self.restored.emit()

    def is_changed(self) -> bool:
        return self.read() != self._stored

    def _tell(self) -> None:
        self._told = self.read()
        self.committed.emit(self._told)


class LineEditor(Drafted, QLineEdit):
    """One line."""

    committed = Signal(str)
    restored = Signal()

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.read, self.write = self.text, self._show

    def _show(self, text: str) -> None:
        """A text too long for the line shows its beginning, and in full under the mouse."""
        self.setText(text)
        self.setToolTip(text if len(text) > LONG_TEXT else "")
        if not self.hasFocus():
            self.setCursorPosition(0)

    def add_button(self, icon: QIcon, tip: str, pressed: Callable[[], None]) -> None:
        """A small button at the right end of the line."""
        action = self.addAction(icon, QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(tip)
        action.triggered.connect(lambda *_: pressed())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not self.in_cell:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape and self.is_changed():
            self.restore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and not self.hasSelectedText():
            self.end(False)  # typing goes on where the text ends

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in ELSEWHERE and not self.in_cell:
            self.commit()


class LongEditor(Drafted, QPlainTextEdit):
    """Several lines: Enter makes a new one, Ctrl+Enter announces."""

    committed = Signal(str)
    restored = Signal()

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.read, self.write = self.toPlainText, self.setPlainText
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(5)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        least, most = LONG_LINES
        lines = max(least, min(most, int(self.document().size().height())))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 24)

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # the lines break elsewhere
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape and self.is_changed():
            self.restore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in ELSEWHERE and not self.in_cell:
            self.commit()
