"""How errors reach the user, and the log."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from db.core.errors import UserError

log = logging.getLogger(__name__)
VALUES = re.compile(r"^(DETAIL:|CONTEXT:|详细信息:|详细信息：|背景:|LINE \d+:).*$", re.MULTILINE)


def without_values(text: str) -> str:
    """A traceback without the values that a database server repeats in its errors."""
    return VALUES.sub(r"\1 ……", text)


class Discreet(logging.Formatter):
    """Writes errors without the values of rows."""

    def format(self, record: logging.LogRecord) -> str:
        return without_values(super().format(record))


def show_error(error: BaseException, parent: QWidget | None = None) -> None:
    """Show a UserError in its own words; log any other error, which is a bug, and say so in a box."""
    title = QCoreApplication.translate("errors", "邻里")
    if isinstance(error, UserError):
        box = QMessageBox(QMessageBox.Icon.Warning, title, str(error), parent=parent)
    else:
        log.error("unexpected error", exc_info=error)
        words = QCoreApplication.translate("errors", "程序出了意外，这一步没有做，数据没有变。详情已记入日志。")
        box = QMessageBox(QMessageBox.Icon.Critical, title, words, parent=parent)
        box.setDetailedText(without_values("".join(traceback.format_exception(error))))
    box.setObjectName("error_box")
    box.open()


def show_uncaught_errors(parent: QWidget) -> None:
    """From now on, show errors that are raised in a slot or an event handler, once the event is over."""
    sys.excepthook = lambda _kind, error, _trace: QTimer.singleShot(0, lambda: show_error(error, parent))


def log_to(folder: Path) -> None:
    """Keep the log in the data folder: two files of half a megabyte at most. It names no person."""
    handler = RotatingFileHandler(folder / "linli.log", maxBytes=500_000, backupCount=1, encoding="utf8", delay=True)
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
