"""How fast a long listing becomes a workbook: ours beside a bare writer of the same XML, openpyxl and XlsxWriter.

Run from the project's folder: python -m tests.bench.workbook [rows] [rounds]. Times are of the processor, all
with the rows fetched anew, and taken in turn, so that what else the machine does falls on all alike. Afterwards the
workbook is proved: every cell as calamine reads it, every style as openpyxl does, every line in LibreOffice.
"""

from __future__ import annotations

import csv
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import DEFLATED

from isal import isal_zlib
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from python_calamine import load_workbook as load_by_calamine
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from db.core import dictionaries
from db.core.public_text import OPEN
from db.database import Database
from db.people import EDUCATION, ETHNICITY, POLITICS
from db.people.listings import PERSONS
from db.people.models import Person
from exports.sheet.form import BOX, FACE, HEAD, PLAIN, SIZE, Form
from exports.sheet.reading import read_sheet
from exports.sheet.sheet_xml import LEVEL, RAW
from exports.sheet.workbook import FORM_SHEET, write_listing

LISTING = replace(PERSONS, fields=PERSONS.fields[:12])
FORM = Form("畅家巷社区人员一览表", "畅家巷社区", date(2021, 8, 30))
LIMITS = {"bare": 1.15, "write-only": 0.2, "xlsxwriter": 0.25}  # ours, as a share of each; bare: (fetch + bare writer)
MEMORY = 20  # MB
READ = 20_000  # rows that are read back
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"  # commas, quotes, UTF-8
EPOCH = date(1899, 12, 30).toordinal()
FAMILY, GIVEN = "王李张刘陈杨赵黄周吴", "生远静岚古丽犇知夏一鸣月婵建垚文堃芳小满启航"


def fill(database: Database, rows: int) -> None:
    """Persons made up by count; their history is left out."""
    with database.read() as session:
        ids = {
            one.key: [dictionaries.entry_id(session, one, name) for name in dictionaries.options(session, one)]
            for one in (ETHNICITY, POLITICS, EDUCATION)
        }
    with database.engine.connect() as connection:
        triggers = text("SELECT name FROM sqlite_master WHERE tbl_name = 'person' AND type = 'trigger'")
        for name in connection.scalars(triggers).all():
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        connection.execute(insert(Person), [_person(n, ids) for n in range(rows)])
        connection.commit()


def _person(n: int, ids: dict[str, list[int]]) -> dict[str, Any]:
    name = FAMILY[n % 10] + GIVEN[n % 22] + GIVEN[n // 7 % 22]
    return {
        "uid": uuid4().hex,
        "version": 1,
        "name": name,
        "sort_key": f"{n * 7919 % 100_003:06}",
        "search_text": name,
        "sex": "男女"[n % 2],
        "birth": f"{1940 + n % 60}-{1 + n % 12:02}-{1 + n % 28:02}",
        "ethnicity_id": ids["ethnicity"][n % 4 % 3],
        "politics_id": ids["politics"][n % 2 * 2],
        "education_id": ids["education"][n % 5],
        "work": f"第{n % 50}小学",
        "phone": f"138{n:08}",
        "id_number": f"{620102190001010000 + n * 9973}",
        "address": f"{n % 300}号{n % 40}室",
    }


def fetch(session: Session, _path: Path) -> None:
    with session.execute(LISTING.rows(), execution_options={"yield_per": 500}) as found:
        for _rows in found.partitions():
            pass


def ours(session: Session, path: Path) -> None:
    write_listing(path, LISTING, session, FORM, OPEN)


def bare(session: Session, path: Path) -> None:
    """The same body by one format string."""
    with (
        ZipFile(path, "w", ZIP_DEFLATED) as package,
        package.open(FORM_SHEET, "w") as part,
        session.execute(LISTING.rows(), execution_options={"yield_per": 500}) as found,
    ):
        part._compressor = isal_zlib.compressobj(LEVEL, DEFLATED, RAW)  # pyright: ignore[reportAttributeAccessIssue]
        n = 3
        for rows in found.partitions():
            lines = []
            for row in rows:
                n += 1
                lines.append(_bare_row(n, row))
            part.write("".join(lines).encode())


def _bare_row(n: int, row: Any) -> str:
    _id, name, sex, folk, birth, party, school, work, phone, kind, number, _office, address = row
    e = escape
    return (
        f'<row r="{n}" ht="22"><c r="A{n}" s="1"><v>{n - 3}</v></c>'
        f'<c r="B{n}" s="2" t="inlineStr"><is><t>{e(name, False)}</t></is></c>'
        f'<c r="C{n}" s="3" t="inlineStr"><is><t>{e(sex, False)}</t></is></c>'
        f'<c r="D{n}" s="3" t="inlineStr"><is><t>{e(folk, False)}</t></is></c>'
        f'<c r="E{n}" s="4"><v>{date.fromisoformat(birth).toordinal() - EPOCH}</v></c>'
        f'<c r="F{n}" s="3" t="inlineStr"><is><t>{e(party, False)}</t></is></c>'
        f'<c r="G{n}" s="3" t="inlineStr"><is><t>{e(school, False)}</t></is></c>'
        f'<c r="H{n}" s="2" t="inlineStr"><is><t>{e(work, False)}</t></is></c>'
        f'<c r="I{n}" s="3" t="inlineStr"><is><t>{e(phone, False)}</t></is></c>'
        f'<c r="J{n}" s="3" t="inlineStr"><is><t>{e(kind, False)}</t></is></c>'
        f'<c r="K{n}" s="3" t="inlineStr"><is><t>{e(number, False)}</t></is></c><c r="L{n}" s="2"/>'
        f'<c r="M{n}" s="2" t="inlineStr"><is><t>{e(address, False)}</t></is></c></row>'
    )


def write_only(session: Session, path: Path) -> None:
    """The same cells by openpyxl."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("人员")
    models = [WriteOnlyCell(sheet) for _ in LISTING.fields]
    for model, field in zip(models, LISTING.fields, strict=True):
        model.font, model.border, model.number_format = PLAIN, BOX, field.kind.excel
        model.alignment = Alignment(horizontal=field.kind.align, vertical="center", wrap_text=True)
    for n, row in enumerate(session.execute(LISTING.rows(), execution_options={"yield_per": 500}), start=1):
        cells = [WriteOnlyCell(sheet, n)]
        for field, model, value in zip(LISTING.fields, models, row[1:], strict=True):
            cell = WriteOnlyCell(sheet, None if value is None else field.kind.cell(value))
            cell._style = model._style  # as cheap as openpyxl gets
            cells.append(cell)
        sheet.append(cells)
    book.save(path)


def xlsx_writer(session: Session, path: Path) -> None:
    """The same cells by XlsxWriter, row by row, as little kept as it can do with."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("人员")
        look = {"font_name": FACE, "font_size": SIZE, "border": 1, "valign": "vcenter", "text_wrap": True}
        number = book.add_format(look | {"align": "center"})
        formats = [
            book.add_format(look | {"align": field.kind.align, "num_format": field.kind.excel})
            for field in LISTING.fields
        ]
        for n, row in enumerate(session.execute(LISTING.rows(), execution_options={"yield_per": 500}), start=1):
            sheet.write_number(n, 0, n, number)
            for place, (field, style, value) in enumerate(zip(LISTING.fields, formats, row[1:], strict=True), start=1):
                cell = None if value is None else field.kind.cell(value)
                if cell is None:
                    sheet.write_blank(n, place, None, style)
                elif isinstance(cell, str):
                    sheet.write_string(n, place, cell, style)
                else:
                    sheet.write_datetime(n, place, cell, style)


def spent(work: Callable[[Session, Path], None], session: Session, path: Path) -> float:
    start = time.process_time()
    work(session, path)
    return time.process_time() - start


def body(path: Path) -> bytes:
    with ZipFile(path) as package:
        return package.read(FORM_SHEET)


def main(rows: int = 100_000, rounds: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "linli.db", actor="bench")
        fill(database, rows)
        measure(database, Path(folder), rows, rounds)
        database.close()


def measure(database: Database, folder: Path, rows: int, rounds: int) -> None:
    jobs = {"fetch": fetch, "bare": bare, "ours": ours, "write-only": write_only, "xlsxwriter": xlsx_writer}
    times: dict[str, list[float]] = {name: [] for name in jobs}
    with database.read() as session:
        for _ in range(rounds):
            for name, job in jobs.items():
                times[name].append(spent(job, session, folder / f"{name}.xlsx"))
        peak = python_memory(lambda: ours(session, folder / "ours.xlsx"))
        assert body(folder / "bare.xlsx") in body(folder / "ours.xlsx"), "not the same XML"
        median = {name: statistics.median(found) for name, found in times.items()}
        for name, seconds in median.items():
            print(f"{name:12} {seconds:7.2f} s  ({', '.join(f'{one:.2f}' for one in times[name])})")
        print(f"{rows} rows: {(folder / 'ours.xlsx').stat().st_size / 1e6:.1f} MB")
        for name, limit in LIMITS.items():
            ratio = median["ours"] / median[name]
            print(f"ours / {name:12} {ratio:6.2f}  limit {limit:.2f}  {'kept' if ratio <= limit else 'NOT KEPT'}")
        verdict = "kept" if peak <= MEMORY else "NOT KEPT"
        print(f"peak of Python's memory (tracemalloc) {peak:6.1f} MB  limit {MEMORY}  {verdict}")
        prove(session, folder / "ours.xlsx", folder)
    if rows > READ:
        print(f"read         not tried: the child that reads may use too little memory for more than {READ} rows")
        return
    start = time.perf_counter()  # a child process does it
    read_sheet(folder / "ours.xlsx", [f.title for f in LISTING.fields])
    print(f"{'read':12} {time.perf_counter() - start:7.2f} s")


def python_memory(work: Callable[[], object]) -> float:
    """The most that Python's own memory grew while something was done, in MB; it is slow to watch, so apart."""
    tracemalloc.start()
    work()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def prove(session: Session, path: Path, folder: Path) -> None:
    """Every cell as it was stored, every style as the first row's, every line there in LibreOffice too."""
    stored = [row[1:] for row in session.execute(LISTING.rows())]
    wanted = [
        [float(n), *(_read_as(field.kind.cell(value)) if value is not None else "" for field, value in pairs)]
        for n, pairs in enumerate((zip(LISTING.fields, row, strict=True) for row in stored), start=1)
    ]
    found = load_by_calamine(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert found[HEAD : HEAD + len(wanted)] == wanted, "a cell is not what is stored"
    print(f"calamine: {sum(map(len, wanted))} cells as stored")
    styles = _styles(path, len(wanted))
    print(f"openpyxl: {styles} cells in {len(LISTING.fields) + 1} styles")
    if not shutil.which("soffice"):
        print("LibreOffice: not here")
        return
    office = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless"]
    subprocess.run([*office, "--convert-to", CSV, "--outdir", folder, path], check=True, capture_output=True)
    with path.with_suffix(".csv").open(encoding="utf8", newline="") as file:
        lines = list(csv.reader(file))[HEAD : HEAD + len(wanted)]
    assert lines == [[str(n), *map(_as_text, row[1:])] for n, row in enumerate(wanted, start=1)], "a line is missing"
    print(f"LibreOffice: {len(lines)} lines")


def _read_as(cell: Any) -> Any:
    """What calamine makes of a cell."""
    return float(cell) if isinstance(cell, int) else cell


def _as_text(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _styles(path: Path, rows: int) -> int:
    """The number of cells; each has the style of its column, and that is the form's."""
    sheet = load_workbook(path, read_only=True).worksheets[0]
    count, first = 0, None
    for row in sheet.iter_rows(min_row=HEAD + 1, max_row=HEAD + rows, max_col=len(LISTING.fields) + 1):
        if first is None:
            first = [cell._style_id for cell in row]
            for cell, field in zip(row[1:], LISTING.fields, strict=True):
                assert (cell.font.name, cell.font.sz, cell.number_format) == (FACE, SIZE, field.kind.excel)
                assert cell.alignment.horizontal == field.kind.align
                assert {cell.border.left.style, cell.border.top.style, cell.border.bottom.style} == {"thin"}
        assert [cell._style_id for cell in row] == first, "a cell of another style"
        count += len(row)
    return count


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
