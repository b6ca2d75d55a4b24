"""A check of a workbook's package by streaming, before the reader opens it: some files would make the reader crash.

The reader allocates every cell up to the last one used, so a file of 1.5 KB with one cell in the far corner takes more
memory than there is. The sizes that a file states are not trusted.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from db.core.errors import UserError
from db.core.regular_file import regular_file

MOST_MEMBERS = 2_000
INFLATED = 1 << 28  # bytes of all members together
MOST_CELLS = 3_000_000  # of the rectangle around the cells of a sheet; reading them takes 300 MB
BLOCK = 1 << 16
HEADER_SIZE = 30  # bytes of a member's own header, before its name
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CELL_TAG = re.compile(  # a row or a cell, and its place; attributes before that may hold a ">"
    rb"""<(?:[^\s<>/:"']*:)?(row|c)(?=[\s/>])"""
    rb"""(?:(?:[^>"']|"[^"]*"|'[^']*')*?\sr\s*=\s*["']([A-Za-z]{0,3})(\d{0,9})["'])?"""
)
LONGEST_RUN = 1 << 20  # bytes of XML without a tag; a cell of Excel holds 32,767 characters


def check_package(path: Path) -> None:
    """Raises UserError where the file is no workbook, can't be opened, or is larger than any real ledger."""
    try:
        with regular_file(path).open("rb") as file:
            _check_beginning(path, file)
            with ZipFile(file) as package:
                _check_package(path, package, file)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise UserError(f"“{path.name}”已损坏，无法读取；请用表格软件打开它另存一份，再试一次") from error
    except FileNotFoundError as error:
        raise UserError(f"找不到“{path.name}”，请核对文件的位置") from error
    except OSError as error:
        raise UserError(f"读不了“{path.name}”（{error.strerror or error}）；请关闭正在使用它的程序再试") from error


def _check_beginning(path: Path, file: BinaryIO) -> None:
    beginning = file.read(8)
    if not beginning:
        raise UserError(f"“{path.name}”是空文件，里面没有表格")
    if beginning == OLE:
        file.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            raise UserError(f"“{path.name}”设有打开密码，请先用表格软件去掉密码，再试一次")
        raise UserError(f"“{path.name}”是旧格式（.xls），请用表格软件另存为 .xlsx，再试一次")
    if beginning[:2] != b"PK":
        raise UserError(f"“{path.name}”不是 Excel 工作簿（.xlsx），请另选文件")
    file.seek(0)


def _check_package(path: Path, package: ZipFile, file: BinaryIO) -> None:
    members = package.infolist()
    if "xl/workbook.xml" not in package.namelist():
        raise UserError(f"“{path.name}”不是 Excel 工作簿（.xlsx），请另选文件")
    if any(member.flag_bits & 1 for member in members):
        raise UserError(f"“{path.name}”设有打开密码，请先用表格软件去掉密码，再试一次")
    left = INFLATED
    for member in members:
        extent = Extent()  # of any member: the workbook may call a file of any name a sheet
        for block in _inflated(member, file):
            left -= len(block)
            extent.feed(block)
            if left < 0 or len(members) > MOST_MEMBERS or extent.too_large:
                raise UserError(f"“{path.name}”太大，或不是正常的表格，没有读取；请只保留需要的行和列，另存后再试")


def _inflated(member: ZipInfo, file: BinaryIO) -> Iterator[bytes]:
    """The content of a member in blocks, up to its true end."""
    file.seek(member.header_offset)
    header = file.read(HEADER_SIZE)
    if len(header) < HEADER_SIZE or header[:4] != b"PK\x03\x04":
        raise BadZipFile(member.filename)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = member.compress_size
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(member.filename)
    inflate = zlib.decompressobj(-15) if member.compress_type == ZIP_DEFLATED else None
    while left > 0 and (raw := file.read(min(BLOCK, left))):
        left -= len(raw)
        if inflate is None:
            yield raw
            continue
        while raw:
            yield inflate.decompress(raw, BLOCK * 16)
            raw = inflate.unconsumed_tail
    if left or (inflate and not inflate.eof):
        raise EOFError(member.filename)


class Extent:
    """The rectangle around the cells of a sheet, from its XML in blocks. A cell without a place follows the last."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0
        self._rest = b""
        self._is_xml: bool | None = None  # not known before the first block
        self._endless = False

    @property
    def too_large(self) -> bool:
        """Whether the reader would take too much memory: for the cells, or for one text."""
        return self.rows * self.columns > MOST_CELLS or self._endless

    def feed(self, block: bytes) -> None:
        if self._is_xml is None:
            self._is_xml = block.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"  # a picture may have long runs
        whole = self._rest + block
        cut = max(whole.rfind(b"<"), 0)
        self._rest = whole[cut:]
        if len(self._rest) > LONGEST_RUN:
            if b">" not in self._rest and CELL_TAG.match(self._rest):
                raise BadZipFile("a tag without an end")
            self._endless |= self._is_xml
            self._rest = b""
        for tag, letters, digits in CELL_TAG.findall(whole[:cut]):
            if tag == b"row":
                self._row, self._column = int(digits or self._row + 1), 0
            else:
                self._row = int(digits or self._row)
                self._column = _column(letters) if letters else self._column + 1
                self.columns = max(self.columns, self._column)
            self.rows = max(self.rows, self._row)


@lru_cache(maxsize=1 << 15)
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
