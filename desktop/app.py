"""Start the window: a bare frame is painted first, then it is filled, then the data is opened in a thread behind it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop.paths import data_folder

if TYPE_CHECKING:  # loaded once there is something to look at
    from desktop.main_window import MainWindow


class Frame(QMainWindow):
    """The window on the screen: empty at its first paint, then around the main window."""

    main: MainWindow | None = None

    def __init__(self, data: Path) -> None:
        super().__init__()
        self.setObjectName("frame")
        self.data = data
        self._painted = False
        self._warned = False
        self.resize(1366, 728)
        self.setMinimumSize(1024, 640)

    def fill(self) -> None:
        """Put everything into the frame, and open the data."""
        from desktop.main_window import MainWindow

        dress(application())
        self.main = MainWindow(self.data)
        self.main.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(self.main.windowTitle())
        self.restoreGeometry(self.main.geometry_before())
        self.setCentralWidget(self.main)
        QApplication.processEvents()  # painted, with the rows last looked at, before the loading thread takes its share
        self.main.load()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.fill)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.main is not None and self.main.unsaved() and not self._warned:
            self._warned = True
            self.main.tell(self.tr("有一项填写不合要求，还没有保存：请改好；再关一次就放弃它"))
            event.ignore()
            return
        if self.main is not None:
            self.main.leave(self.saveGeometry())
        super().closeEvent(event)


def start(data: Path | None) -> int:
    """Run the program until its window is closed; return the exit status."""
    folder = data_folder(data)
    app = application()
    frame = Frame(folder)
    frame.show()
    return app.exec()


def application() -> QApplication:
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication(sys.argv[:1])


def dress(app: QApplication) -> None:
    """The program's name, fonts and look; Qt's own dialogs in Chinese."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    from widgets import theme

    app.setApplicationName("linli")
    app.setApplicationDisplayName(app.tr("邻里社工委工作台"))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    for name in ("qtbase_zh_CN", "qt_zh_CN"):
        translator = QTranslator(app)
        if translator.load(name, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
    theme.apply(app)
    app.setWindowIcon(theme.icon("app"))
