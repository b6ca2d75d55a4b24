"""Helpers of the tests of the window: read what is stored, find an open dialog, click a button, fill in a form."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton


def stored(window, query):
    with window.store.read() as session:
        return session.scalar(query)


def visible(name):
    return [w for w in QApplication.topLevelWidgets() if w.objectName() == name and w.isVisible()]


def click(qtbot, widget, name):
    qtbot.mouseClick(widget.findChild(QPushButton, name), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def fill(keyboard, values):
    """Type into the fields of the dialog that is open, one after the other, and store it; new names are meant."""
    for name, text in values.items():
        keyboard.tab_to(name)
        keyboard.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        keyboard.write(text)
    keyboard.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    agree_to_new_names()


def agree_to_new_names():
    """Answer the questions whether names that nobody bears yet are to be registered."""
    while asked := [box for box in visible("confirm_box") if box.windowTitle() == "新登记"]:
        next(button for button in asked[0].buttons() if button.objectName() == "go_on").click()
        QApplication.processEvents()
