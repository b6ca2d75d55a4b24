"""What can still be read of a damaged database comes back: from its tables, and from the history page by page."""

import random
import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from db.backup import restore
from db.check import check
from db.core.errors import UserError
from db.database import Database
from db.people.listings import PERSONS
from db.people.models import Person
from db.salvage import salvage
from db.storage import sqlite_pages
from db.storage.sqlite_driver import FILE, connect
from tests.db.changes import put, remove

PAGE = 4096
PASSWORDS = ("", "对'的")


def content(path, password=""):
    """All rows of all tables but those of the history."""
    with closing(connect(path, password)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        own = [name for (name,) in names.fetchall() if name not in ("action", "change", "alembic_version")]
        return {name: set(connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in own}


@pytest.fixture(params=PASSWORDS, ids=["plain", "locked"])
def password(request):
    return request.param


@pytest.fixture
def whole(models, tmp_path, password):
    """The file of a sample office with some changes, all in it."""
    place = tmp_path / "whole" / FILE
    plain = models.file(tmp_path / "plain", filled=True)
    place.parent.mkdir()
    if password:
        with closing(connect(plain)) as source:
            source.execute(f"ATTACH '{place}' AS locked KEY '{password.replace(chr(39), chr(39) * 2)}'")
            source.execute("SELECT sqlcipher_export('locked')")
            source.execute("DETACH locked")
    else:
        shutil.copy(plain, place)
    with closing(Database(place, password=password, actor="测试员")) as office:
        put(office, PERSONS, 1, "phone", "13900000000")
        with office.write("新增") as session:
            made = PERSONS.create(session, {"name": "多余"}).id
        remove(office, PERSONS, made)
    with closing(connect(place, password)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return place


def damaged(whole, tmp_path, pages, seed=0):
    """A copy with noise over these pages, the first of which is 0."""
    noise, data = random.Random(seed), bytearray(whole.read_bytes())
    for page in pages:
        data[page * PAGE : (page + 1) * PAGE] = noise.randbytes(PAGE)
    path = tmp_path / "damaged.db"
    path.write_bytes(data)
    return path


def schema_page(whole, password):
    """A page of the schema other than the first."""
    with closing(connect(whole, password)) as connection:
        roots = {row[0] for row in connection.execute("SELECT rootpage FROM sqlite_master")}
    return next(page for page in range(1, 60) if page + 1 not in roots)


def test_a_whole_file_comes_over_as_it_is(whole, tmp_path, password):
    made = salvage(whole, tmp_path / "new" / FILE, password)
    assert content(made.file, password) == content(whole, password)
    assert sum(made.from_history.values()) == 0
    assert made.lost == []
    with closing(Database(made.file, password=password)) as database:
        assert [said for said in check(database)[1] if "附件" not in said] == []


@pytest.mark.parametrize("seed", range(2))
def test_a_page_of_noise_costs_nothing_that_stands_twice(whole, tmp_path, password, seed):
    page = random.Random(seed).randrange(1, len(whole.read_bytes()) // PAGE)
    path = damaged(whole, tmp_path, [page], seed)
    made = salvage(path, tmp_path / "new" / FILE, password)
    assert content(made.file, password) == content(whole, password)
    assert made.lost == []


def test_without_its_schema_everything_comes_from_the_history(whole, tmp_path, password):
    path = damaged(whole, tmp_path, [schema_page(whole, password)])
    made = salvage(path, tmp_path / "new" / FILE, password)
    assert content(made.file, password) == content(whole, password)
    assert sum(made.from_history.values()) > 500
    assert any("从历史记录里找回" in said for said in made.sentences())


@pytest.mark.parametrize("seed", range(1))
def test_of_forty_pages_of_noise_most_rows_come_back_and_the_others_are_named(whole, tmp_path, password, seed):
    pages = random.Random(seed).sample(range(1, len(whole.read_bytes()) // PAGE), 40)
    made = salvage(damaged(whole, tmp_path, pages, seed), tmp_path / "new" / FILE, password)
    before, after = content(whole, password), content(made.file, password)
    rows = sum(map(len, before.values()))
    back = sum(len({row[0] for row in before[name]} & {row[0] for row in after[name]}) for name in before)
    assert back > 0.3 * rows
    for name in before:  # nothing is made up
        assert {row[1] for row in after[name]} <= {row[1] for row in before[name]}
    with closing(Database(made.file, password=password)) as database:
        assert [said for said in check(database)[1] if "附件" not in said] == []


@pytest.mark.parametrize("password", [""], ids=["plain"])
def test_a_file_without_its_first_page_comes_from_the_history(whole, tmp_path, password):
    made = salvage(damaged(whole, tmp_path, [0]), tmp_path / "new" / FILE)
    assert content(made.file) == content(whole)


def test_steps_that_stand_in_the_journal_only_come_over(whole, tmp_path, password):
    office = Database(whole, password=password, actor="测试员")
    with office.write("改") as session:
        session.get_one(Person, 2).phone = "13911110000"
    path = tmp_path / "killed" / FILE
    path.parent.mkdir()
    for beside in ("", "-wal"):
        shutil.copy(whole.with_name(FILE + beside), path.with_name(FILE + beside))
    office.close()
    data = bytearray(path.read_bytes())
    data[4 * PAGE : 9 * PAGE] = bytes(5 * PAGE)
    path.write_bytes(data)
    made = salvage(path, tmp_path / "new" / FILE, password)
    with closing(Database(made.file, password=password)) as again, again.read() as session:
        assert session.get_one(Person, 2).phone == "13911110000"


def test_what_was_salvaged_can_be_put_in_the_place_of_the_data(whole, tmp_path, password):
    path = damaged(whole, tmp_path, [schema_page(whole, password)])
    made = salvage(path, tmp_path / "backups" / "linli-salvaged.db", password)
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(path, data / FILE)
    assert restore(made.file, data, password, anyway=True)
    with closing(Database(data / FILE, password=password)) as again, again.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == len(content(whole, password)["person"])


def test_of_what_is_no_data_nothing_is_made(whole, tmp_path, password):
    target = tmp_path / "new" / FILE
    for wrong in (b"", b"text" * 9999, bytes(PAGE * 9), whole.read_bytes()[:100]):
        path = tmp_path / "wrong.db"
        path.write_bytes(wrong)
        with pytest.raises(UserError, match="什么也读不出来"):
            salvage(path, target, password)
        assert not list(target.parent.glob("*.db*"))
    with pytest.raises(UserError, match="读不出来"):
        salvage(tmp_path / "none.db", target, password)
    if password:
        with pytest.raises(UserError, match="密码不对"):
            salvage(whole, target, "错的")


@pytest.mark.parametrize("password", [""], ids=["plain"])
def test_a_file_that_is_there_is_neither_overwritten_nor_removed(whole, tmp_path):
    for name in ("linli", "linli.db", "linli.db.bak", "linli.db-2020"):
        (tmp_path / name).write_bytes(b"somebody's")
    with pytest.raises(UserError, match="已经有了"):
        salvage(whole, tmp_path / "linli")
    (tmp_path / "linli").unlink()
    (tmp_path / "wrong.db").write_bytes(b"no data")
    with pytest.raises(UserError, match="什么也读不出来"):
        salvage(tmp_path / "wrong.db", tmp_path / "linli")
    left = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert left == {"linli.db", "linli.db.bak", "linli.db-2020", "wrong.db"}


@pytest.mark.parametrize("password", [""], ids=["plain"])
def test_of_another_version_it_says_so(whole, tmp_path, password):
    with closing(connect(whole)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    with pytest.raises(UserError, match="不是这个版本的程序建立的"):
        salvage(whole, tmp_path / "new" / FILE)


@pytest.mark.parametrize("size", [0, 1, 100, 480, 490, 4050, 4061, 4062, 9000, 70_000])
def test_rows_are_read_from_their_pages_as_sqlite_reads_them(tmp_path, size):
    path = tmp_path / "rows.db"
    values = [
        ("甲" * size, None, -1, 2**40, 0.5, b"\x00\xff" * size),
        ("", 1, 0, -(2**63), -1e300, b""),
        ("x", 127, 128, 2**15, 2**23, b"z" * size),
    ]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("CREATE TABLE t (a, b, c, d, e, f)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", values * 40)
        connection.execute("DELETE FROM t WHERE rowid % 7 = 0")
        connection.commit()
        there = connection.execute("SELECT rowid, * FROM t ORDER BY rowid").fetchall()
    read = {number: tuple(row) for number, row in sqlite_pages.rows(path, "", 6)}
    assert {number: read.get(number) for number, *_ in there} == {number: tuple(row) for number, *row in there}
