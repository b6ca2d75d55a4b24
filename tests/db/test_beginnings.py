"""A beginning doesn't forget an office, and a backup or a restore doesn't say what isn't so."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.backup import backup, restore
from db.check import check
from db.core.errors import MissingDataError, UnlikeError, UserError
from db.database import Database
from db.people.listings import PERSONS
from db.storage.sqlite_driver import FILE, connect
from db.storage.tidy import tidy

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def data(models, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    models.file(folder, filled=True)
    return folder


def backed_up(data):
    database = Database(data / FILE)
    made = backup(database)
    database.close()
    return made


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("how", ["empty", "gone"])
@pytest.mark.parametrize("beside", ["backup", "attachment", "wal"])
def test_a_missing_or_empty_file_beside_traces_of_an_office_is_no_new_one(data, how, beside):
    if beside == "backup":
        made = backed_up(data)
    elif beside == "attachment":
        (data / "attachments").mkdir(exist_ok=True)
        (data / "attachments" / "x.png").write_bytes(b"x")
    else:
        (data / f"{FILE}-wal").write_bytes(b"x" * 4096)
    (data / FILE).unlink()
    if how == "empty":
        (data / FILE).touch()
    before = names(data)
    with pytest.raises(MissingDataError) as said:
        Database(data / FILE)
    if beside == "backup":
        assert made.name in str(said.value)
    assert names(data) == before
    if beside == "backup":
        restore(made, data)
        Database(data / FILE).close()


def test_an_empty_folder_begins_a_new_office(tmp_path):
    database = Database(tmp_path / FILE)
    database.close()
    assert (tmp_path / FILE).stat().st_size > 0


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(UserError, match="不是文件"):
        Database(tmp_path / FILE)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE alembic_version SET version_num = '0009; drop'",
        "INSERT INTO alembic_version VALUES ('0001')",
        "DELETE FROM alembic_version",
    ],
)
def test_a_backup_of_a_strange_version_replaces_nothing(data, statement):
    made = backed_up(data)
    connection = connect(made)
    connection.execute(statement)
    connection.commit()
    connection.close()
    before = (data / FILE).read_bytes()
    with pytest.raises(UserError, match="什么都没有改动"):
        restore(made, data)
    assert (data / FILE).read_bytes() == before
    assert not list(data.glob("restoring-*"))


def test_a_backup_of_another_office_is_asked_about(data, models, tmp_path):
    other = tmp_path / "other"
    Database(other / FILE).close() if other.mkdir() else None
    database = Database(other / FILE, actor="别的社区")
    with database.write("登记") as session:
        PERSONS.create(session, {"name": "别处的人"})
    made = backup(database)
    database.close()
    with pytest.raises(UnlikeError, match="不是这个单位的"):
        restore(made, data)
    assert restore(made, data, anyway=True)


@pytest.mark.parametrize(
    "gone", ["TRIGGER history_person_update", "INDEX ix_change_row", "TRIGGER rule_terms_apart_insert"]
)
def test_a_backup_that_lacks_what_can_be_made_anew_comes_back_whole(data, gone):
    made = backed_up(data)
    connection = connect(made)
    connection.execute(f"DROP {gone}")
    connection.commit()
    connection.close()
    assert restore(made, data)
    database = Database(data / FILE)
    assert check(database)[1] == []
    database.close()


def test_a_backup_with_something_strange_in_it_is_refused_by_name(data):
    made = backed_up(data)
    before = (data / FILE).read_bytes()
    connection = connect(made)
    connection.execute("CREATE TRIGGER planted AFTER INSERT ON person BEGIN DELETE FROM claim_good; END")
    connection.commit()
    connection.close()
    with pytest.raises(UserError, match="触发器 planted"):
        restore(made, data)
    assert (data / FILE).read_bytes() == before


def test_a_backup_changed_while_its_history_was_off_is_refused_with_the_row(data):
    made = backed_up(data)
    connection = connect(made)
    connection.execute("DROP TRIGGER history_person_update")
    connection.execute("UPDATE person SET phone = '13999999999' WHERE id = 3")
    connection.commit()
    connection.close()
    with pytest.raises(UserError, match="人员 3 号的现状与历史记录不符"):
        restore(made, data)


def test_a_plain_backup_in_the_place_of_locked_data_is_asked_about(data, tmp_path):
    made = backed_up(data)
    locked = tmp_path / "locked"
    locked.mkdir()
    Database(locked / FILE, password="口令").close()
    with pytest.raises(UnlikeError, match="密码"):
        restore(made, locked)


def test_a_journal_left_beside_a_missing_file_is_not_joined_to_the_backup(data):
    made = backed_up(data)
    database = Database(data / FILE)
    with database.write("登记") as session:
        PERSONS.create(session, {"name": "后来的人"})
    journal = (data / f"{FILE}-wal").read_bytes()
    database.close()
    (data / FILE).unlink()
    (data / f"{FILE}-wal").write_bytes(journal)
    restore(made, data)
    assert list(data.glob(f"{FILE}-wal-*"))  # set aside, not lost
    database = Database(data / FILE)
    with database.read() as session:
        assert PERSONS.ids(session, "后来的人") == []
    database.close()


def test_what_a_killed_backup_leaves_has_no_final_name_and_is_tidied(data, tmp_path):
    (data / "attachments").mkdir(exist_ok=True)
    code = (
        "import sys, time; from pathlib import Path; from db.database import Database; import db.backup as b\n"
        "b.every = lambda *_: [lambda *_a, **_k: (print('copied', flush=True), time.sleep(60))]\n"
        f"b.backup(Database(Path({str(data / FILE)!r})))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "copied\n"
    assert [path.name[:7] for path in (data / "backups").iterdir()] == ["making-"]
    tidy(data)
    assert len(list((data / "backups").iterdir())) == 1  # it is still being written
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    tidy(data)
    assert not list((data / "backups").iterdir())


@pytest.mark.parametrize("name", ["restoring-1-x.db", "restoring-1-x.db-wal", "backups/x.db.part"])
def test_old_leftovers_are_tidied_and_young_ones_of_others_are_not(data, name):
    path = data / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    tidy(data)
    assert path.exists()
    os.utime(path, (time.time() - 7200,) * 2)
    tidy(data)
    assert not path.exists()
