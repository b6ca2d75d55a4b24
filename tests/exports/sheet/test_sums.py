"""What a district clerk adds up with a calculator: the printed rows of every sheet come to its printed total."""

import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from db.core.masking import Audience
from db.core.work import no_progress
from exports import all_reports, report_named
from exports.reports import Request

SHEETS = [report for report in all_reports() if report.suffix == ".xlsx"]
HOURS = '[h]"小时"mm"分"'


def written(office, tmp_path, report, audience=Audience.INTERNAL):
    path = tmp_path / f"{report.key}.xlsx"
    with office.read() as session:
        report.write(session, path, Request(audience=audience), no_progress)
    return path


def as_printed(cell):
    """The figure of a cell as it stands on paper, in its smallest printed unit."""
    value = cell.value or 0
    if cell.number_format == HOURS:
        return round((value / timedelta(days=1) if isinstance(value, timedelta) else value) * 1440)
    if cell.number_format == "#,##0.00":
        return round(value * 100)
    return round(value * 10 ** len(cell.number_format.partition(".")[2]))


@pytest.mark.parametrize("report", SHEETS, ids=lambda report: report.key)
def test_the_printed_rows_come_to_the_printed_total(office, tmp_path, report):
    path = written(office, tmp_path, report)
    values, formulas = (load_workbook(path, data_only=only).worksheets[0] for only in (True, False))
    total = next(row[0].row for row in values.iter_rows(min_row=4) if row[0].value == "合计")
    said = " ".join(str(cell.value) for cell in values[total] if isinstance(cell.value, str))
    for cell in values[total][1:]:
        if isinstance(cell.value, (int, float, timedelta)):
            printed = [as_printed(values.cell(row, cell.column)) for row in range(4, total)]
            written_as = formulas.cell(total, cell.column).value
            if "只算一次" in said:  # a record may stand in several rows, and the sheet says so
                assert not isinstance(written_as, str)
            else:
                assert sum(printed) == as_printed(cell), values.cell(3, cell.column).value
                assert written_as == f"=SUM({cell.column_letter}4:{cell.column_letter}{total - 1})"


@pytest.mark.parametrize("key", ["services", "hours_person", "wish_ledger", "persons", "sale_goods"])
def test_a_sheet_program_comes_to_the_same_and_has_nothing_to_ask(office, tmp_path, key, printed):
    path = written(office, tmp_path, report_named(key))
    with ZipFile(path) as package:
        assert 'fullCalcOnLoad="1"' not in package.read("xl/workbook.xml").decode()
    text = "".join(page.extract_text() for page in printed(path))
    for wrong in ("Err:", "#REF", "#NAME", "#VALUE", "###"):
        assert wrong not in text
    values = load_workbook(path, data_only=True).worksheets[0]
    total = next(row for row in values.iter_rows(min_row=4) if row[0].value == "合计")
    for cell in total:
        if cell.number_format == HOURS and cell.value is not None:
            minutes = as_printed(cell)
            assert f"{minutes // 60}小时{minutes % 60:02}分" in re.sub(r"\s", "", text)


def test_columns_say_their_unit_and_sheets_of_hours_by_what_and_until_when(office, tmp_path):
    def texts(key, **period):
        path = tmp_path / f"{key}.xlsx"
        with office.read() as session:
            report_named(key).write(session, path, Request(**period), no_progress)
        sheet = load_workbook(path).worksheets[0]
        return sheet["A1"].value, [cell.value for cell in sheet[3]], sheet

    title, heads, _ = texts("hours_person")
    assert re.search(r"志愿服务时长统计表（按人员，截至\d{4}年\d{1,2}月\d{1,2}日）$", title)
    assert "服务时长（小时、分）" in heads or "时长（小时、分）" in heads
    _, heads, _ = texts("sale_goods")
    assert {"单价（元）", "收入（元）"} <= set(heads)
    _, heads, _ = texts("wishes")
    assert not [head for head in heads if "（元）" in head and "价" not in head and "金额" not in head]


@pytest.mark.parametrize("audience", Audience, ids=lambda audience: audience.title)
def test_for_whom_a_sheet_is_stands_at_its_foot_and_in_its_name(office, tmp_path, audience):
    report = report_named("members")
    path = written(office, tmp_path, report, audience)
    assert load_workbook(path).worksheets[0].oddFooter.left.text == audience.title
    with office.read() as session:
        assert report.name(session, Request(audience=audience)).endswith(f"（{audience.title}）")
