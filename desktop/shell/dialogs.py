"""Small dialogs that ask one question; the program goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from db.core.errors import NewNameError, UserError
from desktop.shell.steps import store_edits
from widgets.bars import SearchLine

SHOWN = 12  # lines of a list of objections


class KeepsFilled(QDialog if TYPE_CHECKING else object):
    """Lets a dialog ask before Esc or its closing button discards what was filled in."""

    _blank: list[object] | None = None

    def note_blank(self) -> None:
        """Take what the fields show now for not filled in."""
        self._blank = _contents(self)

    def is_filled(self) -> bool:
        """Whether something was filled in and would be lost."""
        return self.isVisible() and self._blank is not None and _contents(self) != self._blank

    def reject(self) -> None:
        if self.is_filled():
            words = QCoreApplication.translate("filled", "填好的内容还没有保存，要放弃吗？")
            go_on = QCoreApplication.translate("filled", "放弃填写")
            back = QCoreApplication.translate("filled", "继续填写")
            confirm(self, self.windowTitle(), words, (), go_on, self.discard, back=back)
        else:
            super().reject()

    def discard(self) -> None:
        """Close the dialog with all that was filled in."""
        self.note_blank()
        self.reject()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._blank is None:
            self.note_blank()


class FilledDialog(KeepsFilled, QDialog):
    """A dialog with fields that are stored together."""


class _Question(KeepsFilled, QInputDialog):
    """Asks for a line of text."""


def filled_dialogs() -> list[KeepsFilled]:
    """The open dialogs in which something was filled in, the topmost last."""
    windows = QApplication.topLevelWidgets()
    return [window for window in windows if isinstance(window, KeepsFilled) and window.is_filled()]


def _contents(dialog: QWidget) -> list[object]:
    """What the fields of a dialog show, but for the lines that search."""
    found: list[object] = [line.text() for line in dialog.findChildren(QLineEdit) if not isinstance(line, SearchLine)]
    found += [text.toPlainText() for text in dialog.findChildren(QPlainTextEdit)]
    found += [box.currentText() for box in dialog.findChildren(QComboBox)]
    return found + [box.isChecked() for sort in (QCheckBox, QRadioButton) for box in dialog.findChildren(sort)]


def ask(
    parent: QWidget,
    name: str,
    title: str,
    question: str,
    then: Callable[[str], object],
    *,
    text: str = "",
    options: Sequence[str] = (),
    width: int = 440,
) -> None:
    """Ask for a line of text, or for one of several options; call `then` with the answer."""
    dialog = _Question(parent)
    dialog.setObjectName(name)
    dialog.setWindowTitle(title)
    dialog.setLabelText(question)
    if options:
        dialog.setComboBoxItems(list(options))
    else:
        dialog.setTextValue(text)
    dialog.resize(width, 120)
    dialog.textValueSelected.connect(lambda answer: then(answer))
    dialog.open()


def can_close(window: QWidget, discard: Callable[[], object]) -> bool:
    """Store what is being typed; if something doesn't fit, return False and ask: `discard` is called to give it up."""
    try:
        store_edits()
    except UserError as error:
        go_on = QCoreApplication.translate("filled", "放弃并关闭")
        confirm(window, QCoreApplication.translate("filled", "关闭"), str(error), (), go_on, discard)
        return False
    return True


def confirm(
    parent: QWidget,
    title: str,
    sentence: str,
    objections: Sequence[str],
    go_on: str,
    then: Callable[[], object],
    *,
    back: str = "",
    otherwise: Callable[[], object] | None = None,
) -> None:
    """Show what speaks against a step; call `then` where the clerk wants to take it, `otherwise` where not."""
    lines = [f"·　{line}" for line in objections[:SHOWN]]
    if len(objections) > SHOWN:
        lines.append(QCoreApplication.translate("confirm", "……共 {} 处").format(len(objections)))
    box = QMessageBox(QMessageBox.Icon.Question, title, sentence, parent=parent)
    box.setObjectName("confirm_box")
    box.setInformativeText("\n".join(lines))
    yes = box.addButton(go_on, QMessageBox.ButtonRole.AcceptRole)
    words = back or QCoreApplication.translate("confirm", "回去修改")
    no = box.addButton(words, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    if otherwise:
        no.clicked.connect(lambda: otherwise())
    yes.setObjectName("go_on")
    yes.clicked.connect(lambda: then())
    box.open()


def ask_new_name(
    parent: QWidget, error: NewNameError, then: Callable[[], object], otherwise: Callable[[], object] | None = None
) -> None:
    """Ask whether a name that nobody bears yet is to be registered; call `then` where it is."""
    title = QCoreApplication.translate("new_name", "新登记")
    question = QCoreApplication.translate("new_name", "没有登记过名为“{name}”的{noun}，要新登记吗？")
    go_on = QCoreApplication.translate("new_name", "新登记“{}”").format(error.name)
    words = question.format(name=error.name, noun=error.noun)
    confirm(parent, title, words, (), go_on, then, otherwise=otherwise)
