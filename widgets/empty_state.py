"""What a list shows while there is nothing in it: a picture, a sentence, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from widgets.icons import icon

PICTURE = 44
LOW = 190  # px below which there is room only for the words


class EmptyState(QWidget):
    """Lies over the view it is given to; the owner shows and hides it."""

    action = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("empty_state")
        self._picture, self._text, self._button = QLabel(self), QLabel(self), QPushButton(self)
        self._text.setObjectName("empty_text")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button.setProperty("primary", True)
        self._button.clicked.connect(self.action)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addStretch(4)
        for part in (self._picture, self._text, self._button):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(6)  # a little above the middle looks centred
        self.set_text("")

    def set_text(self, text: str, action_text: str | None = None, sign: str = "folder") -> None:
        self._text.setText(text)
        self._button.setText(action_text or "")
        self._button.setVisible(bool(action_text))
        self._picture.setPixmap(icon(sign, "line-strong").pixmap(PICTURE, PICTURE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture.setVisible(self.height() >= LOW)
        self._text.setFixedWidth(max(120, min(380, self.width() - 40)))  # a label that wraps has no width of its own
