"""The command that makes the next migration: what it writes makes the tables that the models say, in any database."""

import json
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from db import migrations
from db.database import Database
from tests.db.changes import everything

ROOT = Path(__file__).parent.parent.parent.parent
NUMBER = f"{int(migrations.HEAD) + 1:04}"
NOTHING_NEW = "The models say nothing that the migrations don't.\n"
SCRIPT = """
import json, sys
from pathlib import Path
from sqlalchemy import text
from db import migrations
from db.check import check
from db.core.base import Base
from db.database import Database
from db.migrations.__main__ import main
from tests.db.wishes.test_upgrade import shape

copy, number, folder, *places = sys.argv[1:]
migrations.HERE = Path(copy)
from tests.db.migrations import scratch_models
assert main(["add chronicle"]) == 0
migrations.HEAD = number
assert main(["again"]) == 1
shapes = []
for place in places:
    database = Database(Path(place) if place.startswith("/") else place, folder=Path(folder))
    shapes.append(shape(database))
    assert check(database)[1] == []
    with database.read() as session:
        print(json.dumps([session.execute(text(query)).scalar() for query in (
            "SELECT count(*) FROM person WHERE weight = '一般'",
            "SELECT count(*) FROM setting",
        )]))
    with database.write("新的一条") as session:
        setting = scratch_models.Setting(key="new", value="新")
        session.add(setting)
        session.flush()
        print(setting.id)
    with database.engine.execution_options(write=True).begin() as connection:  # as the models alone would make it
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
        migrations.install(connection)
    shapes.append(shape(database))
    database.close()
print(json.dumps(shapes, default=str))
"""


@pytest.fixture
def migrations_copy(tmp_path):
    copy = tmp_path / "migrations"
    shutil.copytree(migrations.HERE, copy)
    return copy


def run(*words):
    return subprocess.run([sys.executable, *words], capture_output=True, encoding="utf8", cwd=ROOT)


@pytest.mark.both_databases
def test_what_is_made_upgrades_an_empty_and_an_old_database_to_what_the_models_say(
    office, place, tmp_path, migrations_copy
):
    with office.write("设置") as session:
        session.connection().exec_driver_sql("INSERT INTO setting(key, value) VALUES ('one', '1'), ('two', '2')")
        session.connection().exec_driver_sql("DELETE FROM setting WHERE key = 'two'")
        people, settings, given = (
            session.connection().exec_driver_sql(query).scalar()
            for query in (
                "SELECT count(*) FROM person",
                "SELECT count(*) FROM setting",
                "SELECT row_id FROM change WHERE table_name = 'setting' AND after IS NULL ORDER BY id DESC",
            )
        )
    office.close()
    empty = place.with_name("empty.db") if isinstance(place, Path) else place
    done = run("-c", SCRIPT, migrations_copy, NUMBER, tmp_path, *map(words_of, (empty, office.place)))
    assert (done.returncode, done.stderr) == (
        0,
        "setting is made anew: say in `values` from where its new columns come\n" + NOTHING_NEW,
    )
    written, *said, shapes = done.stdout.splitlines()
    assert Path(written) == migrations_copy / "versions" / f"{NUMBER}_add_chronicle.py"
    assert list(map(json.loads, said)) == [[0, 0], 1, [people, settings], given + 1]
    made, modelled, upgraded, again = json.loads(shapes)
    for table, shape in modelled.items():
        assert made[table] == shape, table
        assert upgraded[table] == shape, table
    assert again == modelled
    for name in ("ck_person_weight", "ck_person_works", "ck_person_nickname", "ck_setting_key", "ck_chronicle_dates"):
        assert name in str(made), name
    assert "fk_person_chronicle_id" in str(made["person"]["keys"])


def words_of(place):
    """A place as a command line names it."""
    return str(place) if isinstance(place, str | Path) else place.render_as_string(hide_password=False)


def test_it_is_a_file_to_look_over_with_all_that_the_models_say(migrations_copy, tmp_path):
    done = run("-c", SCRIPT, migrations_copy, NUMBER, tmp_path)
    assert done.returncode == 0
    text = (migrations_copy / "versions" / f"{NUMBER}_add_chronicle.py").read_text("utf8")
    assert text.startswith('"""Add chronicle"""\n')
    assert f'revision = "{NUMBER}"\ndown_revision = "{migrations.HEAD}"\n' in text
    assert "from db.migrations.columns import add_column, made_anew\n" in text
    assert "info=" not in text
    flat = re.sub(r"\s+", " ", text)
    for words in (
        'sa.CheckConstraint("closed_on IS NULL OR closed_on >= happened_on", name=op.f("ck_chronicle_dates"))',
        'sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_chronicle_office_id"), ondelete="CASCADE"',
        'sa.Column("weight", sa.String(length=4), server_default="一般", nullable=False)',
        "sqlite_autoincrement=True",
        'sa.ForeignKeyConstraint( ["chronicle_id"], ["chronicle.id"], name=op.f("fk_person_chronicle_id"), '
        'ondelete="RESTRICT" )',
    ):
        assert words in flat, words


def test_where_the_models_say_nothing_new_nothing_is_written():
    before = sorted(migrations.HERE.glob("versions/*.py"))
    done = run("-m", "db.migrations", "nothing at all")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == NOTHING_NEW
    assert sorted(migrations.HERE.glob("versions/*.py")) == before


SAYS = """
import sys
from pathlib import Path
from sqlalchemy import CheckConstraint, String
from db import migrations
from db.core import kinds
from db.core.base import titled
from db.database import Database
from db.migrations.__main__ import main
from db.office.models import Office
from db.people.models import Person
migrations.HERE, place = Path(sys.argv[1]), Path(sys.argv[2])
"""
MORE = f"""
assert main(["more"]) == 0
migrations.HEAD = {NUMBER!r}
try:
    Database(place)
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("change", "remark", "refused"),
    [
        (
            "Person.must = titled('必填', kinds.SHORT, String(9), nullable=False)",
            "person.must: no older row has a value; give it a server_default",
            "Cannot add a NOT NULL column",
        ),
        (
            "Office.__table__.append_constraint(CheckConstraint('name > 0', name='name'))",
            "office can't be made anew, as person points at it: write that part by hand",
            "ValueError office can't be made anew, as ",
        ),
    ],
    ids=["a column without a value", "a check of a table that others point at"],
)
def test_what_is_left_for_a_hand_is_named_and_harms_no_database(office, migrations_copy, change, remark, refused):
    before = everything(office)
    office.close()
    done = run("-c", SAYS + change + MORE, migrations_copy, office.path)
    assert done.returncode == 0
    assert remark in done.stderr.splitlines()
    assert refused in done.stdout
    with closing(Database(office.path)) as again:
        assert everything(again) == before
