"""The bar above a list: the search, the number of rows, and buttons that export, remove and add."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.shell.list_view import ListView
from desktop.shell.steps import step
from widgets.bars import SearchLine
from widgets.icons import icon

NARROW = 140  # px of the search line where the bar has no room


class ListBar(QHBoxLayout):
    """Shows the buttons that the view allows; a page may put its own before the one that adds."""

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
        """Put a widget before the button that adds."""
        self.insertWidget(self.indexOf(self.add_button), widget)

    def put_button(self, name: str, text: str, act: Callable[[], object], sign: str = "") -> QPushButton:
        """Put a button before the one that adds, and return it."""
        button = QPushButton(text, self._page)
        button.setObjectName(name)
        if sign:
            button.setIcon(icon(sign))
        button.clicked.connect(step(lambda: act()))
        self.put(button)
        return button

    def put_label(self, label: QLabel) -> None:
        """Put a label beside the number of rows."""
        self.insertWidget(self.indexOf(self.total) + 1, label)

    def put_heading(self, title: str) -> QLabel:
        """Put a heading in place of the search: the list is a part of another page."""
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
