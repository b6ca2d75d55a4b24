"""What is done with the data as a whole, off the GUI thread: check it, back it up."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from db.backup import backup
from db.check import check
from db.core.errors import UserError
from desktop.shell.protocol import Shell

SHOWN = 12  # sentences


def check_data(shell: Shell) -> None:
    """Say that the data is sound, or what is wrong with it."""

    def done(found: tuple[list[str], list[str]]) -> None:
        sound, wrong = found
        if wrong:
            shell.failed(UserError(_tr("检查发现问题：\n") + "\n".join(wrong[:SHOWN])))
        else:
            shell.tell(_tr("数据完好：{}").format("，".join(sound)))

    shell.run(_tr("检查数据"), lambda tick: check(shell.store.database, tick), done)


def back_up(shell: Shell, folder: Path, parent: QWidget) -> None:
    """Ask for a folder, at first this one, and write a backup there."""
    chosen = QFileDialog.getExistingDirectory(parent, _tr("备份到哪个文件夹"), str(folder))
    if chosen:
        shell.run(
            _tr("备份"),
            lambda tick: backup(shell.store.database, Path(chosen), tick),
            lambda file: shell.tell(_tr("已备份到 {}").format(file)),
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate("data_actions", text)
