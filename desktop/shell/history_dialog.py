"""The history: who did what and when, and what it changed; a step can be undone here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db import describe
from db.core.fields import Listing
from db.storage import history
from desktop.shell.protocol import Shell
from desktop.shell.steps import step
from widgets.bars import SearchLine
from widgets.icons import icon
from widgets.theme import colour

SHOWN = 2000
KINDS = {"do": "", "undo": "撤销", "redo": "重做", "system": "程序", "look": "查看", "paper": "印发"}


class HistoryDialog(QDialog):
    """Shows all actions, or those that changed one record."""

    def __init__(self, shell: Shell, listing: Listing | None, number: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("history_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shell, self._store = shell, shell.store
        self._listing, self._number = listing, number
        self.search = SearchLine(self.tr("找操作、操作人"), self)
        self.actions_list = _tree([self.tr("时间"), self.tr("操作"), self.tr("操作人"), self.tr("状态")], self)
        self.actions_list.setObjectName("actions")
        self.lines = _tree([self.tr("记录"), self.tr("项目"), self.tr("原来"), self.tr("改为")], self)
        self.lines.setObjectName("lines")
        self.undo_button = QPushButton(icon("undo"), self.tr("撤销这一步"), self)
        self.undo_button.setObjectName("undo_this")
        self._lay_out()
        self.search.searched.connect(self.reload)
        self.actions_list.currentItemChanged.connect(self._show_lines)
        self.undo_button.clicked.connect(step(self._undo))
        shell.store.changed.connect(self.reload)
        self.reload()

    def reload(self, _find: object = None) -> None:
        find = self.search.text().strip()
        with self._store.read() as session:
            connection = session.connection()
            found = history.actions(connection, limit=SHOWN)
            if self._listing is not None and self._number is not None:
                table = self._listing.model.__tablename__
                touched = {change.action_id for change in history.changes_of(connection, table, self._number)}
                found = [action for action in found if action.id in touched]
        self.actions_list.clear()
        for action in found:
            if find and find not in action.label and find not in action.actor:
                continue
            state = self.tr("已撤销") if action.undone else KINDS[action.kind]
            item = QTreeWidgetItem([action.local_time, action.label, action.actor, state])
            item.setData(0, Qt.ItemDataRole.UserRole, action)
            if action.undone:
                for column in range(4):
                    item.setForeground(column, colour("faint"))
            self.actions_list.addTopLevelItem(item)
        if (newest := self.actions_list.topLevelItem(0)) is not None:
            self.actions_list.setCurrentItem(newest)

    def _show_lines(self, item: QTreeWidgetItem | None, _before: object = None) -> None:
        self.lines.clear()
        action = item.data(0, Qt.ItemDataRole.UserRole) if item else None
        self.undo_button.setEnabled(bool(action and action.kind == "do" and not action.undone))
        if action is None:
            return
        with self._store.read() as session:
            connection = session.connection()
            for line in describe.lines(connection, history.changes(connection, action.id)):
                row = QTreeWidgetItem([line.record, line.title, line.old, line.new])
                for column in range(4):
                    row.setToolTip(column, row.text(column))
                self.lines.addTopLevelItem(row)

    def _undo(self) -> None:
        item = self.actions_list.currentItem()
        if item is not None:
            self._shell.undo(item.data(0, Qt.ItemDataRole.UserRole).id)

    def _lay_out(self) -> None:
        title = self.tr("历史记录")
        if self._listing is not None and self._number is not None:
            with self._store.read() as session:
                title += f"：{self._listing.noun} {self._listing.label_of(self._listing.one(session, self._number))}"
        self.setWindowTitle(title)
        for column, width in enumerate((150, 420, 110, 70)):
            self.actions_list.setColumnWidth(column, width)
        for column, width in enumerate((200, 140, 260, 260)):
            self.lines.setColumnWidth(column, width)
        top = QHBoxLayout()
        top.addWidget(self.search)
        top.addStretch(1)
        top.addWidget(self.undo_button)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self.actions_list)
        splitter.addWidget(self.lines)
        splitter.setSizes([360, 220])
        note = QLabel(self.tr("每一步都留有记录，撤销本身也是一步。"), self)
        note.setProperty("quiet", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.addLayout(top)
        layout.addWidget(splitter, 1)
        layout.addWidget(note)
        self.resize(900, 640)


def _tree(titles: list[str], parent: QDialog) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setHeaderLabels(titles)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setAlternatingRowColors(True)
    tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    return tree
