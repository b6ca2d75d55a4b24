"""A clerk at work in a process of its own: each step is announced before it and acknowledged once it is stored.

A line is said as JSON: what the office must hold after the step, as the clerk counts it, not as the program says.
"""

import json
import os
import random
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PIL import Image

from db import migrations
from db.activities.listings import ACTIVITIES
from db.activities.models import Activity
from db.attached import add
from db.backup import backup, restore
from db.database import Database
from db.importing import apply, plan
from db.office.models import Office
from db.people.listings import PERSONS
from db.people.models import Person
from db.storage import sqlite
from db.storage.sqlite_driver import FILE
from exports.atomic import whole_file
from tests.db.wishes.test_upgrade import BEFORE, older

KINDS = ("write", "undo", "redo", "import", "attach", "backup", "restore", "export")
EXPORT = "导出.txt"
OLD = ["one.jpg", "two.jpg"]  # what the database of an older version holds


def text_of(number: int) -> bytes:
    return f"第 {number} 次导出\n".encode() * 4000


def office(folder: Path, password: str) -> None:
    """A small office: an activity to which photos belong, and some people."""
    folder.mkdir(parents=True)
    with closing(Database(folder / FILE, password=password)) as database, database.write("开始") as session:
        session.add(Office(name="某社区", code="620102001001", level="社区"))
        session.flush()
        session.add(Activity(office_id=1, title="义诊"))
        session.add_all(Person(name=f"老住户{n}", note="住在这里" * 20) for n in range(60))


def old_office(folder: Path, password: str) -> None:
    """A data folder as an older version of the program left it."""
    folder.mkdir(parents=True)
    head, run = migrations.HEAD, migrations._run
    migrations.HEAD, migrations._run = BEFORE, older
    try:
        Database(folder / FILE, password=password).close()
    finally:
        migrations.HEAD, migrations._run = head, run


class Clerk:
    def __init__(self, folder: Path, password: str, seed: int, say: Callable[[str], object]) -> None:
        self.folder, self.password, self.say, self.chance = folder, password, say, random.Random(seed)
        self.number, self.exported = 0, 0
        self.holds: frozenset[str] = frozenset()
        self.earlier: list[frozenset[str]] = []  # before each step that can be undone
        self.undone: frozenset[str] | None = None  # what a redo brings back
        self.backups: dict[str, frozenset[str]] = {}

    def work(self, kinds: tuple[str, ...], steps: int) -> None:
        if kinds == ("migrate",):
            self.holds = frozenset(OLD)
            self._tell("about", "migrate", self.holds)
            Database(self.folder / FILE, password=self.password).close()
            self._tell("done", "migrate", self.holds)
            return
        with closing(Database(self.folder / FILE, password=self.password)) as self.database:
            for _step in range(steps):
                possible = [kind for kind in kinds if self._can(kind)]
                getattr(self, f"_{self.chance.choice(possible)}")()

    def _can(self, kind: str) -> bool:
        needs = {"undo": self.earlier, "redo": self.undone is not None, "restore": self.backups}
        return bool(needs.get(kind, True))

    def _tell(self, when: str, kind: str, holds: frozenset[str], **more: object) -> None:
        self.say(json.dumps({"when": when, "kind": kind, "holds": sorted(holds), **more}) + "\n")

    def _change(self, kind: str, after: frozenset[str], change: Callable[[], object]) -> None:
        self._tell("about", kind, after)
        change()
        self.earlier.append(self.holds)
        self.holds, self.undone = after, None
        self._tell("done", kind, after)

    def _new(self, word: str = "居民") -> str:
        self.number += 1
        return f"{word}{self.number}"

    def _write(self) -> None:
        name = self._new()

        def change() -> None:
            with self.database.write(f"记下{name}") as session:
                session.add(Person(name=name))

        self._change("write", self.holds | {name}, change)

    def _import(self) -> None:
        names = [self._new() for _ in range(8)]

        def change() -> None:
            with self.database.write("导入") as session:
                apply(session, PERSONS, plan(session, PERSONS, [{"姓名": name} for name in names]))

        self._change("import", self.holds | {*names}, change)

    def _attach(self) -> None:
        name = self._new("照片")
        source = self.folder.parent / f"{self.folder.name}-{name}.png"
        Image.frombytes("RGB", (60, 60), random.Random(name).randbytes(60 * 60 * 3)).save(source)
        self._change("attach", self.holds | {source.name}, lambda: add(self.database, ACTIVITIES, 1, [source]))

    def _undo(self) -> None:
        before, after = self.holds, self.earlier[-1]
        self._tell("about", "undo", after)
        self.database.undo()
        self.holds, self.undone = self.earlier.pop(), before
        self._tell("done", "undo", after)

    def _redo(self) -> None:
        assert self.undone is not None
        self._change("redo", self.undone, self.database.redo)

    def _backup(self) -> None:
        self._tell("about", "backup", self.holds)
        made = backup(self.database)
        self.backups[made.name] = self.holds
        self._tell("done", "backup", self.holds, backup=made.name)

    def _restore(self) -> None:
        name = self.chance.choice(sorted(self.backups))
        self._tell("about", "restore", self.backups[name])
        restore(self.folder / "backups" / name, self.folder, self.password)
        self.holds, self.earlier, self.undone = self.backups[name], [], None
        self._tell("done", "restore", self.holds)

    def _export(self) -> None:
        number = self.exported + 1
        self._tell("about", "export", self.holds, export=number)
        with whole_file(self.folder / EXPORT) as file:
            file.write(text_of(number))
        self.exported = number
        self._tell("done", "export", self.holds, export=number)


def main(folder: str, password: str, seed: str, steps: str, synchronous: str, *kinds: str) -> None:
    """`synchronous` is FULL, as the program has it; the control of the power cuts takes another."""
    if synchronous != "FULL":
        sqlite.PRAGMAS = (*sqlite.PRAGMAS, f"synchronous = {synchronous}")
    Clerk(Path(folder), password, int(seed), lambda line: os.write(1, line.encode())).work(kinds, int(steps))


if __name__ == "__main__":
    main(*sys.argv[1:])
