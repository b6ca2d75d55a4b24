"""Nobody but its login reads the files of an office, and no error tells the values of a query."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from db.backup import backup
from db.database import Database
from db.people.listings import PERSONS
from db.storage.sqlite_driver import FILE
from desktop.shell.errors import without_values

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")


def open_to_others(folder):
    paths = [folder, *folder.rglob("*")]
    return [path.name for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_files_that_are_made_are_readable_by_one_login_alone(tmp_path, mask):
    code = (
        "import os, sys; from pathlib import Path; from db.database import Database; from db.backup import backup\n"
        "from db.people.listings import PERSONS; from desktop.shell.paths import data_folder\n"
        f"os.umask({mask}); folder = data_folder(Path({str(tmp_path / 'data')!r}))\n"
        f"d = Database(folder / {FILE!r})\n"
        "with d.write('登记') as s: PERSONS.create(s, {'name': '甲'})\n"
        "backup(d); os._exit(0)"  # with its journals left behind
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    assert (tmp_path / "data" / f"{FILE}-wal").exists()
    assert open_to_others(tmp_path / "data") == []


def test_files_that_exist_already_are_closed_to_others_at_the_next_opening(tmp_path):
    database = Database(tmp_path / FILE)
    with database.write("登记") as session:
        PERSONS.create(session, {"name": "甲"})
    backup(database)
    database.close()
    for folder in ("attachments", "attachments/thumbs"):
        (tmp_path / folder).mkdir(exist_ok=True)
    for name in ("attachments/a.png", "attachments/thumbs/a.jpg", "linli.log", "settings.ini"):
        (tmp_path / name).write_text("x")
    (tmp_path / "名册.xlsx").write_text("the clerk's own")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    Database(tmp_path / FILE).close()
    assert open_to_others(tmp_path) == ["名册.xlsx"]


def test_the_password_is_not_inherited_by_programs_started_from_here(tmp_path):
    code = (
        "import os, subprocess, sys\n"
        "from desktop.shell.paths import password, password_taken\n"
        "with password_taken():\n"
        "    child = subprocess.run([sys.executable, '-c', 'import os; print(os.environ.get(\"LINLI_PASSWORD\"))'],"
        " capture_output=True, text=True)\n"
        "    print(password(), child.stdout.strip())"
    )
    surroundings = os.environ | {"LINLI_PASSWORD": "secret"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=surroundings, capture_output=True, text=True)
    assert done.stdout.split() == ["secret", "None"]


def test_an_error_of_the_database_tells_no_values(office):
    with pytest.raises(DBAPIError, match="nothing") as failed, office.read() as session:
        session.connection().exec_driver_sql("SELECT nothing FROM person WHERE phone = ?", ("13812345678",))
    assert "13812345678" not in str(failed.value)


@pytest.mark.parametrize(
    "line",
    ["DETAIL:  Key (phone)=(13812345678) already exists.", "CONTEXT:  unnamed portal parameter $1 = '13812345678'"],
)
def test_the_log_leaves_out_what_a_server_repeats(line):
    assert "13812345678" not in without_values(f"IntegrityError: duplicate key\n{line}\n[SQL: INSERT]")
