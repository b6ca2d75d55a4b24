"""What is offered where the data can't be opened at the start: another password, a backup, another try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.backup import restore
from db.core.errors import UnlikeError, UserError
from db.core.kinds import file_size
from db.storage.sqlite_driver import FILE, is_locked
from desktop.shell.dialogs import confirm

ITEM = 256  # Qt.UserRole


def backups(data: Path) -> list[Path]:
    """The backups of a data folder, the newest first."""
    found = [path for path in (data / "backups").glob("*.db") if not path.name.startswith("making-")]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def described(backup: Path) -> str:
    """A backup by its day, its size and its name."""
    state = backup.stat()
    return f"{datetime.fromtimestamp(state.st_mtime):%Y-%m-%d %H:%M}　{file_size(state.st_size)}　{backup.name}"


class StartTrouble(QDialog):
    """Says why the data can't be opened; `again` opens it once more with a password.

    `data` is the data folder, None where the data is on a server.
    """

    def __init__(self, error: UserError, data: Path | None, again: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("start_trouble")
        self.setWindowTitle(self.tr("数据打不开"))
        self._data, self._again = data, again
        self.said = QLabel(str(error), self)
        self.said.setWordWrap(True)
        self.password = QLineEdit(self)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(self.tr("数据的密码"))
        self.list = QListWidget(self)
        self.list.setObjectName("backups")
        self.list.setMinimumHeight(150)
        for backup in backups(data) if data else ():
            item = QListWidgetItem(described(backup), self.list)
            item.setData(ITEM, str(backup))
        self.list.setCurrentRow(0)
        self._lay_out()
        self.resize(620, 120)
        self.rejected.connect(lambda: parent.window().close())

    def restore(self, file: Path, *, anyway: bool = False) -> None:
        """Put a backup in the place of the data, and open that; say why where it can't be."""
        assert self._data
        try:
            restore(file, self._data, self.password.text(), anyway=anyway)
        except UnlikeError as error:
            words = self.tr("照样恢复")
            confirm(self, self.tr("从备份恢复"), str(error), (), words, partial(self.restore, file, anyway=True))
        except UserError as error:
            self.said.setText(str(error))
        else:
            self._retry()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        heading = QLabel(self.windowTitle(), self)
        heading.setProperty("heading", True)
        column.addWidget(heading)
        column.addWidget(self.said)
        column.addWidget(self.password)
        self.password.setVisible(self._data is None or is_locked(self._data / FILE))
        self.password.returnPressed.connect(self._retry)
        if self.list.count():
            column.addWidget(QLabel(self.tr("这里的备份，新的在前："), self))
        column.addWidget(self.list)
        self.list.setVisible(bool(self.list.count()))
        row = QHBoxLayout()
        row.addStretch(1)
        for name, text, act in (
            ("restore", self.tr("恢复选中的备份"), self._restore_chosen),
            ("other", self.tr("另选备份……"), self._choose),
            ("retry", self.tr("再试一次"), self._retry),
            ("leave", self.tr("退出"), self.reject),
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setAutoDefault(name == "retry")
            button.setProperty("primary", name == "restore")
            button.clicked.connect(lambda _on=False, act=act: act())
            button.setVisible(name in ("retry", "leave") or (self._data is not None and name == "other"))
            if name == "restore":
                button.setVisible(bool(self.list.count()))
            row.addWidget(button)
        column.addLayout(row)

    def _restore_chosen(self) -> None:
        if item := self.list.currentItem():
            self.restore(Path(item.data(ITEM)))

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("选择备份"), str(self._data), self.tr("备份 (*.db)"))
        if chosen:
            self.restore(Path(chosen))

    def _retry(self) -> None:
        self.accept()
        self._again(self.password.text())
