"""Small dialogs that ask one question; the program goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

SHOWN = 12  # lines of a list of objections


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
    dialog = QInputDialog(parent)
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


def confirm(
    parent: QWidget, title: str, sentence: str, objections: Sequence[str], go_on: str, then: Callable[[], object]
) -> None:
    """Show what speaks against a step; call `then` where the clerk wants to take it all the same."""
    lines = [f"·　{line}" for line in objections[:SHOWN]]
    if len(objections) > SHOWN:
        lines.append(QCoreApplication.translate("confirm", "……共 {} 处").format(len(objections)))
    box = QMessageBox(QMessageBox.Icon.Question, title, sentence, parent=parent)
    box.setObjectName("confirm_box")
    box.setInformativeText("\n".join(lines))
    yes = box.addButton(go_on, QMessageBox.ButtonRole.AcceptRole)
    back = box.addButton(QCoreApplication.translate("confirm", "回去修改"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(back)
    yes.setObjectName("go_on")
    yes.clicked.connect(lambda: then())
    box.open()
