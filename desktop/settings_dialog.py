"""The office's settings and its dictionaries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from db import settings
from db.dictionaries import TITLES
from db.models import Entry
from db.subjects import ENTRIES
from desktop.list_page import ListPage

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


class SettingsDialog(QDialog):
    """Settings are stored as they are made; dictionaries are listings like any other."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(self.tr("字典与设置"))
        self._window = window
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self._dictionaries(), self.tr("字典"))
        self.tabs.addTab(self._settings(), self.tr("设置"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addWidget(self.tabs)
        self.resize(1080, 600)

    def _dictionaries(self) -> QWidget:
        self.page = ListPage(self._window, ENTRIES, self, unseen=("dictionary",), sizes=(440, 320))
        self.page.hidden = ("dictionary",)
        self.names = QListWidget(self)
        self.names.setObjectName("dictionaries")
        self.names.ensurePolished()  # or its rows are laid out before the style sheet says how high they are
        self.names.addItems(list(TITLES.values()))
        self.names.currentRowChanged.connect(self._show_dictionary)
        self.names.setCurrentRow(0)
        splitter = QSplitter(self)
        splitter.addWidget(self.names)
        splitter.addWidget(self.page)
        splitter.setSizes([150, 900])
        return splitter

    def _show_dictionary(self, place: int) -> None:
        name = list(TITLES)[place]
        self.page.show_listing(ENTRIES.narrowed(Entry.dictionary == name), {"dictionary": name})

    def _settings(self) -> QWidget:
        page = QWidget(self)
        form = QFormLayout(page)
        form.setContentsMargins(20, 20, 20, 20)
        form.setVerticalSpacing(12)
        with self._window.store.read() as session:
            stored = {choice: settings.get(session, choice) for choice in settings.CHOICES}
        for choice, value in stored.items():
            line = QLineEdit(value, page)
            line.setObjectName(choice.key)
            line.setAccessibleName(choice.title)
            line.setPlaceholderText(choice.default)
            line.editingFinished.connect(partial(self._store, choice, line))
            form.addRow(choice.title, line)
            if choice.hint:
                hint = QLabel(choice.hint, page)
                hint.setProperty("quiet", True)
                form.addRow("", hint)
        return page

    def _store(self, choice: settings.Choice, line: QLineEdit) -> None:
        with self._window.store.read() as session:
            if settings.get(session, choice) == line.text().strip():
                return
        with self._window.store.write(self.tr("修改设置“{}”").format(choice.title)) as session:
            settings.put(session, choice, line.text().strip())
