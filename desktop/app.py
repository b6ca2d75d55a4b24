"""Start the window: it is painted first, everything else is loaded in a thread behind it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import errors
from desktop.main_window import MainWindow
from desktop.paths import data_folder
from widgets import theme
from widgets.task import Door


def start(data: Path | None) -> int:
    """Run the program until its window is closed; return the exit status."""
    folder = data_folder(data)
    app = application()
    errors.log_to(folder)
    window = MainWindow(folder)
    errors.install(window)
    window.show()
    QTimer.singleShot(0, window, lambda: load(window))
    return app.exec()


def application() -> QApplication:
    """The Qt application in Chinese, its own dialogs included, in its own fonts."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("linli")
    app.setApplicationDisplayName("邻里社工委工作台")
    app.setWindowIcon(theme.icon("app"))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    for name in ("qtbase_zh_CN", "qt_zh_CN"):
        translator = QTranslator(app)
        if translator.load(name, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
    theme.apply(app)
    return app


def load(window: MainWindow) -> None:
    """Open the database in a thread, then hand it to the window."""
    door = Door(window)

    def work() -> None:
        try:
            from db.backup import FILE
            from db.database import Database
            from desktop import list_page, store

            database = Database(window.data / FILE, password=os.environ.get("LINLI_PASSWORD", ""))
            assert list_page  # loaded here, while the window is already there to look at
            door.call(lambda: window.open(store.Store(database)))
            door.call(lambda: theme.load_late_fonts(application()))
        except Exception as error:
            failure = error
            door.call(lambda: errors.show_error(failure, window))

    Thread(target=work, name="load", daemon=True).start()
