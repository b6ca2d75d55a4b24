"""A search line with a list of matches; the chosen match stays chosen while others change the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget


class Finder(QWidget):
    """Chooses the first match of what is typed; without text, only Up, Down and the mouse choose one.

    Ctrl+Z in an empty line emits `undo_wanted`.
    """

    entered = Signal()  # the line gets the focus
    undo_wanted = Signal()

    def __init__(self, name: str, title: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.picked = False  # whether a match was chosen by keys or the mouse
        self.line, self.list = QLineEdit(self), QListWidget(self)
        self.line.setObjectName(name)
        self.line.setAccessibleName(title)
        self.line.setPlaceholderText(hint)
        self.list.setObjectName(f"{name}_list")
        self.list.setAccessibleName(title)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heading = QLabel(title, self)
        heading.setProperty("heading", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (heading, self.line):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._drop_pick)
        self.list.itemPressed.connect(self._pick)

    def show_found(self, texts: Sequence[str]) -> None:
        item = self.list.currentItem()
        chosen = item.text() if item and self.picked else None
        self.list.clear()
        for text in texts:
            QListWidgetItem(text, self.list).setToolTip(text)
        self.picked = chosen is not None and chosen in texts
        first = 0 if self.line.text().strip() else -1
        self.list.setCurrentRow(texts.index(chosen) if chosen is not None and self.picked else first)

    def clear(self) -> None:
        self.picked = False
        self.line.clear()
        self.list.setCurrentRow(-1)

    @property
    def place(self) -> int:
        """The place of the chosen match, -1 for none."""
        return self.list.currentRow()

    def _pick(self) -> None:
        self.picked = True

    def _drop_pick(self) -> None:
        self.picked = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            sides = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            if event.key() in sides:
                place = self.place + sides[Qt.Key(event.key())]
                self.list.setCurrentRow(min(max(0, place), self.list.count() - 1))
                self.picked = self.list.count() > 0
                return True
            if event.matches(QKeySequence.StandardKey.Undo) and not self.line.text():
                self.undo_wanted.emit()
                return True
        return super().eventFilter(watched, event)
