"""What the window remembers from last time: its place, tab, columns. No row of the office is among it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings


def remembered(data: Path) -> QSettings:
    return QSettings(str(data / "settings.ini"), QSettings.Format.IniFormat)
