"""One question before a step that people may want to think over, with what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

SHOWN = 12  # lines


def confirm(
    parent: QWidget, title: str, sentence: str, lines: Sequence[str], go_on: str, then: Callable[[], object]
) -> None:
    """Say what was found and ask; `then` is done where the answer is to go on."""
    said = [f"·　{line}" for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        said.append(QCoreApplication.translate("confirm", "……共 {} 处").format(len(lines)))
    box = QMessageBox(QMessageBox.Icon.Question, title, sentence, parent=parent)
    box.setObjectName("confirm_box")
    box.setInformativeText("\n".join(said))
    yes = box.addButton(go_on, QMessageBox.ButtonRole.AcceptRole)
    back = box.addButton(QCoreApplication.translate("confirm", "回去修改"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(back)
    yes.setObjectName("go_on")
    yes.clicked.connect(lambda: then())
    box.open()
