"""What stands in a data folder after an accident, beside what the clerk had been told."""

import json
from collections import Counter
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from db.check import check
from db.core.errors import UserError
from db.database import Database
from db.storage.sqlite_driver import FILE
from tests.soak.clerk import EXPORT, text_of

HOLDS = "SELECT name FROM person WHERE name LIKE '居民%' UNION ALL SELECT name FROM attachment"
NO_FILES = "的文件不见了"  # the attachments of the old database never had files


def verdict(folder: Path, password: str, said: bytes, counts: Counter[str], start: frozenset[str]) -> list[str]:
    """Each fault as a sentence; adds to `counts`. `start` is what the office held before the clerk began."""
    lines = [json.loads(line) for line in said.split(b"\n")[:-1]]
    done = [line for line in lines if line["when"] == "done"]
    counts["tried"] += 1
    counts["acknowledged"] += len(done)
    last = frozenset(done[-1]["holds"]) if done else start
    allowed = {last, frozenset(lines[-1]["holds"])} if lines else {last}
    faults = _office(folder / FILE, password, allowed, lines)
    told = {line["backup"]: frozenset(line["holds"]) for line in done if "backup" in line}
    there = {path.name: path for path in (folder / "backups").glob("*.db")}
    faults += [f"lost: backup {name}" for name in told if name not in there]
    for name, path in there.items():
        faults += _copy(path, password, told.get(name))
    faults += _export(folder / EXPORT, lines)
    leftovers = [path for path in folder.rglob("*") if path.name.endswith(".part") or "restoring-" in path.name]
    counts["leftovers"] += len(leftovers)
    for kind in ("lost", "half"):
        counts[kind] += any(fault.startswith(kind) for fault in faults)
    return faults


def _read(path: Path, password: str) -> tuple[list[str], list[str]]:
    """The names that a database holds, and what `check` finds."""
    with closing(Database(path, password=password)) as database, database.read() as session:
        return list(session.scalars(text(HOLDS))), check(database)[1]


def _office(path: Path, password: str, allowed: set[frozenset[str]], lines: list[dict]) -> list[str]:
    try:
        names, wrong = _read(path, password)
    except UserError as error:
        return [f"lost: the office does not open: {error}"]
    faults = [f"half: {sentence}" for sentence in wrong if not (_old(lines) and NO_FILES in sentence)]
    if len(names) != len(set(names)) or frozenset(names) not in allowed:
        faults.append(f"lost: {sorted(names)} where {[sorted(one) for one in allowed]} was told")
    return faults


def _old(lines: list[dict]) -> bool:
    return not lines or lines[0]["kind"] == "migrate"


def _copy(path: Path, password: str, told: frozenset[str] | None) -> list[str]:
    """A backup under its final name is whole, with its attachments; one that was told of holds what it held then."""
    before_upgrade = not path.name.startswith("linli-2")
    try:
        names, wrong = _read(path, password)
    except UserError as error:
        return [f"half: backup {path.name} does not open: {error}"]
    faults = [f"half: backup {path.name}: {s}" for s in wrong if not (before_upgrade and NO_FILES in s)]
    if told is not None and frozenset(names) != told:
        faults.append(f"lost: backup {path.name} holds {sorted(names)}, not {sorted(told)}")
    return faults


def _export(path: Path, lines: list[dict]) -> list[str]:
    exports = [line for line in lines if "export" in line]
    if not exports:
        return []
    told = max((line["export"] for line in exports if line["when"] == "done"), default=0)
    possible = {text_of(n) for n in {told, exports[-1]["export"]} if n}
    if not path.exists():
        return ["lost: an export that was told of"] if told else []
    return [] if path.read_bytes() in possible else ["half: an export under its final name"]
