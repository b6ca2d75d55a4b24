"""What another program did to the data is a finding with its place, never a fall and never silence."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db.check import check, check_rows
from db.core.errors import UserError
from db.database import Database
from db.people.models import Person
from db.storage import history

pytestmark = pytest.mark.both_databases
ROOT = Path(__file__).parent.parent.parent
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def alter(office, *statements):
    """Change rows as another program would: past the triggers that keep the history."""
    sqlite = office.engine.dialect.name == "sqlite"
    with office.engine.execution_options(write=True).begin() as connection:
        if not sqlite:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            if sqlite and statement.startswith("UPDATE person"):
                connection.exec_driver_sql("DROP TRIGGER IF EXISTS history_person_update")
            connection.exec_driver_sql(statement)
        if not sqlite:
            connection.exec_driver_sql("SET session_replication_role = origin")


def last(office):
    """The numbers of the last action and of its last change."""
    with office.read() as session:
        return session.execute(text("SELECT (SELECT max(id) FROM action), (SELECT max(id) FROM change)")).one()


@pytest.fixture
def altered(office):
    with office.write("改电话") as session:
        session.get_one(Person, 1).phone = "13900000000"
    assert check(office)[1] == []
    return office


def found(office, *words):
    """Whether one finding names all of these."""
    wrong = check(office)[1]
    assert any(all(word in sentence for word in words) for sentence in wrong), wrong


BROKEN = {
    "half of a row": '\'{"id": 1, "name"\'',
    "a list": "'[1, 2]'",
    "a number": "'5'",
    "nothing": "''",
    "an empty row": "'{}'",
    "brackets without end": "'" + "[" * 20_000 + "'",
    "no JSON at all": "'已删除'",
}


@pytest.mark.parametrize("value", BROKEN.values(), ids=BROKEN)
def test_a_change_that_is_no_row_is_named_with_its_step(altered, value):
    action, change = last(altered)
    column = "before" if value == BROKEN["a number"] else "after"
    alter(altered, f"UPDATE change SET {column} = {value} WHERE id = {change}")
    found(altered, f"第 {action} 步", f"第 {change} 条")
    found(altered, f"第 {action} 步", "改电话", "人员 1 号")
    with pytest.raises(UserError, match=r"改电话.*读不出来"):
        altered.undo()
    with altered.read() as session:
        assert session.get_one(Person, 1).phone == "13900000000"


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("statement", "value", "named"),
    [
        ("UPDATE person SET note = {} WHERE id = 3", "x'ff41'", ("人员 3 号", "备注")),
        ("UPDATE person SET note = {} WHERE id = 3", "CAST(x'e4b8' AS TEXT)", ("人员 3 号", "备注")),
        ("UPDATE person SET name = {} WHERE id = 3", "CAST(x'80' AS TEXT)", ("人员 3 号", "姓名")),
        ("UPDATE action SET label = {} WHERE id = {action}", "CAST(x'c328' AS TEXT)", ("第 {action} 步",)),
        ("UPDATE action SET actor = {} WHERE id = {action}", "x'ff41'", ("第 {action} 步",)),
        (
            "UPDATE change SET after = {} WHERE id = {change}",
            "CAST(x'c328' AS TEXT)",
            ("第 {action} 步", "{change} 条"),
        ),
    ],
)
def test_bytes_that_are_no_text_are_named_with_their_place(altered, statement, named, value):
    action, change = last(altered)
    alter(altered, statement.format(value, action=action, change=change))
    found(altered, *(word.format(action=action, change=change) for word in named))
    for sentence in check(altered)[1]:
        sentence.encode("utf8")


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("column", "value", "title"),
    [
        ("held_on", "'2021-02-30'", "日期"),
        ("held_on", "20210830", "日期"),
        ("held_on", "''", "日期"),
        ("number", "'第五'", "第几次"),
        ("number", "1.5", "第几次"),
        ("place", "x'00ff'", "地点"),
    ],
)
def test_a_value_of_another_kind_is_named_with_its_place(office, column, value, title):
    alter(office, "DROP TRIGGER history_meeting_update", f"UPDATE meeting SET {column} = {value} WHERE id = 1")
    found(office, f"会议 1 号的“{title}”读不出来")


@pytest.mark.parametrize("at", ["", "昨天", "2021-02-30T10:00:00+00:00", "2021-08-30T25:61:00+00:00", "0"])
def test_a_time_of_the_history_that_is_none_is_named_and_the_history_can_still_be_read(altered, at):
    action, _change = last(altered)
    alter(altered, f"UPDATE action SET at = '{at}' WHERE id = {action}")
    found(altered, f"第 {action} 步", "改动过")
    found(altered, f"第 {action} 步的时间", "不是时间")
    with altered.read() as session:
        assert history.action(session.connection(), action).local_time == at


@pytest.mark.parametrize(("days", "words"), [(-900, "早于它前面的一步"), (900, "还没有到")])
def test_a_clock_that_runs_backwards_or_ahead_is_said_but_no_damage_to_the_rows(office, days, words):
    at = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")
    with office.write("改电话") as session:
        session.get_one(Person, 1).phone = "13900000000"
        session.execute(text("UPDATE action SET at = :at WHERE id = (SELECT max(id) FROM action)"), {"at": at})
    assert check_rows(office)[1] == []
    found(office, words)


@pytest.mark.parametrize("minutes", [-9, 0, 9])
def test_clocks_of_two_computers_may_differ_a_little(office, minutes):
    at = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat(timespec="seconds")
    with office.write("改电话") as session:
        session.get_one(Person, 1).phone = "13900000000"
    with office.write("再改") as session:
        session.get_one(Person, 1).phone = "13900000001"
        session.execute(text("UPDATE action SET at = :at WHERE id = (SELECT max(id) FROM action)"), {"at": at})
    assert check(office)[1] == []


@pytest.mark.parametrize("seat", ["'别人@另一台'", "''", "NULL"])
def test_the_workstation_at_which_a_step_was_done_is_covered_by_its_hash(altered, seat):
    action, _change = last(altered)
    alter(altered, f"UPDATE action SET workstation = {seat} WHERE id = {action}")
    found(altered, f"第 {action} 步", "改电话", "改动过")


def test_a_hash_as_older_versions_made_it_is_good_only_before_those_of_today(office):
    with office.engine.execution_options(write=True).begin() as connection:  # the whole history, by an older version
        numbers = [number for (number,) in connection.exec_driver_sql("SELECT id FROM action ORDER BY id").all()]
        for number in numbers:
            digest, _count = history.digest_of(connection, number, older=True)
            connection.exec_driver_sql(f"UPDATE action SET hash = '{digest}' WHERE id = {number}")
    office.heads().unlink(missing_ok=True)  # older versions noted none
    assert check(office)[1] == []
    for label in ("改电话", "再改"):
        with office.write(label) as session:
            session.get_one(Person, 1).phone = f"1390000000{len(label)}"
    assert check(office)[1] == []
    action, _change = last(office)
    with office.engine.execution_options(write=True).begin() as connection:  # a seat altered, the hash made to fit
        connection.exec_driver_sql(f"UPDATE action SET workstation = '别人' WHERE id = {action}")
        digest, _count = history.digest_of(connection, action, older=True)
        connection.exec_driver_sql(f"UPDATE action SET hash = '{digest}' WHERE id = {action}")
    found(office, f"第 {action} 步", "改动过")


@pytest.mark.parametrize("table", ["nowhere", "action", ""])
def test_a_change_of_a_table_that_does_not_exist_is_named(altered, table):
    action, change = last(altered)
    alter(altered, f"UPDATE change SET table_name = '{table}' WHERE id = {change}")
    found(altered, f"第 {action} 步", "改动过")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP TABLE milestone", "少了表 milestone"),
        ("ALTER TABLE person DROP COLUMN note", "人员的内容没有查完"),
        ("ALTER TABLE change DROP COLUMN before", "历史记录没有查完"),
        ("DROP TABLE change", "少了表 change"),
    ],
)
def test_what_is_gone_is_named_and_the_rest_is_still_checked(altered, statement, named):
    cascade = altered.engine.dialect.name == "postgresql" and statement.startswith("DROP")
    alter(
        altered,
        *_without_triggers(altered),
        "UPDATE person SET phone = '1' WHERE id = 3",
        statement + " CASCADE" * cascade,
    )
    found(altered, named)
    if "change" not in statement and "person" not in statement:
        found(altered, "人员 3 号的现状")


def _without_triggers(office):
    """Statements that drop all triggers, so that a column or a table can be dropped."""
    if office.engine.dialect.name == "postgresql":
        return []
    with office.read() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    return [f"DROP TRIGGER {name}" for name in names]


@SQLITE_ONLY
@pytest.mark.parametrize("statement", ["DELETE FROM alembic_version", "UPDATE alembic_version SET version_num = ''"])
def test_data_without_a_version_are_not_opened_and_one_sentence_says_so(office, statement):
    alter(office, statement)
    office.close()
    with pytest.raises(UserError, match=r"版本记号不见了.*从备份恢复"):
        Database(office.path)


@SQLITE_ONLY
def test_a_version_that_is_none_is_a_finding(office):
    alter(office, "UPDATE alembic_version SET version_num = '0009; drop'")
    found(office, "版本记号“0009; drop”不对")


@SQLITE_ONLY
def test_the_command_line_says_it_in_sentences_and_ends_with_one(altered):
    _action, change = last(altered)
    alter(
        altered,
        f"UPDATE change SET after = '{{' WHERE id = {change}",
        "UPDATE person SET note = CAST(x'ff' AS TEXT) WHERE id = 3",
        "UPDATE action SET at = 'x', label = CAST(x'fe' AS TEXT) WHERE id = 1",
    )
    altered.close()
    asked = [sys.executable, "-m", "desktop", "--data", str(altered.path.parent), "check"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, encoding="utf8")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "人员 3 号的“备注”读不出来" in done.stderr
    assert "历史记录第 1 步的时间“x”不是时间" in done.stderr
