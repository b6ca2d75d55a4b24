"""The roster: the form's columns, who is on it on which day, and the figures beside it."""

from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from db.committee.listings import composition
from db.committee.models import Membership, Term
from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from db.people.models import Person
from exports import all_reports, names, report_named
from exports.committee.roster import ROSTER, day_in, roster_fields
from exports.reports import Request
from exports.sheet.reading import read_sheet

COLUMNS = [
    *("姓名", "性别", "民族", "出生年月", "政治面貌", "文化程度", "工作单位及职务", "社工委职务", "界别", "产生方式"),
    *("联系电话", "任职日期", "备注"),
]


def roster(database, path, **request):
    with database.read() as session:
        return ROSTER.write(session, path / "roster.xlsx", Request(**request), no_progress)


def people(path):
    return [record["姓名"] for record in read_sheet(path, COLUMNS)]


def leave(database, name, day):
    with database.write("leave") as session:
        row = session.scalars(
            select(Membership).join(Person, Person.id == Membership.person_id).where(Person.name == name)
        )
        row.one().ends = day


def test_the_columns_are_the_districts(office, tmp_path):
    sheet = load_workbook(roster(office, tmp_path)).worksheets[0]
    assert sheet["A1"].value == "酒泉路街道畅家巷社区社工委成员名册"
    assert [cell.value for cell in sheet[3]] == ["序号", *COLUMNS]
    assert (sheet["A19"].value, sheet["B19"].value) == ("合计", "共 15 人")


def test_it_reads_back_unchanged(office, tmp_path):
    found = read_sheet(roster(office, tmp_path), COLUMNS)
    with office.read() as session:
        stored = {person.name: person for person in session.scalars(select(Person))}
    assert len(found) == 15
    for record in found:
        for field in roster_fields():
            value = field.parse(record[field.title])
            if field.key == "birth":
                assert value == stored[record["姓名"]].birth
            assert value is not None or field.key == "note"


def test_months_of_birth_are_days_shown_as_months_and_texts_where_the_day_is_unknown(office, tmp_path):
    sheet = load_workbook(roster(office, tmp_path)).worksheets[0]
    births = {sheet.cell(row, 2).value: sheet.cell(row, 5) for row in range(4, 19)}
    assert births["韩䶮生"].value.date() == date(1973, 4, 16)
    assert births["韩䶮生"].number_format == "yyyy.mm"
    assert births["邵静岚"].value == "1981.06"


def test_the_chair_comes_first(office, tmp_path):
    assert [record["社工委职务"] for record in read_sheet(roster(office, tmp_path), COLUMNS)][:4] == [
        *("主任", "副主任", "副主任", "委员")
    ]


def test_it_shows_who_is_in_office_on_the_day(office, tmp_path):
    leave(office, "查小满", date(2022, 3, 1))
    assert "查小满" in people(roster(office, tmp_path, last=date(2022, 2, 28)))
    assert "查小满" not in people(roster(office, tmp_path, last=date(2022, 3, 1)))
    assert len(people(roster(office, tmp_path))) == 14
    sheet = load_workbook(roster(office, tmp_path, last=date(2022, 2, 28))).worksheets[0]
    assert sheet["N2"].value == "填报日期：2022年2月28日"


def test_of_a_finished_term_it_shows_the_members_at_the_end(office, tmp_path):
    leave(office, "查小满", date(2022, 3, 1))
    with office.write("end") as session:
        term = session.scalars(select(Term)).one()
        term.ends = date(2022, 12, 31)
    assert "区启航" in people(roster(office, tmp_path, of=term.id))
    assert "查小满" not in people(roster(office, tmp_path, of=term.id))
    with office.read() as session, pytest.raises(UserError, match="没有任期内的届次"):
        ROSTER.write(session, tmp_path / "b.xlsx", Request(), no_progress)


def test_the_day_lies_within_the_term():
    term = Term(begins=date(2021, 8, 30), ends=date(2022, 12, 31))
    assert day_in(term, None) == date(2022, 12, 31)
    assert day_in(term, date(2022, 5, 1)) == date(2022, 5, 1)
    assert day_in(term, date(2020, 1, 1)) == date(2021, 8, 30)
    assert day_in(Term(begins=date(2021, 8, 30), ends=None), None) == date.today()
    tomorrow = date.today() + timedelta(days=1)
    assert day_in(Term(begins=tomorrow, ends=None), None) == tomorrow


def test_an_unknown_term_is_refused(office, tmp_path):
    with pytest.raises(UserError, match="没有编号为 99 的届次"):
        roster(office, tmp_path, of=99)


def test_the_second_sheet_shows_the_composition_in_figures_and_charts(office, tmp_path):
    sheet = load_workbook(roster(office, tmp_path)).worksheets[1]
    with office.read() as session:
        figures = composition(session, 1, date.today())
    rows = [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=4) if row[0].value]
    wanted = []
    for title, counts in figures.groups:
        wanted.append([title, "人数", "占比"])
        wanted += [[count.label, count.number, pytest.approx(count.number / 15)] for count in counts]
    assert rows == wanted
    assert len(sheet._charts) == len(figures.groups)
    assert "在任成员 15 人" in sheet["A2"].value


def test_a_committee_without_members_is_an_empty_roster(office, tmp_path):
    path = roster(office, tmp_path, last=date(2021, 8, 30))
    assert len(people(path)) == 15
    with office.write("empty") as session:
        for member in session.scalars(select(Membership)):
            session.delete(member)
    book = load_workbook(roster(office, tmp_path))
    assert book.worksheets[0]["B4"].value == "共 0 人"
    assert not book.worksheets[1]._charts


def test_the_public_roster_shows_masked_names_and_no_personal_columns(office, tmp_path):
    path = roster(office, tmp_path, audience=Audience.PUBLIC)
    titles = [cell.value for cell in load_workbook(path).worksheets[0][3]]
    assert titles == [
        "序号",
        "姓名",
        "性别",
        "工作单位及职务",
        "社工委职务",
        "界别",
        "产生方式",
        "联系电话",
        "任职日期",
    ]
    first = read_sheet(path, titles)[0]
    assert (first["姓名"], first["联系电话"]) == ("韩**", "138****0101")


def test_the_file_name_says_office_table_and_date(office):
    with office.read() as session:
        assert (
            ROSTER.name(session, Request(last=date(2021, 8, 30)))
            == "酒泉路街道畅家巷社区社工委成员名册20210830（内部）"
        )


def test_it_is_the_first_report_and_every_key_leads_to_one():
    assert all_reports()[0] is ROSTER
    assert len({key for key, _title in names()}) == len(names())
    assert all(report_named(key).title == title for key, title in names())


def test_it_prints_on_one_page_and_the_figures_on_another(office, tmp_path, printed):
    first, second = printed(roster(office, tmp_path))
    assert (round(first.width), round(first.height)) == (842, 595)
    assert (round(second.width), round(second.height)) == (595, 842)
    assert "负责人：" in first.extract_text()
    assert "第 2 页 共 2 页" in second.extract_text()
    assert "文化程度（人）" in second.extract_text()


def test_the_drawing_has_the_usual_prefix(office, tmp_path):
    """A reader that knows elements by their prefix, as exceljs 4.4, finds the charts."""
    with ZipFile(roster(office, tmp_path)) as package:
        assert package.testzip() is None
        drawing = package.read("xl/drawings/drawing1.xml")
    assert drawing.startswith(b"<xdr:wsDr ")
    assert (
        drawing.count(b"<xdr:graphicFrame>") == len(load_workbook(tmp_path / "roster.xlsx").worksheets[1]._charts) > 3
    )
