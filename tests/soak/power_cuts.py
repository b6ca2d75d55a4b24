"""Simulated power cuts: what a disk might hold when the power goes, at any moment of a clerk's work.

`disk_log.c` logs each write, sync and name that a clerk's process asks for. A cut keeps what was synced; of what was
not, each write is kept, dropped or torn at sectors of 512 bytes. Names are kept in their order up to a random one, and
a sync makes all names before it last, as on ext4, XFS and NTFS.
"""

import os
import random
import shutil
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.soak.clerk import KINDS, OLD, office, old_office
from tests.soak.verdict import verdict

ROOT = Path(__file__).parent.parent.parent
SOURCE = Path(__file__).with_name("disk_log.c")
COMPILER = shutil.which("cc") if sys.platform == "linux" else None
HEAD = struct.Struct("=cqIII")
SECTOR = 512


class Asked(NamedTuple):
    """One record of the log; see disk_log.c for the letters."""

    op: str
    offset: int
    data: bytes
    path: str
    other: str


@dataclass
class File:
    durable: bytearray = field(default_factory=bytearray)
    waiting: list[Asked] = field(default_factory=list)  # not synced yet

    def sync(self) -> None:
        for asked in self.waiting:
            _put(self.durable, asked)
        self.waiting.clear()

    def after_cut(self, chance: random.Random) -> bytes:
        content = bytearray(self.durable)
        for asked in self.waiting:
            fate = chance.choice(("kept", "dropped", "torn"))
            if fate == "kept":
                _put(content, asked)
            elif fate == "torn" and asked.op == "W":
                for start in range(0, len(asked.data), SECTOR):
                    if chance.random() < 0.5:
                        piece = asked.data[start : start + SECTOR]
                        _put(content, asked._replace(offset=asked.offset + start, data=piece))
        return bytes(content)


def _put(content: bytearray, asked: Asked) -> None:
    end = asked.offset + len(asked.data)
    if asked.op == "T":
        del content[asked.offset :]
    content.extend(bytes(max(0, end - len(content))))
    content[asked.offset : end] = asked.data


class Disk:
    """A folder as it is on the disk, beside what programs see of it."""

    def __init__(self, folder: Path) -> None:
        self.seen = {str(p): File(bytearray(p.read_bytes())) for p in folder.rglob("*") if p.is_file()}
        self.names = dict(self.seen)  # those that last
        self.waiting: list[Asked] = []  # changes of names that don't last yet
        self.made: dict[int, File] = {}  # the file that a waiting change made, by its place in the list
        self.said = bytearray()

    def take(self, asked: Asked) -> None:
        if asked.op == "A":
            self.said += asked.data
        elif asked.op in "CUR":
            if asked.op == "C" and asked.path in self.seen:
                return
            if asked.op == "C":
                self.made[len(self.waiting)] = self.seen[asked.path] = File()
            elif asked.op == "U":
                self.seen.pop(asked.path, None)
            else:
                self.seen[asked.other] = self.seen.pop(asked.path)
            self.waiting.append(asked)
        elif asked.op == "S":
            if asked.path in self.seen:
                self.seen[asked.path].sync()
            self.names, self.waiting, self.made = dict(self.seen), [], {}
        elif asked.path in self.seen:
            self.seen[asked.path].waiting.append(asked)

    def after_cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files that the next start finds."""
        names = dict(self.names)
        for place, asked in enumerate(self.waiting[: chance.randint(0, len(self.waiting))]):
            if asked.op == "C":
                names[asked.path] = self.made[place]
            elif asked.op == "U":
                names.pop(asked.path, None)
            else:
                names[asked.other] = names.pop(asked.path)
        return {name: file.after_cut(chance) for name, file in names.items() if not name.endswith("-shm")}


def log_of(model: Path, work: Path, password: str, seed: int, steps: int, kinds: tuple[str, ...], synchronous: str):
    """Let a clerk work in a copy of `model` that stands at `work`; return what it asked of the disk."""
    library, log = work.parent / "disk_log.so", work.parent / f"{work.name}.log"
    if not library.exists():
        command = [str(COMPILER), "-shared", "-fPIC", "-O2", "-D_LARGEFILE64_SOURCE", "-o", library, SOURCE, "-ldl"]
        subprocess.run(command, check=True)
    shutil.copytree(model, work)
    command = [sys.executable, "-m", "tests.soak.clerk", work, password, seed, steps, synchronous, *kinds]
    extra = {"LD_PRELOAD": library, "LINLI_DISK_LOG": log, "LINLI_DISK_ROOT": f"{work}/"}
    environment = os.environ | {name: str(value) for name, value in extra.items()}
    subprocess.run([*map(str, command)], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return [*_records(log.read_bytes())]


def _records(log: bytes) -> Iterator[Asked]:
    place = 0
    while place < len(log):
        op, offset, *lengths = HEAD.unpack_from(log, place)
        place += HEAD.size
        parts = []
        for length in lengths:
            parts.append(log[place : place + length])
            place += length
        yield Asked(op.decode(), offset, parts[0], parts[1].decode(), parts[2].decode())


def power_cuts(
    folder: Path, password: str, tries: int, seed: int, *, synchronous: str = "FULL", steps: int = 25
) -> tuple[dict[str, Counter[str]], list[str]]:
    """Cut the power so often, evenly over clerks of all kinds; the counts by clerk, and the faults."""
    chance = random.Random(seed)
    office(folder / "new", password)
    old_office(folder / "old", password)
    counts: dict[str, Counter[str]] = {}
    faults: list[str] = []
    clerks = (("write", "undo", "redo", "import"), ("write", "attach", "backup", "restore"), KINDS, ("migrate",))
    for number, kinds in enumerate(clerks):
        model = folder / ("old" if kinds == ("migrate",) else "new")
        work = folder / f"work-{number}"
        asked = log_of(model, work, password, chance.randrange(2**32), steps, kinds, synchronous)
        start = frozenset(OLD if kinds == ("migrate",) else ())
        for cut in range(tries * number // len(clerks), tries * (number + 1) // len(clerks)):
            moment = chance.randint(1, len(asked))
            said = cut_at(model, work, asked[:moment], chance)
            name = "all kinds" if kinds is KINDS else ", ".join(kinds)
            found = verdict(work, password, said, counts.setdefault(name, Counter()), start)
            faults += [f"cut {cut} (seed {seed}) at {moment}/{len(asked)} of {name}: {fault}" for fault in found]
    return counts, faults


def cut_at(model: Path, work: Path, asked: list[Asked], chance: random.Random) -> bytes:
    """Leave at `work` what the disk holds after these requests and a cut; return what had been acknowledged."""
    shutil.rmtree(work)
    shutil.copytree(model, work)
    disk = Disk(work)
    for one in asked:
        disk.take(one)
    shutil.rmtree(work)
    work.mkdir()
    for name, content in disk.after_cut(chance).items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)
    return bytes(disk.said)
