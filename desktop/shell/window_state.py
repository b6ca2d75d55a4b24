"""The state of the window from one start to the next: its place, tab and columns, but no row of the office."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings


def window_state(data: Path) -> QSettings:
    """The settings file beside the data."""
    return QSettings(str(data / "settings.ini"), QSettings.Format.IniFormat)
