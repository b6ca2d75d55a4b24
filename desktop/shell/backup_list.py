"""The backups of a data folder, to choose one of, and the dialog that restores one while the program is open."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.backup import contents, restore
from db.core.errors import UnlikeError, UserError
from db.core.kinds import file_size
from desktop.shell.dialogs import confirm
from desktop.shell.protocol import Shell
from desktop.shell.steps import step

ITEM = 256  # Qt.UserRole


def backups(data: Path) -> list[Path]:
    """The backups of a data folder, the newest first."""
    found = [path for path in (data / "backups").glob("*.db") if not path.name.startswith("making-")]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def described(backup: Path) -> str:
    """A backup by its day, its size and its name."""
    state = backup.stat()
    return f"{datetime.fromtimestamp(state.st_mtime):%Y-%m-%d %H:%M}　{file_size(state.st_size)}　{backup.name}"


class BackupList(QWidget):
    """The backups, the newest first; below, how many rows the chosen one holds."""

    def __init__(self, data: Path | None, password: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._password = password
        self.items = QListWidget(self)
        self.items.setObjectName("backups")
        self.items.setMinimumHeight(150)
        self.held = QLabel(self)
        self.held.setObjectName("held")
        self.held.setProperty("quiet", True)
        for backup in backups(data) if data else ():
            item = QListWidgetItem(described(backup), self.items)
            item.setData(ITEM, str(backup))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(QLabel(self.tr("这里的备份，新的在前："), self))
        column.addWidget(self.items)
        column.addWidget(self.held)
        self.items.currentItemChanged.connect(lambda *_: self._tell())
        self.items.setCurrentRow(0)

    def chosen(self) -> Path | None:
        item = self.items.currentItem()
        return Path(item.data(ITEM)) if item else None

    def _tell(self) -> None:
        chosen = self.chosen()
        self.held.setText(contents(chosen, self._password) if chosen else "")


class RestoreDialog(QDialog):
    """Puts a backup in the place of today's data, which is kept as a copy; every page shows it then."""

    def __init__(self, shell: Shell, data: Path, password: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("restore_dialog")
        self.setWindowTitle(self.tr("从备份恢复"))
        self._shell, self._data, self._password = shell, data, password
        self.list = BackupList(data, password, self)
        note = QLabel(self.tr("现在的数据会先另存一份，再换成备份里的。"), self)
        note.setProperty("quiet", True)
        buttons = QDialogButtonBox(self)
        for name, text, act, role in (
            ("restore", self.tr("恢复选中的备份"), self._restore_chosen, QDialogButtonBox.ButtonRole.ActionRole),
            ("other", self.tr("另选备份……"), self._choose, QDialogButtonBox.ButtonRole.ActionRole),
            ("leave", self.tr("取消"), self.reject, QDialogButtonBox.ButtonRole.RejectRole),
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setProperty("primary", name == "restore")
            button.clicked.connect(step(act))
            buttons.addButton(button, role)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        for widget in (self.list, note, buttons):
            column.addWidget(widget)
        self.resize(640, 360)

    def restore(self, file: Path, *, anyway: bool = False) -> None:
        """Restore a backup; say why where it can't be."""
        try:
            kept = restore(file, self._data, self._password, anyway=anyway)
        except UnlikeError as error:
            words = self.tr("照样恢复")
            confirm(self, self.windowTitle(), str(error), (), words, partial(self.restore, file, anyway=True))
            return
        self.accept()
        self._shell.store.changed.emit()
        kept_as = self.tr("；原来的数据另存为 {}").format(kept.name) if kept else ""
        self._shell.tell(self.tr("已恢复 {}").format(file.name) + kept_as)

    def _restore_chosen(self) -> None:
        if (chosen := self.list.chosen()) is None:
            raise UserError(self.tr("这里还没有备份，请另选备份文件"))
        self.restore(chosen)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("选择备份"), str(self._data), self.tr("备份 (*.db)"))
        if chosen:
            self.restore(Path(chosen))


def restore_from_menu(shell: Shell, data: Path, parent: QWidget) -> None:
    """Ask for a backup and restore it; raises UserError where the data is on a server."""
    database = shell.store.database
    assert database.path  # or it says so
    database.check_writable()
    RestoreDialog(shell, data, database.password, parent).open()
