"""Listings as workbooks: what stands in the cells, the form around them, who sees what, and what a failure leaves."""

import os
import re
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from sqlalchemy import select

from db.activities.models import Activity
from db.committee.listings import MEMBERS
from db.core import kinds, settings
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.paper_choices import FILLED_BY, HEADED_BY
from db.core.public_text import OPEN
from db.core.work import Cancelled, no_progress
from db.meetings.listings import AGENDA, MEETINGS
from db.meetings.models import Meeting
from db.people.listings import ORGANISATIONS, PERSONS
from db.people.models import Person
from db.subjects import listings
from exports import names, report_named
from exports.reports import Request
from exports.sheet.form import HEAD, Form, lay_tail
from exports.sheet.listing_report import report_for
from exports.sheet.reading import read_sheet
from exports.sheet.sheet_xml import LONGEST, SheetColumn, lines_of, rows_writer, text_element
from exports.sheet.workbook import write_listing

TROUBLE = (
    "=cmd|' /C calc'!A0",
    "=1+1",
    "@SUM(1,1)",
    "+1",
    "-1",
    "'-1",
    "第一行\n\n第三行",
    "a  b   c",
    "_x000D_ 与 _x0041_、_x_",
    "<b>&amp;\"引号\" 'x' ]]>",
    "䶮𬭎㛃",
    "0012345678901234567890",
    "TRUE",
    "1E5",
    "2021-08-30",
    "👨‍👩‍👧",
    "汉" * 2_000,
)
FORM = Form(
    "测试表", "畅家巷社区", date(2021, 8, 30), signatures=(("填表人", "覃秋水"), ("审核人", ""), ("负责人", ""))
)


@pytest.fixture
def troubled(office):
    """The sample office with texts that a sheet could take for something else."""
    with office.write("trouble") as session:
        for text in TROUBLE:
            line = text.replace("\n", " ")[:200]
            PERSONS.create(session, {"name": "䶮𬭎㛃", "work": line, "address": line, "note": text})
        ORGANISATIONS.create(
            session, {"name": "=单位", "address": TROUBLE[0], "agreed_items": TROUBLE[6], "note": "-1"}
        )
        meeting = session.scalars(select(Meeting)).first()
        for text in TROUBLE:
            line = text.replace("\n", " ")[:200]
            AGENDA.create(session, {"title": line, "position": "9", "decision": text}, meeting_id=meeting.id)
        MEETINGS["place"].put(session, meeting, "@三楼")
        PERSONS["work"].put(session, session.scalars(select(Person)).first(), "=1+1")
    return office


def export(database, key, path, **request):
    with database.read() as session:
        return report_named(key).write(session, path / f"{key}.xlsx", Request(**request), no_progress)


FORMULA = re.compile("<f>(.*?)</f>")


def sheet_of(path):
    return load_workbook(path, data_only=True).worksheets[0]


def package_text(path):
    with ZipFile(path) as package:
        return "".join(package.read(name).decode("utf8", "replace") for name in package.namelist())


@pytest.mark.parametrize("listing", listings(), ids=lambda listing: listing.key)
def test_every_listing_reads_back_unchanged(troubled, tmp_path, listing):
    with troubled.read() as session:
        path = report_for(listing).write(session, tmp_path / "a.xlsx", Request(), no_progress)
        stored = session.execute(listing.rows()).all()
    found = read_sheet(path, [field.title for field in listing.fields])
    assert len(found) == len(stored) > 0
    for row, record in zip(stored, found, strict=True):
        for field in listing.fields:
            assert field.parse(record[field.title]) == listing.value(row, field.key), field.key


@pytest.mark.parametrize("listing", listings(), ids=lambda listing: listing.key)
def test_no_text_of_a_user_becomes_a_formula(troubled, tmp_path, listing):
    path = export(troubled, listing.key, tmp_path)
    cells = [cell for row in sheet_of(path).iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert all(re.fullmatch(r"SUM\(([A-Z]+)4:\1\d+\)", formula) for formula in FORMULA.findall(package_text(path)))


def test_names_of_office_and_people_around_the_rows_stay_texts_too(database, tmp_path):
    form = replace(FORM, title="=1+1", office="=2+2", signatures=(("=3", "\x01=4"),))
    with database.read() as session:
        write_listing(tmp_path / "a.xlsx", PERSONS, session, form, OPEN)
    sheet = sheet_of(tmp_path / "a.xlsx")
    assert sheet["A1"].value == "=1+1"
    assert sheet["A1"].data_type == "s"
    assert sheet["A5"].value == "=3：=4"


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), min_size=1, max_size=30))
def test_any_text_reads_back_but_for_what_a_sheet_cannot_hold(database, tmp_path, texts):
    with database.write("x") as session:
        for person in session.scalars(select(Person)):
            session.delete(person)
        session.flush()
        session.add_all([Person(name=f"甲{n:03}", note=text) for n, text in enumerate(texts)])
    listing = replace(PERSONS, fields=(PERSONS["name"], PERSONS["note"]), order=(Person.name,))
    with database.read() as session:
        path = write_listing(tmp_path / "a.xlsx", listing, session, FORM, OPEN)
    illegal = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
    plain = [illegal.sub("", text.replace("\r\n", "\n").replace("\r", "\n")) for text in texts]
    assert [record["备注"] or "" for record in read_sheet(path, ["姓名", "备注"])] == plain


def test_spaces_at_the_edges_are_marked_to_be_kept():
    assert text_element(" a") == '<t xml:space="preserve"> a</t>'
    assert text_element("a\t") == '<t xml:space="preserve">a\t</t>'
    assert text_element("\t=1+1") == '<t xml:space="preserve">\t=1+1</t>'
    assert text_element("a b") == "<t>a b</t>"
    assert text_element("_x000D_") == "<t>_x005F_x000D_</t>"


def test_a_text_too_long_for_a_cell_is_cut_between_characters_and_says_so():
    whole, cut = text_element("𬭎" * (LONGEST // 2)), text_element("x" + "𬭎" * 20_000)
    assert "未导出" not in whole
    assert cut.endswith("……（内容过长，其余未导出）</t>")
    text = cut.removeprefix("<t>").removesuffix("</t>")
    assert LONGEST - 2 <= len(text.encode("utf-16-le")) // 2 <= LONGEST


def test_zero_is_shown_and_unknown_is_blank():
    write = rows_writer(
        [SheetColumn("A", 1, 6, text=False), SheetColumn("B", 2, 8, int, text=False), SheetColumn("C", 3, 8)], 3, []
    )
    xml = write(4, [(7, 0, None), (8, None, "")])
    assert '<c r="A4" s="1"><v>1</v></c><c r="B4" s="2"><v>0</v></c><c r="C4" s="3"/>' in xml
    assert '<c r="A5" s="1"><v>2</v></c><c r="B5" s="2"/><c r="C5" s="3"/>' in xml


def test_days_before_the_calendar_of_sheets_stay_texts():
    write = rows_writer(
        [SheetColumn("A", 1, 6, text=False), SheetColumn("B", 2, 12, lambda value: value, text=False)], 3, []
    )
    xml = write(4, [(1, date(1900, 3, 1)), (2, date(1900, 2, 28)), (3, date(1899, 1, 1))])
    assert re.findall(r'<c r="B\d" [^>]*>(.*?)</c>', xml) == [
        "<v>61</v>",
        "<is><t>1900-02-28</t></is>",
        "<is><t>1899-01-01</t></is>",
    ]


def test_a_row_is_as_high_as_its_longest_text():
    assert lines_of("汉" * 10, 20) == 1
    assert lines_of("汉" * 11, 20) == 2
    assert lines_of("a" * 20, 20) == 1
    assert lines_of("一\n\n三", 20) == 3
    heights = []
    write = rows_writer(
        [SheetColumn("A", 1, 6, text=False), SheetColumn("B", 2, 22), SheetColumn("C", 3, 22)], 3, heights
    )
    xml = write(4, [(1, "短", "汉" * 25), (2, "短", "短"), (3, "x" * 21, "汉" * 9_999), (4, "一\n二", "")])
    assert re.findall(r'ht="([\d.]+)"', xml) == ["48.75", "22", "405", "34.5"]
    assert heights == [48.75, 22, 405, 34.5]


def test_the_form_is_the_districts(troubled, tmp_path):
    with troubled.write("names") as session:
        settings.put(session, FILLED_BY, "覃秋水")
        settings.put(session, HEADED_BY, "韩䶮生")
    sheet = sheet_of(export(troubled, "persons", tmp_path))
    last = sheet.max_column
    assert sheet["A1"].value == "酒泉路街道畅家巷社区人员一览表"
    assert f"A1:{get_column_letter(last)}1" in {str(area) for area in sheet.merged_cells.ranges}
    assert (sheet["A1"].font.name, sheet["A1"].font.sz, sheet["A1"].font.b) == ("宋体", 18, True)
    assert sheet["A2"].value == "填报单位：酒泉路街道畅家巷社区"
    today = date.today()
    assert sheet.cell(2, last).value == f"填报日期：{today.year}年{today.month}月{today.day}日"
    assert [cell.value for cell in sheet[3]] == ["序号", *(field.title for field in PERSONS.fields)]
    count = sheet.max_row - 5
    assert [sheet.cell(row, 1).value for row in range(4, 4 + count)] == list(range(1, count + 1))
    assert (sheet.cell(4 + count, 1).value, sheet.cell(4 + count, 2).value) == ("合计", f"共 {count} 条")
    line = [cell.value for cell in sheet[5 + count] if cell.value]
    assert line == ["填表人：覃秋水", "审核人：", "负责人：韩䶮生"]


def number_in(cell):
    """The number in a cell: of a length of time, in days."""
    return cell.value / timedelta(days=1) if isinstance(cell.value, timedelta) else cell.value or 0


@pytest.mark.parametrize("listing", listings(), ids=lambda listing: listing.key)
def test_the_total_row_adds_up_what_adds_up_as_numbers_and_nothing_else(office, tmp_path, listing):
    sheet = sheet_of(export(office, listing.key, tmp_path))
    with office.read() as session:
        stored = session.execute(listing.rows()).all()
    total = HEAD + len(stored) + 1
    assert sheet.cell(total, 1).value == "合计"
    words = f"共 {len(stored)} 条"
    for place, field in enumerate(listing.fields, start=2):
        cell = sheet.cell(total, place)
        known = [row[place - 1] for row in stored if row[place - 1] is not None]
        if field.kind.adds and known:
            rows = [number_in(sheet.cell(HEAD + n, place)) for n in range(1, total - HEAD)]
            assert number_in(cell) == pytest.approx(field.kind.cell(sum(known)))
            assert number_in(cell) == pytest.approx(sum(rows))
            assert (cell.number_format, cell.font.b) == (field.kind.excel, True)
            assert cell.data_type in ("n", "d")  # openpyxl calls a number in the format of a time so
        else:
            assert cell.value in (None, words)
    assert [cell.value for cell in sheet[total]].count(words) == 1


def test_hours_of_service_are_added_to_the_minute_and_positions_never(office, tmp_path):
    sheet = sheet_of(export(office, "services", tmp_path))
    column = {cell.value: cell.column for cell in sheet[3]}
    total = sheet.max_row - 1
    assert sheet.cell(total, column["时长（小时、分）"]).value == timedelta(minutes=1500 + 1080 + 480)
    assert sheet.cell(total, column["时长（小时、分）"]).number_format == '[h]"小时"mm"分"'  # 51小时00分
    assert sheet.cell(total, column["顺序"]).value is None


def test_what_is_not_known_is_added_as_nothing_and_what_nobody_knows_stays_blank(office, tmp_path):
    path = export(office, "activities", tmp_path)
    column = {cell.value: cell.column for cell in sheet_of(path)[3]}
    assert sheet_of(path).cell(sheet_of(path).max_row - 1, column["服务人数"]).value is None
    with office.write("人数") as session:
        session.get_one(Activity, 1).served = 0
    zero = sheet_of(export(office, "activities", tmp_path))
    assert zero.cell(zero.max_row - 1, column["服务人数"]).value == 0


@pytest.mark.parametrize(
    ("kinds_of", "words", "merged"),
    [
        ("ttt", 2, "B4:D4"),
        ("tat", 2, None),
        ("att", 3, "C4:D4"),
        ("ttat", 2, "B4:C4"),
        ("aaa", None, None),
    ],
)
def test_the_number_of_rows_stands_where_no_sum_does(kinds_of, words, merged):
    sheet = Workbook().active
    columns = [kinds.TALLY if sign == "a" else kinds.TEXT for sign in kinds_of]
    sums = [7 if kind.adds else None for kind in columns]
    lay_tail(sheet, FORM, [6.0] * (len(columns) + 1), 0, columns, sums)
    found = [cell.column for cell in sheet[4] if cell.value == "共 0 条"]
    assert found == ([words] if words else [])
    assert [str(area) for area in sheet.merged_cells.ranges] == ([merged] if merged else [])
    assert [cell.value for cell in sheet[4] if cell.value == 7] == [7] * kinds_of.count("a")


def test_the_page_is_a4_landscape_one_page_wide_with_its_head_on_every_page(office, tmp_path):
    sheet = sheet_of(export(office, "persons", tmp_path))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.print_options.horizontalCentered
    assert sheet.freeze_panes == "A4"


def test_cells_have_borders_formats_and_kinds(office, tmp_path):
    with office.write("number") as session:
        PERSONS.create(session, {"name": "查验", "id_number": "11010519491231002X", "birth": "1949-12-31"})
    sheet = sheet_of(export(office, "persons", tmp_path))
    column = {cell.value: cell.column for cell in sheet[3]}
    row = next(row for row in range(4, sheet.max_row) if sheet.cell(row, column["姓名"]).value == "查验")
    number, birth = sheet.cell(row, column["证件号码"]), sheet.cell(row, column["出生日期"])
    assert (number.value, number.data_type, number.number_format) == ("11010519491231002X", "s", "@")
    assert (birth.value.date(), birth.number_format) == (date(1949, 12, 31), "yyyy-mm-dd")
    for cell in (*sheet[3], *sheet[row], *sheet[sheet.max_row - 1]):
        sides = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
        if cell.column > 2 or cell.row < sheet.max_row - 1:  # inside a merged cell only its edges have a border
            assert {side.style for side in sides} <= {"thin", None}
        if cell.row <= row:
            assert {side.style for side in sides} == {"thin"}
    assert sheet.cell(row, column["备注"]).alignment.wrap_text


def test_rows_are_in_order_and_each_there_once(office, tmp_path):
    for key, _title in names():
        if report_named(key).suffix == ".xlsx":
            with ZipFile(export(office, key, tmp_path)) as package:
                xml = package.read("xl/worksheets/sheet1.xml").decode()
            rows = list(map(int, re.findall(r'<row r="(\d+)"', xml)))
            assert rows == list(range(1, len(rows) + 1))
            assert f':{re.findall(r"[A-Z]+", xml.split("dimension ref=")[1])[1]}{len(rows)}"' in xml


def test_an_empty_listing_is_an_empty_form(database, tmp_path):
    with database.read() as session:
        path = write_listing(tmp_path / "a.xlsx", MEMBERS, session, FORM, OPEN)
    sheet = sheet_of(path)
    assert sheet["B4"].value == "共 0 条"
    assert read_sheet(path, [field.title for field in MEMBERS.fields]) == []


def test_the_file_names_the_office_and_nobody_else(office, tmp_path):
    path = export(office, "members", tmp_path)
    properties = load_workbook(path).properties
    assert properties.creator == "酒泉路街道畅家巷社区"
    assert properties.title == "酒泉路街道畅家巷社区成员一览表"
    assert properties.lastModifiedBy is None
    assert office.actor not in package_text(path)


def test_phones_and_numbers_carry_no_warnings(office, tmp_path):
    assert '<ignoredError sqref="A4:' in package_text(export(office, "persons", tmp_path))


@pytest.mark.parametrize("key", ["roster", *(listing.key for listing in listings())])
def test_the_public_version_holds_nothing_of_a_person(office, tmp_path, key):
    with office.write("secrets") as session:
        settings.put(session, FILLED_BY, "覃秋水")
        person = session.scalars(select(Person).where(Person.name == "韩䶮生")).one()
        person.id_number, person.birth, person.sex = "11010519491231002X", None, None
        person.address, person.note = "酒泉路一号二单元三〇四", "患有某病"
    with office.read() as session:
        people = session.scalars(select(Person)).all()
    path = export(office, key, tmp_path, audience=Audience.PUBLIC)
    text = package_text(path)
    for person in people:
        for secret in (person.name, person.phone, person.id_number, person.address, person.note):
            assert not secret or secret not in text
    titles = {cell.value for cell in sheet_of(path)[3]}
    assert not titles & {"民族", "出生日期", "出生年月", "证件号码", "住址", "政治面貌", "离任原因"}


def test_masked_names_keep_the_whole_surname(office, tmp_path):
    path = export(office, "members", tmp_path, audience=Audience.PUBLIC)
    names_shown = {record["姓名"] for record in read_sheet(path, ["姓名", "联系电话"])}
    assert {"尉迟*", "欧阳**", "韩**"} <= names_shown


@pytest.fixture
def many(database):
    with database.write("many") as session:
        session.add_all([Person(name=f"人{n}") for n in range(1_300)])
    return database


def test_work_ticks_every_few_hundred_rows(many, tmp_path):
    ticks = []
    with many.read() as session:
        write_listing(tmp_path / "a.xlsx", PERSONS, session, FORM, OPEN, tick=lambda *tick: ticks.append(tick))
    assert ticks == [(0, 1300), (500, 1300), (1000, 1300), (1300, 1300)]
    assert len(read_sheet(tmp_path / "a.xlsx", ["姓名", "性别"])) == 1300


def test_cancel_leaves_nothing_and_keeps_what_was_there(many, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "a.xlsx"

    def stop(done, _total):
        if done:
            raise Cancelled

    with many.read() as session:
        with pytest.raises(Cancelled):
            write_listing(path, PERSONS, session, FORM, OPEN, tick=stop)
        assert not list(folder.iterdir())
        path.write_bytes(b"old")
        with pytest.raises(Cancelled):
            write_listing(path, PERSONS, session, FORM, OPEN, tick=stop)
    assert path.read_bytes() == b"old"
    assert list(folder.iterdir()) == [path]


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_said_and_the_old_file_survives(many, small_disk):
    path = small_disk / "a.xlsx"
    path.write_bytes(b"old" * 10_000)
    with (
        many.read() as session,
        pytest.raises(UserError, match=r"磁盘空间不足，“a.xlsx”没有写成"),
    ):
        write_listing(path, PERSONS, session, FORM, OPEN)
    assert path.read_bytes() == b"old" * 10_000
    assert list(small_disk.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_said(office, tmp_path):
    with office.read() as session:
        with pytest.raises(UserError, match="不存在"):
            write_listing(tmp_path / "none" / "a.xlsx", PERSONS, session, FORM, OPEN)
        with pytest.raises(UserError, match="是一个文件夹"):
            write_listing(tmp_path, PERSONS, session, FORM, OPEN)
        with pytest.raises(UserError, match="文件名太长"):
            write_listing(tmp_path / ("长" * 90 + ".xlsx"), PERSONS, session, FORM, OPEN)
    assert not list(tmp_path.glob("*.part"))


def test_a_listing_can_be_narrowed_to_its_owner(office, tmp_path):
    with office.read() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.title.contains("雁滩大桥"))).one()
        report = report_named("attendance")
        request = Request(of=meeting.id)
        path = report.write(session, tmp_path / "a.xlsx", request, no_progress)
        assert report.name(session, request).startswith("酒泉路街道畅家巷社区雁滩大桥社区社工委")
    assert len(read_sheet(path, ["姓名", "状态"])) == 5
    with office.read() as session, pytest.raises(UserError, match="没有编号为 999"):
        report.write(session, tmp_path / "b.xlsx", Request(of=999), no_progress)
    with office.read() as session, pytest.raises(UserError, match="只能整张导出"):
        report_named("persons").write(session, tmp_path / "b.xlsx", Request(of=1), no_progress)
    with office.read() as session, pytest.raises(UserError, match="不分日期"):
        report_named("persons").write(session, tmp_path / "b.xlsx", Request(last=date(2021, 8, 30)), no_progress)


def test_an_unknown_report_is_refused_with_the_names_there_are():
    with pytest.raises(UserError, match=r"roster、.*members"):
        report_named("nothing")


def test_wide_numbers_shrink_and_long_texts_get_the_width_that_is_left():
    from exports.sheet.form import column_widths

    widths = column_widths([kinds.NAME, kinds.COUNT, kinds.LONG], ["姓名", "数", "备注"], [6, 14, 300])
    assert widths[1] >= 16
    assert widths[2] > kinds.LONG.width
    assert sum(widths) <= 150


@pytest.mark.parametrize(
    ("key", "paper"), [("roster", 9), ("persons", 9), ("wish_register", 9), ("members", 8), ("wish_ledger", 8)]
)
def test_what_would_be_too_small_on_a4_is_printed_on_a3(office, tmp_path, key, paper):
    sheet = sheet_of(export(office, key, tmp_path))
    assert sheet.page_setup.paperSize == paper
    width = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, sheet.max_column + 1))
    assert (width <= 171) == (paper == 9)  # 124 half-width characters of 11 pt are a page; of 8 pt 170.5


def test_it_prints_as_the_district_wants_it(office, tmp_path, printed):
    with office.write("more") as session:
        for n in range(60):
            PERSONS.create(session, {"name": f"增补{n}", "work": "酒泉路街道某单位办公室副主任" * (1 + n % 2)})
    pages = printed(export(office, "persons", tmp_path))
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert (round(page.width), round(page.height)) == (842, 595)
        assert f"第 {number} 页 共 {len(pages)} 页" in text
        assert "#" not in text
        if number < len(pages):
            assert "酒泉路街道畅家巷社区人员一览表" in text
            assert "填报单位：酒泉路街道畅家巷社区" in text
            assert "序号" in text
            assert "备注" in text  # the last column stands on the same page as the first
    assert "负责人：" in pages[-1].extract_text()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe")
def test_what_is_no_plain_file_is_never_replaced(office, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with office.read() as session, pytest.raises(UserError, match="不是普通文件"):
        write_listing(tmp_path / "pipe", PERSONS, session, FORM, OPEN)
    assert (tmp_path / "pipe").is_fifo()
