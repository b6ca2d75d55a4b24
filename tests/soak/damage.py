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


def dump(path: Path, password: str) -> Dump:
    """All rows of all tables and the text of the schema; raises the driver's error where they can't be read."""
    with closing(sqlite_driver.connect(path, password)) as connection:
        found = {"sqlite_master": connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 2").fetchall()}
        for kind, name, _sql in found["sqlite_master"]:
            if kind == "table":
                found[name] = connection.execute(f'SELECT rowid, * FROM "{name}" ORDER BY rowid').fetchall()
    return found
