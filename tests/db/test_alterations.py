"""Alterations behind the program's back: each is found by `check`, and named, on both databases."""

import shutil
from contextlib import closing

import pytest
from PIL import Image
from sqlalchemy import text

from db import attached
from db.access_log import note
from db.activities.listings import ACTIVITIES
from db.check import check
from db.core.errors import UserError
from db.database import Database
from db.meetings.listings import MEETINGS
from db.people.models import Person
from db.storage import history
from db.storage.sqlite_driver import connect

pytestmark = pytest.mark.both_databases
SEAL = "reckon the hashes anew"
LAST = "(SELECT max(id) FROM action)"
ROW = "(SELECT max(id) FROM change)"
# what is done, and words of the finding
ALTERATIONS = {
    "a row without its history": (["UPDATE person SET phone = '13911112222' WHERE id = 1"], "人员 1 号"),
    "a new row without its history": (
        ["INSERT INTO entry(id, uid, dictionary, name, position, version) VALUES (9001, 'x', 'sector', '假', 99, 1)"],
        "9001 号",
    ),
    "a row removed without its history": (["DELETE FROM attendance WHERE id = 1"], "参会"),
    "a row altered, and its change with it": (
        [
            "UPDATE person SET phone = '13911112222' WHERE id = 1",
            f"UPDATE change SET after = replace(after, '13900000000', '13911112222') WHERE id = {ROW}",
        ],
        "改电话",
    ),
    "the row before a change": ([f"UPDATE change SET before = after WHERE id = {ROW}"], "改电话"),
    "a change removed": ([f"DELETE FROM change WHERE id = {ROW}"], "改电话"),
    "a change of another table": ([f"UPDATE change SET table_name = 'team' WHERE id = {ROW}"], "改电话"),
    "a change of another row": ([f"UPDATE change SET row_id = 2 WHERE id = {ROW}"], "改电话"),
    "a change moved to another action": ([f"UPDATE change SET action_id = 2 WHERE id = {ROW}"], "第 2 步"),
    "a change of no action": ([f"UPDATE change SET action_id = 9999 WHERE id = {ROW}"], "改电话"),
    "a change that is no JSON": ([f"UPDATE change SET after = '{{' WHERE id = {ROW}"], "改电话"),
    "an action removed": (
        [f"DELETE FROM change WHERE action_id = {LAST}", f"DELETE FROM action WHERE id = {LAST}"],
        "只到第",
    ),
    "an action in the middle removed": (["DELETE FROM action WHERE label = '先改'"], "改电话"),
    "the time of an action": ([f"UPDATE action SET at = '2021-01-01T00:00:00+00:00' WHERE id = {LAST}"], "改电话"),
    "a time that is none": ([f"UPDATE action SET at = '昨天' WHERE id = {LAST}"], "昨天"),
    "a time ahead, the hashes reckoned anew": (
        [f"UPDATE action SET at = '2099-01-01T00:00:00+00:00' WHERE id = {LAST}", SEAL],
        "2099",
    ),
    "a time that runs backwards, the hashes reckoned anew": (
        [f"UPDATE action SET at = '2019-01-01T00:00:00+00:00' WHERE id = {LAST}", SEAL],
        "2019",
    ),
    "the actor": ([f"UPDATE action SET actor = '别人' WHERE id = {LAST}"], "改电话"),
    "the workstation": ([f"UPDATE action SET workstation = '别人@别处' WHERE id = {LAST}"], "改电话"),
    "the label": ([f"UPDATE action SET label = '别的' WHERE id = {LAST}"], "别的"),
    "the kind, so that it can't be undone": ([f"UPDATE action SET kind = 'system' WHERE id = {LAST}"], "改电话"),
    "the hash": ([f"UPDATE action SET hash = 'x' WHERE id = {LAST}"], "改电话"),
    "no hash": ([f"UPDATE action SET hash = NULL WHERE id = {LAST}"], "改电话"),
    "the actor, the hashes reckoned anew": ([f"UPDATE action SET actor = '别人' WHERE id = {LAST}", SEAL], "被改写过"),
    "a setting": (["UPDATE setting SET value = '99' WHERE key = 'age_bands'"], "设置"),
    "the day of a meeting": (["UPDATE meeting SET held_on = '2000-01-01' WHERE id = 1"], "会议 1 号"),
    "a day that is none": (["UPDATE person SET birth = '1970-13-45' WHERE id = 1"], "人员 1 号"),
    "a row that points at nothing": (["UPDATE attendance SET person_id = 9999 WHERE id = 1"], "不存在"),
    "a note of who saw a record removed": (["DELETE FROM opening"], "查看"),
}
SCHEMA = {
    "a table of somebody's": "CREATE TABLE strange (id integer)",
    "a view of somebody's": "CREATE VIEW strange AS SELECT * FROM person",
    "an index taken away": "DROP INDEX ix_person_order",
}


def alter(office, *statements):
    """Do this as another program would, with every trigger off."""
    if office.engine.dialect.name == "sqlite":
        with closing(connect(office.path, office.password)) as connection:
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            drops, makes = [f'DROP TRIGGER "{name}"' for name, _sql in triggers], [sql for _name, sql in triggers]
            for statement in ("PRAGMA ignore_check_constraints = ON", *drops, *statements, *makes):
                connection.execute(statement)
            connection.commit()
    else:
        with office.engine.execution_options(write=True).begin() as connection:
            for statement in ("SET LOCAL session_replication_role = replica", *statements):
                connection.exec_driver_sql(statement)


@pytest.fixture
def altered(office):
    with office.write("设置") as session:
        session.execute(text("INSERT INTO setting(key, value) VALUES ('age_bands', '30、50')"))
    for label, phone in (("先改", "13900000009"), ("改电话", "13900000000")):
        with office.write(label) as session:
            session.get_one(Person, 1).phone = phone
    with office.read() as session:
        person = session.scalar(text("SELECT min(id) FROM beneficiary"))
    note(office, [person])
    for phone in ("13900000001", "13900000000"):
        with office.write("改电话") as session:
            session.get_one(Person, 1).phone = phone
    return office


def reckon_anew(office):
    with office.engine.execution_options(write=True).begin() as connection:
        for number in connection.scalars(text("SELECT id FROM action ORDER BY id")).all():
            history.seal(connection, number)


def test_before_them_nothing_is_found(altered):
    assert check(altered)[1] == []


@pytest.mark.parametrize("what", ALTERATIONS)
def test_an_alteration_is_found_and_named(altered, what):
    statements, word = ALTERATIONS[what]
    alter(altered, *(one for one in statements if one != SEAL))
    if SEAL in statements:
        reckon_anew(altered)
    wrong = check(altered)[1]
    assert any(word in sentence for sentence in wrong), wrong


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("ALTER TABLE person ADD COLUMN strange integer", "列 strange"),
        ("ALTER TABLE person RENAME COLUMN note TO other", "列 note"),
    ],
)
def test_columns_that_are_strange_or_gone_are_refused_by_name(altered, change, name):
    alter(altered, change)
    with pytest.raises(UserError, match=name), altered.write("改") as session:
        session.execute(text("UPDATE setting SET value = 'x'"))
    assert any(name in sentence for sentence in check(altered)[1])


def test_a_check_that_is_gone_is_refused_by_name(altered):
    if altered.engine.dialect.name == "sqlite":
        with closing(connect(altered.path, altered.password)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            statement = "UPDATE sqlite_master SET sql = replace(sql, 'ck_term_dates', 'ck_other') WHERE name = 'term'"
            connection.execute(statement)
            connection.commit()
        altered.engine.dispose()
    else:
        alter(altered, "ALTER TABLE term DROP CONSTRAINT ck_term_dates")
    again = Database(altered.place, folder=altered.folder, password=altered.password)
    with pytest.raises(UserError, match="约束 ck_term_dates"), again.write("改") as session:
        session.execute(text("UPDATE setting SET value = 'x'"))
    again.close()
    assert any("ck_term_dates" in sentence for sentence in check(altered)[1])


REWRITTEN = {  # the table, what is written in its text (SQLite) or done to it (PostgreSQL), and what is named
    "a check that lets all pass": (
        ("term", "CHECK (ends IS NULL OR ends >= begins)", "CHECK (1 OR ends >= begins)"),
        None,  # the server words a check itself
        "约束 ck_term_dates",
    ),
    "a column that may be empty": (
        ("person", "name VARCHAR(50) NOT NULL", "name VARCHAR(50)"),
        "ALTER TABLE person ALTER name DROP NOT NULL",
        "列 name",
    ),
    "a column of another type": (
        ("term", "begins DATE NOT NULL", "begins VARCHAR NOT NULL"),
        "ALTER TABLE term ALTER name TYPE VARCHAR",
        "（在表 term 上）被改动过",
    ),
    "another default": (
        ("meeting", "DEFAULT '草稿'", "DEFAULT '定稿'"),
        "ALTER TABLE meeting ALTER state SET DEFAULT '定稿'",
        "列 state",
    ),
    "what is unique no longer": (
        ("term", "UNIQUE (office_id, name)", "UNIQUE (office_id, name, id)"),
        "ALTER TABLE term DROP CONSTRAINT uq_term_office_id_name",
        "唯一约束 uq_term_office_id_name",
    ),
    "pointers that let go": (
        ("membership", "ON DELETE CASCADE", "ON DELETE SET NULL"),
        "ALTER TABLE membership DROP CONSTRAINT fk_membership_term_id, ADD CONSTRAINT fk_membership_term_id "
        "FOREIGN KEY (term_id) REFERENCES term ON DELETE SET NULL DEFERRABLE",
        "外键 fk_membership_term_id",
    ),
    "rows that nobody sees": (None, "ALTER TABLE person ENABLE ROW LEVEL SECURITY", "行级权限 person"),
    "a column that reckons": (
        ("term", "begins DATE NOT NULL", "begins DATE NOT NULL, twin VARCHAR AS (name)"),
        "ALTER TABLE term ADD twin VARCHAR GENERATED ALWAYS AS (name) STORED",
        "列 twin",
    ),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_what_is_altered_under_its_name_is_refused(altered, name):
    (text_of, statement, called) = REWRITTEN[name]
    if altered.engine.dialect.name == "postgresql":
        if statement is None:
            pytest.skip("the server words it itself")
        alter(altered, statement)
    elif text_of is None:
        pytest.skip("SQLite knows no such thing")
    else:
        _rewrite(altered, *text_of)
    again = Database(altered.place, folder=altered.folder, password=altered.password)
    with closing(again), pytest.raises(UserError, match=called), again.write("改") as session:
        session.execute(text("UPDATE setting SET value = 'x'"))
    assert any(called in sentence for sentence in check(altered)[1])


def _rewrite(altered, table, old, new):
    """Alter the text of a table, as one who knows SQLite would."""
    with closing(connect(altered.path, altered.password)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        statement = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ? AND instr(sql, ?) > 0"
        assert connection.execute(statement, (old, new, table, old)).rowcount == 1
        connection.commit()
    altered.engine.dispose()


@pytest.mark.parametrize(
    ("index", "other"),
    [
        ("uq_consent_live", "CREATE INDEX uq_consent_live ON consent (beneficiary_id, purpose)"),
        ("uq_consent_live", "CREATE UNIQUE INDEX uq_consent_live ON consent (beneficiary_id, purpose, id)"),
        ("ix_change_row", "CREATE INDEX ix_change_row ON change (row_id)"),
    ],
)
def test_an_index_that_is_another_under_its_name_is_made_anew_and_told(altered, index, other):
    alter(altered, f"DROP INDEX {index}", other)
    assert any(index in sentence for sentence in check(altered)[1])
    assert altered.mend() == [f"索引 {index}"]
    assert not [sentence for sentence in check(altered)[1] if index in sentence]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_text_that_is_none_is_a_sentence_wherever_it_is_read(altered):
    alter(altered, "UPDATE person SET name = CAST(X'ac41' AS TEXT) WHERE id = 1")
    with pytest.raises(UserError, match="读不出来的文字"), altered.read() as session:
        session.execute(text("SELECT name FROM person")).all()
    assert any("人员 1 号" in sentence for sentence in check(altered)[1])


@pytest.mark.parametrize("what", SCHEMA)
def test_an_alteration_of_the_schema_is_found_and_named(altered, what):
    alter(altered, SCHEMA[what])
    name = "strange" if "strange" in SCHEMA[what] else "ix_person_order"
    assert any(name in sentence for sentence in check(altered)[1])


def test_numbers_set_back_are_found_and_named(altered):
    with altered.write("删") as session:
        MEETINGS.remove(
            session, [MEETINGS.create(session, {"title": "空", "held_on": "2021-09-01", "office": "畅家巷社区"}).id]
        )
    assert check(altered)[1] == []
    if altered.engine.dialect.name == "sqlite":
        alter(altered, "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'meeting'")
    else:
        alter(altered, "SELECT setval(pg_get_serial_sequence('meeting', 'id'), 1)")
    assert any("会议的编号退回到了 1" in sentence for sentence in check(altered)[1])


@pytest.fixture
def pictures(altered, tmp_path):
    """Two pictures that have nothing in common; returns their thumbnails."""
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path, colour in zip(paths, ("navy", "yellow"), strict=True):
        Image.new("RGB", (600, 400), colour).save(path)
    assert not attached.add(altered, ACTIVITIES, 1, paths).refused
    assert check(altered)[1] == []
    return sorted(altered.folder.glob("attachments/thumbs/*.jpg"), key=lambda path: path.stat().st_mtime_ns)[-2:]


def test_swapped_thumbnails_are_found_and_named(altered, pictures):
    first, second = pictures
    kept = first.read_bytes()
    shutil.copy(second, first)
    second.write_bytes(kept)
    wrong = check(altered)[1]
    assert sum("缩略图不是它的" in sentence for sentence in wrong) == 2
    assert any("a.png" in sentence or "附件" in sentence for sentence in wrong)


def test_a_thumbnail_made_by_another_version_is_none_of_somebody_else(altered, pictures):
    for path in pictures:
        Image.open(path).save(path, "JPEG", quality=40)
    assert check(altered)[1] == []
    pictures[0].write_bytes(b"")  # it is made anew
    assert check(altered)[1] == []
    pictures[0].write_bytes(b"\xff\xd8\xff no picture")
    assert any("缩略图" in sentence for sentence in check(altered)[1])


@pytest.mark.parametrize("how", ["removed", "altered", "swapped"])
def test_an_attached_file_that_is_not_the_one_is_found_and_named(altered, pictures, how):
    files = list(altered.folder.glob("attachments/??/*.png"))
    assert len(files) >= 2
    if how == "removed":
        files[0].unlink()
    elif how == "altered":
        files[0].write_bytes(files[0].read_bytes()[:-1] + b"\0")
    else:
        kept = files[0].read_bytes()
        shutil.copy(files[1], files[0])
        files[1].write_bytes(kept)
    assert any("的文件" in sentence for sentence in check(altered)[1])


def test_there_are_at_least_twenty_nine():
    assert len(ALTERATIONS) >= 29
