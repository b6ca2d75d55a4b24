"""What another program has put into the schema, or taken from it, is found, named, and never believed."""

import pytest
from sqlalchemy import text

from db.check import check_rows
from db.core.errors import UserError
from db.people.listings import PERSONS
from db.people.models import Person
from db.storage import history

pytestmark = pytest.mark.both_databases
FUNCTION = "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} RETURN {}; END $$"

# what is planted (SQLite, PostgreSQL), and the name by which it is refused
STRANGE = {
    "a trigger that removes rows": (
        ["CREATE TRIGGER planted AFTER INSERT ON person BEGIN DELETE FROM claim_good; END"],
        [
            FUNCTION.format("DELETE FROM claim_good;", "NEW"),
            "CREATE TRIGGER planted AFTER INSERT ON person FOR EACH ROW EXECUTE FUNCTION planted()",
        ],
        "触发器 planted",
    ),
    "a trigger that swallows the history": (
        ["CREATE TRIGGER planted BEFORE INSERT ON change BEGIN SELECT RAISE(IGNORE); END"],
        [
            FUNCTION.format("", "NULL"),
            "CREATE TRIGGER planted BEFORE INSERT ON change FOR EACH ROW EXECUTE FUNCTION planted()",
        ],
        "触发器 planted",
    ),
    "a table": (["CREATE TABLE planted (id INTEGER)"],) * 2 + ("表 planted",),
    "a view": (["CREATE VIEW planted AS SELECT * FROM person"],) * 2 + ("视图 planted",),
    "an index": (["CREATE INDEX planted ON person (note)"],) * 2 + ("索引 planted",),
    "a rule": (
        ["CREATE TRIGGER planted BEFORE UPDATE ON person BEGIN SELECT RAISE(IGNORE); END"],
        ["CREATE RULE planted AS ON UPDATE TO person DO INSTEAD NOTHING"],
        "planted",
    ),
}


def alter(office, statements):
    with office.engine.execution_options(write=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def ours(office, statements):
    return statements[0] if office.engine.dialect.name == "sqlite" else statements[1]


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_strange_is_refused_by_name_and_can_still_be_looked_at(office, name):
    *statements, called = STRANGE[name]
    alter(office, ours(office, statements))
    with pytest.raises(UserError) as said, office.write("登记") as session:
        PERSONS.create(session, {"name": "甲"})
    assert called in str(said.value)
    with office.read() as session:
        assert PERSONS.ids(session, "甲") == []
        assert PERSONS.ids(session)
    assert any(called in sentence for sentence in check_rows(office)[1])


def test_a_trigger_of_the_history_that_is_gone_is_made_anew_and_told(office):
    sqlite = office.engine.dialect.name == "sqlite"
    name = "history_person_insert" if sqlite else "history_person"
    alter(office, [f"DROP TRIGGER {name}" + ("" if sqlite else " ON person")])
    assert any(name in sentence for sentence in check_rows(office)[1])
    with office.write("登记") as session:
        PERSONS.create(session, {"name": "甲"})
    assert office.mended == [f"触发器 {name}"]
    assert check_rows(office)[1] == []
    office.undo()
    with office.read() as session:
        assert PERSONS.ids(session, "甲") == []


def test_an_index_that_is_gone_is_made_anew(office):
    alter(office, ["DROP INDEX ix_change_row"])
    with office.write("登记") as session:
        PERSONS.create(session, {"name": "甲"})
    assert office.mended == ["索引 ix_change_row"]
    assert check_rows(office)[1] == []


def test_a_schema_as_the_program_made_it_is_not_touched(office):
    with office.write("登记") as session:
        PERSONS.create(session, {"name": "甲"})
    assert office.mended == []


def test_an_action_whose_rows_did_not_all_arrive_is_taken_back(office):
    with office.read() as session:
        before = history.latest(session.connection())
    with pytest.raises(UserError, match="没有全部存下"), office.write("登记") as session:
        session.add_all([Person(name="甲"), Person(name="乙")])
        session.flush()
        session.execute(text("DELETE FROM change WHERE action_id = :action"), {"action": before + 1})
    with office.read() as session:
        assert PERSONS.ids(session, "甲") == []
        assert history.latest(session.connection()) == before
