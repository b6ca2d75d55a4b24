"""Writes reports to a file or sends them to a printer, in the worker thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from db.core.errors import UserError
from db.core.work import Tick
from desktop.shell.dialogs import confirm
from desktop.shell.protocol import Shell
from exports.reports import Report, Request


def save(shell: Shell, report: Report, request: Request, path: Path, parent: QWidget) -> None:
    """Write a report to a file, then offer to open it."""

    def done(path: Path) -> None:
        show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path)))
        shell.tell(_tr("已写好 {}").format(path.name), _tr("打开"), show)

    def work(tick: Tick) -> Path:
        _write(shell, report, request, path, tick)
        report.finish(shell.store.database, request)
        return path

    _after_warning(shell, report, request, lambda: shell.run(_title(report), work, done), parent)


def print_out(shell: Shell, report: Report, request: Request, parent: QWidget) -> None:
    """Make a report in memory and ask for the printer; nothing is written to a disk."""
    from desktop.shell.printing import PrintDialog

    file = BytesIO()
    printed = partial(report.finish, shell.store.database, request, _tr("打印"))

    def done(_: object) -> None:
        with shell.store.read() as session:
            name = report.name(session, request)
        PrintDialog(shell, name, file.getvalue(), printed, parent, one_sided=report.one_sided).open()

    work = partial(_write, shell, report, request, file)
    _after_warning(shell, report, request, lambda: shell.run(_title(report), work, done), parent)


def _write(shell: Shell, report: Report, request: Request, target: Path | BytesIO, tick: Tick) -> None:
    with shell.store.read() as session:
        report.write(session, target, request, tick)


def _title(report: Report) -> str:
    return _tr("正在生成 {}").format(report.title)


def _after_warning(shell: Shell, report: Report, request: Request, then: Callable[[], None], parent: QWidget) -> None:
    """Go on at once, or, if no font has some of the characters, once the clerk has seen which."""
    try:
        report.ready(shell.store.database)
        with shell.store.read() as session:
            found = report.unprintable(session, request)
    except UserError as error:
        shell.failed(error)
        return
    if not found:
        then()
        return
    words = _tr("这些字没有字体能显示，会印成“〓”：")
    confirm(parent, _tr("有字印不出来"), words, found, _tr("照样输出"), then)


def _tr(text: str) -> str:
    return QCoreApplication.translate("papers", text)
