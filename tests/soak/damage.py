"""Pages overwritten and bits flipped in the file: found, or in bytes that hold nothing; a backup brings all back."""

import random
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

from db.backup import restore
from db.check import check
from db.core.errors import UserError
from db.database import Database
from db.salvage import salvage
from db.storage import sqlite_driver
from db.storage.sqlite_driver import FILE
from tests.soak.clerk import office

PAGE = 4096
Dump = dict[str, list[tuple]]


def damage(folder: Path, password: str, pages: int, bits: int, seed: int) -> tuple[dict[str, Counter[str]], list[str]]:
    """Damage copies of an office, one place each; the counts by kind of damage, and the faults."""
    chance = random.Random(seed)
    office(folder / "whole", password)
    whole = folder / "whole" / FILE
    before, content = dump(whole, password), whole.read_bytes()
    counts: dict[str, Counter[str]] = {}
    faults: list[str] = []
    for kind in ["page"] * pages + ["bit"] * bits:
        damaged, at = bytearray(content), chance.randrange(len(content))
        if kind == "page":
            at -= at % PAGE
            damaged[at : at + PAGE] = chance.randbytes(PAGE)
        else:
            damaged[at] ^= 1 << chance.randrange(8)
        count = counts.setdefault(kind, Counter())
        found = _verdict(folder / "damaged", bytes(damaged), whole, password, before, count)
        faults += [f"{kind} at byte {at} (seed {seed}): {fault}" for fault in found]
    return counts, faults


def _verdict(place: Path, damaged: bytes, whole: Path, password: str, before: Dump, counts: Counter[str]) -> list[str]:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    (place / FILE).write_bytes(damaged)
    counts["tried"] += 1
    faults = []
    try:
        with closing(Database(place / FILE, password=password)) as database:
            named = check(database)[1]
    except UserError as error:
        named = [str(error)]
    except Exception as error:  # the clerk would see a traceback
        named = [repr(error)]
        faults.append(f"half: a traceback: {error!r}"[:300])
    if named:
        counts["found"] += 1
        faults += _salvage(place, password, before, counts)
    elif dump(place / FILE, password) == before:
        counts["harmless"] += 1
    else:
        faults.append("lost: changed, and nobody says so")
    restore(whole, place, password)
    if dump(place / FILE, password) == before:
        counts["returned"] += 1
    else:
        faults.append("lost: the backup did not bring all back")
    counts["lost"] += any(fault.startswith("lost") for fault in faults)
    counts["half"] += any(fault.startswith("half") for fault in faults)
    return faults


def _salvage(place: Path, password: str, before: Dump, counts: Counter[str]) -> list[str]:
    """What salvage brings back of the rows of the office, and that it makes none up."""
    rows = {(name, row[0]) for name, table in _own(before).items() for row in table}
    counts["rows"] += len(rows)
    try:
        made = salvage(place / FILE, place / "salvaged.db", password)
    except UserError as error:
        return [] if "什么也读不出来" in str(error) else [f"half: salvage: {error}"]
    except Exception as error:  # the clerk would see a traceback
        return [f"half: salvage, a traceback: {error!r}"[:300]]
    back = {(name, row[0]) for name, table in _own(dump(made.file, password)).items() for row in table}
    counts["salvaged"] += len(back & rows)
    return [f"half: salvage made up {sorted(back - rows)[:3]}"] if back - rows else []


def _own(dumped: Dump) -> Dump:
    """The rows but for those of the history and of the database itself."""
    aside = ("sqlite_master", "sqlite_sequence", "action", "change", "alembic_version")
    return {name: rows for name, rows in dumped.items() if name not in aside}


def dump(path: Path, password: str) -> Dump:
    """All rows of all tables and the text of the schema; raises the driver's error where they can't be read."""
    with closing(sqlite_driver.connect(path, password)) as connection:
        connection.text_factory = lambda read: read.decode(
            "utf8", "surrogateescape"
        )  # a flipped bit may make it no UTF-8
        found = {"sqlite_master": connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 2").fetchall()}
        for kind, name, _sql in found["sqlite_master"]:
            if kind == "table":
                found[name] = connection.execute(f'SELECT rowid, * FROM "{name}" ORDER BY rowid').fetchall()
    return found
