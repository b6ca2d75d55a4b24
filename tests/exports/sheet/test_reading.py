"""Workbooks read back, and files that no reader may be let near."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from db.core.cells import CellInDoubt
from db.core.confined import Confined
from db.core.errors import UserError
from db.core.work import Cancelled
from exports.sheet import reading
from exports.sheet.package_check import OLE
from exports.sheet.reading import read_sheet, read_workbook

TITLES = ["姓名", "联系电话", "备注"]
SHEET = "xl/worksheets/sheet1.xml"


def book(path, *rows, sheet="表"):
    made = Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def with_sheet(path, xml, name=SHEET):
    """A workbook whose sheet is this XML."""
    book(path, ["x"])
    with ZipFile(path) as package:
        members = {member: package.read(member) for member in package.namelist()}
    members.pop(SHEET)
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for member, content in members.items():
            package.writestr(member, content.replace(SHEET.encode(), name.encode()))
        package.writestr(name, xml)
    return path


def sheet_xml(rows):
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


def refusal(path):
    with pytest.raises(UserError) as refused:
        read_sheet(path, TITLES)
    assert path.name in str(refused.value)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_reads_what_stands_below_the_header_and_above_the_total(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        ["某表", None, None, None],
        ["填报单位：某社区"],
        ["序号", "姓名", "联系电话", "没有的列"],
        [1, "韩䶮生", "13800000101", "x"],
        [None, None, None, None],
        [2, "贺翀远", 13800000102, "y"],
        ["合计", "共 2 条", None, None],
        ["填表人：", "姓名", "联系电话", None],
    )
    assert read_sheet(path, TITLES) == [
        {"姓名": "韩䶮生", "联系电话": "13800000101"},
        {"姓名": "贺翀远", "联系电话": 13800000102},
    ]


def test_reads_days_as_days_and_keeps_spaces_and_lines(tmp_path):
    path = book(tmp_path / "a.xlsx", ["姓名", "备注"], [" 甲 ", "一\n二"], ["乙", date(2021, 8, 30)])
    assert read_sheet(path, TITLES) == [{"姓名": " 甲 ", "备注": "一\n二"}, {"姓名": "乙", "备注": date(2021, 8, 30)}]


def test_takes_the_sheet_that_has_the_header(tmp_path):
    made = Workbook()
    made.active.append(["说明"])
    made.create_sheet("空表")
    sheet = made.create_sheet("名单")
    sheet["C5"], sheet["D5"], sheet["C6"] = "姓名", "备注", "甲"
    made.save(tmp_path / "a.xlsx")
    assert read_sheet(tmp_path / "a.xlsx", TITLES) == [{"姓名": "甲", "备注": None}]


def test_a_table_of_one_column_has_a_header_too(tmp_path):
    assert read_sheet(book(tmp_path / "a.xlsx", ["姓名"], ["甲"]), ["姓名"]) == [{"姓名": "甲"}]


def test_a_sheet_without_the_header_is_refused_with_the_titles(tmp_path):
    assert "没有找到表头（应有 姓名、联系电话、备注 等列）" in refusal(
        book(tmp_path / "a.xlsx", ["甲", "乙"], ["姓名", "x"])
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件"),
        ("姓名,电话\n".encode(), "不是 Excel 工作簿"),
        (OLE + bytes(600), "旧格式（.xls）"),
        (OLE + bytes(100) + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"PK\x03\x04" + bytes(200), "已损坏"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, content, said):
    (tmp_path / "a.xlsx").write_bytes(content)
    assert said in refusal(tmp_path / "a.xlsx")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "找不到" in refusal(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").mkdir()
    assert "是文件夹" in refusal(tmp_path / "b.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe")
def test_a_pipe_a_device_and_a_link_to_one_are_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "pipe.xlsx")
    (tmp_path / "zero.xlsx").symlink_to("/dev/zero")
    for name in ("pipe.xlsx", "link.xlsx", "zero.xlsx"):
        assert "不是文件" in refusal(tmp_path / name)


def test_another_package_is_refused(tmp_path):
    with ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert "不是 Excel 工作簿" in refusal(tmp_path / "a.xlsx")


def test_a_damaged_workbook_is_refused_wherever_the_damage_is(tmp_path):
    whole = book(tmp_path / "a.xlsx", TITLES, *[[f"人{n}", n, "备注"] for n in range(50)]).read_bytes()
    path = tmp_path / "b.xlsx"
    with Confined() as child:  # one for all
        for place in range(0, len(whole), 97):
            path.write_bytes(whole[:place])
            with pytest.raises(UserError, match=r"“b\.xlsx”"):
                child.call(reading._read_workbook, path, TITLES)
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
            with suppress(UserError):  # a flipped bit may have changed nothing that matters
                child.call(reading._read_workbook, path, TITLES)


def test_broken_xml_is_refused(tmp_path):
    assert "已损坏" in refusal(with_sheet(tmp_path / "a.xlsx", '<worksheet><sheetData><row r="1"><c r="A1"'))


def row(number, *texts):
    """A row of cells of text as XML."""
    cells = (f'<c r="{"ABC"[n]}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for n, text in enumerate(texts))
    return f'<row r="{number}">{"".join(cells)}</row>'


HEADER = row(1, "姓名", "备注")
CORNER = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
HOSTILE = {
    "far corner": (SHEET, HEADER + CORNER),
    "far corner of a member of another name": ("xl/other.bin", HEADER + CORNER),
    "far corner without places": (SHEET, HEADER + "<row/>" * 400_000 + "<row>" + "<c><v>1</v></c>" * 16_384 + "</row>"),
    "far corner behind blanks": (SHEET, HEADER + " " * 3_000_000 + CORNER),
    "blanks in a tag": (SHEET, HEADER + '<row r="2"><c' + " " * 5_000_000 + 'r="XFD1048576"/></row>'),
    "one text": (SHEET, HEADER + row(2, "x" * 120_000_000)),
    "characters as numbers": (SHEET, HEADER + row(2, "&#120;" * 20_000_000)),
    "many texts": (SHEET, HEADER + "".join(row(n, "x" * 30_000) for n in range(2, 4_000))),
    "a comment": (SHEET, f"<!--{'x' * 60_000_000}-->" + HEADER),
    "deep": (SHEET, HEADER + "<row>" + "<c>" * 1_000_000 + "</c>" * 1_000_000 + "</row>"),
    "many columns of errors": (SHEET, HEADER + '<row r="2">' + '<c t="e"><v>#N/A</v></c>' * 400_000 + "</row>"),
    "shared": ("xl/sharedStrings.xml", "<sst>" + "<si><t>x</t></si>" * 3_000_000 + "</sst>"),
}
MEASURE = """
import sys, time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from db.core.errors import UserError
from db.core.work import Cancelled
from exports.sheet.reading import read_sheet
for file in sys.argv[1:]:
    began, said = time.monotonic(), ""
    try:
        read_sheet(Path(file), ["姓名", "备注"])
    except UserError as error:
        said = str(error)
    used = getrusage(RUSAGE_CHILDREN)
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024 + int(peak.split()[1]) // 1024, said, sep="\\t")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak")
def test_hostile_workbooks_cost_neither_memory_nor_time(tmp_path):
    files = []
    for name, (member, xml) in HOSTILE.items():
        xml = sheet_xml(xml) if member != "xl/sharedStrings.xml" else xml
        files.append(with_sheet(tmp_path / f"{name}.xlsx", xml, member))
        assert files[-1].stat().st_size < 400_000
    words = [sys.executable, "-c", MEASURE, *map(str, files)]
    lines = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    before = 0.0
    for file, line in zip(files, lines, strict=True):
        seconds, megabytes, said = line.split("\t")
        assert float(seconds) - before <= 10.5, file.name
        assert int(megabytes) < 300, file.name
        assert not said or file.name in said
        before = float(seconds)
    told = dict(zip(HOSTILE, lines, strict=True))
    assert all("太大" in told[name] for name in ("far corner", "far corner behind blanks", "many texts"))


def test_a_cancel_ends_the_reading_at_once(tmp_path):
    path = with_sheet(tmp_path / "a.xlsx", sheet_xml(HEADER + row(2, "x" * 120_000_000)))

    def tick(_done, _total):
        raise Cancelled

    began = time.monotonic()
    with pytest.raises(Cancelled):
        read_workbook(path, TITLES, tick)
    assert time.monotonic() - began < 1  # the whole file takes several seconds


def test_a_dimension_that_says_more_than_there_is_does_no_harm(tmp_path):
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" t="inlineStr"><is><t>{text}</t></is></c>' for c, text in cells)
        + "</row>"
        for n, cells in ((1, [("A", "姓名"), ("B", "备注")]), (2, [("A", "甲")]))
    )
    xml = sheet_xml(rows).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert read_sheet(with_sheet(tmp_path / "a.xlsx", xml), TITLES) == [{"姓名": "甲", "备注": None}]


def test_a_picture_of_one_colour_is_no_long_text(tmp_path):
    path = book(tmp_path / "a.xlsx", TITLES, ["甲", None])
    with ZipFile(path, "a") as package:
        package.writestr("xl/media/image1.bmp", b"BM" + b"\xff" * 4_000_000)
    assert read_sheet(path, TITLES) == [dict.fromkeys(TITLES) | {"姓名": "甲"}]


def test_reading_is_not_loaded_before_it_is_used():
    code = "import exports, sys; print([m for m in ('python_calamine', 'openpyxl') if m in sys.modules])"
    root = Path(__file__).parent.parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_errors_and_formulas_without_a_result_are_cells_in_doubt(tmp_path):
    path = book(tmp_path / "a.xlsx", ["姓名", "备注"], ["甲", "#N/A"], ["乙", "=1+1"], ["丙", "好"])
    found = read_sheet(path, TITLES)
    assert found[0]["备注"] == CellInDoubt("B2", "#N/A")
    assert found[1]["备注"] == CellInDoubt("B3")
    assert found[2]["备注"] == "好"


def test_a_row_of_nothing_but_errors_is_not_lost(tmp_path):
    assert len(read_sheet(book(tmp_path / "a.xlsx", ["姓名", "备注"], ["#REF!", "#REF!"]), TITLES)) == 1


def test_what_is_no_record_is_left_out_and_named(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        ["序号", " 姓　名 ", "联系电话", "没有的列"],
        [1, "甲", "13800000101", "x"],
        ["小计", 1, None, None],
        ["合 计", 1, None, None],
        [2, "乙", "13800000102", "y"],
        ["填表人：张三", "审核人：李四", None, None],
        ["制表日期：2026年1月1日", None, None, None],
        ["序号", " 姓　名 ", "联系电话", "没有的列"],
        [3, "丙", None, None],
    )
    made = read_workbook(path, TITLES)
    assert [record["姓名"] for record in made.records] == ["甲", "乙", "丙"]
    assert [sentence[:5] for sentence in made.left_out[:4]] == ["第 3 行", "第 4 行", "第 6 行", "第 7 行"]
    assert "没有的列" in made.left_out[4]


def test_other_sheets_are_named_and_a_merged_value_is_that_of_each_row(tmp_path):
    made = Workbook()
    for row in (["姓名", "备注"], ["甲", "一号楼"], ["乙", None], ["丙", "二号楼"]):
        made.active.append(row)
    made.active.merge_cells("B2:B3")
    made.create_sheet("二组").append(["姓名", "备注"])
    made.create_sheet("空的")
    made.save(tmp_path / "a.xlsx")
    found = read_workbook(tmp_path / "a.xlsx", TITLES)
    assert [record["备注"] for record in found.records] == ["一号楼", "一号楼", "二号楼"]
    assert found.left_out == ["只读了工作表“Sheet”，没有读：二组"]
