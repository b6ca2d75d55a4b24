"""The office's settings and its dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLabel,
    QListWidget,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from db.core import kinds, settings
from db.core.tables import Entry
from db.entries import ENTRIES
from db.subjects import DICTIONARIES, choices
from desktop.shell.list_page import ListPage, make_page
from desktop.shell.list_view import ListView
from desktop.shell.pages import SettingsPage
from desktop.shell.protocol import Shell
from widgets.line_editor import LineEditor, LongEditor


class SettingsDialog(QDialog):
    """Each setting is stored as soon as it is changed; the dictionaries are a listing like any other."""

    def __init__(self, shell: Shell, pages: Sequence[SettingsPage], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(self.tr("字典与设置"))
        self._shell = shell
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self._dictionaries(), self.tr("字典"))
        more = {page.title: make_page(page.made_by, shell, self) for page in pages}
        for group in dict.fromkeys(choice.group for choice in choices()):
            settings = self._settings(group)
            self.tabs.addTab(self._beside(settings, more.pop(group)) if group in more else settings, self.tr(group))
        for title, page in more.items():
            self.tabs.addTab(page, self.tr(title))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addWidget(self.tabs)
        self.resize(1080, 600)

    def _dictionaries(self) -> QWidget:
        view = ListView(ENTRIES, unseen=("dictionary",), unasked=("dictionary",), sizes=(440, 320))
        self.page = ListPage(self._shell, view, self)
        self.names = QListWidget(self)
        self.names.setObjectName("dictionaries")
        self.names.ensurePolished()  # or its rows are laid out before the style sheet says how high they are
        self.names.addItems([one.title for one in DICTIONARIES])
        self.names.currentRowChanged.connect(self._show_dictionary)
        self.names.setCurrentRow(0)
        splitter = QSplitter(self)
        splitter.addWidget(self.names)
        splitter.addWidget(self.page)
        splitter.setSizes([150, 900])
        return splitter

    def _show_dictionary(self, place: int) -> None:
        name = DICTIONARIES[place].key
        self.page.show_rows(ENTRIES.filtered(Entry.dictionary == name), {"dictionary": name})

    def _settings(self, group: str) -> QWidget:
        page = QWidget(self)
        form = QFormLayout(page)
        form.setContentsMargins(20, 20, 20, 20)
        form.setVerticalSpacing(12)
        with self._shell.store.read() as session:
            stored = {one: settings.get(session, one) for one in choices() if one.group == group}
        for choice, value in stored.items():
            form.addRow(choice.title, self._editor(choice, value, page))
            if choice.hint:
                hint = QLabel(choice.hint, page)
                hint.setProperty("quiet", True)
                hint.setWordWrap(True)
                form.addRow("", hint)
        scroll = QScrollArea(self)  # beside another page there isn't always room for all of them
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        return scroll

    def _editor(self, choice: settings.Choice, value: str, page: QWidget) -> QWidget:
        if choice.options:
            box = QComboBox(page)
            box.addItems(choice.options)
            box.setCurrentText(value)
            box.textActivated.connect(partial(self._store, choice))
            editor: QWidget = box
        elif choice.lines:
            text = LongEditor(kinds.LONG, page)
            text.set_text(value)
            text.setPlaceholderText(choice.default)
            text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            text.setMinimumHeight(text.sizeHint().height())
            text.committed.connect(partial(self._store, choice))
            editor = text
        else:
            line = LineEditor(kinds.TEXT, page)
            line.set_text(value)
            line.setPlaceholderText(choice.default)
            line.committed.connect(lambda text: self._store(choice, text.strip()))
            editor = line
        editor.setObjectName(choice.key)
        editor.setAccessibleName(choice.title)
        editor.setMaximumWidth(560)
        return editor

    def _beside(self, settings: QWidget, page: QWidget) -> QWidget:
        """The settings of a group, with the page that belongs to them beside them."""
        splitter = QSplitter(self)
        splitter.addWidget(settings)
        splitter.addWidget(page)
        splitter.setSizes([460, 560])
        splitter.setChildrenCollapsible(False)
        return splitter

    def _store(self, choice: settings.Choice, value: str) -> None:
        with self._shell.store.read() as session:
            if settings.get(session, choice) == value:
                return
        with self._shell.store.write(self.tr("修改设置“{}”").format(choice.title)) as session:
            settings.put(session, choice, value)
