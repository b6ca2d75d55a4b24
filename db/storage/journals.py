"""The journal beside a database. SQLite joins any that lies there: one left by another file would spoil this one.

Every action writes the first page, and with it what tells a file from its copies, so the journal says whose it is: the
salt where the file is locked, otherwise a number (`user_version`) that each copy gets anew. Where it isn't known, it is
joined. The format: sqlite.org/fileformat2.html, 4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from os import SEEK_CUR
from pathlib import Path
from typing import BinaryIO

PLAIN = b"SQLite format 3\0"  # where a locked file has its salt
UNNUMBERED = PLAIN + bytes(4)  # a file made by an older program, or this moment
VERSION = slice(60, 64)  # of the first page: user_version
HEADER, FRAME, START = 32, 24, 64  # bytes of the journal's header, of a frame's, and of a page that are looked at


def set_aside(path: Path) -> list[Path]:
    """Rename the journals beside a database, which are not its own; raises OSError where they can't be."""
    made = []
    for companion in ("-wal", "-shm", "-journal"):
        beside = path.with_name(path.name + companion)
        if beside.exists():
            made.append(beside.replace(beside.with_name(f"{beside.name}-{datetime.now():%Y%m%d-%H%M%S-%f}")))
    return made


def is_strange(path: Path) -> bool:
    """Whether the journal beside a database is of another file: all first pages that stand in it whole say so."""
    with suppress(OSError), path.with_name(f"{path.name}-wal").open("rb") as journal, path.open("rb") as file:
        own = _whose(file.read(START))
        if len(own) < len(PLAIN) or own == UNNUMBERED or own in _first_pages(journal, proved=False):
            return False
        # only where it seems so it is proved, which takes longer: another program may be writing the journal just now
        whose = set(_first_pages(journal, proved=True))
        return bool(whose) and own not in whose
    return False


def _whose(page: bytes) -> bytes:
    salt = page[: len(PLAIN)]
    return salt + page[VERSION] if salt == PLAIN else salt


def _first_pages(journal: BinaryIO, *, proved: bool) -> Iterator[bytes]:
    """Whose the first pages in a journal are; if `proved`, only of those that were stored whole, with their action."""
    journal.seek(0)
    header = journal.read(HEADER)
    if len(header) < HEADER:
        return
    magic, _format, size = struct.unpack_from(">III", header)
    order = ("<", ">")[magic & 1]
    sums = _summed(header[:FRAME], order, (0, 0))
    if sums != struct.unpack_from(">II", header, FRAME) or size % 8:  # SQLite takes nothing from such a journal
        return
    waiting: list[bytes] = []
    while len(frame := journal.read(FRAME)) == FRAME and frame[8:16] == header[16:24]:
        number, stored = struct.unpack_from(">II", frame)
        page = journal.read(size if proved else START)
        if proved:
            sums = _summed(page, order, _summed(frame[:8], order, sums)) if len(page) == size else (0, 0)
            if sums != struct.unpack_from(">II", frame, 16):
                return
        else:
            journal.seek(size - START, SEEK_CUR)
        if number == 1:
            waiting.append(_whose(page))
        if stored or not proved:
            yield from waiting
            waiting = []


def _summed(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    """The checksum of a journal, carried on over these bytes."""
    first, second = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for one, other in zip(words, words, strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second
