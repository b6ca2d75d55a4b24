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
        self._fit()

    def _fit(self) -> None:
        """A label that wraps has neither a width of its own nor the height that follows from it."""
        width = max(120, min(380, self.width() - 40))
        self._text.setMinimumHeight(0)  # or it is never less high than it was
        self._text.setFixedSize(width, max(0, self._text.heightForWidth(width)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture.setVisible(self.height() >= LOW)
        self._fit()
