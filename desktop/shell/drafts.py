"""What was typed and not stored when the session ended: kept, locked as the data is, and shown at the next start."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.core.errors import UserError
from db.storage import drafts
from desktop.shell.dialogs import filled_dialogs
from desktop.shell.steps import store_edits

SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")


def end_of_session(leave: Callable[[], object], parent: QObject) -> None:
    """Call `leave` when the system ends the session or asks the program to end; nobody can be asked then."""
    QGuiApplication.instance().commitDataRequest.connect(lambda _manager: leave())  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]
    ours, theirs = socket.socketpair()  # Python's own handlers run only when Python does, and Qt waits in C
    for one in (ours, theirs):
        one.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, parent)
    with suppress(ValueError):  # only the main thread may
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        for name in SIGNALS:
            if number := getattr(signal, name, None):
                signal.signal(number, lambda *_: None)

    def woken() -> None:
        if ours.recv(64):
            leave()

    def ended() -> None:
        with suppress(ValueError):
            signal.set_wakeup_fd(-1)
        ours.close()
        theirs.close()

    notifier.activated.connect(woken)
    notifier.destroyed.connect(ended)


def leave_now(data: Path, password: str) -> None:
    """Store what is being typed, and keep the texts that can't be stored."""
    with suppress(UserError):
        store_edits()
    found = [*_of_forms(), *_of_dialogs()]
    if found:
        drafts.keep(data, password, found)


def show_kept(data: Path, password: str, parent: QWidget) -> None:
    """Show what the last session could not store, if anything, until the clerk says that it may go."""
    if texts := drafts.kept(data, password):
        Drafts(texts, partial(drafts.discard, data), parent).open()


class Drafts(QDialog):
    """The texts to copy from; they stay until `discard` is called by the button."""

    def __init__(self, texts: list[tuple[str, str]], discard: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drafts")
        self.setWindowTitle(self.tr("上次没有存下的内容"))
        words = self.tr("上次程序被系统关掉，这些内容还没有存下。请复制到该填的地方，再点“已经抄好，删去”。")
        note = QLabel(words, self)
        note.setWordWrap(True)
        self.text = QPlainTextEdit("\n\n".join(f"{place}：\n{text}" for place, text in texts), self)
        self.text.setReadOnly(True)
        buttons = QDialogButtonBox(self)
        done = QPushButton(self.tr("已经抄好，删去"), self)
        done.setObjectName("discard")
        buttons.addButton(done, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("下次再看"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.accepted.connect(discard)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        for widget in (note, self.text, buttons):
            layout.addWidget(widget)
        self.resize(560, 380)


def _of_forms() -> Iterator[tuple[str, str]]:
    from widgets.record_form import RecordForm
    from widgets.record_table import RecordTable

    for window in QApplication.topLevelWidgets():
        for form in window.findChildren(RecordForm) if window.isVisible() else ():
            for key, text in form.refused().items():
                yield form.boxes[key].field.title, text
        for table in window.findChildren(RecordTable) if window.isVisible() else ():
            if table.typed and table.typed.why:
                yield table.records.fields[table.typed.column].title, table.typed.text


def _of_dialogs() -> Iterator[tuple[str, str]]:
    for dialog in filled_dialogs():
        fields = [
            *((line, line.text()) for line in dialog.findChildren(QLineEdit)),
            *((text, text.toPlainText()) for text in dialog.findChildren(QPlainTextEdit)),
            *((box, box.currentText()) for box in dialog.findChildren(QComboBox) if not box.isEditable()),
        ]
        said = [f"{widget.accessibleName()}　{text}".strip() for widget, text in fields if text.strip()]
        yield dialog.windowTitle() or QCoreApplication.translate("drafts", "填写"), "\n".join(said)
