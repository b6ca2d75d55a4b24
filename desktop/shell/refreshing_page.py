"""A page that always shows what is stored now; most pages are one."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.shell.protocol import Shell


class RefreshingPage(QWidget):
    """Loads its data anew after each change; while it is hidden, it waits until it is shown."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell, self.store = shell, shell.store
        self.stale = True
        self.store.changed.connect(self.refresh)

    def load(self) -> None:
        """Show what is stored now."""
        raise NotImplementedError

    def refresh(self, *_: object) -> None:
        """Load now, or, if the page is hidden, when it is shown."""
        self.stale = True
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        self.stale = False
        self.load()

    def showEvent(self, event: QShowEvent) -> None:
        if self.stale:
            self.reload()
        super().showEvent(event)
