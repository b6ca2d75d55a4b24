"""An office of 100,000 volunteers beside one of 100: opening their page, finding one, their hours, the roster.

Run from the project's folder: python -m tests.bench.volunteers [folder]; with a folder, the offices are kept there for
the next time.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QTableView
from sqlalchemy import select

from db import sample
from db.database import Database
from db.hours.totals import MONTH, TEAM, hours
from db.people.models import Person
from db.storage.sqlite_driver import FILE
from db.volunteers.listings import VOLUNTEERS
from desktop.app import name_and_translate
from desktop.shell.main_window import MainWindow
from desktop.shell.store import Store
from desktop.tabs import TABS
from desktop.volunteers.page import VolunteerPage
from tests.bench import workbook
from tests.bench.data import EveryRow
from tests.bench.side_by_side import milliseconds, side_by_side
from widgets import theme

MANY, FEW = 100_000, 100
SIZE = 1334, 600  # of the page in a window of 1366 × 768


def office_of(folder, volunteers):
    """A window over an office with so many volunteers, made unless it is there."""
    path = folder / str(volunteers) / FILE
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(path)
    if new:
        began = time.perf_counter()
        sample.fill(database, volunteers=volunteers)
        print(f"{volunteers} volunteers and {3 * volunteers} rows of hours: {time.perf_counter() - began:.1f} s")
    window = MainWindow(TABS, path.parent)
    window.open(Store(database))
    return window


def opening(app, many, few):
    """From nothing to painted rows: the page with its form and the lists below it."""

    def show(widget):
        widget.resize(*SIZE)
        widget.show()
        app.processEvents()
        widget.close()
        widget.deleteLater()
        app.processEvents()

    def every_row():
        with many.store.read() as session:
            model = EveryRow(session.execute(VOLUNTEERS.rows()).all(), VOLUNTEERS.fields)
        table = QTableView()
        table.setModel(model)
        show(table)

    side_by_side(
        {
            "a table of 100,000 volunteers, every row loaded": lambda: milliseconds(every_row),
            "the page of 100,000 volunteers": lambda: milliseconds(lambda: show(VolunteerPage(many))),
        },
        {"the page of 100,000 volunteers": 0.4},
    )
    side_by_side(
        {
            "the page of 100 volunteers": lambda: milliseconds(lambda: show(VolunteerPage(few))),
            "the page of 100,000 volunteers": lambda: milliseconds(lambda: show(VolunteerPage(many))),
        },
        {"the page of 100,000 volunteers": 2.0},
    )


def finding(app, many):
    """What each keystroke in the search line asks, beside the raw LIKE; then, to painted rows, the whole of it."""
    raw = many.store.database.engine.raw_connection()
    page = VolunteerPage(many)
    page.resize(*SIZE)
    page.show()
    app.processEvents()
    with many.store.read() as session:
        phone = session.scalar(select(Person.phone).where(Person.id == MANY // 2))
    for find in ("建国", "zhangw", "wjg", phone[-4:]):

        def like(find=find):
            query = "SELECT id FROM person WHERE search_text LIKE ? ESCAPE '/' ORDER BY sort_key, id"
            raw.driver_connection.execute(query, (f"%{find}%",)).fetchall()

        def ids(find=find):
            with many.store.read() as session:
                VOLUNTEERS.ids(session, find)

        def whole(find=find):
            page.list.search.find.emit(find)
            app.processEvents()

        side_by_side(
            {
                f"raw LIKE “{find}”": lambda work=like: milliseconds(work),
                f"find “{find}”": lambda work=ids: milliseconds(work),
                f"find “{find}”, to painted rows and form": lambda work=whole: milliseconds(work),
            },
            {f"find “{find}”": 1.2},
            rounds=15,
        )
    raw.close()
    page.close()


def adding_up(many):
    """Hours by team and month, beside the same grouping asked of SQLite itself."""
    raw = many.store.database.engine.raw_connection()
    query = """
        SELECT s.team_id, substr(t.held_on, 1, 7), count(DISTINCT s.person_id), count(*), sum(s."left" - s.arrived)
        FROM service s JOIN shift t ON t.id = s.shift_id WHERE s."left" IS NOT NULL AND s.void IS NULL GROUP BY 1, 2"""

    def ours():
        with many.store.read() as session:
            hours(session, (TEAM, MONTH))

    side_by_side(
        {
            "hours by team and month, raw SQL": lambda: milliseconds(
                lambda: raw.driver_connection.execute(query).fetchall()
            ),
            "hours by team and month": lambda: milliseconds(ours),
        },
        {"hours by team and month": 1.4},
    )
    raw.close()


def main(folder=None):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    theme.apply(app)
    name_and_translate(app)
    with tempfile.TemporaryDirectory() as made:
        kept = Path(folder or made)
        many, few = office_of(kept, MANY), office_of(kept, FEW)
        opening(app, many, few)
        finding(app, many)
        adding_up(many)
        for window in (many, few):
            window.store.database.close()
    workbook.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
