"""The editor that suits each kind of value; all share one interface.

`set_text` shows the stored value, `value_text` says what stands there, `committed` announces what was typed: on Enter,
when the focus leaves, when something is picked. Esc goes back to the stored value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from widgets.day_editor import DayEditor
from widgets.line_editor import LineEditor, LongEditor
from widgets.many_editor import ManyEditor, QuietCombo
from widgets.pick_editor import Choices, Match, PickEditor

if TYPE_CHECKING:
    from db.core.fields import Field

__all__ = ["Choices", "DayEditor", "Editor", "Editors", "LineEditor", "LongEditor", "Make", "ManyEditor"]
__all__ += ["Match", "PickEditor", "QuietCombo"]

Editor = LineEditor | LongEditor
Make = Callable[["Field", QWidget | None], Editor]
PICKED = ("choice", "option", "flag")
PLACEHOLDERS = {"time": "时:分", "birth": "年-月-日"}


class Editors:
    """Makes editors; knows where choices come from, and how typed letters match a choice."""

    def __init__(self, choices: Choices | None = None, match: Match | None = None) -> None:
        self.choices, self.match = choices, match

    def make(self, field: Field, parent: QWidget | None = None) -> Editor:
        editor = self._suiting(field, parent)
        editor.setObjectName(field.key)
        editor.setAccessibleName(field.title)
        return editor

    def _suiting(self, field: Field, parent: QWidget | None) -> Editor:
        kind = field.kind.name
        if kind == "long":
            return LongEditor(field.kind, parent)
        if kind == "many":
            return ManyEditor(field, self.choices, parent)
        if kind == "day":
            return DayEditor(parent)
        if kind in PICKED or field.choices or kind == "link":
            return PickEditor(field, self.choices, self.match, parent, open_list=kind not in PICKED)
        editor = LineEditor(field.kind, parent)
        editor.setPlaceholderText(PLACEHOLDERS.get(kind, ""))
        return editor
