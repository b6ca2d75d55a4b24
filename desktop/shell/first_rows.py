"""The rows of the last list, shown at once at the next start, until the real page is there half a second later."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QJsonDocument, QRect, QSettings
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QWidget

from db.storage import sqlite_driver

if TYPE_CHECKING:
    from desktop.shell.list_page import ListPage

KEY = "preview"
ROWS = 30


def keep(settings: QSettings, page: ListPage | None) -> None:
    """Store the query of a page's rows in the settings, never a row itself; None stores nothing."""
    if page is None:
        settings.remove(KEY)
        return
    with page.store.read() as session:
        statement = page.listing.statement(session, ROWS)
    table = page.table
    corner = table.mapTo(table.window(), table.rect().topLeft())
    seen = table.viewport().width()  # columns beyond it would only take time
    columns = [
        n
        for n in range(table.records.columnCount())
        if not table.isColumnHidden(n) and table.columnViewportPosition(n) < seen
    ]
    kept = {
        "statement": statement,
        "place": [corner.x(), corner.y(), table.width(), table.height()],
        "head": table.horizontalHeader().height(),
        "columns": [[n + 1, page.listing.fields[n].title, table.columnWidth(n)] for n in columns],
    }
    settings.setValue(KEY, QJsonDocument(kept).toJson(QJsonDocument.JsonFormat.Compact).toStdString())


class FirstRows:
    """The rows as they are now, read in a thread while the theme is applied."""

    def __init__(self, settings: QSettings, database: Path, password: str) -> None:
        self.kept = QJsonDocument.fromJson(str(settings.value(KEY) or "{}").encode()).toVariant()
        self.rows: list[tuple] = []
        self.reading = Thread(target=self._read, args=(database, password))
        self.reading.start()

    def _read(self, database: Path, password: str) -> None:
        if isinstance(self.kept, dict):
            self.rows = sqlite_driver.fetch_rows(database, password, str(self.kept.get("statement") or ""))

    def show(self, parent: QWidget) -> QTableWidget | None:
        """Show them where the real table will stand; None where there is nothing to show."""
        self.reading.join()
        try:
            return _table(self.kept, self.rows, parent) if self.rows else None
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):  # an old or an edited file
            return None


def _table(kept: dict, rows: list[tuple], parent: QWidget) -> QTableWidget:
    columns = kept["columns"]
    table = QTableWidget(len(rows), len(columns), parent)
    table.setObjectName("preview")
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setHorizontalHeaderLabels([title for _place, title, _width in columns])
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(30)
    table.horizontalHeader().setFixedHeight(int(kept["head"]))
    for column, (place, _title, width) in enumerate(columns):
        table.setColumnWidth(column, int(width))
        for row, values in enumerate(rows):
            value = values[place]
            table.setItem(row, column, QTableWidgetItem("" if value is None else str(value).replace("\n", " ")))
    table.setGeometry(QRect(*map(int, kept["place"])))
    table.show()
    return table
