"""Reports from the window: written to a file or sent to a printer, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from db.core.errors import UserError
from db.core.work import Tick
from desktop.shell.dialogs import confirm
from exports.reports import Report, Request

if TYPE_CHECKING:
    from desktop.shell.main_window import MainWindow


def save(window: MainWindow, report: Report, request: Request, path: Path) -> None:
    """Write a report, then offer to open it."""

    def done(path: Path) -> None:
        show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path)))
        window.tell(_tr("已写好 {}").format(path.name), _tr("打开"), lambda: (show(), None)[1])

    def work(tick: Tick) -> Path:
        _write(window, report, request, path, tick)
        report.finish(window.store.database, request)
        return path

    _when_seen(window, report, request, lambda: window.run(_title(report), work, done))


def print_out(window: MainWindow, report: Report, request: Request) -> None:
    """Make a report and ask for the printer; nothing of it is put on a disk."""
    from desktop.shell.printing import PrintDialog

    file = BytesIO()
    printed = partial(report.finish, window.store.database, request, _tr("打印"))

    def done(_: object) -> None:
        with window.store.read() as session:
            name = report.name(session, request)
        PrintDialog(window, name, file.getvalue(), printed, one_sided=report.one_sided).open()

    work = partial(_write, window, report, request, file)
    _when_seen(window, report, request, lambda: window.run(_title(report), work, done))


def _write(window: MainWindow, report: Report, request: Request, target: Path | BytesIO, tick: Tick) -> None:
    with window.store.read() as session:
        report.write(session, target, request, tick)


def _title(report: Report) -> str:
    return _tr("正在生成 {}").format(report.title)


def _when_seen(window: MainWindow, report: Report, request: Request, then: Callable[[], None]) -> None:
    """Go on at once, or, where characters can't be shown, when the clerk has seen which."""
    try:
        report.ready(window.store.database)
        with window.store.read() as session:
            found = report.unprintable(session, request)
    except UserError as error:
        window.failed(error)
        return
    if not found:
        then()
        return
    words = _tr("这些字没有字体能显示，会印成“〓”：")
    confirm(window, _tr("有字印不出来"), words, found, _tr("照样输出"), then)


def _tr(text: str) -> str:
    return QCoreApplication.translate("papers", text)
