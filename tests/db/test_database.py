"""The database under several processes, killed writers, migrations, backups and damage."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from db import migrations
from db.backup import backup, restore
from db.check import check
from db.core.base import Base
from db.core.errors import UnlikeError, UserError
from db.database import Database
from db.people.listings import PERSONS
from db.people.models import Person
from db.storage import sqlite_driver
from db.storage.sqlite_driver import FILE
from tests.db.processes import INCREMENT, process

WRITER = """
import sys
from pathlib import Path
from db.database import Database
from db.people.models import Person
database = Database(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    with database.write(f"记下 {number}") as session:
        session.add(Person(name=f"居民{number}"))
    print(number, flush=True)
    number += 1
"""
KILLS = int(os.environ.get("LINLI_KILLS", "30"))


def test_three_processes_lose_no_update(database):
    with database.write("开始") as session:
        session.add(Person(name="计数", note="0"))
    workers = [process(INCREMENT, database.path) for _ in range(3)]
    assert [worker.wait(120) for worker in workers] == [0, 0, 0]
    for worker in workers:
        worker.stdout.close()
    with database.read() as session:
        assert session.get_one(Person, 1).note == "450"
    assert check(database)[1] == []


@pytest.mark.slow
def test_a_killed_writer_loses_no_acknowledged_change(tmp_path):
    path = tmp_path / FILE
    Database(path).close()
    acknowledged, chance = set(), random.Random(7)
    for _kill in range(KILLS):
        writer = process(WRITER, path, len(acknowledged) + 1)
        first = writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        writer.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        acknowledged |= {int(line) for line in [first, *writer.stdout.read().split()] if str(line).strip()}
        writer.stdout.close()
        writer.wait()
    database = Database(path)
    with database.read() as session:
        stored = [int(name.removeprefix("居民")) for name in session.scalars(text("SELECT name FROM person"))]
    assert check(database)[1] == []
    database.close()
    assert acknowledged <= set(stored)
    assert len(acknowledged) >= KILLS
    assert len(stored) - len(set(stored)) <= KILLS  # a change stored but killed before it was said may come twice


def test_the_migrations_make_what_the_models_say(database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert ScriptDirectory.from_config(migrations.config()).get_heads() == [migrations.HEAD]


def test_an_older_database_is_copied_before_it_is_migrated(tmp_path, monkeypatch):
    """An empty database at the base of the migrations stands for an older version of the program."""
    path = tmp_path / FILE
    database = Database(path)
    with database.write("新增") as session:
        session.add(Person(name="甲"))
    database.close()
    folder = tmp_path / "versions"
    shutil.copytree(migrations.HERE, folder)
    after = f"{int(migrations.HEAD) + 1:04}"
    (folder / "versions" / f"{after}_next.py").write_text(
        f'import sqlalchemy as sa\nfrom alembic import op\nrevision = "{after}"\ndown_revision = "{migrations.HEAD}"\n'
        'def upgrade() -> None:\n    op.add_column("person", sa.Column("nickname", sa.String()))\n'
    )
    monkeypatch.setattr(migrations, "HEAD", after)
    monkeypatch.setattr(migrations, "HERE", folder)
    upgraded = Database(path)
    with upgraded.read() as session:
        assert session.scalar(text("SELECT nickname FROM person")) is None
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == after
        assert session.scalar(text("SELECT label FROM action ORDER BY id DESC")) == f"升级数据结构到 {after}"
    upgraded.close()
    (kept,) = (tmp_path / "backups").glob("*.db")
    monkeypatch.undo()
    old = Database(kept)
    with old.read() as session:
        assert session.get_one(Person, 1).name == "甲"
    old.close()


def test_a_newer_database_opens_to_look_at_only(database):
    with database.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    newer = Database(database.path)
    assert newer.readonly
    with newer.read() as session:
        assert session.scalars(PERSONS.keys()).all() == []
    with pytest.raises(UserError, match="更新版本"), newer.write("新增"):
        pass
    newer.close()


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_said_to_be_so_and_left_alone(tmp_path, content):
    path = tmp_path / FILE
    path.write_bytes(content)
    if not content:
        Database(path).close()  # an empty file is an empty database
        return
    with pytest.raises(UserError, match=r"损坏|密码"):
        Database(path)
    assert path.read_bytes() == content


def test_a_password_locks_the_file_and_its_copies(tmp_path):
    database = Database(tmp_path / FILE, password="春风'化雨")
    with database.write("新增") as session:
        session.add(Person(name="密中人"))
    copied = backup(database)
    database.close()
    for file in (tmp_path / FILE, copied):
        assert "密中人".encode() not in file.read_bytes()
        with pytest.raises(UserError, match="密码"):
            Database(file)
        reopened = Database(file, password="春风'化雨")
        with reopened.read() as session:
            assert session.get_one(Person, 1).name == "密中人"
        reopened.close()


def test_a_backup_is_restored_and_what_was_there_is_kept(office, tmp_path):
    copied = backup(office, tmp_path / "copies")
    with office.write("删光") as session:
        session.execute(text("DELETE FROM attendance"))
    kept = restore(copied, office.path.parent)
    with office.read() as session:
        assert session.scalar(text("SELECT count(*) FROM attendance")) == 53
    assert check(office)[1] == []
    before = Database(kept)
    with before.read() as session:
        assert session.scalar(text("SELECT count(*) FROM attendance")) == 0
    before.close()


@pytest.mark.parametrize("damage", [b"garbage" * 5000, None])
def test_a_backup_is_restored_where_todays_data_is_damaged(office, tmp_path, damage):
    copied = backup(office, tmp_path / "copies")
    office.close()
    if damage is None:
        content = bytearray(office.path.read_bytes())
        content[5000:60000] = b"\xff" * 55000
        damage = bytes(content)
    office.path.write_bytes(damage)
    if damage.startswith(b"garbage"):  # it may as well be locked
        with pytest.raises(UnlikeError, match="已损坏"):
            restore(copied, office.path.parent)
    kept = restore(copied, office.path.parent, anyway=True)
    assert kept.read_bytes() == damage
    again = Database(office.path)
    assert check(again)[1] == []
    again.close()


def test_backups_of_one_second_are_two(office, tmp_path):
    assert backup(office, tmp_path) != backup(office, tmp_path)


@pytest.mark.parametrize("make", ["empty", "foreign", "gutted"])
def test_what_only_looks_like_a_backup_is_refused(office, tmp_path, make):
    false = tmp_path / "false.db"
    if make == "gutted":
        copied = backup(office, tmp_path)
        copied.replace(false)
    else:
        false.write_bytes(b"")
    if make != "empty":
        code = "DROP TABLE attendance" if make == "gutted" else "CREATE TABLE person (id INTEGER PRIMARY KEY, x)"
        with sqlite_driver.connect(false) as connection:
            connection.execute(code)
        connection.close()
    with pytest.raises(UserError):
        restore(false, office.path.parent)
    assert check(office)[1] == []


def test_what_is_no_backup_changes_nothing(office, tmp_path):
    false = tmp_path / "false.db"
    false.write_bytes(b"nothing" * 1000)
    with pytest.raises(UserError):
        restore(false, office.path.parent)
    with pytest.raises(UserError, match="找不到"):
        restore(tmp_path / "gone.db", office.path.parent)
    assert check(office)[1] == []
    assert [file.name for file in office.path.parent.glob("*.restoring*")] == []


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs a small file system of its own")
def test_a_full_disk_loses_nothing_and_says_so(tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("no mount here")
    try:
        database = Database(place / FILE)
        with database.write("新增") as session:
            session.add(Person(name="甲"))
        with pytest.raises(UserError, match="磁盘已满"):
            for n in range(10_000):
                with database.write(f"新增{n}") as session:
                    session.add(Person(name="乙", note=f"{n}" * 3000))
        with database.read() as session:
            assert session.get_one(Person, 1).name == "甲"
        assert check(database)[1] == []
        with pytest.raises(UserError, match="备份没有写成"):
            backup(database)
        assert not list(place.rglob("*.part"))
        database.close()
    finally:
        subprocess.run(["umount", place], check=True)


def test_two_who_change_the_same_record_hear_of_it(office):
    with pytest.raises(UserError, match="刚被别处修改"), office.write("改电话") as session:
        person = session.get_one(Person, 1)
        session.connection().execute(text("UPDATE person SET version = version + 1 WHERE id = 1"))
        person.phone = "13900000000"


def test_history_as_json_is_plain(office):
    with office.read() as session:
        images = session.scalars(text("SELECT after FROM change WHERE table_name = 'person' LIMIT 5")).all()
    assert all(json.loads(image)["name"] for image in images)
