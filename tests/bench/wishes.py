"""10,000 wishes of 2,000 people in 20 rounds: the board, the watch of the home page, and a claim at a meeting by keys.

Run from the project's folder: python -m tests.bench.wishes
"""

import os
import tempfile
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, insert, select

from db import sample
from db.database import Database
from db.hardship import gaps as hardship_gaps
from db.hardship.models import Beneficiary, Consent
from db.storage.sqlite_driver import FILE
from db.wishes import gaps as wish_gaps
from db.wishes.claim_models import Claim, ClaimParty
from db.wishes.models import Wish, WishRound
from desktop.app import name_and_translate
from desktop.shell.main_window import MainWindow
from desktop.shell.store import Store
from desktop.tabs import TABS
from desktop.wishes.board import WishBoard
from desktop.wishes.on_site import OnSiteDialog
from tests.bench.side_by_side import milliseconds, side_by_side
from widgets import theme

PEOPLE, ROUNDS, A_ROUND, CLAIMED = 2_000, 20, 500, 400
COLLECTED, CLAIMED_ON = date(2022, 1, 4), date(2022, 2, 1)


def made(folder):
    """A window over the sample office with so many more wishes."""
    database = Database(folder / FILE)
    sample.fill(database)
    with database.write("许多心愿", kind="system") as session:
        session.execute(
            insert(Beneficiary),
            [{"uid": f"bench{n}", "version": 1, "name": f"人{n}", "sort_key": f"ren {n}", "search_text": f"人{n}",
              "id_type": "居民身份证"} for n in range(PEOPLE)],
        )  # fmt: skip
        people = session.scalars(select(Beneficiary.id).where(Beneficiary.uid.like("bench%"))).all()
        session.execute(
            insert(Consent),
            [{"uid": f"c{n}", "version": 1, "beneficiary_id": n, "purpose": "公开心愿", "given_on": COLLECTED,
              "how": "书面", "given_by": "本人"} for n in people],
        )  # fmt: skip
        office = session.scalar(select(WishRound.office_id))
        for place in range(ROUNDS):
            _fill_round(session, people, WishRound(office_id=office, year=2022 + place // 4, number=1 + place % 4))
    window = MainWindow(TABS, folder)
    window.open(Store(database))
    return window


def _fill_round(session, people, this):
    session.add(this)
    session.flush()
    steps = {f"{step}_{end}": COLLECTED if end == "on" else "甲" for step in ("collected", "verified", "published")
             for end in ("on", "by")}  # fmt: skip
    rows = [
        {"uid": f"w{this.id}-{n}", "version": 1, "round_id": this.id, "number": n, "kind": "物品", "urgency": "一般",
         "code": f"{this.year}-{this.number}-{n:03}", "beneficiary_id": people[n * 3 + this.id],
         "content": f"想要第{n}件东西", **steps}
        for n in range(1, A_ROUND + 1)
    ]  # fmt: skip
    session.execute(insert(Wish), rows)
    wishes = session.scalars(select(Wish.id).where(Wish.round_id == this.id, Wish.number <= CLAIMED)).all()
    rows = [{"uid": f"k{n}", "version": 1, "wish_id": n, "claimed_on": CLAIMED_ON, "claimed_by": "甲"} for n in wishes]
    session.execute(insert(Claim), rows)
    claims = session.scalars(select(Claim.id).where(Claim.wish_id.in_(wishes))).all()
    session.execute(
        insert(ClaimParty),
        [{"owner_id": n, "position": 0, "kind": "单位", "organisation_id": 1 + n % 7} for n in claims],
    )


def board(app, window):
    """The board of a round of 500, to painted cards, beside the same rows raw."""
    raw = window.store.database.engine.raw_connection()
    with window.store.read() as session:
        number = session.scalar(select(func.max(WishRound.id)))

    def plain():
        raw.driver_connection.execute(
            "SELECT w.*, c.*, group_concat(o.name) FROM wish w JOIN beneficiary b ON b.id = w.beneficiary_id "
            "LEFT JOIN claim c ON c.wish_id = w.id AND c.cancelled_on IS NULL "
            "LEFT JOIN claim_party p ON p.owner_id = c.id LEFT JOIN organisation o ON o.id = p.organisation_id "
            "WHERE w.round_id = ? GROUP BY w.id ORDER BY w.number",
            (number,),
        ).fetchall()

    def shown():
        page = WishBoard(window)
        page.resize(1334, 600)
        page.show_round(number)
        page.show()
        app.processEvents()
        page.close()
        page.deleteLater()
        app.processEvents()

    def watched():
        with window.store.read() as session:
            list(wish_gaps.gaps(session, date.today())) + list(hardship_gaps.gaps(session, date.today()))

    side_by_side(
        {
            "a round of 500, raw": lambda: milliseconds(plain),
            "its board, to painted cards": lambda: milliseconds(shown),
            "what is late among 10,000 wishes": lambda: milliseconds(watched),
        },
        rounds=9,
    )
    raw.close()


def on_site(app, window):
    """A claim at a meeting from the first key to the next empty line, beside a bare insert and its durable commit."""
    raw = window.store.database.engine.raw_connection()
    with window.store.read() as session:
        dialog = OnSiteDialog(window, session.scalar(select(func.max(WishRound.id))), window)
    dialog.show()
    numbers = iter([offer.number for offer in dialog.offers])
    rows = iter(range(10**6, 2 * 10**6))

    def bare():
        connection = raw.driver_connection
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO household(uid, version, name) VALUES (?, 1, '甲')", (f"h{next(rows)}",))
        connection.execute("COMMIT")

    def claimed():
        for line, text in ((dialog.wishes.line, str(next(numbers))), (dialog.claimants.line, "lzyz")):
            for key in text:
                QTest.keyClick(line, key)
                app.processEvents()
            QTest.keyClick(line, Qt.Key.Key_Return)
            app.processEvents()
        assert dialog.message.text().endswith("由兰州一中认领")

    side_by_side(
        {
            "one row and its commit": lambda: milliseconds(bare),
            "a claim at a meeting, nine keys": lambda: milliseconds(claimed),
        },
        rounds=25,
    )
    dialog.close()
    raw.close()


def main():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    theme.apply(app)
    name_and_translate(app)
    with tempfile.TemporaryDirectory() as folder:
        window = made(Path(folder))
        board(app, window)
        on_site(app, window)
        window.store.database.close()


if __name__ == "__main__":
    main()
