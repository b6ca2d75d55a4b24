"""The main window: the tabs, undo and redo, history, reports, and the bar that says what was done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QTabWidget, QToolButton, QVBoxLayout, QWidget

from db.errors import UserError
from desktop.errors import show_error
from desktop.tabs import TABS
from widgets.bars import MessageBar
from widgets.task import Task
from widgets.theme import icon

TITLE = "邻里社工委工作台"
