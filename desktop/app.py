"""Starts the window: paints a bare frame, then fills it, then opens the data in a thread."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop.shell.paths import data_folder, password

if TYPE_CHECKING:  # imported after the first paint
    from desktop.shell.main_window import MainWindow


class Frame(QMainWindow):
    """The window on the screen: empty at its first paint, then it contains the main window."""

    main: MainWindow | None = None

    def __init__(self, data: Path, database: str = "") -> None:
        super().__init__()
        self.setObjectName("frame")
        self.data, self.database = data, database
        self._painted = self._discarding = False
        self.resize(1366, 728)
        self.setMinimumSize(1024, 640)

    def fill(self) -> None:
        """Show the rows of last time, then the main window around them, and open the data."""
        rows = self._first_rows()
        if not self._shown():
            return
        from desktop.shell.main_window import MainWindow
        from desktop.tabs import TABS

        name_and_translate(application())
        self.main = MainWindow(TABS, self.data, self.database)
        self.main.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(self.main.windowTitle())
        self.setCentralWidget(self.main)
        if rows is not None:
            rows.raise_()
            self.main.ready.connect(rows.deleteLater)
        gc.enable()
        self.main.ready.connect(self._show_kept)
        if self._shown():
            self.main.load()

    def _show_kept(self) -> None:
        """Once the window is ready: what the last session could not store; and see to the end of this one."""
        from desktop.shell.drafts import end_of_session, show_kept

        end_of_session(self.leave_now, self)
        if self.main is not None and hasattr(self.main, "store"):
            show_kept(self.main.data, self.main.store.database.password, self.main)

    def leave_now(self) -> None:
        """Close without a question, as nobody can answer it; what can't be stored is shown at the next start."""
        from desktop.shell.drafts import leave_now

        if self.main is not None and hasattr(self.main, "store"):
            leave_now(self.main.data, self.main.store.database.password)
        self._discard()

    def _first_rows(self) -> QWidget | None:
        from db.storage.sqlite_driver import FILE
        from desktop.shell.first_rows import FirstRows
        from desktop.shell.window_state import window_state

        settings = window_state(self.data)
        rows = None if self.database else FirstRows(settings, self.data / FILE, password())
        from widgets import theme

        theme.apply(application())
        geometry = settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        return rows and rows.show(self)

    def _shown(self) -> bool:
        """Paint now, before more is imported or a thread takes its share of time; False if the window was closed."""
        QApplication.processEvents()
        return self.isVisible()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.fill)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.main is not None:
            if not self._discarding and self._asks():
                event.ignore()
                return
            self.main.leave(self.saveGeometry())
        super().closeEvent(event)

    def _asks(self) -> bool:
        """Store what is being typed; return whether the clerk is asked, as something would be lost."""
        from desktop.shell.dialogs import can_close, confirm, filled_dialogs

        if not can_close(self, self._discard):
            return True
        if dialogs := filled_dialogs():
            titles = "”“".join(dialog.windowTitle() for dialog in dialogs)
            words = self.tr("“{}”里填好的内容还没有保存").format(titles)
            confirm(dialogs[-1], self.tr("关闭"), words, (), self.tr("放弃并关闭"), self._discard)
        return bool(dialogs)

    def _discard(self) -> None:
        self._discarding = True
        self.close()


def start(data: Path | None, database: str = "") -> int:
    """Run the program until its window is closed; return the exit status.

    `database` is the URL of one on a server; without it, the data is a file in the data folder.
    """
    folder = data_folder(data)
    app = application()
    frame = Frame(folder, database)
    frame.show()
    return app.exec()


def application() -> QApplication:
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    return QApplication([*sys.argv[:1], "-style", "fusion"])  # asking for it later costs 6 ms of the first rows


def name_and_translate(app: QApplication) -> None:
    """Set the program's name and icon, and Chinese for Qt's own dialogs."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    from widgets.icons import icon
    from widgets.theme import ROOT

    app.setApplicationName("linli")
    app.setApplicationDisplayName(app.tr("邻里社工委工作台"))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # the last is ours, of what Qt's own leave in English: made by `pyside6-lrelease` from the file beside it
    for name, folder in (("qtbase_zh_CN", qt), ("qt_zh_CN", qt), ("qt_missing_zh_CN", str(ROOT / "translations"))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    app.setWindowIcon(icon("app"))
