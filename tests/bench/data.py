"""Storing with history and reading 100,000 persons, beside the least that could do it: `python -m tests.bench.data`."""

import os
import random
import tempfile
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView
from sqlalchemy import insert, text

from db.core import pinyin
from db.core.base import Base
from db.database import Database
from db.people.listings import PERSONS
from db.people.models import Person
from db.storage import history
from tests.bench.side_by_side import milliseconds, side_by_side
from widgets.record_model import RecordModel
from widgets.record_table import RecordTable

NOWHERE = QModelIndex()
MANY, SOME = 100_000, 10_000
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志远晓东梅琳宇浩欣"


def people(count, seed=1):
    chance = random.Random(seed)
    return [
        {
            "name": chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))),
            "birth": f"{chance.randint(1940, 2005)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            "sex": chance.choice("男女"),
            "phone": f"138{number:08}",
            "work": "某单位职员",
        }
        for number in range(count)
    ]


def without_triggers(folder, name):
    database = Database(folder / name)
    with database.engine.execution_options(write=True).begin() as connection:
        for table in history.tables(Base.metadata):
            for event in ("insert", "update", "delete"):
                connection.execute(text(f"DROP TRIGGER history_{table.name}_{event}"))
    return database


def storing(folder):
    """10,000 persons as one action, with the history and with nothing but the table's own triggers dropped."""
    rows = people(SOME)

    def stored(database):
        def work():
            with database.write("导入") as session:
                session.add_all([Person(**row) for row in rows])

        def measure():
            taken = milliseconds(work)
            with database.engine.execution_options(write=True).begin() as connection:
                connection.execute(text("DELETE FROM person"))
                connection.execute(text("DELETE FROM change"))
            return taken

        return measure

    bare = without_triggers(folder, "bare.db")
    bare._action = plain(bare)
    full = Database(folder / "full.db")
    side_by_side(
        {"10,000 persons without history": stored(bare), "10,000 persons with history": stored(full)},
        {"10,000 persons with history": 1.4},
        rounds=7,
    )


def plain(database):
    """A transaction without an action: what storing costs when nothing is kept."""
    from contextlib import contextmanager

    @contextmanager
    def action(_label, _kind, _target=None):
        with database._writers() as session:
            yield session, 0
            session.commit()

    return action


class EveryRow(QAbstractTableModel):
    """The model most programs have: all rows loaded, sorted in memory."""

    def __init__(self, rows, fields):
        super().__init__()
        self.rows, self.fields = rows, fields

    def rowCount(self, parent=NOWHERE):
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent=NOWHERE):
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole:
            return self.fields[index.column()].text(self.rows[index.row()][index.column() + 1])
        return None


def reading(folder, app):
    database = Database(folder / "many.db")
    rows = [
        row
        | {
            "uid": f"{number:032x}",
            "version": 1,
            "sort_key": pinyin.sort_key(row["name"]),
            "search_text": pinyin.search_text(row["name"], row["phone"]),
        }
        for number, row in enumerate(people(MANY))
    ]
    with database.write("导入") as session:
        session.execute(insert(Person), rows)

    def fetch(ids):
        with database.read() as session:
            return PERSONS.fetch(session, ids)

    def keys(find="", sort=None):
        with database.read() as session:
            return PERSONS.ids(session, find, sort)

    def open_ours():
        model = RecordModel(PERSONS.fields, fetch)
        table = RecordTable(model)
        table.resize(1000, 600)
        model.show(keys())
        show(table)

    def open_all():
        with database.read() as session:
            model = EveryRow(session.execute(PERSONS.rows()).all(), PERSONS.fields)
        table = QTableView()
        table.resize(1000, 600)
        table.setModel(model)
        show(table)

    def show(table):
        table.show()
        app.processEvents()
        table.close()
        table.deleteLater()
        app.processEvents()

    side_by_side(
        {
            "open 100,000, every row loaded": lambda: milliseconds(open_all),
            "open 100,000, as we do": lambda: milliseconds(open_ours),
        },
        {"open 100,000, as we do": 0.4},
    )
    with database.read() as session:
        listed = [list(row) for row in session.execute(PERSONS.rows())]
    place = PERSONS.places["birth"]
    order = random.Random(3)

    def sort_list():
        shuffled = listed[:]
        order.shuffle(shuffled)
        return milliseconds(lambda: shuffled.sort(key=lambda row: (row[place] is not None, row[place])))

    side_by_side(
        {
            "sort a list of 100,000 rows": sort_list,
            "sort 100,000 by an indexed column": lambda: milliseconds(lambda: keys(sort=PERSONS["birth"])),
        },
        {"sort 100,000 by an indexed column": 1.0},
        rounds=9,
    )
    raw = database.engine.raw_connection()
    for find in ("zhangwei", "13800099999", "张伟", "zw"):

        def like(find=find):
            query = "SELECT id FROM person WHERE search_text LIKE ? ESCAPE '/' ORDER BY sort_key, id"
            raw.driver_connection.execute(query, (f"%{find}%",)).fetchall()

        side_by_side(
            {
                f"raw LIKE “{find}”": lambda: milliseconds(like),
                f"search “{find}”": lambda find=find: milliseconds(lambda: keys(find)),
            },
            {f"search “{find}”": 1.2},
            rounds=15,
        )
    raw.close()


def main():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        storing(Path(folder))
        reading(Path(folder), app)


if __name__ == "__main__":
    main()
