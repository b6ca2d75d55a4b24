"""The editor of a day, with a calendar."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from db.core.kinds import DAY
from widgets import theme
from widgets.icons import icon
from widgets.line_editor import LineEditor, normalised


def below(widget: QWidget, popup: QWidget) -> QPoint:
    """The corner of a popup: below the widget, or above it where the screen ends, never outside the screen."""
    screen = (widget.screen() or QGuiApplication.primaryScreen()).availableGeometry()
    size = popup.sizeHint().expandedTo(popup.size())
    corner = widget.mapToGlobal(QPoint(0, widget.height() + 1))
    if corner.y() + size.height() > screen.bottom():
        corner.setY(max(screen.top(), corner.y() - size.height() - widget.height() - 2))
    corner.setX(max(screen.left(), min(corner.x(), screen.right() - size.width())))
    return corner


class DayEditor(LineEditor):
    """Accepts a day in any usual form and shows it in the stored one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(DAY, parent)
        self._calendar: QFrame | None = None
        self.setPlaceholderText(self.tr("年-月-日"))
        self.add_button(icon("calendar", "muted"), self.tr("日历"), self.open_popup)

    def open_popup(self) -> None:
        self.setFocus()
        self._calendar = popup = QFrame(self, Qt.WindowType.Popup)
        popup.setObjectName("popup")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(popup)
        calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        weekend = QTextCharFormat()
        weekend.setForeground(theme.colour("error"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, weekend)
        shown = QDate.fromString(normalised(self.kind, self.text()), "yyyy-MM-dd")
        calendar.setSelectedDate(shown if shown.isValid() else QDate.currentDate())
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(self._picked)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(calendar)
        popup.move(below(self, popup))
        popup.show()
        calendar.setFocus()

    def _picked(self, day: QDate) -> None:
        if self._calendar:
            popup, self._calendar = self._calendar, None
            popup.close()
            self.setText(day.toString("yyyy-MM-dd"))
            self.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_popup()
        else:
            super().keyPressEvent(event)
