"""The recycle bin: the removed records, each of which can be restored."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db import describe
from desktop.shell.protocol import Shell
from desktop.shell.steps import step
from widgets.icons import icon


class RecycleDialog(QDialog):
    """Shows the removals in the history that nobody has undone."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recycle_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("回收站"))
        self._shell = shell
        self.items = QTreeWidget(self)
        self.items.setObjectName("removed")
        self.items.setHeaderLabels([self.tr("种类"), self.tr("名称"), self.tr("删除时间"), self.tr("操作人")])
        self.items.setRootIsDecorated(False)
        self.items.setAlternatingRowColors(True)
        for column, width in enumerate((110, 280, 150, 100)):
            self.items.setColumnWidth(column, width)
        self.note = QLabel(self)
        self.note.setProperty("quiet", True)
        self.restore_button = QPushButton(icon("restore"), self.tr("还原"), self)
        self.restore_button.setObjectName("restore")
        self.restore_button.clicked.connect(step(self.restore))
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        row.addWidget(self.restore_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.addWidget(self.items, 1)
        layout.addLayout(row)
        self.resize(700, 460)
        shell.store.changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        with self._shell.store.read() as session:
            found = describe.recycle_bin(session)
        self.items.clear()
        for removed in found:
            item = QTreeWidgetItem([removed.noun, removed.name, removed.action.local_time, removed.action.actor])
            item.setData(0, Qt.ItemDataRole.UserRole, removed)
            self.items.addTopLevelItem(item)
        if (newest := self.items.topLevelItem(0)) is not None:
            self.items.setCurrentItem(newest)
        self.restore_button.setEnabled(bool(found))
        self.note.setText(
            self.tr("选一条，点“还原”；与它一同删除的内容一并还原。") if found else self.tr("回收站是空的。")
        )

    def restore(self) -> None:
        item = self.items.currentItem()
        if item is not None:
            removed = item.data(0, Qt.ItemDataRole.UserRole)
            describe.bring_back(self._shell.store.database, removed)
            self._shell.tell(self.tr("已还原{}：{}").format(removed.noun, removed.name))
