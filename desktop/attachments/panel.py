"""The photos and scans of one record: thumbnails, and a form for the current one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.attached import ATTACHMENTS, Added, add, attached_to, file_of, thumbnail_of
from db.attachments.file_store import LIMIT, Pasted
from db.attachments.models import AGREED, DECLINED, UNASKED
from db.core.errors import UserError
from db.core.fields import Field, Listing
from db.core.kinds import file_size
from db.core.work import Tick
from desktop.shell.errors import show_error
from desktop.shell.form_edits import store_value, tell_discarded
from desktop.shell.protocol import Shell
from desktop.shell.refreshing_page import RefreshingPage
from desktop.shell.steps import step
from desktop.shell.undo_bar import UndoBar
from widgets.bars import MessageBar
from widgets.icons import icon
from widgets.picture_grid import Card, PictureGrid, PictureModel
from widgets.record_form import RecordForm
from widgets.record_model import Row
from widgets.task import Task

SECTIONS = (("", ("caption", "taken_on", "consent")), ("文件", ("name", "media_type", "size")))
ADD = "添加照片或扫描件……"
UNSEEN = ("owner", "sha256")
CONSENT = {UNASKED: "未问是否同意", AGREED: "同意公开", DECLINED: "不同意公开"}
ENDINGS = "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.pdf *.heic"  # .heic is refused with advice
QUALITY = 92  # of the JPEG, percent
SHOWN = 12  # names of refused files


class AttachmentPanel(RefreshingPage):
    """Takes files from a dialog, by drag and drop, and from the clipboard; every step can be undone."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("attachment_part")
        self.setAcceptDrops(True)
        self.busy = False  # files are being copied
        self._of: tuple[Listing, int] | None = None
        self._rows: dict[int, Any] = {}
        self.model = PictureModel(self._load, self)
        self.grid = PictureGrid(self.model, self)
        self.grid.setAccessibleName(self.tr("附件"))
        self.grid.set_empty(self.tr("还没有附件。\n把照片或扫描件拖到这里，或者选择文件。"), self.tr(ADD))
        self.form = RecordForm(ATTACHMENTS.fields, self.store.choices, self, sections=SECTIONS, hidden=UNSEEN)
        self._lay_out()
        self.undo_bar = UndoBar(self.store, self.bar, self)
        self._connect()

    def show_owner(self, listing: Listing, number: int) -> None:
        """Show the attachments of a row of a listing."""
        self._of = listing, number
        self.refresh()

    def load(self) -> None:
        rows: Sequence[Row] = ()
        if self._of:
            listing, number = self._of
            with self.store.read() as session:
                rows = session.execute(attached_to(listing).of(number).rows()).all()
        self._rows = {row[0]: row for row in rows}
        self.model.show([self._card(row) for row in rows])
        self.count.setText(self.tr("共 {} 个").format(len(rows)) if rows else "")
        self.form.setVisible(bool(rows))
        self._show_current(self.grid.current_id())

    def choose(self) -> None:
        """Ask for files and add them."""
        folder = str(self.shell.settings.value("attachment_folder", Path.home()))
        sorts = f"{self.tr('照片和扫描件')} ({ENDINGS});;{self.tr('所有文件')} (*)"
        chosen, _ = QFileDialog.getOpenFileNames(self, self.tr("添加照片或扫描件"), folder, sorts)
        if chosen:
            self.shell.settings.setValue("attachment_folder", str(Path(chosen[0]).parent))
            self.add([Path(name) for name in chosen])

    def paste(self) -> None:
        """Add the files or the picture of the clipboard."""
        found = _sources(QGuiApplication.clipboard().mimeData())
        if found:
            self.add(found)
        else:
            self.bar.tell(self.tr("剪贴板里没有照片；请先复制一张图片，或在文件夹里复制文件"), "warning")

    def add(self, sources: Sequence[Path | QImage]) -> None:
        """Add files as one action, in the worker thread; those that don't fit are named afterwards."""
        if self._of is None or self.busy:
            return
        self.busy = True
        listing, number = self._of

        def work(tick: Tick) -> Added:
            found = [one if isinstance(one, Path) else _encoded(one) for one in sources]
            return add(self.store.database, listing, number, found, tick)

        title = self.tr("正在添加 {} 个附件").format(len(sources))
        Task(self.window(), title, work, self._added, self._failed, cancelled=self._cancelled)

    def open(self, number: int) -> None:
        """Show a file in the system's own viewer."""
        path = file_of(self.store.database.folder, self._rows[number])
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove attachments without a question: the message bar offers to undo it."""
        if numbers and self._of:
            self.undo_bar.tell_done(self.tr("已{}").format(self.store.remove(attached_to(self._of[0]), numbers)))

    def _added(self, added: Added) -> None:
        self.busy = False
        self.reload()
        if added.numbers:
            self.grid.select_id(added.numbers[0])
            self.grid.setFocus()
            self.undo_bar.tell_done(self.tr("已添加 {} 个附件").format(len(added.numbers)))
        if added.refused:
            more = len(added.refused) - SHOWN
            lines = [f"·　{sentence}" for sentence in added.refused[:SHOWN]]
            lines += [self.tr("……还有 {} 个").format(more)] * (more > 0)
            head = self.tr("{} 个文件没有添加：").format(len(added.refused))
            show_error(UserError("\n".join([head, *lines]) if len(lines) > 1 else added.refused[0]), self)

    def _failed(self, error: Exception) -> None:
        self.busy = False
        show_error(error, self)

    def _cancelled(self) -> None:
        self.busy = False
        self.bar.tell(self.tr("已取消，没有添加附件"))

    def _load(self, number: int) -> QImage:
        """Load a thumbnail; called in the worker thread. Raises UserError where there is none."""
        row = self._rows.get(number)
        if row is None:
            raise UserError(self.tr("已删除"))
        return QImage(str(thumbnail_of(self.store.database.folder, row)))

    def _card(self, row: Row) -> Card:
        day, consent = (
            ATTACHMENTS["taken_on"].text(ATTACHMENTS.value(row, "taken_on")),
            ATTACHMENTS.value(row, "consent"),
        )
        title = ATTACHMENTS.value(row, "caption") or ATTACHMENTS.label_of(row)
        note = "　".join(part for part in (day, self.tr(CONSENT[consent])) if part)
        return Card(row[0], title, note, consent == DECLINED)

    def _show_current(self, number: int | None) -> None:
        self.form.show_row(self._rows.get(number) if number is not None else None)
        for button in (self.open_button, self.remove_button):
            button.setEnabled(number is not None)

    def _edit(self, field: Field, typed: str) -> None:
        number = self.form.row_id
        if number is None or not self._of:
            return
        if label := store_value(self.store, self.form, attached_to(self._of[0]), number, field, typed):
            self.undo_bar.tell_done(self.tr("已{}").format(label))

    def _lay_out(self) -> None:
        self.count = QLabel(self)
        self.count.setProperty("quiet", True)
        self.open_button = QPushButton(self.tr("打开"), self)
        self.open_button.setObjectName("open")
        self.open_button.setToolTip(self.tr("用系统的看图程序打开（回车或双击）"))
        self.remove_button = QToolButton(self)
        self.remove_button.setObjectName("remove")
        self.remove_button.setIcon(icon("remove"))
        self.remove_button.setToolTip(self.tr("删除选中的附件（Del），可撤销"))
        self.add_button = QPushButton(icon("add", "#ffffff"), self.tr(ADD), self)
        self.add_button.setObjectName("add")
        self.add_button.setProperty("primary", True)
        self.add_button.setToolTip(self.tr("Insert 键"))
        top = QHBoxLayout()
        top.addWidget(self.count)
        top.addStretch(1)
        for widget in (self.open_button, self.remove_button, self.add_button):
            top.addWidget(widget)
        self.splitter = QSplitter(self)
        self.splitter.addWidget(self.grid)
        self.splitter.addWidget(self.form)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([640, 340])
        self.splitter.setChildrenCollapsible(False)
        words = self.tr("可以把文件拖进来，也可以复制图片后按 Ctrl+V；照片、扫描件和 PDF，每个不超过 {}")
        hint = QLabel(words.format(file_size(LIMIT)), self)
        hint.setProperty("quiet", True)
        self.bar = MessageBar(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(hint)
        layout.addWidget(self.bar)

    def _connect(self) -> None:
        self.add_button.clicked.connect(step(self.choose))
        self.open_button.clicked.connect(step(lambda: self.open(self.grid.current_id() or 0)))
        self.remove_button.clicked.connect(step(lambda: self.remove(self.grid.selected_ids())))
        self.grid.empty_action.connect(step(self.choose))
        self.grid.opened.connect(self.open)
        self.grid.remove_wanted.connect(self.remove)
        self.grid.paste_wanted.connect(self.paste)
        self.grid.menu_wanted.connect(self._menu)
        self.grid.current_changed.connect(self._show_current)
        self.form.edited.connect(self._edit)
        tell_discarded(self, self.form, self.bar.tell)
        insert = QShortcut(QKeySequence(Qt.Key.Key_Insert), self, step(self.choose))
        insert.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        number = self.grid.current_id()
        if number is not None:
            menu.addAction(self.tr("打开"), step(lambda: self.open(number)))
            menu.addAction(
                icon("history"),
                self.tr("这条记录的历史"),
                step(lambda: self.shell.show_history(ATTACHMENTS, number)),
            )
            menu.addAction(icon("remove"), self.tr("删除"), step(lambda: self.remove(self.grid.selected_ids())))
            menu.addSeparator()
        menu.addAction(self.tr("粘贴"), step(self.paste))
        menu.addAction(icon("add"), self.tr(ADD), step(self.choose))
        menu.popup(place)

    def _show_drop(self, over: bool) -> None:
        self.grid.setProperty("over", over)
        self.grid.style().polish(self.grid)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _sources(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_drop(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_drop(False)
        event.setDropAction(Qt.DropAction.CopyAction)  # the file manager keeps its own
        event.accept()
        self.add(_sources(event.mimeData()))


def _sources(data: QMimeData) -> list[Path | QImage]:
    """The files that were copied or dragged; without any, the picture."""
    files: list[Path | QImage] = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files or not data.hasImage():
        return files
    image = QImage(data.imageData())
    return [] if image.isNull() else [image]


def _encoded(image: QImage) -> Pasted:
    """A picture as a file: PNG, or JPEG where a PNG would be too large."""
    name = f"粘贴的图片{datetime.now():%Y%m%d-%H%M%S}"
    for suffix, quality in (("png", -1), ("jpg", QUALITY)):
        data = QByteArray()
        file = QBuffer(data)
        file.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(file, suffix.encode())
        writer.setQuality(quality)
        writer.write(image)
        if data.size() <= LIMIT:
            break
    return Pasted(f"{name}.{suffix}", bytes(data.data()))
