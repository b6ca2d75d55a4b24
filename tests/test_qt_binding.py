"""The binding to Qt that we pin: 6.12.0 loses a reference to None with every void call and aborts after thousands."""

import sys

from PySide6.QtWidgets import QLabel


def test_fifty_thousand_void_calls_leave_the_count_of_none_alone(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(50_000):
        label.setText(str(number))
    assert label.text() == "49999"
    assert sys.getrefcount(None) > before - 1000
