"""Two fields for the first and the last day of a period; either may stay empty."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from db.core.errors import UserError
from db.core.kinds import parse_day
from widgets.day_editor import DayEditor


class Period(QWidget):
    """Emits `changed` after each change; `span` has the two days."""

    changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.last = self._day("first", self.tr("起")), self._day("last", self.tr("止"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (QLabel(title, self), self.first, QLabel(self.tr("至"), self), self.last):
            row.addWidget(widget)

    def span(self) -> tuple[date | None, date | None]:
        """The first and the last day, None for an empty field; raises UserError where they are no days, or reversed."""
        first, last = (
            parse_day(text) if (text := one.value_text().strip()) else None for one in (self.first, self.last)
        )
        if first and last and last < first:
            raise UserError("统计的止日早于起日，请核对")
        return first, last

    def set_span(self, first: date | None, last: date | None) -> None:
        for editor, day in ((self.first, first), (self.last, last)):
            editor.set_text(day.isoformat() if day else "")
        self.changed.emit()

    def _day(self, name: str, title: str) -> DayEditor:
        editor = DayEditor(self)
        editor.setObjectName(name)
        editor.setAccessibleName(title)
        editor.setFixedWidth(140)
        editor.committed.connect(self.changed)
        return editor
