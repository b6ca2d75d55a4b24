"""Bars of a page: a search line, segments to turn from part to part, a message bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from widgets.icons import icon

PAUSE = 120  # ms from the last key to the search
READING_TIME = 6000  # ms until an information vanishes
ICONS = {"info": ("info", "accent"), "warning": ("warning", "warning"), "error": ("warning", "error")}


class SearchLine(QLineEdit):
    """Emits `searched` once the typing pauses; Esc clears it, Down moves into the table."""

    searched = Signal(str)
    down = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_line")
        self.setPlaceholderText(placeholder or self.tr("搜索"))
        self.setAccessibleName(self.tr("搜索"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(200)
        self.setMaximumWidth(320)
        if clear := self.findChild(QAction, "_q_qlineeditclearaction"):  # Qt's own icon doesn't match ours
            clear.setIcon(icon("close", "muted"))
        self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._table: QWidget | None = None
        self._last_found = ""
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(self._timer.start)

    def set_table(self, table: QWidget) -> None:
        """Let Down move the focus into a table."""
        self._table = table

    def _tell(self) -> None:
        self._timer.stop()
        text = " ".join(self.text().split())
        if text != self._last_found:
            self._last_found = text
            self.searched.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._tell()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
        elif event.key() == Qt.Key.Key_Down:
            self._tell()
            if self._table:
                self._table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.down.emit()
        else:
            super().keyPressEvent(event)


class Segments(QFrame):
    """A row of buttons, one of which is down: the parts of a page, each with the number of its records."""

    chosen = Signal(int)

    def __init__(self, parts: Sequence[tuple[str, str, int | None]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._toggled)
        self._titles: list[str] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(2, 2, 2, 2)
        self._layout.setSpacing(2)
        self.set_parts(parts)

    def set_parts(self, parts: Sequence[tuple[str, str, int | None]]) -> None:
        """Show parts, each with title, name of the icon ("" for none) and number or None; choose the first."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.deleteLater()
        self._titles = [title for title, _icon, _count in parts]
        for place, (title, sign, count) in enumerate(parts):
            button = QToolButton(self)
            button.setObjectName(f"segment_{place}")
            button.setCheckable(True)
            button.setAccessibleName(title)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(16, 16))
            if sign:
                button.setIcon(icon(sign))
            self._group.addButton(button, place)
            self._layout.addWidget(button)
            self.set_count(place, count)
        self.choose(0)

    def set_count(self, place: int, count: int | None) -> None:
        text = self._titles[place] if count is None else f"{self._titles[place]}  {count:,}"
        self._group.button(place).setText(f" {text}")  # some room beside the icon

    def choose(self, place: int) -> None:
        if button := self._group.button(place):
            button.setChecked(True)

    def current(self) -> int:
        return self._group.checkedId()

    def _toggled(self, place: int, on: bool) -> None:
        if on:
            self.chosen.emit(place)


class MessageBar(QFrame):
    """A thin bar with a message and a button; it interrupts nobody."""

    action = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._picture, self._text = QLabel(self), QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton(self)
        self._button.setObjectName("message_action")
        self._button.clicked.connect(self._act)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter or Space must not take a step back by accident
        self._on_action: Callable[[], object] | None = None
        close = QToolButton(self)
        close.setObjectName("message_close")
        close.setIcon(icon("close", "muted"))
        close.setToolTip(self.tr("关闭"))
        close.setAccessibleName(self.tr("关闭"))
        close.clicked.connect(self.clear)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setSpacing(8)
        layout.addWidget(self._picture)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(close)
        self._timer = QTimer(self, interval=READING_TIME, singleShot=True)
        self._timer.timeout.connect(self.clear)
        self.hide()

    def tell(
        self, text: str, level: str = "info", action_text: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        """Show a message; "info" vanishes by itself, "warning" and "error" stay until they are closed."""
        sign, tint = ICONS[level]
        self._picture.setPixmap(icon(sign, tint).pixmap(16, 16))
        self._text.setText(text)
        self._button.setText(action_text)
        self._button.setVisible(bool(action_text))
        self._on_action = on_action
        self.setProperty("level", level)
        self.style().polish(self)
        self.setAccessibleName(text)
        self.show()
        self._timer.stop()
        if level == "info":
            self._timer.start()

    def text(self) -> str:
        return self._text.text()

    def clear(self) -> None:
        self._timer.stop()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _act(self) -> None:
        then = self._on_action
        self.clear()
        self.action.emit()
        if then:
            then()
