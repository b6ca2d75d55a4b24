"""One question with one answer: a line of text, or one of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QInputDialog, QWidget


def ask(
    parent: QWidget,
    name: str,
    title: str,
    question: str,
    then: Callable[[str], object],
    *,
    text: str = "",
    options: Sequence[str] = (),
) -> None:
    """Ask without stopping the program; `then` gets the answer."""
    dialog = QInputDialog(parent)
    dialog.setObjectName(name)
    dialog.setWindowTitle(title)
    dialog.setLabelText(question)
    if options:
        dialog.setComboBoxItems(list(options))
    else:
        dialog.setTextValue(text)
    dialog.resize(440, 120)
    dialog.textValueSelected.connect(lambda answer: then(answer))
    dialog.open()
