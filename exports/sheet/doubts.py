"""Finds the cells of a sheet that the reader shows as blank: errors, and formulas that were never calculated."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath
from xml.etree.ElementTree import Element, ParseError, iterparse, parse
from zipfile import BadZipFile, ZipFile

from db.core.cells import CellInDoubt

Doubts = dict[tuple[int, int], CellInDoubt]  # by row and column, from 0

SUSPECT = re.compile(rb"""\st\s*=\s*["']e["']|<(?:[\w.-]+:)?f[\s/>]""")  # an error cell, or a formula
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
OVERLAP, BLOCK = 16, 1 << 20  # bytes


def doubts(path: Path, sheet: str) -> Doubts:
    """The cells in doubt of the sheet with this name of a workbook that `check_package` has passed."""
    with ZipFile(path) as package:
        try:
            member = _member(package, sheet)
            if member is None or not _is_suspect(package, member):
                return {}
            with package.open(member) as file:
                return dict(_found(iterparse(file, ("start", "end"))))
        except (ParseError, BadZipFile, zlib.error):
            return {}  # the reader says what is wrong with it


def _member(package: ZipFile, sheet: str) -> str | None:
    """The name of the member that holds a sheet."""
    with package.open("xl/workbook.xml") as file:
        ids = [one.get(RELATION) for one in parse(file).iter() if _tag(one) == "sheet" and one.get("name") == sheet]
    try:
        with package.open("xl/_rels/workbook.xml.rels") as file:
            targets = {one.get("Id"): one.get("Target", "") for one in parse(file).iter()}
    except KeyError:
        return None
    target = targets.get(ids[0]) if ids else None
    member = target and normpath(target.lstrip("/") if target.startswith("/") else join("xl", target))
    return member if member in package.namelist() else None


def _is_suspect(package: ZipFile, member: str) -> bool:
    rest = b""
    with package.open(member) as file:
        while block := file.read(BLOCK):
            if SUSPECT.search(rest + block):
                return True
            rest = block[-OVERLAP:]
    return False


def _found(events: Iterator[tuple[str, Element]]) -> Iterator[tuple[tuple[int, int], CellInDoubt]]:
    row = column = -1
    for event, element in events:
        tag = _tag(element)
        if event == "start":
            if tag == "row":
                row, column = int(element.get("r") or row + 2) - 1, -1
            elif tag == "c":
                place = re.fullmatch(r"([A-Za-z]{1,3})(\d+)", element.get("r") or "")
                row, column = (int(place[2]) - 1, _number(place[1])) if place else (row, column + 1)
            continue
        if tag == "c":
            parts = {_tag(part): part.text or "" for part in element}
            if element.get("t") == "e":
                yield (row, column), CellInDoubt(_address(row, column), parts.get("v", "") or "#N/A")
            elif "f" in parts and element.get("t") not in ("str", "inlineStr") and not parts.get("v"):
                yield (row, column), CellInDoubt(_address(row, column))
        elif tag == "row":
            element.clear()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _address(row: int, column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
