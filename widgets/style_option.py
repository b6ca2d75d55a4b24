"""What Qt's stubs leave out of the options for drawing an item."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QRect
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem


class StyleOption(Protocol):
    """The option with its types."""

    rect: QRect
    state: QStyle.StateFlag
    palette: QPalette


def typed(option: QStyleOptionViewItem) -> StyleOption:
    return cast(StyleOption, option)
