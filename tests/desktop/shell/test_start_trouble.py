"""Where the data can't be opened at the start, the window offers what helps."""

import shutil

import pytest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import func, select

from db.backup import backup
from db.database import Database
from db.people.models import Person
from db.storage.sqlite_driver import FILE
from tests.desktop.window_helpers import stored, visible


def trouble(window, qtbot):
    window.load()
    qtbot.waitUntil(lambda: bool(visible("start_trouble")), timeout=20_000)
    return visible("start_trouble")[0]


def opened(window, qtbot):
    qtbot.waitUntil(lambda: hasattr(window, "store"), timeout=20_000)
    return stored(window, select(func.count(Person.id)))


def press(dialog, name):
    dialog.findChild(QPushButton, name).click()


@pytest.mark.parametrize("damage", ["empty", "gone", "overwritten"])
def test_a_backup_from_the_list_is_restored_and_opened(empty_window, models, qtbot, damage):
    data = empty_window.data
    office = Database(models.file(data, filled=True))
    backup(office)
    with office.read() as session:
        people = session.scalar(select(func.count(Person.id)))
    office.close()
    if damage == "gone":
        (data / FILE).unlink()
    elif damage == "empty":
        (data / FILE).write_bytes(b"")
    else:
        content = bytearray((data / FILE).read_bytes())
        content[100:8000] = b"\xff" * 7900
        (data / FILE).write_bytes(content)
    dialog = trouble(empty_window, qtbot)
    assert dialog.list.count() == 1
    assert not dialog.password.isVisible()
    press(dialog, "restore")
    assert opened(empty_window, qtbot) == people
    assert not visible("start_trouble")


def test_a_locked_database_asks_for_its_password_until_it_is_right(empty_window, qtbot):
    Database(empty_window.data / FILE, password="对的").close()
    dialog = trouble(empty_window, qtbot)
    assert dialog.password.isVisible()
    dialog.password.setText("错的")
    press(dialog, "retry")
    qtbot.waitUntil(lambda: dialog not in visible("start_trouble") and bool(visible("start_trouble")), timeout=20_000)
    (dialog,) = visible("start_trouble")
    dialog.password.setText("对的")
    press(dialog, "retry")
    assert opened(empty_window, qtbot) == 0


def test_another_try_opens_what_has_come_back(empty_window, models, qtbot):
    data = empty_window.data
    office = Database(models.file(data, filled=True))
    backup(office)
    office.close()
    shutil.move(data / FILE, data.parent / "away.db")
    dialog = trouble(empty_window, qtbot)
    shutil.move(data.parent / "away.db", data / FILE)
    press(dialog, "retry")
    assert opened(empty_window, qtbot) > 0
