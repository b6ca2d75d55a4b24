"""Chooses the columns of a sheet: which, in which order, kept under a name for the next time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.core.column_sets import column_sets, forget_columns, keep_columns
from desktop.shell.dialogs import ask
from desktop.shell.protocol import Shell
from desktop.shell.steps import step

KEY = Qt.ItemDataRole.UserRole


class _Columns(QListWidget):
    """A list whose current row is moved by Alt+Up and Alt+Down."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        row = self.currentRow()
        if not by or event.modifiers() != Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif 0 <= row + by < self.count():
            self.insertItem(row + by, self.takeItem(row))
            self.setCurrentRow(row + by)


class ColumnChooser(QDialog):
    """A list with a box to tick for each column; rows are dragged, or moved by Alt+Up and Alt+Down."""

    def __init__(
        self,
        shell: Shell,
        listing: str,
        columns: Sequence[tuple[str, str]],
        chosen: Sequence[str],
        take: Callable[[tuple[str, ...]], object],
        parent: QWidget,
    ) -> None:
        """`columns` are keys and titles; `chosen` keys are ticked; `take` gets those that are ticked in the end."""
        super().__init__(parent)
        self.setObjectName("column_chooser")
        self.setWindowTitle(self.tr("选择要导出的列"))
        self.resize(420, 560)
        self._shell, self._listing, self._take = shell, listing, take
        self._titles = dict(columns)
        self.list = _Columns(self)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.sets = QComboBox(self)
        self._lay_out()
        self._load_sets("")
        self.show_columns(chosen or tuple(self._titles))

    def show_columns(self, keys: Sequence[str]) -> None:
        """Tick these columns, in their order, and show the others below them."""
        known = [key for key in keys if key in self._titles]
        self.list.clear()
        for key in (*known, *(key for key in self._titles if key not in known)):
            item = QListWidgetItem(self._titles[key], self.list)
            item.setData(KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in known else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)

    def columns(self) -> tuple[str, ...]:
        """The keys of the ticked columns in their order."""
        items = map(self.list.item, range(self.list.count()))
        return tuple(item.data(KEY) for item in items if item.checkState() is Qt.CheckState.Checked)

    def accept(self) -> None:
        if self.columns():
            super().accept()
            self._take(self.columns())
        else:
            self._shell.tell(self.tr("一列也没有选，请至少选一列"))

    def _lay_out(self) -> None:
        hint = QLabel(self.tr("打勾的列会导出；拖动，或按 Alt+↑、Alt+↓，改变先后"), self)
        hint.setProperty("quiet", True)
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        layout.addLayout(self._kept())
        layout.addWidget(hint)
        layout.addWidget(self.list, 1)
        layout.addLayout(self._all_or_none())
        buttons = QDialogButtonBox(self)
        done = QPushButton(self.tr("确定"), self)
        done.setProperty("primary", True)
        buttons.addButton(done, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def _kept(self) -> QHBoxLayout:
        self.keep = QPushButton(self.tr("存为……"), self)
        self.keep.setObjectName("keep")
        self.keep.clicked.connect(step(self._ask_name))
        self.forget = QPushButton(self.tr("删除"), self)
        self.forget.setObjectName("forget")
        self.forget.clicked.connect(step(self._forget))
        self.sets.setObjectName("sets")
        self.sets.activated.connect(step(self._show_set))
        row = QHBoxLayout()
        row.addWidget(self.sets, 1)
        row.addWidget(self.keep)
        row.addWidget(self.forget)
        return row

    def _all_or_none(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for title, state in ((self.tr("全选"), Qt.CheckState.Checked), (self.tr("全不选"), Qt.CheckState.Unchecked)):
            button = QPushButton(title, self)
            button.clicked.connect(step(partial(self._tick_all, state)))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _tick_all(self, state: Qt.CheckState) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(state)

    def _load_sets(self, current: str) -> None:
        with self._shell.store.read() as session:
            kept = column_sets(session, self._listing)
        self.sets.clear()
        self.sets.addItem(self.tr("全部列"), tuple(self._titles))
        for name, keys in kept.items():
            self.sets.addItem(name, keys)
        self.sets.setCurrentIndex(max(0, self.sets.findText(current)))
        self.forget.setEnabled(self.sets.currentIndex() > 0)

    def _show_set(self) -> None:
        self.show_columns(self.sets.currentData())
        self.forget.setEnabled(self.sets.currentIndex() > 0)

    def _ask_name(self) -> None:
        question = self.tr("给这组列起个名字，全社区的人下次都可以直接选")
        ask(self, "columns_name", self.tr("存为"), question, self._keep, width=380)

    def _keep(self, name: str) -> None:
        with self._shell.store.write(self.tr("存下导出的列：{}").format(name.strip())) as session:
            keep_columns(session, self._listing, name, self.columns())
        self._load_sets(name.strip())

    def _forget(self) -> None:
        name = self.sets.currentText()
        with self._shell.store.write(self.tr("删除导出的列：{}").format(name)) as session:
            forget_columns(session, self._listing, name)
        self._load_sets("")
