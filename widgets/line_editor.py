"""Editors of one value as text, of one line or of several."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from db.core.kinds import Kind

NORMALISED = ("day", "birth", "time", "count", "money")  # kinds whose typed text changes into the stored form
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ELSEWHERE = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason)
LONG_LINES = 3, 10
LONG_TEXT = 14  # characters that fit into any line of a form


def normalised(kind: Kind, text: str) -> str:
    """A typed text in the form in which it is stored; unchanged where it doesn't fit."""
    if kind.name not in NORMALISED or not text.strip():
        return text
    try:
        return kind.show(kind.parse(text))
    except Exception:  # whoever stores it says what is wrong
        return text


class EditorMixin:
    """What all editors share: they know the stored text, the committed one and the typed one."""

    kind: Kind
    in_cell = False  # the table commits on Enter and when the focus leaves
    committed: Any  # the signals of the widget
    restored: Any
    read: Callable[[], str]
    write: Callable[[str], None]
    _stored = ""
    _committed = ""
    composing = False  # an input method is at work here
    shown = ""  # the stored value that the typed text replaces, as the user has seen it

    def set_text(self, text: str) -> None:
        """Show the stored value."""
        self._stored = self._committed = self.shown = text
        if text != self.read():
            self.write(text)

    def set_stored(self, text: str) -> None:
        """Change the stored value for Esc; the typed text stays."""
        self._stored = text

    def set_seen(self, text: str) -> None:
        """Change the stored value, and take it for seen: the user was told of it."""
        self._stored = self.shown = text

    def forget_typing(self) -> None:
        """Let Ctrl+Z in the field not bring back what was typed there before, for another record."""
        self.write(self.read())

    def show_refused(self, text: str) -> None:
        """Show a committed text that was refused, here or in a cell."""
        self._committed = text
        if text != self.read():
            self.write(text)

    def value_text(self) -> str:
        return self.read()

    def is_unsaved(self) -> bool:
        """Whether there is a typed text that wasn't committed."""
        return self.read() != self._committed

    def is_busy(self) -> bool:
        """Whether something is typed, or being composed, that a loaded text must not replace."""
        return self.composing or self.is_unsaved()

    def note_composing(self, event: QInputMethodEvent) -> None:
        """Called after each step of an input method; a text loaded meanwhile shows once nothing is composed."""
        self.composing = bool(event.preeditString())
        if not self.composing and not self.is_unsaved() and self._committed == self.shown != self._stored:
            self.set_text(self._stored)

    def normalise(self) -> None:
        """Bring the typed text into the form in which it is committed."""
        text = normalised(self.kind, self.read())
        if text != self.read():
            self.write(text)

    def commit(self) -> None:
        """Emit `committed` with the typed text, unless it was committed before."""
        if self.is_unsaved():
            self.normalise()
            self._tell()

    def note_committed(self) -> None:
        """Take the typed text for committed: a table is storing it."""
        self._committed = self.read()

    def submit(self) -> None:
        """Emit `committed` on Enter, again for a text that was refused."""
        if self.is_unsaved() or self.read() != self._stored:
            self.normalise()
            self._tell()

    def restore(self) -> None:
        """Go back to the stored text."""
        self.write(self._stored)
        self._committed = self._stored
        self.restored.emit()

    def is_changed(self) -> bool:
        return self.read() != self._stored

    def _tell(self) -> None:
        self._committed = self.read()
        self.committed.emit(self._committed)


class LineEditor(EditorMixin, QLineEdit):
    """An editor of one line."""

    committed = Signal(str)
    restored = Signal()

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.read, self.write = self.text, self._show

    def _show(self, text: str) -> None:
        """Show a text; of a long one the beginning, and all of it in the tool tip."""
        self.setText(text)
        self.setToolTip(text if len(text) > LONG_TEXT else "")
        if not self.hasFocus():
            self.setCursorPosition(0)

    def add_button(self, icon: QIcon, tip: str, pressed: Callable[[], None]) -> None:
        """A small button at the right end of the line."""
        action = self.addAction(icon, QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(tip)
        action.triggered.connect(lambda *_: pressed())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.note_composing(event)

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
            self.end(False)  # go on typing at the end

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in ELSEWHERE and not self.in_cell:
            self.commit()


class LongEditor(EditorMixin, QPlainTextEdit):
    """An editor of several lines: Enter makes a new line, Ctrl+Enter commits."""

    committed = Signal(str)
    restored = Signal()

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.lines: tuple[int, int] = LONG_LINES  # shown at least and at most, whatever is typed
        self.read, self.write = self.toPlainText, self.setPlainText
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(5)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        least, most = self.lines
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
        if event.size().width() != event.oldSize().width():  # lines break elsewhere now
            self._fit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.note_composing(event)

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
