"""What Qt's own dialogs and menus say is Chinese, in each version of Qt that we pin."""

import re

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialogButtonBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTreeView,
)

ENGLISH = re.compile(r"[A-Za-z]{2}")
CHINESE = re.compile(r"[一-鿿]")
NEVER_SHOWN = {"QShortcut", "QGuiApplication"}  # how a key may be written; which way the text runs


class Asked(QTranslator):
    """Stands before the others, has no answer of its own, and keeps what was asked for."""

    def __init__(self, parent):
        super().__init__(parent)
        self.words = set()

    def isEmpty(self):
        return False

    def translate(self, context, source, note=None, number=-1):
        self.words.add((context, source, note, number))


@pytest.fixture
def asked(qapp, empty_window):
    asked = Asked(qapp)
    qapp.installTranslator(asked)
    asked.words.clear()
    yield asked
    qapp.removeTranslator(asked)


def file_dialog(parent, folder):
    dialog = QFileDialog(parent, "", str(folder))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    return dialog


def test_qts_own_dialogs_and_menus_leave_no_english_word(qtbot, empty_window, asked, tmp_path):
    files, box, line = file_dialog(empty_window, tmp_path), QMessageBox(empty_window), QInputDialog(empty_window)
    for button in set(QDialogButtonBox.StandardButton) - {QDialogButtonBox.StandardButton.NoButton}:
        box.addButton(QMessageBox.StandardButton(button.value))
    for dialog in (files, box, line):
        dialog.open()
    menus = [editor(empty_window).createStandardContextMenu() for editor in (QLineEdit, QPlainTextEdit)]
    words = [action.text().split("\t")[0] for menu in menus for action in menu.actions()]
    for dialog in (files, box, line):
        words += [part.text() for kind in (QLabel, QAbstractButton) for part in dialog.findChildren(kind)]
    assert {"取消", "是(&Y)", "剪切(&T)"} <= set(words)
    assert {"查找范围", "文件类型"} <= {re.sub(r"(\(&\w\))?：$", "", word) for word in words}
    assert not [word for word in words if ENGLISH.search(word)]
    left = [
        (context, source)
        for context, source, note, number in sorted(asked.words, key=str)
        if ENGLISH.search(source) and context not in NEVER_SHOWN
        if not CHINESE.search(QCoreApplication.translate(context, source, note, number))
    ]
    assert not left


def test_a_folder_in_qts_own_dialog_is_called_one_in_chinese(qtbot, empty_window, tmp_path):
    folder = tmp_path / "一月"
    (folder / "照片").mkdir(parents=True)
    files = file_dialog(empty_window, folder)
    files.open()
    view = files.findChild(QTreeView, "treeView")

    def called_a_folder():
        model, top = view.model(), view.rootIndex()
        assert [model.index(row, 2, top).data() for row in range(model.rowCount(top))] == ["文件夹"]

    qtbot.waitUntil(called_a_folder)


@pytest.mark.parametrize(
    ("context", "source"),
    [
        ("QFileDialog", "Look in:"),  # until Qt 6.10
        ("QFileDialog", "&Look in:"),  # since
        ("QFileDialog", "Files of type:"),
        ("QFileDialog", "Files of &type:"),
        *(("QAbstractFileIconProvider", word) for word in ("Drive", "File", "File Folder", "Folder", "Unknown")),
    ],
)
def test_the_words_of_either_qt_are_put_into_chinese(empty_window, context, source):
    assert CHINESE.search(QCoreApplication.translate(context, source))
