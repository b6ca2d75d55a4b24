"""All services of all shifts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from db.activities.services import SERVICES
from desktop.shell.list_page import ListPage
from desktop.shell.protocol import Shell


class ServicePage(ListPage):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, SERVICES, parent, name="all_services", unseen=("position", "starts"))
        self.lock_new(self.tr("新的记录在“活动”的场次里登记"))
        self.add_button.hide()
