"""The one way an error reaches the user."""

from __future__ import annotations

import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from db.core.errors import UserError

log = logging.getLogger(__name__)


def show_error(error: BaseException, parent: QWidget | None = None) -> None:
    """A UserError in its own words; anything else is a bug: to the log, and one dialog that says so."""
    title = QCoreApplication.translate("errors", "邻里")
    if isinstance(error, UserError):
        box = QMessageBox(QMessageBox.Icon.Warning, title, str(error), parent=parent)
    else:
        log.error("unexpected error", exc_info=error)
        words = QCoreApplication.translate("errors", "程序出了意外，这一步没有做，数据没有变。详情已记入日志。")
        box = QMessageBox(QMessageBox.Icon.Critical, title, words, parent=parent)
        box.setDetailedText("".join(traceback.format_exception(error)))
    box.setObjectName("error_box")
    box.open()


def install(parent: QWidget) -> None:
    """Errors raised in any slot or event handler end here, after the event is over."""
    sys.excepthook = lambda _kind, error, _trace: QTimer.singleShot(0, lambda: show_error(error, parent))


def log_to(folder: Path) -> None:
    """Keep the log in the data folder, half a megabyte at most twice; it names no person."""
    handler = RotatingFileHandler(folder / "linli.log", maxBytes=500_000, backupCount=1, encoding="utf8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
