"""The office's settings and its dictionaries."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from db.core import kinds, settings
from db.core.errors import UserError
from db.core.tables import Entry
from db.entries import ENTRIES
from db.hours.stars import STAR_SCALES
from db.meetings.choices import MARK
from db.meetings.listings import meeting_of
from db.subjects import DICTIONARIES, choices
from desktop.meetings.minutes_preview import MinutesPreview
from desktop.shell.list_page import ListPage
from desktop.shell.protocol import Shell
from widgets.line_editor import LongEditor


class SettingsDialog(QDialog):
    """Settings are stored as they are made; dictionaries are listings like any other."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(self.tr("字典与设置"))
        self._shell = shell
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self._dictionaries(), self.tr("字典"))
        for group in dict.fromkeys(choice.group for choice in choices()):
            page = self._minutes() if group == MARK.group else self._settings(group)
            self.tabs.addTab(page, self.tr(group))
        self.tabs.addTab(ListPage(shell, STAR_SCALES, self, sizes=(640, 360)), STAR_SCALES.title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addWidget(self.tabs)
        self.resize(1080, 600)

    def _dictionaries(self) -> QWidget:
        self.page = ListPage(self._shell, ENTRIES, self, unseen=("dictionary",), sizes=(440, 320))
        self.page.hidden = ("dictionary",)
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
        self.page.show_listing(ENTRIES.narrowed(Entry.dictionary == name), {"dictionary": name})

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
        return page

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
            text.committed.connect(partial(self._store, choice))
            editor = text
        else:
            line = QLineEdit(value, page)
            line.setPlaceholderText(choice.default)
            line.editingFinished.connect(lambda: self._store(choice, line.text().strip()))
            editor = line
        editor.setObjectName(choice.key)
        editor.setAccessibleName(choice.title)
        editor.setMaximumWidth(560)
        return editor

    def _minutes(self) -> QWidget:
        """The settings of the minutes, beside the latest minutes as they come out."""
        self.preview = MinutesPreview(self._shell, lambda: (), self)
        with self._shell.store.read() as session, suppress(UserError):  # no meeting yet: the preview says so
            self.preview.show_meeting(meeting_of(session, None).id)
        self._shell.store.changed.connect(self.preview.touch)
        splitter = QSplitter(self)
        splitter.addWidget(self._settings(MARK.group))
        splitter.addWidget(self.preview)
        splitter.setSizes([460, 560])
        splitter.setChildrenCollapsible(False)
        return splitter

    def _store(self, choice: settings.Choice, value: str) -> None:
        with self._shell.store.read() as session:
            if settings.get(session, choice) == value:
                return
        with self._shell.store.write(self.tr("修改设置“{}”").format(choice.title)) as session:
            settings.put(session, choice, value)
