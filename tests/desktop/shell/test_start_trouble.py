"""Where the data can't be opened at the start, the window offers what helps."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QPushButton
from sqlalchemy import func, select

from db.backup import backup
from db.core.errors import UserError
from db.database import Database
from db.people.models import Person
from db.storage.sqlite_driver import FILE, connect
from desktop.shell.backup_list import BackupList
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


@pytest.fixture
def damaged(empty_window, models):
    """A sample office, some pages of which are noise, so that it doesn't open; returns how many people it had."""
    data = empty_window.data
    with closing(Database(models.file(data, filled=True))) as office, office.read() as session:
        people = session.scalar(select(func.count(Person.id)))
    content = bytearray((data / FILE).read_bytes())
    content[100:8000] = b"\xff" * 7900
    (data / FILE).write_bytes(content)
    return people


def test_what_can_be_read_is_salvaged_and_opened(empty_window, damaged, qtbot):
    dialog = trouble(empty_window, qtbot)
    press(dialog, "salvage")
    qtbot.waitUntil(lambda: bool(visible("confirm_box")), timeout=60_000)
    (box,) = visible("confirm_box")
    assert f"人员 {damaged} 条" in box.informativeText() or "从历史记录里找回" in box.informativeText()
    press(box, "go_on")
    assert opened(empty_window, qtbot) == damaged
    assert list((empty_window.data / "backups").glob("linli-salvaged-*.db"))
    assert list((empty_window.data / "backups").glob("linli-before-restore-*.db"))


def test_the_file_is_saved_elsewhere_as_it_is(empty_window, damaged, qtbot, tmp_path, monkeypatch):
    place = tmp_path / "elsewhere"
    place.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(place))
    dialog = trouble(empty_window, qtbot)
    press(dialog, "save")
    (saved,) = place.glob("linli-*.db")
    assert saved.read_bytes() == (empty_window.data / FILE).read_bytes()
    assert str(saved) in dialog.said.text()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "none"))
    press(dialog, "save")
    assert "没有存成" in dialog.said.text()
    assert dialog.isVisible()


def test_another_folder_is_opened_in_its_place(empty_window, damaged, models, qtbot, tmp_path, monkeypatch):
    other = tmp_path / "other"
    models.file(other, filled=True)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    press(trouble(empty_window, qtbot), "folder")
    assert opened(empty_window, qtbot) == damaged
    assert empty_window.data == other


def test_it_is_looked_at_and_nothing_can_be_changed(empty_window, models, qtbot, tmp_path):
    data = empty_window.data
    whole = Database(models.file(data, filled=True))
    backup(whole)
    whole.close()
    before = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file() and "heads" not in path.name}
    empty_window.load(look=True)
    assert opened(empty_window, qtbot) > 0
    assert "只能查看" in empty_window.bar.text()
    with pytest.raises(UserError, match="只能查看"), empty_window.store.write("改") as session:
        session.get_one(Person, 1).phone = "13900000000"
    again = backup(empty_window.store.database, tmp_path / "stick")
    assert again.is_file()
    empty_window.store.database.close()
    assert before == {name: (data / name).read_bytes() for name in before}


def test_looking_leaves_nothing_behind(models, tmp_path):
    place = models.file(tmp_path, filled=True)
    with closing(Database(place, look=True)) as looked:
        room = looked._room.name
        assert Path(room).stat().st_mode & 0o777 == 0o700
    assert not Path(room).exists()


def test_a_folder_that_can_not_be_written_is_looked_at(models, tmp_path, monkeypatch):
    place = models.file(tmp_path / "data", filled=True)
    with closing(Database(place, actor="测试员")) as office, office.write("改") as session:
        session.get_one(Person, 1).phone = "13911113333"
    monkeypatch.setattr(os, "access", lambda path, mode: "data" not in str(path))  # as root may write anything
    with closing(Database(place)) as looked:
        assert "不能写" in looked.why_readonly
        with looked.read() as session:
            assert session.get_one(Person, 1).phone == "13911113333"


def test_a_backup_is_restored_from_the_menu_while_the_window_is_open(window, qtbot):
    made = backup(window.store.database)
    with window.store.write("改") as session:
        session.get_one(Person, 1).phone = "13900000000"
    next(a for a in window.findChildren(QAction) if a.text() == "从备份恢复……").trigger()
    (dialog,) = visible("restore_dialog")
    assert dialog.list.chosen() == made
    assert "人员 58" in dialog.list.held.text()
    assert "最后一步：" in dialog.list.held.text()
    press(dialog, "restore")
    assert "已恢复" in window.bar.text()
    assert stored(window, select(Person.phone).where(Person.id == 1)) != "13900000000"
    with window.store.write("又改") as session:
        session.get_one(Person, 1).phone = "13900000001"
    assert window.store.database.undo() == "又改"


def test_without_a_backup_the_menu_says_so(window, qtbot):
    next(a for a in window.findChildren(QAction) if a.text() == "从备份恢复……").trigger()
    (dialog,) = visible("restore_dialog")
    with qtbot.captureExceptions() as raised:
        press(dialog, "restore")
    assert "还没有备份" in str(raised[0][1])


def test_a_journal_of_another_file_is_set_aside_and_said(empty_window, models, qtbot):
    place = models.file(empty_window.data, filled=True)
    with closing(Database(place)) as office:
        made = backup(office, empty_window.data / "stick")
        with office.write("登记") as session:
            session.add(Person(name="戚小满"))
        journal = place.with_name(f"{FILE}-wal").read_bytes()
    shutil.copy(made, place)  # by hand, beside what a killed program left
    place.with_name(f"{FILE}-wal").write_bytes(journal)
    place.with_name("heads.jsonl").unlink()
    empty_window.load()
    assert opened(empty_window, qtbot) > 0
    qtbot.waitUntil(lambda: "另一份数据的日志，没有并入" in empty_window.bar.text(), timeout=20_000)
    with empty_window.store.read() as session:
        assert session.scalar(select(func.count(Person.id)).where(Person.name == "戚小满")) == 0


def test_what_is_strange_in_the_schema_is_said_once_the_window_is_open(empty_window, models, qtbot):
    place = models.file(empty_window.data, filled=True)
    with closing(connect(place)) as connection:
        connection.execute("CREATE TRIGGER strange AFTER INSERT ON person BEGIN DELETE FROM person; END")
        connection.commit()
    empty_window.load()
    assert opened(empty_window, qtbot) > 0
    qtbot.waitUntil(lambda: "触发器 strange" in empty_window.bar.text(), timeout=20_000)


def test_what_is_missing_of_the_schema_is_made_anew_when_the_window_opens(empty_window, models, qtbot):
    place = models.file(empty_window.data, filled=True)
    with closing(connect(place)) as connection:
        connection.execute("DROP TRIGGER history_person_update")
        connection.commit()
    empty_window.load()
    assert opened(empty_window, qtbot) > 0
    qtbot.waitUntil(lambda: "history_person_update" in empty_window.bar.text(), timeout=20_000)
    with closing(connect(place)) as connection:
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'history_person_update'"
        assert connection.execute(query).fetchone() == (1,)


def test_a_locked_backup_says_at_once_what_it_holds(empty_window, qtbot):
    with closing(Database(empty_window.data / FILE, password="对的")) as office:
        backup(office)
    assert "人员 0" in BackupList(empty_window.data, "对的", empty_window).held.text()
    assert BackupList(empty_window.data, "", empty_window).held.text() == ""
