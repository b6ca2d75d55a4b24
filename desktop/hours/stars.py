"""The scale by which hours of service become stars, in the settings."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from db.hours.stars import STAR_SCALES
from desktop.shell.list_page import ListPage
from desktop.shell.protocol import Shell


class StarPage(ListPage):
    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, STAR_SCALES, parent, sizes=(640, 360))
