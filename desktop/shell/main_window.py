"""The main window, inside the frame: the tabs, the menus and the message bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from db.core.errors import UserError
from db.storage.sqlite_driver import FILE
from desktop.shell import first_rows
from desktop.shell.corner import buttons_of
from desktop.shell.pages import RecordAction, Tab, TakesRecords, named, pages_of, tab_of
from desktop.shell.paths import password
from desktop.shell.steps import step, store_edits
from desktop.shell.window_state import window_state
from widgets.bars import MessageBar
from widgets.icons import icon
from widgets.task import Dispatcher, Result, Task, shutdown

if TYPE_CHECKING:  # loaded once the window has been painted
    from db.core.fields import Listing
    from db.core.masking import Audience
    from db.core.work import Tick
    from desktop.shell.change_poller import ChangePoller
    from desktop.shell.pages_tab import PagesTab
    from desktop.shell.store import Store
    from desktop.shell.undo_bar import UndoBar
    from exports.reports import Report

TITLE = "邻里社工委工作台"
DATA_ACTIONS = (  # of the file menu: the text, the icon, the function
    ("备份……", "folder", "back_up"),
    ("从备份恢复……", "restore", "restore_backup"),
    ("检查数据", "check", "check_data"),
    ("导出历史凭证……", "", "export_head"),
)
Keys = QKeySequence | QKeySequence.StandardKey


class MainWindow(QMainWindow):
    """Is shown before the data is opened: `load` opens the database in a thread, then `open` fills the tabs."""

    ready = Signal()  # the tabs are filled, or an error is shown
    store: Store
    undo_bar: UndoBar
    change_poller: ChangePoller

    def __init__(self, tabs: Sequence[Tab], data: Path, database: str = "") -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._tabs, self.data, self.database = tabs, data, database
        self._made: dict[str, QWidget] = {}
        self.settings = window_state(data)
        self.setWindowTitle(self.tr(TITLE))
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("tabs")
        self.tabs.setDocumentMode(True)
        for tab in tabs:
            self.tabs.addTab(self._placeholder(), icon(tab.icon), self.tr(tab.title))
        self.bar = MessageBar(self)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.bar)  # at the bottom, so that nothing moves under the mouse when it appears
        self.setCentralWidget(middle)
        self._make_actions()
        beside = (self.undo_action, self.redo_action, self.history_action, self.recycle_action)
        self.tabs.setCornerWidget(buttons_of(beside, self), Qt.Corner.TopRightCorner)
        self.setEnabled(False)
        self.tabs.setCurrentIndex(int(str(self.settings.value("tab", 0))))

    def load(self, word: str = "", *, look: bool = False, folder: Path | None = None) -> None:
        """Open the database in a thread, which also imports all that is needed; then fill the tabs.

        With `look` it can't be changed; another `folder` takes the place of the data folder.
        """
        if folder is not None:
            self.data, self.settings, self.database = folder, window_state(folder), ""
        dispatcher = Dispatcher(self)

        def work() -> None:
            try:
                from db.database import Database
                from db.storage.tidy import tidy
                from desktop.shell import list_page, store

                place = self.database or self.data / FILE
                tidy(self.data)
                database = Database(place, password=word or password(), folder=self.data, look=look)
                assert list_page  # imported here, while the window is already on the screen
                dispatcher.call(lambda: self.open(store.Store(database)))
                dispatcher.call(lambda: self.store.look_over())
            except Exception as error:
                failure = error
                dispatcher.call(lambda: self._offer_a_way_out(failure))

        Thread(target=work, name="load", daemon=True).start()

    def failed(self, error: BaseException) -> None:
        """Show an error."""
        from desktop.shell.errors import show_error

        show_error(error, self)

    def _offer_a_way_out(self, error: Exception) -> None:
        """Say why the data couldn't be opened, and offer what helps."""
        from desktop.shell.start_trouble import StartTrouble

        self.ready.emit()
        if not isinstance(error, UserError):
            return self.failed(error)
        self.setEnabled(True)  # or the dialog would be disabled with its parent
        self.menuBar().setEnabled(False)
        return StartTrouble(error, None if self.database else self.data, self.load, self).open()

    def open(self, store: Store) -> None:
        """Fill the tabs; at the first start, ask for the office before."""
        from desktop.shell.change_poller import ChangePoller
        from desktop.shell.errors import log_to, show_uncaught_errors
        from desktop.shell.undo_bar import UndoBar

        show_uncaught_errors(self)
        log_to(self.data)
        self.menuBar().setEnabled(True)
        self.store = store
        store.setParent(self)
        self.undo_bar, self.change_poller = UndoBar(store, self.bar, self), ChangePoller(store, self)
        self.change_poller.gone.connect(lambda text: self.bar.tell(text, "error"))
        self._make_reports()
        self.setEnabled(True)
        if why := store.database.why_readonly:
            self.bar.tell(why, "error")
        if office := store.office():
            self._fill(office)
        else:
            self._first_run()
        self.ready.emit()

    def tab(self, key: str) -> QWidget:
        """The tab with a key; it is made when it is first needed."""
        if key not in self._made:
            place = next(place for place, tab in enumerate(self._tabs) if tab.key == key)
            self._made[key] = self._make_tab(place)
        return self._made[key]

    def show_tab(self, key: str) -> QWidget:
        tab = self.tab(key)
        self.tabs.setCurrentWidget(tab)
        return tab

    def page(self, key: str) -> QWidget:
        """The page with a key; it is made when it is first needed."""
        return cast("PagesTab", self.tab(tab_of(self._tabs, key).key)).page(key)

    def go(self, page: str, number: int | None = None) -> QWidget:
        store_edits()
        return cast("PagesTab", self.show_tab(tab_of(self._tabs, page).key)).show_page(page, number)

    def add(self, page: str) -> None:
        found = self.go(page)
        assert isinstance(found, TakesRecords)
        if found.blocked:
            self.tell(found.blocked)
        else:
            found.add()

    def actions_on(self, page: str) -> list[RecordAction]:
        return [action for other in pages_of(self._tabs) for action in other.actions if action.on == page]

    def tell(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        self.bar.tell(text, "info", action, step(act) if act else None)

    def run(
        self,
        title: str,
        work: Callable[[Tick], Result],
        done: Callable[[Result], object],
        *,
        failed: Callable[[Exception], object] | None = None,
        cancelled: Callable[[], object] | None = None,
    ) -> None:
        store_edits()
        Task(self, title, work, done, failed or self.failed, cancelled=cancelled)

    def tell_done(self, text: str) -> None:
        self.undo_bar.tell_done(text)

    def undo(self, number: int | None = None) -> None:
        self.undo_bar.undo(number)

    def redo(self) -> None:
        self.undo_bar.redo()

    def export(self, report: Report, of: int | None, first: date | None = None, last: date | None = None) -> None:
        from desktop.shell.export_dialog import ExportDialog

        store_edits()
        ExportDialog(self, report, of, first, last, self).open()

    def print(self, report: Report, of: int | None, audience: Audience | None = None) -> None:
        from desktop.shell.report_actions import print_out
        from exports.reports import Request

        store_edits()
        print_out(self, report, Request(of, audience) if audience else Request(of), self)

    def show_history(self, listing: Listing | None = None, number: int | None = None) -> None:
        from desktop.shell.history_dialog import HistoryDialog

        store_edits()
        HistoryDialog(self, listing, number, self).show()

    def show_recycle_bin(self) -> None:
        from desktop.shell.recycle_dialog import RecycleDialog

        store_edits()
        RecycleDialog(self, self).show()

    def show_settings(self) -> None:
        from desktop.shell.settings_dialog import SettingsDialog

        store_edits()
        SettingsDialog(self, [one for page in pages_of(self._tabs) for one in page.settings], self).open()

    def _act_on_data(self, name: str) -> None:
        named(f"desktop.shell.data_actions:{name}")(self, self.data, self)

    def _placeholder(self) -> QWidget:
        page = QWidget(self)
        QVBoxLayout(page).addWidget(QLabel(self.tr("正在打开……"), page), 0, Qt.AlignmentFlag.AlignCenter)
        return page

    def _make_tab(self, place: int) -> QWidget:
        """Make a tab and put it in the place of its placeholder."""
        tab, placeholder = self._tabs[place], self.tabs.widget(place)
        assert placeholder
        made = named(tab.made_by)(self, tab.pages)
        made.setObjectName(f"{tab.key}_tab")
        current = self.tabs.currentIndex()
        self.tabs.blockSignals(True)
        self.tabs.removeTab(place)
        self.tabs.insertTab(place, made, icon(tab.icon), self.tr(tab.title))
        self.tabs.setCurrentIndex(current)
        self.tabs.blockSignals(False)
        placeholder.deleteLater()
        return made

    def _turn_to(self, place: int) -> None:
        """Show a tab; one that holds a value that doesn't fit comes back instead."""
        store_edits()
        self.tab(self._tabs[place].key)

    def _fill(self, office: str) -> None:
        self.setWindowTitle(f"{office} · {self.tr(TITLE)}")
        self.tabs.currentChanged.connect(self._turn_to)
        self._turn_to(self.tabs.currentIndex())
        self.undo_bar.name_in(self.undo_action, self.redo_action)

    def _first_run(self) -> None:
        from desktop.shell.first_run import FirstRun

        welcome = FirstRun(self, self)
        welcome.office_stored.connect(self._fill)
        welcome.open()

    def _make_actions(self) -> None:
        def action(text: str, sign: str, act: Callable[[], object], keys: Keys | None = None) -> QAction:
            made = QAction(icon(sign), text, self)
            made.triggered.connect(step(act))
            if keys is not None:
                made.setShortcut(keys)
            return made

        keys = QKeySequence.StandardKey
        self.undo_action = action(self.tr("撤销"), "undo", self.undo, keys.Undo)
        self.redo_action = action(self.tr("重做"), "redo", self.redo, QKeySequence("Ctrl+Y"))
        self.history_action = action(self.tr("历史记录"), "history", self.show_history, QKeySequence("Ctrl+H"))
        self.recycle_action = action(self.tr("回收站"), "recycle", self.show_recycle_bin)
        file = self.menuBar().addMenu(self.tr("文件(&F)"))
        self.reports_menu = file.addMenu(icon("export"), self.tr("导出与打印"))
        file.addSeparator()
        for text, sign, name in DATA_ACTIONS:
            file.addAction(action(self.tr(text), sign, partial(self._act_on_data, name)))
        file.addSeparator()
        file.addAction(action(self.tr("退出"), "", lambda: self.window().close(), keys.Quit))
        edit = self.menuBar().addMenu(self.tr("编辑(&E)"))
        edit.addActions([self.undo_action, self.redo_action])
        edit.addSeparator()
        edit.addActions([self.history_action, self.recycle_action])
        for place in range(len(self._tabs)):
            QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self, step(partial(self.tabs.setCurrentIndex, place)))
        tools = self.menuBar().addMenu(self.tr("设置(&S)"))
        tools.addAction(action(self.tr("字典与设置……"), "settings", self.show_settings))
        about = self.menuBar().addMenu(self.tr("帮助(&H)"))
        about.addAction(
            action(self.tr("关于"), "help", lambda: named("desktop.shell.about:about")(self, self.data, self.database))
        )

    def _make_reports(self) -> None:
        from exports import groups

        for title, reports in groups().items():
            group = self.reports_menu.addMenu(title)
            for report in reports:
                group.addAction(icon("document"), report.title, step(partial(self.export, report, None)))

    def _keep_first_rows(self) -> None:
        from desktop.shell.list_page import ListPage

        if self.database:
            return  # the first rows of the next start are read from a file, without SQLAlchemy
        current = self.tabs.currentWidget()
        pages = [page for page in current.findChildren(ListPage) if page.isVisible()] if current else []
        masked = any(page.masked for page in pages)  # at the start, nothing is loaded that masks rows
        first_rows.keep(self.settings, pages[0] if pages and not masked else None)

    def leave(self, geometry: QByteArray) -> None:
        """Store what is being typed and the state of the window; stop all work."""
        from widgets.pdf_view import PdfView

        self.settings.setValue("geometry", geometry)
        if hasattr(self, "store"):  # otherwise nothing was opened, and the state of last time stays
            self.change_poller.timer.stop()
            self.settings.setValue("tab", self.tabs.currentIndex())
            self._keep_first_rows()
        self.settings.sync()
        with suppress(UserError):
            store_edits()
        shutdown()
        for view in self.findChildren(PdfView):
            view.show_text("")  # pdfium needs its documents closed
        if hasattr(self, "store"):
            self.store.database.close()
