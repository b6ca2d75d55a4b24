"""The buttons beside the tabs: undo, redo, history, recycle bin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget


def buttons_of(actions: Sequence[QAction], parent: QWidget) -> QWidget:
    """A row of buttons for actions, which never have the focus."""
    corner = QWidget(parent)
    row = QHBoxLayout(corner)
    row.setContentsMargins(0, 2, 12, 2)
    row.setSpacing(4)
    for made in actions:
        button = QToolButton(corner)
        button.setDefaultAction(made)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(button)
    return corner
