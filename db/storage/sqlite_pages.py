"""Rows read from the pages of a database file, without its schema and its trees, which may be damaged.

The format is that of https://www.sqlite.org/fileformat2.html (§1.6 pages, §2.1 records, §4 the journal); that of a
locked file is of SQLCipher 4: AES-256-CBC, PBKDF2-HMAC-SHA512, a page ends with its vector and its HMAC.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import pbkdf2_hmac
from pathlib import Path
from typing import Any

PAGE = 4096  # bytes: of every file that this program makes
HEADER = 100  # bytes of the first page before its tree
TABLE_LEAF = 0x0D
ROUNDS, FAST_ROUNDS, MASK = 256_000, 2, 0x3A
VECTOR, RESERVED = 16, 80  # bytes at the end of a locked page: the vector first, then the HMAC
LARGEST = 100_000_000  # bytes of a row
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type: bytes

Row = tuple[int, list[Any]]


def rows(path: Path, password: str, columns: int) -> Iterator[Row]:
    """The number and the values of every row of so many columns on any page that can be read, in no order.

    Pages of no table any more are read as well; what is damaged is left out. Raises OSError as reading a file does.
    """
    pages = _pages(path, password)
    usable = PAGE - (RESERVED if password else 0)
    for number, page in pages.items():
        start = HEADER if number == 1 else 0
        if page[start] != TABLE_LEAF:
            continue
        (count,) = struct.unpack_from(">H", page, start + 3)
        for place in range(start + 8, min(start + 8 + 2 * count, usable - 1), 2):
            with suppress(ValueError, IndexError, struct.error, KeyError):
                (cell,) = struct.unpack_from(">H", page, place)
                yield _row(pages, page[:usable], cell, columns)


def _row(pages: Mapping[int, bytes], page: bytes, at: int, columns: int) -> Row:
    size, at = _varint(page, at)
    rowid, at = _varint(page, at)
    if size > LARGEST:
        raise ValueError
    payload = _payload(pages, page, at, size)
    head, at = _varint(payload, 0)
    types = []
    while at < head:
        kind, at = _varint(payload, at)
        types.append(kind)
    if len(types) != columns or at != head:
        raise ValueError
    values = []
    for kind in types:
        value, at = _value(payload, at, kind)
        values.append(value)
    return rowid, values


def _payload(pages: Mapping[int, bytes], page: bytes, at: int, size: int) -> bytes:
    """The bytes of a row: those on the page, and those on the pages that follow it."""
    usable = len(page)
    most, least = usable - 35, (usable - 12) * 32 // 255 - 23
    if size <= most:
        return page[at : at + size]
    here = least + (size - least) % (usable - 4)
    here = here if here <= most else least
    found = bytearray(page[at : at + here])
    (following,) = struct.unpack_from(">I", page, at + here)
    while len(found) < size:
        more = pages[following][:usable]
        (following,) = struct.unpack_from(">I", more)
        found += more[4 : 4 + size - len(found)]
    return bytes(found)


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    size = INTEGERS.get(kind) or (kind - 12) // 2
    part = payload[at : at + size]
    if len(part) != size or kind in (10, 11):
        raise ValueError
    if kind in INTEGERS:
        return int.from_bytes(part, "big", signed=True), at + size
    return (part if kind % 2 == 0 else part.decode("utf8")), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(8):
        value = value << 7 | data[at + n] & 0x7F
        if data[at + n] < 0x80:
            return value, at + n + 1
    return value << 8 | data[at + 8], at + 9


def _pages(path: Path, password: str) -> dict[int, bytes]:
    """The pages of a file, those of its journal in the place of older ones; of a locked one only the sound ones."""
    data = path.read_bytes()
    found = {n // PAGE + 1: data[n : n + PAGE] for n in range(0, len(data) - PAGE + 1, PAGE)}
    journal = path.with_name(path.name + "-wal")
    if journal.is_file():
        found |= _journal(journal.read_bytes())
    if not password:
        return found
    salt = data[:16]
    key = pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, 32)
    proof = pbkdf2_hmac("sha512", key, bytes(byte ^ MASK for byte in salt), FAST_ROUNDS, 32)
    opened = ((number, _unlock(page, number, key, proof)) for number, page in found.items())
    return {number: page for number, page in opened if page}


def _journal(data: bytes) -> dict[int, bytes]:
    """The pages in a journal that are part of its last round."""
    found = {}
    salts = data[16:24]
    for place in range(32, len(data) - PAGE - 23, PAGE + 24):
        if data[place + 8 : place + 16] != salts:
            break
        (number,) = struct.unpack_from(">I", data, place)
        found[number] = data[place + 24 : place + 24 + PAGE]
    return found


def _unlock(page: bytes, number: int, key: bytes, proof: bytes) -> bytes:
    """The content of a locked page; nothing where it is not as it was written."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    start = 16 if number == 1 else 0
    covered, vector, kept = page[start : PAGE - RESERVED + VECTOR], page[-RESERVED:][:VECTOR], page[VECTOR - RESERVED :]
    made = hmac.new(proof, covered + struct.pack("<I", number), "sha512").digest()
    if not hmac.compare_digest(made, kept):
        return b""
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    plain = decryptor.update(page[start : PAGE - RESERVED]) + decryptor.finalize()
    return bytes(start) + plain + bytes(RESERVED)
