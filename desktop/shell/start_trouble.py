"""What is offered where the data can't be opened at the start: a password, a backup, a look, what can be salvaged …"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.backup import restore, save_as_it_is
from db.core.errors import UnlikeError, UserError
from db.salvage import Salvaged, salvage, salvaged_name
from db.storage.sqlite_driver import FILE, is_locked
from desktop.shell.backup_list import BackupList
from desktop.shell.dialogs import confirm
from widgets.task import Task


class Again(Protocol):
    """Opens the data once more."""

    def __call__(self, word: str = "", *, look: bool = False, folder: Path | None = None) -> None: ...


class StartTrouble(QDialog):
    """Says why the data can't be opened; `again` opens it once more, or a copy to look at, or another folder.

    `data` is the data folder, None where the data is on a server.
    """

    def __init__(self, error: UserError, data: Path | None, again: Again, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("start_trouble")
        self.setWindowTitle(self.tr("数据打不开"))
        self._data, self._again = data, again
        self.said = QLabel(str(error), self)
        self.said.setWordWrap(True)
        self.password = QLineEdit(self)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(self.tr("数据的密码"))
        self.backups = BackupList(data, "", self)
        self.list = self.backups.items
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
        column.addWidget(self.backups)
        self.backups.setVisible(bool(self.list.count()))
        is_file = self._data is not None and (self._data / FILE).is_file() and (self._data / FILE).stat().st_size > 0
        column.addLayout(
            self._row(
                ("look", self.tr("只看不改"), self._look, is_file),
                ("salvage", self.tr("抢救数据……"), self._salvage, is_file),
                ("save", self.tr("另存一份……"), self._save, is_file),
                ("folder", self.tr("换一个数据文件夹……"), self._change_folder, True),
            )
        )
        column.addLayout(
            self._row(
                ("restore", self.tr("恢复选中的备份"), self._restore_chosen, bool(self.list.count())),
                ("other", self.tr("另选备份……"), self._choose, self._data is not None),
                ("retry", self.tr("再试一次"), self._retry, True),
                ("leave", self.tr("退出"), self.reject, True),
            )
        )

    def _row(self, *buttons: tuple[str, str, Callable[[], object], bool]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for name, text, act, is_offered in buttons:
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setAutoDefault(name == "retry")
            button.setProperty("primary", name == "restore")
            button.clicked.connect(lambda _on=False, act=act: act())
            button.setVisible(is_offered)
            row.addWidget(button)
        return row

    def _restore_chosen(self) -> None:
        if chosen := self.backups.chosen():
            self.restore(chosen)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("选择备份"), str(self._data), self.tr("备份 (*.db)"))
        if chosen:
            self.restore(Path(chosen))

    def _retry(self) -> None:
        self.accept()
        self._again(self.password.text())

    def _look(self) -> None:
        self.accept()
        self._again(self.password.text(), look=True)

    def _salvage(self) -> None:
        """Write what can be read into a new database among the backups, say what it holds, and offer to open it."""
        assert self._data
        damaged, target, word = self._data / FILE, self._data / "backups" / salvaged_name(), self.password.text()
        Task(
            self,
            self.tr("抢救数据"),
            lambda tick: salvage(damaged, target, word, tick),
            self._offer_salvaged,
            self._say,
            doing=self.tr("正在逐页读取，请稍候"),
        )

    def _say(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self.said.setText(str(error))

    def _offer_salvaged(self, made: Salvaged) -> None:
        go_on = partial(self.restore, made.file, anyway=True)
        words = self.tr("救回的数据存为“{}”。要用它代替打不开的数据吗？打不开的会另存。").format(made.file.name)
        confirm(
            self, self.tr("抢救数据"), words, made.sentences(), self.tr("用救回的数据"), go_on, back=self.tr("先不用")
        )

    def _save(self) -> None:
        """Copy the file as it is, with its journals, to a folder."""
        assert self._data
        chosen = QFileDialog.getExistingDirectory(self, self.tr("另存到哪个文件夹"))
        if not chosen:
            return
        try:
            saved = save_as_it_is(self._data / FILE, Path(chosen))
        except OSError as error:
            self.said.setText(self.tr("没有存成（{}），请换一个文件夹").format(error.strerror))
        else:
            self.said.setText(self.tr("已另存为 {}").format(saved))

    def _change_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("换一个数据文件夹"))
        if chosen:
            self.accept()
            self._again(self.password.text(), folder=Path(chosen))
