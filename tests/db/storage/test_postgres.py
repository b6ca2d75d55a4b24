"""What only a server can do wrong, and that it answers as a file does."""

import json
import os
import re
import shutil
import subprocess
from urllib.parse import quote

import pytest
from sqlalchemy import make_url, select, text

from db import migrations
from db.check import check
from db.core.base import Base
from db.core.errors import UserError
from db.database import Database
from db.people.listings import PERSONS
from db.people.models import Organisation, Person
from db.storage import dialect, postgres
from db.subjects import listings
from desktop.main import main
from tests.db.processes import INCREMENT, process
from tests.postgres import BINARIES, LOCKED, PASSWORD

NAMES = ["欧阳知夏", "阿依古丽·买买提", "张伟", "章子", "𬭎𰻝", "䶮", "Anna", "anna", "O'Neil", "_b", "B", "甲乙"]


@pytest.fixture
def backend():
    return "postgresql"


@pytest.fixture
def name(database):
    return database.place.database


def change(database, listing, number, key, typed, label):
    with database.write(label) as session:
        listing[key].put(session, session.get_one(listing.model, number), typed)


def test_the_migrations_make_what_the_models_say(place):
    from alembic import command
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = postgres.open_engine(make_url(place), "")
    with engine.execution_options(write=True).begin() as connection:
        command.upgrade(migrations.config(connection), "head")
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_an_upgrade_that_fails_leaves_nothing_behind(place, tmp_path, monkeypatch):
    monkeypatch.setattr(migrations, "install", lambda _connection: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Database(place)
    monkeypatch.undo()
    database = Database(place, folder=tmp_path)
    assert check(database)[1] == []
    database.close()


def older(place, monkeypatch):
    """A database of the version before the newest, with one person in it."""
    from alembic import command

    def run(connection):
        command.upgrade(migrations.config(connection), "0002")
        dialect.of(connection).prepare_tables(connection)
        connection.execute(
            text("INSERT INTO person (uid, version, name, sort_key, search_text) VALUES ('u', 1, '甲', 'jia', 'jia')")
        )

    monkeypatch.setattr(migrations, "HEAD", "0002")
    monkeypatch.setattr(migrations, "_run", run)
    Database(place).close()
    monkeypatch.undo()


def test_an_older_database_is_dumped_before_it_is_migrated_and_the_dump_brings_it_back(
    server, place, tmp_path, monkeypatch
):
    older(place, monkeypatch)
    upgraded = Database(place, folder=tmp_path)
    with upgraded.read() as session:
        assert session.scalars(select(Person.name)).all() == ["甲"]
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == migrations.HEAD
    upgraded.close()
    [dump] = (tmp_path / "backups").glob("office*-0002-*.dump")
    name = server.create()
    restore = [BINARIES[-1] / "pg_restore", "--dbname", server.url(name).replace("+psycopg", ""), dump]
    subprocess.run(restore, check=True)
    again = Database(server.url(name), folder=tmp_path)
    with again.read() as session:
        assert session.scalars(select(Person.name)).all() == ["甲"]
    again.close()
    assert len(list((tmp_path / "backups").iterdir())) == 2
    server.drop(name)


def test_without_the_tool_that_dumps_an_older_database_is_left_alone(place, tmp_path, monkeypatch):
    older(place, monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"要先备份，才能升级.*pg_dump，这台电脑上没有"):
        Database(place, folder=tmp_path)
    monkeypatch.undo()
    shutil.rmtree(tmp_path / "backups", ignore_errors=True)
    Database(place, folder=tmp_path).close()
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_newer_database_opens_to_look_at_only(database):
    with database.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = Database(database.place)
    assert newer.readonly
    with newer.read() as session:
        assert session.scalars(PERSONS.keys()).all() == []
    with pytest.raises(UserError, match="更新版本"), newer.write("新增"):
        pass
    newer.close()


@pytest.mark.parametrize("listing", listings(), ids=lambda listing: listing.key)
def test_every_listing_comes_in_the_same_order_as_from_a_file(listing, office, models, tmp_path):
    file = Database(models.file(tmp_path / "file", filled=True))
    with office.read() as here, file.read() as there:
        assert here.execute(listing.rows()).all() == there.execute(listing.rows()).all()
        for field in listing.fields:
            for descending in (False, True):
                sort = {"sort": field, "descending": descending}
                assert listing.ids(here, **sort) == listing.ids(there, **sort)
        for word in ("第一", "oyzx", "138", "A", "会 社"):
            assert listing.ids(here, word) == listing.ids(there, word)
    file.close()


def test_who_has_no_partner_in_a_join_comes_first(office):
    query = select(Organisation.name).select_from(Person).outerjoin(Organisation, Organisation.contact_id == Person.id)
    with office.read() as session:
        names = session.scalars(query.order_by(Organisation.name)).all()
        turned = session.scalars(query.order_by(Organisation.name.desc())).all()
    assert (names[0], turned[-1]) == (None, None)
    assert [name for name in names if name] == sorted(name for name in names if name)
    assert turned[0]


def test_names_sort_and_are_found_as_in_a_file(database, models, tmp_path):
    file = Database(models.file(tmp_path / "file", filled=False))
    for one in (database, file):
        with one.write("新增") as session:
            for name in NAMES:
                PERSONS.create(session, {"name": name, "work": name, "note": "" if name < "b" else "ABC会"})
    with database.read() as here, file.read() as there:
        for key in ("name", "work", "note"):
            for descending in (False, True):
                sort = {"sort": PERSONS[key], "descending": descending}
                assert PERSONS.ids(here, **sort) == PERSONS.ids(there, **sort)
        for word in (*NAMES, "a", "A", "_", "%", "zhang", "'"):
            assert PERSONS.ids(here, word) == PERSONS.ids(there, word)
    file.close()


def test_a_title_is_found_whatever_the_case(database, opened):
    office = opened(True)
    with office.write("改") as session:
        session.execute(text("UPDATE meeting SET title = 'ABC座谈会' WHERE id = 1"))
    with office.read() as session:
        listing = next(one for one in listings() if one.key == "meetings")
        assert listing.ids(session, "abc") == listing.ids(session, "Abc座") == [1]


def test_more_rows_are_fetched_than_one_query_takes_values(office):
    with office.read() as session:
        assert len(PERSONS.fetch(session, range(1, 70_001))) == 58


def test_two_processes_lose_no_update(database):
    with database.write("开始") as session:
        session.add(Person(name="计数", note="0"))
    url = database.place.render_as_string(hide_password=False)
    workers = [process(INCREMENT, url) for _ in range(2)]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    for worker in workers:
        worker.stdout.close()
    with database.read() as session:
        assert session.get_one(Person, 1).note == "300"
    assert check(database)[1] == []


def test_who_reads_sees_one_state_and_who_comes_later_the_next(office):
    with office.read() as early:
        assert early.scalar(select(Person.phone).where(Person.id == 1)) != "13900000000"
        change(office, PERSONS, 1, "phone", "13900000000", "改电话")
        assert early.scalar(select(Person.phone).where(Person.id == 1)) != "13900000000"
        with office.read() as late:
            assert late.scalar(select(Person.phone).where(Person.id == 1)) == "13900000000"


def test_who_waits_too_long_for_another_writer_is_told_so(database, monkeypatch):
    monkeypatch.setattr(postgres, "BUSY", 1)
    other = Database(database.place)
    with database.write("慢"), pytest.raises(UserError, match="另一个程序正在写入"), other.write("快"):
        pass
    other.close()


def test_who_is_still_open_when_another_computer_upgrades_the_data_changes_nothing_more(office):
    with office.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UserError, match="已由更新版本的程序升级"):
        change(office, PERSONS, 1, "phone", "13900000000", "改电话")
    with pytest.raises(UserError, match="已由更新版本的程序升级"):
        change(office, PERSONS, 1, "phone", "13900000001", "改电话")


def test_two_who_change_the_same_record_hear_of_it(office):
    with pytest.raises(UserError, match="刚被别处修改"), office.write("改电话") as session:
        person = session.get_one(Person, 1)
        session.connection().execute(text("UPDATE person SET version = version + 1 WHERE id = 1"))
        person.phone = "13900000000"


def test_what_another_person_removed_can_not_be_chosen(office):
    with pytest.raises(UserError, match="所选的所属网格已被删除") as refused, office.write("新增") as session:
        session.add(Person(name="甲", office_id=9999))
    assert refused.value.field == "office"


def test_a_row_brought_back_keeps_its_number_and_nobody_else_gets_it(database):
    numbers = []
    for step in ("甲", "undo", "乙", "undo", "丙"):
        if step == "undo":
            database.undo()
            continue
        with database.write("登记") as session:
            numbers.append(PERSONS.create(session, {"name": step}).id)
    database.undo()
    database.redo()
    assert len(set(numbers)) == 3
    with database.read() as session:
        assert session.scalars(select(Person.id)).all() == numbers[2:]
    with database.write("登记") as session:
        assert PERSONS.create(session, {"name": "丁"}).id > max(numbers)


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        (
            "UPDATE change SET after = replace(after, '13900000000', '13999999999') WHERE id = {change}",
            "改电话.*人员 1 号",
        ),
        ("UPDATE action SET actor = '别人' WHERE id = {action}", "改电话"),
        ("DELETE FROM change WHERE id = {change}", "改电话"),
        ("DELETE FROM action WHERE id = {action}", "再改电话"),
        ("DROP TRIGGER history_person ON person", r"保护规则.*history_person"),
        ("ALTER TABLE person DISABLE TRIGGER history_person", r"保护规则.*history_person"),
        ("DROP FUNCTION rule_one_chair_insert CASCADE", r"保护规则.*rule_one_chair_insert"),
        (
            "CREATE OR REPLACE FUNCTION rule_one_chair_insert() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NEW; END'",
            r"保护规则.*rule_one_chair_insert",
        ),
        ("ALTER TABLE person DISABLE TRIGGER ALL; DELETE FROM person WHERE id = 1", "参会记录.*指向的人员不存在"),
        ("ALTER TABLE person DISABLE TRIGGER ALL", r"停用了 \d+ 个约束（fk_person"),
        ("ALTER TABLE person DROP CONSTRAINT uq_person_uid", r"少了或停用了 1 个约束（uq_person_uid"),
        (
            "ALTER TABLE attendance DISABLE TRIGGER history_attendance; DELETE FROM attendance WHERE id = 5",
            "参会记录 5 号不见了",
        ),
        ("UPDATE person SET phone = '13999999999' WHERE id = 3", "再改电话"),
    ],
)
def test_a_row_altered_past_the_program_is_found_and_named(office, server, sql, named):
    change(office, PERSONS, 1, "phone", "13900000000", "改电话")
    change(office, PERSONS, 2, "phone", "13900000000", "再改电话")
    assert check(office)[1] == []
    with office.read() as session:
        action = session.scalar(text("SELECT id FROM action WHERE label = '改电话'"))
        row = session.scalar(text("SELECT id FROM change WHERE action_id = :action"), {"action": action})
    with server.asked(office.place.database) as connection:
        connection.execute(sql.format(change=row, action=action))
    wrong = check(office)[1]
    assert any(re.search(named, sentence) for sentence in wrong), wrong


@pytest.mark.parametrize(
    ("url", "password", "sentence"),
    [
        ("postgresql+psycopg://linli@/nowhere?host={folder}", "", "服务器上没有这个数据库"),
        ("postgresql://linli@/{name}?host=/nowhere", "", "连不上数据库服务器"),
        ("postgresql://linli@127.0.0.1:9/{name}", "", "连不上数据库服务器"),
        ("postgresql://linli@no.such.host.invalid/{name}", "", "连不上数据库服务器"),
        ("postgresql://stranger@/{name}?host={folder}", "", "没有这个数据库用户"),
        ("postgresql://{locked}@/{name}?host={folder}", "", "用户名或密码不对"),
        ("postgresql://{locked}@/{name}?host={folder}", "wrong", "用户名或密码不对"),
        ("postgresql://{locked}@/{blank}?host={folder}", PASSWORD, "权限不够"),
        ("postgresql://linli@/{latin}?host={folder}", "", "不是 UTF8"),
        ("postgresql://linli@/{foreign}?host={folder}", "", "别的程序的表"),
        ("mysql://root@host/name", "", "应写成 postgresql"),
        ("postgresql+psycopg://linli@host", "", "应写成 postgresql"),
        ("nothing at all", "", "应写成 postgresql"),
        ("postgresql://linli@host:port/name", "", "应写成 postgresql"),
    ],
)
def test_what_can_not_be_opened_says_why_in_one_sentence(
    server, name, tmp_path, capsys, monkeypatch, url, password, sentence
):
    made = dict.fromkeys(("blank", "latin", "foreign"), "")
    for word in made:
        if f"{{{word}}}" in url:
            made[word] = server.create(more="ENCODING 'SQL_ASCII' LOCALE 'C'" if word == "latin" else "")
            with server.asked(made[word]) as connection:
                connection.execute("CREATE TABLE things (id integer)" if word == "foreign" else "SELECT 1")
    monkeypatch.setenv("LINLI_PASSWORD", password)
    address = url.format(name=name, folder=server.folder, locked=LOCKED, **made)
    assert main(["--data", str(tmp_path), "--database", address, "list", "persons"]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert len(said.strip().splitlines()) == 1
    for word in made.values():
        if word:
            server.drop(word)


def test_a_user_with_a_password_keeps_an_office(server, tmp_path, capsys, monkeypatch):
    database = server.create(more=f"OWNER {LOCKED}")
    monkeypatch.setenv("LINLI_PASSWORD", PASSWORD)
    words = ["--data", str(tmp_path), "--database", server.url(database, LOCKED)]
    assert main([*words, "sample"]) == 0
    assert main([*words, "check"]) == 0
    assert main([*words, "backup"]) == 0
    assert "数据完好" in capsys.readouterr().out
    monkeypatch.delenv("LINLI_PASSWORD")
    words[-1] = words[-1].replace(LOCKED, f"{LOCKED}:{quote(PASSWORD)}", 1)
    assert main([*words, "backup"]) == 0
    assert len(list((tmp_path / "backups").glob("linli-*.dump"))) == 2
    server.drop(database)


def test_a_dump_that_lacks_rows_or_is_damaged_is_no_backup(office, tmp_path, monkeypatch):
    """The tool itself fails: it leaves out a table, it ends in the middle, it writes rubbish."""
    real = shutil.which("pg_dump")
    tool = tmp_path / "tools" / "pg_dump"
    tool.parent.mkdir()
    monkeypatch.setenv("PATH", f"{tool.parent}{os.pathsep}{os.environ['PATH']}")
    part = "for word; do case $word in --file=*) file=${word#--file=};; esac; done\n"
    for fault, said in (
        (f'exec {real} --exclude-table-data=person "$@"', "不一样"),
        (f'{part}{real} "$@" && truncate -s -2000 $file', "没有写成"),
        (f"{part}echo PGDMP > $file", "没有写成"),
        (f"{part}exit 0", "没有写成"),
    ):
        tool.write_text(f"#!/bin/bash\n{fault}\n")
        tool.chmod(0o755)
        with pytest.raises(UserError, match=said):
            office.copy("linli-1", tmp_path / "stick")
        assert list((tmp_path / "stick").iterdir()) == []
    tool.unlink()
    assert office.copy("linli-1", tmp_path / "stick").stat().st_size


def test_a_server_that_was_away_is_found_again(server, office):
    with office.read() as session:
        before = session.scalars(PERSONS.keys()).all()
    server.stop()
    try:
        with pytest.raises(UserError, match=r"连不上数据库服务器|连接断了"), office.read() as session:
            session.scalars(PERSONS.keys()).all()
    finally:
        server.start()
    with office.read() as session:
        assert session.scalars(PERSONS.keys()).all() == before


def test_a_connection_cut_while_writing_loses_that_change_and_says_so(server, office):
    with pytest.raises(UserError, match="连接断了"), office.write("改") as session:
        session.get_one(Person, 1).phone = "13900000000"
        with server.asked() as connection:
            connection.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{office.place.database}'"
            )
    with office.read() as session:
        assert session.scalar(text("SELECT count(*) FROM action WHERE label = '改'")) == 0
    assert check(office)[1] == []


def test_the_command_line_serves_a_database_on_a_server(server, office, tmp_path, capsys):
    url = office.place.render_as_string(hide_password=False)
    out, sheet, minutes = tmp_path / "out", tmp_path / "out" / "r.xlsx", tmp_path / "out" / "m.pdf"
    out.mkdir()

    def linli(*words):
        status = main(["--data", str(tmp_path), "--database", url, *map(str, words)])
        said = capsys.readouterr()
        return status, said.out, said.err

    assert linli("export", "roster", "--of", 1, "--out", sheet)[0] == 0
    assert linli("export", "minutes", "--of", 1, "--out", minutes)[0] == 0
    assert sheet.read_bytes().startswith(b"PK")
    assert minutes.read_bytes().startswith(b"%PDF")
    (found,) = json.loads(linli("list", "members", "--find", "oyzx", "--json")[1])
    assert found["person"] == "欧阳知夏"
    assert json.loads(linli("history", "--json")[1])[0]["label"] == "建立示例社区"
    assert linli("export", "persons", "--out", sheet)[0] == 0
    assert "相同 58 条" in linli("import", "persons", sheet)[1]
    change(office, PERSONS, 1, "phone", "13900000000", "改电话")
    assert linli("undo")[1] == "在这台电脑上没有做过可以撤销的步骤。\n"
    number = json.loads(linli("history", "--json")[1])[0]["id"]
    assert linli("undo", number)[1] == "已撤销：改电话\n"
    assert linli("undo", number) == (1, "", "“改电话”已经撤销了\n")
    assert linli("undo", 10**6) == (1, "", "历史记录里没有第 1000000 步\n")
    assert "数据完好" in linli("check")[1]
    assert linli("sample")[::2] == (1, "这里已经有数据；示例社区只能建在空的数据文件夹里，请换一个文件夹\n")
    status, _out, said = linli("restore", sheet)
    assert (status, len(said.splitlines())) == (1, 1)
    assert "pg_restore" in said
    assert not (tmp_path / "linli.db").exists()
