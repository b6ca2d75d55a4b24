"""A database in which each table of owners had its own column: it is carried over, and old steps are taken back."""

import pytest
from sqlalchemy import MetaData, select, text

from db import migrations
from db.attached import ATTACHMENTS
from db.attachments.models import Attachment
from db.check import check
from db.core import dictionaries
from db.database import Database
from db.describe import bring_back, lines, recycle_bin
from db.storage import dialect, history
from db.subjects import DICTIONARIES
from tests.conftest import ACTOR
from tests.db.changes import begun, sealed

pytestmark = pytest.mark.both_databases
BEFORE = "0009"
ADD = (
    "INSERT INTO attachment(uid, version, {owner}_id, name, consent, media_type, size, sha256) "
    "VALUES ('{uid}', 1, {number}, '{uid}.jpg', '未问', 'image/jpeg', 5, '{uid}')"
)
OFFICE = (
    "INSERT INTO office(id, uid, version, name, code, level) VALUES (1, 'o', 1, '某社区', '620102001001', '社区')",
    "INSERT INTO activity(id, uid, version, office_id, title) VALUES (1, 'a', 1, 1, '义诊'), (2, 'b', 1, 1, '义剪')",
    "INSERT INTO shift(id, uid, version, activity_id, held_on, starts, ends) "
    "VALUES (1, 's', 1, 1, '2021-08-30', 540, 600), (2, 't', 1, 2, '2021-08-31', 540, 600)",
    "INSERT INTO beneficiary(id, uid, version, name, sort_key, search_text) VALUES (1, 'p', 1, '暂住人', '', '')",
    "INSERT INTO consent(id, uid, version, beneficiary_id, purpose, given_on, how) "
    "VALUES (1, 'c', 1, 1, '公开心愿', '2021-08-30', '书面')",
    "INSERT INTO visit(id, uid, version, beneficiary_id, visited_on, visitors) "
    "VALUES (1, 'v', 1, 1, '2021-08-30', '贺翀远')",
    "INSERT INTO wish_round(id, uid, version, office_id, year, number, name) VALUES (1, 'r', 1, 1, 2021, 1, '第1轮')",
    "INSERT INTO wish(id, uid, version, round_id, number, code, beneficiary_id, content, collected_on, collected_by, "
    "verified_on, verified_by, published_on, published_by) VALUES "
    "(1, 'w', 1, 1, 1, '2021-1-001', 1, '一盏灯', '2021-08-30', '甲', '2021-08-30', '甲', '2021-08-30', '甲')",
    "INSERT INTO claim(id, uid, version, wish_id, claimed_on, claimed_by) VALUES (1, 'k', 1, 1, '2021-08-31', '甲')",
)
STEPS = {
    "各加一个": [
        ADD.format(uid=owner, owner=owner, number=1) for owner in ("activity", "shift", "claim", "visit", "consent")
    ],
    "改说明": ["UPDATE attachment SET caption = '领灯', version = version + 1 WHERE id = 3"],
    "删除附件": ["DELETE FROM attachment WHERE id = 1"],
    "再加两个": [
        ADD.format(uid="six", owner="shift", number=2),
        ADD.format(uid="seven", owner="activity", number=2),
    ],
    "删除活动": ["DELETE FROM activity WHERE id = 2"],
    "删除走访": ["DELETE FROM visit WHERE id = 1"],
}
# what each step left, as number, table, number in it, and caption
FIRST = [(2, "shift", 1, None), (3, "claim", 1, None), (4, "visit", 1, None), (5, "consent", 1, None)]
CHANGED = [(2, "shift", 1, None), (3, "claim", 1, "领灯"), (4, "visit", 1, None), (5, "consent", 1, None)]
LEFT = [
    [],
    [(1, "activity", 1, None), *FIRST],
    [(1, "activity", 1, None), *CHANGED],
    CHANGED,
    [*CHANGED, (6, "shift", 2, None), (7, "activity", 2, None)],
    CHANGED,
    [row for row in CHANGED if row[0] != 4],
]


def older(connection):
    """What the version before made, with steps that can be undone."""
    from alembic import command

    command.upgrade(migrations.config(connection), BEFORE)
    tables = MetaData()
    tables.reflect(connection)
    tables.remove(tables.tables["alembic_version"])
    dialect.of(connection).prepare_tables(connection)
    for trigger in history.triggers(connection, tables):
        trigger.create(connection)
    first = begun(connection)
    dictionaries.fill(connection, DICTIONARIES)
    for statement in OFFICE:
        connection.exec_driver_sql(statement)
    sealed(connection, first)
    for label, statements in STEPS.items():
        action = begun(connection, label, ACTOR, "do", at="seat")
        for statement in statements:
            connection.exec_driver_sql(statement)
        sealed(connection, action)


@pytest.fixture
def upgraded(place, tmp_path, monkeypatch):
    """A database of the version before, as it is once this version has opened it."""
    monkeypatch.setattr(migrations, "HEAD", BEFORE)
    monkeypatch.setattr(migrations, "_run", older)
    Database(place, folder=tmp_path).close()
    monkeypatch.undo()
    database = Database(place, actor=ACTOR, folder=tmp_path)
    yield database
    database.close()


def rows_of(database):
    row = Attachment
    with database.read() as session:
        found = session.execute(select(row.id, row.owner, row.owner_id, row.caption).order_by(row.id)).all()
    return [tuple(one) for one in found]


def wrong_with(database):
    return [sentence for sentence in check(database)[1] if "的文件不见了" not in sentence]  # there never were any


def test_every_attachment_is_carried_over_to_its_owner(upgraded):
    assert rows_of(upgraded) == LEFT[-1]
    assert wrong_with(upgraded) == []
    with upgraded.read() as session:
        owners = [ATTACHMENTS.value(row, "owner") for row in session.execute(ATTACHMENTS.rows())]
        kept = session.execute(text("SELECT id, uid, version, name, sha256 FROM attachment ORDER BY id")).all()
    assert owners == ["场次：义诊 2021-08-30", "认领：2021-1-001", "同意书：1 号"]
    assert [tuple(row) for row in kept] == [
        (2, "shift", 1, "shift.jpg", "shift"),
        (3, "claim", 2, "claim.jpg", "claim"),
        (5, "consent", 1, "consent.jpg", "consent"),
    ]


def test_an_attachment_given_to_another_row_past_the_program_is_found(upgraded, past_the_program):
    """What the history kept of it is of the old form."""
    past_the_program(upgraded, "UPDATE attachment SET owner = 'activity' WHERE id = 2")
    assert wrong_with(upgraded) == ["附件 2 号的现状与历史记录不符"]


def test_every_step_from_before_is_undone_and_redone(upgraded):
    labels = list(STEPS)
    for count in range(len(labels) - 1, -1, -1):
        assert upgraded.undo() == labels[count]
        assert rows_of(upgraded) == LEFT[count]
        assert wrong_with(upgraded) == []
    assert upgraded.undo() is None
    for count, label in enumerate(labels, start=1):
        assert upgraded.redo() == label
        assert rows_of(upgraded) == LEFT[count]
    assert wrong_with(upgraded) == []


def test_a_step_undone_before_is_redone_afterwards(place, tmp_path, monkeypatch):
    """The undo of the version before left rows of the old form in the history, too."""

    def undone(connection):
        older(connection)
        last = history.actions(connection, limit=1)[0]
        action = begun(connection, f"撤销：{last.label}", ACTOR, "undo", last.id, at="seat")
        visit = "id, uid, version, beneficiary_id, visited_on, visitors"
        connection.exec_driver_sql(f"INSERT INTO visit({visit}) VALUES (1, 'v', 1, 1, '2021-08-30', '贺翀远')")
        connection.exec_driver_sql(
            ADD.format(uid="visit", owner="visit", number=1)
            .replace("(uid", "(id, uid")
            .replace("('visit'", "(4, 'visit'")
        )
        sealed(connection, action)

    monkeypatch.setattr(migrations, "HEAD", BEFORE)
    monkeypatch.setattr(migrations, "_run", undone)
    Database(place, folder=tmp_path).close()
    monkeypatch.undo()
    database = Database(place, actor=ACTOR, folder=tmp_path)
    assert rows_of(database) == CHANGED
    assert database.redo() == "删除走访"
    assert rows_of(database) == LEFT[-1]
    assert [database.undo(), database.undo()] == ["删除走访", "删除活动"]
    assert rows_of(database) == LEFT[4]
    assert wrong_with(database) == []
    database.close()


def test_what_was_removed_before_is_brought_back_from_the_recycle_bin_afterwards(upgraded):
    with upgraded.read() as session:
        gone = recycle_bin(session)
    assert [(one.noun, one.name) for one in gone] == [("走访", "暂**"), ("活动", "义剪"), ("附件", "activity.jpg")]
    for one in gone:
        bring_back(upgraded, one)
    assert rows_of(upgraded) == [(1, "activity", 1, None), *CHANGED, (6, "shift", 2, None), (7, "activity", 2, None)]
    assert wrong_with(upgraded) == []


def test_old_steps_are_told_as_new_ones_are(upgraded):
    with upgraded.read() as session:
        connection = session.connection()
        (first,) = [action for action in history.actions(connection) if action.label == "各加一个"]
        told = [
            (line.record, line.new)
            for line in lines(connection, history.changes(connection, first.id))
            if line.title == "属于"
        ]
    assert told == [
        ("附件 activity.jpg", "活动：义诊"),
        ("附件 shift.jpg", "场次：2021-08-30"),
        ("附件 ●●●", "认领：2021-1-001"),
        ("附件 ●●●", "走访：暂**"),
        ("附件 ●●●", "同意书：暂**"),
    ]
