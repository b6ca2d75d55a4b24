"""A window that is closed from outside loses nothing: what fits is stored, the rest is shown at the next start."""

import os
import signal
import sys

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from sqlalchemy import select

from db.people.models import Person
from db.storage import drafts as kept
from desktop.app import Frame
from desktop.shell import drafts
from tests.desktop.window_helpers import stored, visible


@pytest.fixture
def frame(window, qtbot):
    made = Frame(window.data)
    made.main = window
    made._painted = True
    made.setCentralWidget(window)
    qtbot.addWidget(made)
    made.show()
    before = {name: signal.getsignal(getattr(signal, name)) for name in drafts.SIGNALS if hasattr(signal, name)}
    made._show_kept()
    yield made
    signal.set_wakeup_fd(-1)
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


def typed(window, qtbot, key, text):
    page = window.go("persons")
    page.select(1)
    editor = page.form.boxes[key].editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)


def shown(window):
    drafts.show_kept(window.data, "", window)
    return visible("drafts")


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends a process there, it sends no signal")
@pytest.mark.parametrize("name", drafts.SIGNALS)
def test_what_is_being_typed_is_stored_when_the_system_ends_the_program(window, frame, qtbot, name):
    typed(window, qtbot, "phone", "13911112222")
    os.kill(os.getpid(), getattr(signal, name))
    qtbot.waitUntil(lambda: not frame.isVisible(), timeout=10_000)
    assert stored(window, select(Person.phone).where(Person.id == 1)) == "13911112222"
    assert kept.kept(window.data, "") == []


def test_what_does_not_fit_is_shown_at_the_next_start_until_it_is_copied(window, frame, qtbot):
    typed(window, qtbot, "birth", "1986-13-40")
    frame.leave_now()
    assert not frame.isVisible()
    assert (window.data / kept.FILE).stat().st_mode & 0o777 == 0o600
    (dialog,) = shown(window)
    assert "出生日期：\n1986-13-40" in dialog.findChild(QPlainTextEdit).toPlainText()
    dialog.reject()
    (dialog,) = shown(window)
    dialog.findChild(QPushButton, "discard").click()
    assert not shown(window)
    assert not (window.data / kept.FILE).exists()


def test_a_dialog_that_was_filled_in_is_kept(window, frame, qtbot):
    window.go("persons").add()
    (dialog,) = visible("record_dialog")
    dialog.form.boxes["name"].editor.setFocus()
    qtbot.keyClicks(dialog.form.boxes["name"].editor, "Zhang San")
    frame.leave_now()
    texts = kept.kept(window.data, "")
    assert any("Zhang San" in text for _place, text in texts)


def test_texts_are_locked_as_the_data_is(tmp_path):
    path = tmp_path / kept.FILE
    kept.keep(tmp_path, "密码", [("意见", "请勿外传的内容")])
    kept.keep(tmp_path, "密码", [("地点", "三楼")])
    assert "请勿外传".encode() not in path.read_bytes()
    assert kept.kept(tmp_path, "密码") == [("意见", "请勿外传的内容"), ("地点", "三楼")]
    assert kept.kept(tmp_path, "错的") == []
    assert kept.kept(tmp_path / "none", "") == []
    path.write_bytes(b"no database")
    assert kept.kept(tmp_path, "") == []
