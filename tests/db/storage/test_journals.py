"""A journal is joined to its own database only: after a kill always, to a copy that was put in by hand never."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from db.backup import backup, restore
from db.check import check
from db.core.errors import UserError
from db.database import Database
from db.people.models import Person
from db.storage import journals, sqlite, sqlite_driver
from db.storage.sqlite_driver import FILE

NAMES = "SELECT name FROM person ORDER BY id"


def add(office, *names):
    for name in names:
        with office.write(f"登记{name}") as session:
            session.add(Person(name=name))


def names(path, password=""):
    with closing(Database(path, password=password)) as office, office.read() as session:
        assert check(office)[1] == []
        return list(session.scalars(text(NAMES)))


def kill(office, folder):
    """The files of the office as a killed program would leave them."""
    folder.mkdir()
    for companion in ("", "-wal"):
        shutil.copy(office.path.with_name(FILE + companion), folder)
    shutil.copy(office.heads(), folder)
    return folder / FILE


@pytest.fixture(params=["", "春风'化雨"], ids=["plain", "locked"])
def password(request):
    return request.param


@pytest.fixture
def office(tmp_path, password):
    (tmp_path / "office").mkdir()
    with closing(Database(tmp_path / "office" / FILE, password=password, actor="测试员")) as made:
        add(made, "甲")
        yield made


@pytest.fixture(autouse=True)
def told():
    sqlite_driver.set_aside()
    yield sqlite_driver.set_aside
    sqlite_driver.set_aside()


def test_a_killed_program_s_journal_is_joined(office, password, tmp_path, told):
    add(office, "乙", "丙")
    assert names(kill(office, tmp_path / "killed"), password) == ["甲", "乙", "丙"]
    assert told() == []


def test_it_is_joined_wherever_the_checkpoint_had_come_to(office, password, tmp_path, told):
    """The pages of a checkpoint reach the file one by one; the journal completes them."""
    with closing(office.engine.raw_connection()) as connection:
        connection.execute("PRAGMA wal_checkpoint(RESTART)")
        add(office, "乙")
        whole, journal = kill(office, tmp_path / "before"), tmp_path / "before" / f"{FILE}-wal"
        connection.execute("PRAGMA wal_checkpoint(RESTART)")
        add(office, "丙")
        after = kill(office, tmp_path / "after").read_bytes()
    pages = len(after) // 4096
    for count in (1, 2, pages // 2, pages):
        folder = tmp_path / f"checkpoint {count}"
        folder.mkdir()
        (folder / FILE).write_bytes(after[: count * 4096] + whole.read_bytes()[count * 4096 :])
        shutil.copy(journal, folder)
        assert names(folder / FILE, password) == ["甲", "乙"]
    assert told() == []


def test_a_journal_is_not_joined_to_a_backup_put_in_by_hand(office, password, tmp_path, told):
    made = backup(office)
    add(office, "乙", "丙")
    path = kill(office, tmp_path / "killed")
    shutil.copy(made, path)
    (tmp_path / "killed" / "heads.jsonl").unlink()
    assert names(path, password) == ["甲"]
    [sentence] = told()
    [kept] = (tmp_path / "killed").glob(f"{FILE}-wal-*")
    assert kept.name in sentence
    assert kept.stat().st_size > 4096  # it can be put back
    assert not (tmp_path / "killed" / f"{FILE}-wal-shm").exists()


def test_nor_to_another_office(office, password, tmp_path, told):
    (tmp_path / "other").mkdir()
    with closing(Database(tmp_path / "other" / FILE, password=password, actor="测试员")) as other:
        add(other, "子", "丑")
        path = kill(office, tmp_path / "killed")
        other.close()
        shutil.copy(other.path, path)
    (tmp_path / "killed" / "heads.jsonl").unlink()
    assert names(path, password) == ["子", "丑"]
    assert len(told()) == 1


def test_nor_to_a_backup_that_is_restored_or_looked_into(office, password, tmp_path):
    made = backup(office, tmp_path / "stick")
    add(office, "乙")
    shutil.copy(kill(office, tmp_path / "killed").with_name(f"{FILE}-wal"), made.with_name(f"{made.name}-wal"))
    assert sqlite_driver.fetch_rows(made, password, NAMES) == [("甲",)]
    folder = office.path.parent
    office.close()
    restore(made, folder, password)
    assert names(folder / FILE, password) == ["甲"]


def test_after_a_restore_the_journal_is_the_office_s_own(office, password, tmp_path, told):
    made = backup(office)
    add(office, "乙")
    restore(made, office.path.parent, password)
    add(office, "丁")
    assert names(kill(office, tmp_path / "killed"), password) == ["甲", "丁"]
    assert told() == []


def test_of_a_journal_from_before_nothing_is_known_and_it_is_joined(office, password, tmp_path, told):
    with closing(office.engine.raw_connection()) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    add(office, "乙")  # the first action numbers the file
    assert names(kill(office, tmp_path / "killed"), password) == ["甲", "乙"]
    assert told() == []


@pytest.mark.parametrize("cut", [0, 31, 32, 60, 5000, 5003])
def test_a_torn_journal_is_nobody_else_s(office, tmp_path, cut, told):
    add(office, "乙")
    path = kill(office, tmp_path / "killed")
    journal = path.with_name(f"{FILE}-wal")
    journal.write_bytes(journal.read_bytes()[:cut])
    assert not journals.is_strange(path)


def test_a_damaged_header_is_nobody_else_s_and_hinders_nothing(office, tmp_path):
    """Of a journal whose header isn't as it was written SQLite takes nothing."""
    made = backup(office)
    add(office, "乙")
    path = kill(office, tmp_path / "killed")
    shutil.copy(made, path)
    journal = path.with_name(f"{FILE}-wal")
    whole = journal.read_bytes()
    for bit in range(32 * 8):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        journal.write_bytes(content)
        assert not journals.is_strange(path), bit


def test_a_frame_that_was_not_stored_whole_proves_nothing(office, tmp_path, password):
    """A page of another file stands in a journal that is written over; only what its checksum proves counts."""
    made = backup(office)
    add(office, "乙")
    path = kill(office, tmp_path / "killed")
    shutil.copy(made, path)
    assert journals.is_strange(path)
    journal = path.with_name(f"{FILE}-wal")
    content = bytearray(journal.read_bytes())
    content[32 + 24 + 4000] ^= 1
    journal.write_bytes(content)
    assert not journals.is_strange(path)


def test_the_checksum_is_that_of_the_database_itself(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version = 7")
        with (tmp_path / "a.db-wal").open("rb") as journal:
            assert set(journals._first_pages(journal, proved=True)) >= {journals.PLAIN + (7).to_bytes(4)}


def test_each_copy_has_a_number_of_its_own(office, password):
    first, second = backup(office), backup(office)
    found = {
        sqlite_driver.fetch_rows(one, password, "PRAGMA user_version")[0][0] for one in (office.path, first, second)
    }
    assert len(found) == 3
    assert 0 not in found


def test_a_copy_that_lacks_rows_is_no_backup(office, monkeypatch, tmp_path):
    """What is verified is the file on the disk: here one that lost a row on the way."""
    number = sqlite._number

    def lose(connection, given):
        connection.execute("DELETE FROM person")
        connection.commit()
        number(connection, given)

    monkeypatch.setattr(sqlite, "_number", lose)
    with pytest.raises(UserError, match="备份同现在的数据不一样"):
        backup(office, tmp_path / "stick")
    assert list((tmp_path / "stick").glob("*.db*")) == []
