"""The meetings tab: the meetings, and of the chosen one who was there and what was discussed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from db.meetings import AGENDA, ATTENDANCE, MEETINGS, expect_members, next_position
from db.models import AgendaItem, Attendance, Meeting
from db.settings import our_office
from desktop.list_page import ListPage
from desktop.shell import Shell
from exports.minutes import MINUTES
from widgets.bars import Segments
from widgets.record_form import RecordForm
from widgets.theme import icon
