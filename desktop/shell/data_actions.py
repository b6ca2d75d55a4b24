"""Check the data and back it up, in the worker thread."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from db.backup import backup
from db.check import check
from db.core.errors import UserError
from db.core.work import Tick
from desktop.shell.protocol import Shell
from exports.atomic import whole_file

SHOWN = 12  # sentences


def check_data(shell: Shell, _data: Path, _parent: QWidget) -> None:
    """Say that the data is sound, or what is wrong with it."""

    def done(found: tuple[list[str], list[str]]) -> None:
        sound, wrong = found
        if wrong:
            shell.failed(UserError(_tr("检查发现问题：\n") + "\n".join(wrong[:SHOWN])))
        else:
            shell.tell(_tr("数据完好：{}").format("，".join(sound)))

    shell.run(_tr("检查数据"), lambda tick: check(shell.store.database, tick), done)


def back_up(shell: Shell, data: Path, parent: QWidget) -> None:
    """Ask for a folder, proposing that of the backups, and write a backup into it."""
    chosen = QFileDialog.getExistingDirectory(parent, _tr("备份到哪个文件夹"), str(data / "backups"))
    if chosen:
        shell.run(
            _tr("备份"),
            lambda tick: backup(shell.store.database, Path(chosen), tick),
            lambda file: shell.tell(_tr("已备份到 {}").format(file)),
        )


def restore_backup(shell: Shell, data: Path, parent: QWidget) -> None:
    """Ask for a backup and restore it."""
    from desktop.shell.backup_list import restore_from_menu

    restore_from_menu(shell, data, parent)


def export_head(shell: Shell, _data: Path, parent: QWidget) -> None:
    """Ask for a file and write the signed head of the history into it."""
    folder = Path(str(shell.settings.value("export_folder", Path.home())))
    name = folder / f"历史凭证{date.today():%Y%m%d}.json"
    chosen, _ = QFileDialog.getSaveFileName(parent, _tr("导出历史凭证"), str(name), _tr("历史凭证 (*.json)"))
    if not chosen:
        return
    path = Path(chosen) if chosen.endswith(".json") else Path(chosen + ".json")

    def work(_tick: Tick) -> Path:
        from db.signed_head import export

        content = export(shell.store.database)
        with whole_file(path) as file:
            file.write(content)
        return path

    words = _tr("已写好 {}；交给别人保管，以后可以用 check --against 核对历史记录")
    shell.run(_tr("导出历史凭证"), work, lambda made: shell.tell(words.format(made.name)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("data_actions", text)
