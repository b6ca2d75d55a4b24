"""What an empty list shows: a picture, a sentence and a button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from widgets.icons import icon

PICTURE = 44
LOW = 190  # px below which there is no room for the picture


class EmptyState(QWidget):
    """Lies over a view, which shows and hides it."""

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
        layout.addStretch(6)  # the content looks centred a little above the middle
        self.set_text("")

    def set_text(self, text: str, action_text: str | None = None, sign: str = "folder") -> None:
        self._text.setText(text)
        self._button.setText(action_text or "")
        self._button.setVisible(bool(action_text))
        self._picture.setPixmap(icon(sign, "line-strong").pixmap(PICTURE, PICTURE))
        self._fit()

    def _fit(self) -> None:
        """Set the size of the label: Qt doesn't find the height of wrapped text by itself."""
        width = max(120, min(380, self.width() - 40))
        self._text.setMinimumHeight(0)  # otherwise it never gets lower
        self._text.setFixedSize(width, max(0, self._text.heightForWidth(width)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture.setVisible(self.height() >= LOW)
        self._fit()
