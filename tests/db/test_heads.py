"""A history that is sound in itself but not the one that was: its head is kept outside and compared."""

import json
import shutil
from contextlib import closing

import pytest
from sqlalchemy import text

from db.backup import backup, restore
from db.check import check
from db.core.errors import UnlikeError, UserError
from db.database import Database
from db.people.models import Person
from db.signed_head import KEY, differences, export
from db.storage import heads, history
from db.storage.sqlite_driver import FILE
from tests.db.test_check import alter, last

pytestmark = pytest.mark.both_databases
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def change(office, number):
    with office.write(f"改电话{number}") as session:
        session.get_one(Person, 1).phone = f"1390000000{number}"


@pytest.fixture
def used(office):
    for number in range(3):
        change(office, number)
    assert check(office)[1] == []
    return office


def cut_off(office, action):
    """Take an action away with its effect, as one who knows the program would."""
    alter(
        office,
        f"DELETE FROM change WHERE action_id = {action}",
        f"DELETE FROM action WHERE id = {action}",
        "UPDATE person SET phone = '13900000001' WHERE id = 1",
    )


def reckon_anew(office):
    """Compute every hash anew after rows were altered."""
    with office.engine.execution_options(write=True).begin() as connection:
        for number in connection.scalars(text("SELECT id FROM action ORDER BY id")).all():
            history.seal(connection, number)


def wrong(office):
    # the trigger that the alteration dropped is named as well, on SQLite
    return [sentence for sentence in check(office)[1] if "历史记录" in sentence]


def test_a_history_whose_end_is_gone_is_named(used):
    action, _change = last(used)
    cut_off(used, action)
    assert any(f"只到第 {action - 1} 步" in said and f"记着第 {action} 步" in said for said in wrong(used))


def test_a_history_that_was_reckoned_anew_is_named(used):
    alter(used, "UPDATE action SET actor = '别人' WHERE label = '改电话1'")
    reckon_anew(used)
    [said] = wrong(used)
    assert "历史记录被改写过" in said


def test_a_whole_history_in_one_action_is_named(used):
    first = "(SELECT min(id) FROM action)"
    alter(
        used,
        f"UPDATE change SET action_id = {first}",
        f"DELETE FROM action WHERE id > {first}",
    )
    reckon_anew(used)
    assert any("后面的步骤不见了" in said for said in wrong(used))


def test_an_end_that_was_cut_off_is_named_though_the_work_goes_on(used):
    action, _change = last(used)
    cut_off(used, action)
    if used.engine.dialect.name == "sqlite":
        used.mend()
    for number in range(3):
        change(used, number + 5)
    assert any("历史记录被改写过" in said or "不见了" in said for said in wrong(used))


def test_the_backups_tell_where_the_file_beside_the_data_is_gone(used, tmp_path):
    if used.engine.dialect.name != "sqlite":
        pytest.skip("pg_dump is tried in the tests of backups")
    made = backup(used)
    used.heads().unlink()
    assert check(used)[1] == []
    alter(used, "UPDATE action SET at = '2021-01-01T00:00:00+00:00' WHERE label = '改电话2'")
    reckon_anew(used)
    assert any(f"建立备份“{made.name}”时" in said for said in wrong(used))


@SQLITE_ONLY
def test_a_torn_line_and_strange_lines_are_passed_over(used):
    path = used.heads()
    whole = path.read_text("utf8")
    for strange in ("{", "[]", "5", "null", '{"number": "x", "hash": 1, "at": 2}', '{"a": 1}', "\x00" * 9, "[" * 9999):
        path.write_text(whole + strange, "utf8")
        assert check(used)[1] == []
    path.write_bytes(b"\xff\xfe\n" + whole.encode())
    assert check(used)[1] == []


def test_a_file_of_heads_that_cannot_be_written_hinders_nothing(used):
    path = used.heads()
    path.unlink()
    path.mkdir()
    change(used, 9)
    assert check(used)[1] == []


@SQLITE_ONLY
def test_a_long_file_is_thinned_out_to_one_head_a_day(used, monkeypatch):
    path = used.heads()
    [newest] = heads.noted(path)[0][-1:]
    moments = [f"2020-01-{day:02}T00:{n:02}:00" for day in (1, 2) for n in range(60)]
    lines = [heads.Head(newest.number, newest.hash, at) for at in moments]
    monkeypatch.setattr(heads, "MOST", 20)
    path.unlink()
    for one in (*lines, *[newest] * 10):
        heads.note(path, one)
    heads.thin_out(path)
    assert [one.at for one in heads.noted(path)[0]] == [lines[59].at, lines[119].at, *[newest.at] * 10]


@SQLITE_ONLY
def test_after_a_restore_only_what_is_left_is_compared(used, tmp_path):
    made = backup(used)
    change(used, 7)
    data, folder = used.path.parent, made.parent
    used.close()
    assert restore(made, data)
    with closing(Database(data / FILE, actor="测试员")) as again:
        assert check(again)[1] == []
        change(again, 8)
        assert check(again)[1] == []
        assert backup(again).parent == folder
        assert check(again)[1] == []


@SQLITE_ONLY
def test_from_one_backup_to_another_and_back_the_histories_may_differ(used):
    """Restored the wrong one, worked on, restored the right one: no step was rewritten, though their numbers meet."""
    data = used.path.parent
    early = backup(used)
    change(used, 6)
    change(used, 7)
    used.close()
    with closing(Database(data / FILE, actor="测试员")) as office:
        late = backup(office, data / "stick")
    for source in (early, late, early):
        kept = restore(source, data)
        with closing(Database(data / FILE, actor="测试员")) as again:
            assert check(again)[1] == []
            change(again, 8)
    assert kept
    restore(kept, data)
    with closing(Database(data / FILE, actor="测试员")) as again:
        assert check(again)[1] == []
        action, _change = last(again)
        cut_off(again, action)
        assert any("后面的步骤不见了" in said for said in wrong(again))


@SQLITE_ONLY
@pytest.mark.parametrize("happened", [False, True])
def test_a_restore_that_never_ended_may_have_been_done_or_not(used, happened):
    data = used.path.parent
    made = backup(used)
    change(used, 7)
    used.close()
    whole = shutil.copy(used.path, data / "whole")
    restore(made, data)
    path = data / "heads.jsonl"
    path.write_text("".join(one for one in path.read_text("utf8").splitlines(True) if "done" not in one), "utf8")
    if not happened:
        for journal in ("-wal", "-shm"):
            (data / f"{FILE}{journal}").unlink(missing_ok=True)
        shutil.copy(whole, data / FILE)
    with closing(Database(data / FILE, actor="测试员")) as again:
        assert check(again)[1] == []
        change(again, 8)
        assert check(again)[1] == []
        action, _change = last(again)
        cut_off(again, action)
        assert any("后面的步骤不见了" in said for said in wrong(again))


@SQLITE_ONLY
def test_a_journal_taken_away_behind_a_killed_program_is_named(used):
    """The steps that stood in it only were told as done."""
    used.path.parent.joinpath("copy").mkdir()
    shutil.copy(used.path, used.path.parent / "copy" / FILE)  # as the file is without its journal
    shutil.copy(used.heads(), used.path.parent / "copy")
    with closing(Database(used.path.parent / "copy" / FILE)) as bereft:
        assert any("后面的步骤不见了" in said for said in wrong(bereft))


@SQLITE_ONLY
def test_a_backup_altered_after_it_was_made_is_asked_about(used, tmp_path):
    made = backup(used, tmp_path / "stick")
    with closing(Database(made)) as copied:
        action, _change = last(copied)
        cut_off(copied, action)
    with pytest.raises(UnlikeError, match="同建立时不一样"):
        restore(made, used.path.parent)


def test_a_signed_head_proves_the_history(used, tmp_path):
    file = tmp_path / "凭证.json"
    file.write_bytes(export(used))
    assert differences(used, file) == []
    change(used, 4)
    assert differences(used, file) == []
    again = tmp_path / "later.json"
    again.write_bytes(export(used))
    assert json.loads(again.read_bytes())["key"] == json.loads(file.read_bytes())["key"]
    used.heads().unlink()
    alter(used, "UPDATE action SET label = '别的' WHERE label = '改电话0'")
    reckon_anew(used)
    assert check(used)[1] == [] or used.engine.dialect.name == "sqlite"
    [said] = differences(used, file)
    assert "历史记录被改写过" in said
    assert "凭证.json" in said


@SQLITE_ONLY
@pytest.mark.parametrize("key", ["number", "hash", "at", "office", "key", "signature", "program"])
def test_a_signed_head_that_was_altered_is_refused(used, tmp_path, key):
    file = tmp_path / "h.json"
    values = json.loads(export(used))
    values[key] = {"number": 1, "key": values["signature"]}.get(key, "x" + str(values[key]))
    file.write_text(json.dumps(values), "utf8")
    with pytest.raises(UserError, match=r"被改动过|不是历史记录的凭证"):
        differences(used, file)


@SQLITE_ONLY
@pytest.mark.parametrize("content", ["", "{", "[]", "5", "{}", '{"signature": "x"}', "[" * 9999, "\x00", "é" * 20_000])
def test_what_is_no_signed_head_is_said_to_be_none(used, tmp_path, content):
    file = tmp_path / "h.json"
    file.write_text(content, "utf8")
    with pytest.raises(UserError, match="不是历史记录的凭证"):
        differences(used, file)
    with pytest.raises(UserError, match="找不到凭证"):
        differences(used, tmp_path / "none")


def test_one_signed_by_another_key_is_said_to_be_so(used, tmp_path):
    file = tmp_path / "h.json"
    file.write_bytes(export(used))
    (used.folder / KEY).unlink()
    assert differences(used, file) == []  # there is no key to compare with
    export(used)
    [said] = differences(used, file)
    assert "不是用这份数据的钥匙签的" in said
    (used.folder / KEY).write_bytes(b"short")
    with pytest.raises(UserError, match="已损坏"):
        export(used)


@SQLITE_ONLY
def test_the_key_is_for_this_login_alone(used):
    export(used)
    assert (used.folder / KEY).stat().st_mode & 0o777 == 0o600
    assert used.heads().stat().st_mode & 0o777 == 0o600
