"""What a test of the window looks at: what is stored, and which dialogs are open."""

from PySide6.QtWidgets import QApplication


def stored(window, query):
    with window.store.read() as session:
        return session.scalar(query)


def visible(name):
    return [w for w in QApplication.topLevelWidgets() if w.objectName() == name and w.isVisible()]
