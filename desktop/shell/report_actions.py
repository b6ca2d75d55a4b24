"""Writes reports to a file or sends them to a printer, in the worker thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from db.core.errors import UserError
from db.core.work import Tick
from db.public_door import Disclosure
from desktop.shell.dialogs import confirm
from desktop.shell.protocol import Shell
from exports.atomic import whole_file
from exports.reports import Report, Request


def save(shell: Shell, report: Report, request: Request, path: Path, parent: QWidget) -> None:
    """Write a report to a file, then offer to open it."""

    def written(path: Path) -> None:
        show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path)))
        shell.tell(_tr("已写好 {}").format(path.name), _tr("打开"), show)

    def work(tick: Tick) -> Path:
        with shell.store.read() as session:
            report.write(session, path, request, tick)
        report.finish(shell.store.database, request)
        return path

    def put(file: BytesIO) -> None:
        with whole_file(path) as target:
            target.write(file.getvalue())
        report.finish(shell.store.database, request)
        written(path)

    if report.is_public(request):
        _after_warning(shell, report, request, lambda: _make(shell, report, request, put, parent), parent)
    else:
        _after_warning(shell, report, request, lambda: shell.run(_title(report), work, written), parent)


def print_out(shell: Shell, report: Report, request: Request, parent: QWidget) -> None:
    """Make a report in memory and ask for the printer; nothing is written to a disk."""
    from desktop.shell.printing import PrintDialog

    printed = partial(report.finish, shell.store.database, request, _tr("打印"))

    def done(file: BytesIO) -> None:
        with shell.store.read() as session:
            name = report.name(session, request)
        PrintDialog(shell, name, file.getvalue(), printed, parent, one_sided=report.one_sided).open()

    _after_warning(shell, report, request, lambda: _make(shell, report, request, done, parent), parent)


def _make(
    shell: Shell,
    report: Report,
    request: Request,
    then: Callable[[BytesIO], object],
    parent: QWidget,
    *,
    asked: bool = False,
) -> None:
    """Make a report in memory; go on at once, or once the clerk has seen what is hidden from the public."""
    from desktop.shell.disclosed_dialog import DisclosedDialog

    file = BytesIO()

    def work(tick: Tick) -> list[Disclosure]:
        with shell.store.read() as session:
            return report.make(session, file, request, tick)

    def done(found: list[Disclosure]) -> None:
        if found and not asked:
            DisclosedDialog(shell, report.title, found, go_on, parent).open()
        else:
            then(file)

    def go_on(kept: tuple[str, ...]) -> None:
        if kept:
            _make(shell, report, replace(request, kept=kept), then, parent, asked=True)
        else:
            then(file)

    shell.run(_title(report), work, done)


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
