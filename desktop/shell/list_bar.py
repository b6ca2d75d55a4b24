"""The bar above a list: find, how many there are, export, remove, add."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.shell.list_view import ListView
from widgets.bars import SearchLine
from widgets.icons import icon

NARROW = 140  # px of the search line where the bar has no room


class ListBar(QHBoxLayout):
    """What a view doesn't let be done has no button here."""

    def __init__(self, view: ListView, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.search = SearchLine(page.tr(view.search_hint) or page.tr("找{}").format(view.listing.title), page)
        self.search.setObjectName("search")
        self.search.setToolTip(page.tr("名称、拼音、首字母或电话的一部分；几个词之间用空格"))
        self.total = QLabel(page)
        self.total.setProperty("quiet", True)
        self.export_button = self._tool("export", page.tr("导出为 Excel"))
        self.export_button.setText(page.tr("导出"))
        self.remove_button = self._tool("remove", page.tr("删除选中的记录（Del），可撤销"))
        text = page.tr(view.add_text) or page.tr("新增{}").format(view.listing.noun)
        self.add_button = QPushButton(icon("add", "#ffffff"), text, page)
        self.add_button.setObjectName("add")
        self.add_button.setProperty("primary", True)
        self.add_button.setToolTip(page.tr("Insert 键"))
        if view.has_room:
            self.export_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        else:
            self.search.setMinimumWidth(NARROW)
        self.total.setVisible(view.counted)
        self.export_button.setVisible(view.exported)
        self.remove_button.setVisible(not view.read_only)
        self.add_button.setVisible(not (view.read_only or view.no_new))
        self.addWidget(self.search)
        self.addWidget(self.total)
        self.addStretch(1)
        for button in (self.export_button, self.remove_button, self.add_button):
            self.addWidget(button)

    def put(self, widget: QWidget) -> None:
        """A widget more, before the button that adds."""
        self.insertWidget(self.indexOf(self.add_button), widget)

    def put_button(self, name: str, text: str, act: Callable[[], object], sign: str = "") -> QPushButton:
        """A button more, before the one that adds."""
        button = QPushButton(text, self._page)
        button.setObjectName(name)
        if sign:
            button.setIcon(icon(sign))
        button.clicked.connect(lambda: act())
        self.put(button)
        return button

    def put_words(self, label: QLabel) -> None:
        """Words more, beside those that say how many rows there are."""
        self.insertWidget(self.indexOf(self.total) + 1, label)

    def put_heading(self, title: str) -> QLabel:
        """Say what the list is: as a part of another page it isn't searched."""
        heading = QLabel(title, self._page)
        heading.setProperty("heading", True)
        self.insertWidget(0, heading)
        self.search.hide()
        return heading

    def _tool(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self._page)
        button.setObjectName(name)
        button.setIcon(icon(name))
        button.setToolTip(tip)
        return button
