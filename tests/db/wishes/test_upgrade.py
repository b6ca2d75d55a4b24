"""A database of before the micro-wishes: it is copied, and its attachments stay what they were, with their numbers."""

from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, MetaData, inspect, text

from db import migrations
from db.activities.listings import ACTIVITIES
from db.attached import ATTACHMENTS, add
from db.check import check
from db.core import dictionaries
from db.core.base import Base
from db.database import Database
from db.storage import dialect, history
from db.subjects import DICTIONARIES, listings
from tests.db.attachments.test_attachments import photo
from tests.db.changes import begun, sealed

BEFORE = "0007"


def older(connection):
    """What the program made before, with two attachments left of three."""
    from alembic import command

    command.upgrade(migrations.config(connection), BEFORE)
    tables = MetaData()
    tables.reflect(connection)
    tables.remove(tables.tables["alembic_version"])
    dialect.of(connection).prepare_tables(connection)
    for trigger in history.triggers(connection, tables):
        trigger.create(connection)
    action = begun(connection)
    dictionaries.fill(connection, DICTIONARIES)
    for statement in (
        "INSERT INTO office(id, uid, version, name, code, level) VALUES (1, 'o', 1, '某社区', '620102001001', '社区')",
        "INSERT INTO activity(id, uid, version, office_id, title) VALUES (1, 'a', 1, 1, '义诊')",
        "INSERT INTO shift(id, uid, version, activity_id, held_on, starts, ends) "
        "VALUES (1, 's', 1, 1, '2021-08-30', 540, 600)",
        *(
            "INSERT INTO attachment(uid, version, activity_id, shift_id, name, caption, consent, media_type, size, "
            f"sha256) VALUES ('{name}', 3, {owner}, '{name}.jpg', '说明', '同意', 'image/jpeg', 5, '{name}')"
            for name, owner in (("one", "1, NULL"), ("two", "NULL, 1"), ("gone", "1, NULL"))
        ),
        "DELETE FROM attachment WHERE name = 'gone.jpg'",
    ):
        connection.exec_driver_sql(statement)
    sealed(connection, action)


@pytest.fixture
def upgraded(place, tmp_path, monkeypatch):
    """A database of the version before, as it is once this version has opened it."""
    monkeypatch.setattr(migrations, "HEAD", BEFORE)
    monkeypatch.setattr(migrations, "_run", older)
    Database(place, folder=tmp_path).close()
    monkeypatch.undo()
    database = Database(place, actor="测试员", folder=tmp_path)
    yield database
    database.close()


def shape(database):
    """Columns, constraints, indexes and triggers, by table; of a new column of an old table the place may differ."""
    found = {}
    with database.read() as session:
        connection = session.connection()
        known = inspect(connection)
        for table in known.get_table_names():
            found[table] = {
                "columns": sorted(str(column) for column in known.get_columns(table)),
                "key": known.get_pk_constraint(table),
                "keys": sorted(map(str, known.get_foreign_keys(table))),
                "checks": sorted(map(str, known.get_check_constraints(table))),
                "uniques": sorted(map(str, known.get_unique_constraints(table))),
                "indexes": sorted(map(_index, known.get_indexes(table))),
            }
        triggers = dialect.of(connection).fingerprints(connection)
        found["triggers"] = sorted(mark for mark in triggers if not mark[0].startswith("RI_"))  # pointers of the server
    return found


def _index(index):
    where = [str(condition) for name, condition in index["dialect_options"].items() if name.endswith("_where")]
    return index["name"], index["column_names"], bool(index["unique"]), where


@pytest.mark.both_databases
def test_it_is_copied_first_and_the_copy_is_of_the_version_before(upgraded, tmp_path):
    (copy,) = (tmp_path / "backups").iterdir()
    assert f"-{BEFORE}-" in copy.name
    with upgraded.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == migrations.HEAD
        newest = history.actions(session.connection())[0]
    assert (newest.label, newest.kind) == (f"升级数据结构到 {migrations.HEAD}", "system")
    if isinstance(upgraded.place, Path):
        again = Database(copy)
        assert names(again) == names(upgraded)
        again.close()


def names(database):
    with database.read() as session:
        return [row[:6] for row in session.execute(ATTACHMENTS.rows()).all()]


@pytest.mark.both_databases
def test_attachments_are_what_they_were_and_a_number_once_given_is_not_given_again(upgraded, tmp_path):
    with upgraded.read() as session:
        rows = session.execute(text("SELECT id, uid, version, name, consent, sha256 FROM attachment ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [
        (1, "one", 3, "one.jpg", "同意", "one"),
        (2, "two", 3, "two.jpg", "同意", "two"),
    ]
    assert [row[4] for row in names(upgraded)] == ["活动：义诊", "场次：义诊 2021-08-30"]
    added = add(upgraded, ACTIVITIES, 1, [photo(tmp_path / "新.jpg")])
    assert added.numbers == [4]
    assert upgraded.undo() == "添加附件“新.jpg”"
    assert upgraded.redo() == "添加附件“新.jpg”"
    wrong = [sentence for sentence in check(upgraded)[1] if "的文件不见了" not in sentence]  # there were no files
    assert wrong == []


@pytest.mark.both_databases
def test_it_is_made_like_a_new_one(upgraded, models, tmp_path, request):
    old = shape(upgraded)
    if isinstance(upgraded.place, Path):
        new = Database(models.file(tmp_path / "new", filled=False))
    else:
        server = request.getfixturevalue("server")
        new = Database(server.url(models.named(tmp_path / "new", filled=False)), folder=tmp_path / "new")
    fresh = shape(new)
    new.close()
    assert old.keys() == fresh.keys() == {*Base.metadata.tables, "alembic_version", "triggers"}
    for table, made in fresh.items():
        assert old[table] == made


@pytest.mark.both_databases
def test_the_new_tables_are_ready(upgraded):
    with upgraded.read() as session:
        assert all(not session.execute(one.rows()).all() for one in listings() if one.key in ("wishes", "claims"))
        sources = session.scalar(text("SELECT count(*) FROM entry WHERE dictionary = 'wish_source'"))
        hardship = session.scalar(text("SELECT count(*) FROM entry WHERE dictionary = 'hardship'"))
    assert sources
    assert hardship == 10


def test_a_table_that_was_emptied_still_remembers_its_highest_number(place, tmp_path, monkeypatch):
    def emptied(connection):
        older(connection)
        connection.exec_driver_sql("DELETE FROM attachment")

    monkeypatch.setattr(migrations, "HEAD", BEFORE)
    monkeypatch.setattr(migrations, "_run", emptied)
    Database(place, folder=tmp_path).close()
    monkeypatch.undo()
    database = Database(place, folder=tmp_path)
    assert add(database, ACTIVITIES, 1, [photo(tmp_path / "新.jpg")]).numbers == [4]
    database.close()


def test_the_migrations_make_every_check_that_the_models_say_in_the_same_words(database):
    with database.read() as session:
        known = inspect(session.connection())
        made = {
            (table, check["name"]): squeezed(check["sqltext"])
            for table in Base.metadata.tables
            for check in known.get_check_constraints(table)
        }
    said = {
        (table.name, constraint.name): squeezed(str(constraint.sqltext))
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert made == said


def squeezed(words):
    return "".join(words.split())
