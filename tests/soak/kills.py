"""Clerks killed at random moments of their work: `python -m tests.soak --kills 500`."""

import json
import os
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

from tests.soak.clerk import KINDS, OLD, Clerk, office, old_office
from tests.soak.verdict import verdict

LONGEST = {"migrate": 0.5, "restore": 0.6}  # s before the kill; the others: 0.35


def kills(folder: Path, password: str, tries: int, seed: int) -> tuple[dict[str, Counter[str]], list[str]]:
    """Kill so many clerks; the counts by what each was at when it was killed, and the faults."""
    chance = random.Random(seed)
    office(folder / "new", password)
    old_office(folder / "old", password)
    counts: dict[str, Counter[str]] = {}
    faults: list[str] = []
    for number in range(tries):
        migrating = number % 8 == 7
        # a clerk who only backs up and restores is killed at it: else most kills would hit a write
        kinds = ("migrate",) if migrating else KINDS if number % 2 else ("write", "attach", "backup", "restore")
        place = folder / f"kill-{number}"
        shutil.copytree(folder / ("old" if migrating else "new"), place)
        said = _killed(place, password, kinds, chance)
        at = _at(said)
        found = verdict(place, password, said, counts.setdefault(at, Counter()), frozenset(OLD if migrating else ()))
        faults += [f"kill {number} (seed {seed}) at {at}: {fault}" for fault in found]
        shutil.rmtree(place)
        for photo in folder.glob(f"kill-{number}-*"):
            photo.unlink()
    return counts, faults


def _killed(place: Path, password: str, kinds: tuple[str, ...], chance: random.Random) -> bytes:
    """Let a clerk work in a child process and kill it; return what it said."""
    reader, writer = os.pipe()
    seed, patience = chance.randrange(2**32), chance.uniform(0, LONGEST.get(kinds[-1], 0.35))
    child = os.fork()
    if not child:
        os.close(reader)
        try:
            Clerk(place, password, seed, lambda line: os.write(writer, line.encode())).work(kinds, 10_000)
        except BaseException as error:
            os.write(2, f"the clerk failed: {error!r}\n".encode())
        finally:
            os._exit(1)
    os.close(writer)
    with open(reader, "rb") as pipe:
        said = pipe.readline()
        time.sleep(patience)
        os.kill(child, signal.SIGKILL)
        said += pipe.read()
    os.waitpid(child, 0)
    return said


def _at(said: bytes) -> str:
    """What the clerk was at."""
    lines = said.split(b"\n")[:-1]
    return json.loads(lines[-1])["kind"] if lines else "opening"
