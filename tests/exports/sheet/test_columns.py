"""Which columns a sheet has, in which order; and how wide ones are printed so that they can be read."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from db.core.errors import UserError
from db.core.masking import Audience
from db.core.work import no_progress
from exports import names, report_named
from exports.reports import Request
from exports.sheet.form import pages_across

A4, A3 = 8.27, 11.69  # inches, the shorter and the longer side of A4; those of A3 are the longer of A4 and 16.54
MARGINS = 1.0  # left and right together
DIGIT = 8 / 96  # inches: a half-width character of 宋体 11 pt on a screen of 96 dpi, with which Excel counts widths
LEAST = 8


def sheet_of(office, key, **request):
    file = BytesIO()
    with office.read() as session:
        report_named(key).write(session, file, Request(**request), no_progress)
    file.seek(0)
    return load_workbook(file).worksheets[0]


def titles(sheet):
    return [cell.value for cell in sheet[3]]


def test_a_sheet_has_the_columns_that_were_chosen_in_their_order(office):
    sheet = sheet_of(office, "members", columns=("联系电话", "person", "phone"))
    assert titles(sheet) == ["序号", "联系电话", "姓名"]
    assert [cell.value for cell in sheet[4]] == [1, "13800000101", "韩䶮生"]


def test_without_a_choice_it_has_all(office):
    assert len(titles(sheet_of(office, "members"))) == 19


def test_sums_stay_below_their_columns(office):
    sheet = sheet_of(office, "services", columns=("时长", "姓名"))
    assert titles(sheet)[1].startswith("时长")
    assert str(sheet.cell(sheet.max_row - 1, 2).value).startswith("=SUM(B4:")


def test_a_column_that_there_is_not_is_refused_by_name(office):
    with pytest.raises(UserError, match="没有“电话号码”这一列，可选：姓名、性别"):
        sheet_of(office, "members", columns=("电话号码",))


def test_the_public_gets_no_column_that_it_must_not_see_by_asking_for_it(office):
    with pytest.raises(UserError, match="没有“证件号码”这一列"):
        sheet_of(office, "persons", columns=("证件号码",), audience=Audience.PUBLIC)
    report = report_named("persons")
    assert "id_number" in dict(report.columns(Audience.INTERNAL))
    assert "id_number" not in dict(report.columns(Audience.PUBLIC))


def test_a_form_whose_columns_are_fixed_takes_no_choice():
    with pytest.raises(UserError, match="列是固定的"):
        report_named("roster").check(Request(columns=("person",)))


def sheets():
    return [key for key, _title in names() if report_named(key).suffix == ".xlsx"]


@pytest.mark.parametrize("key", sheets())
def test_no_sheet_is_printed_smaller_than_eight_points(office, key):
    """By the widths as Excel counts them: as many pages side by side as the sheet asks for hold it in 8 pt of 11."""
    report = report_named(key)
    sheet = sheet_of(office, key, audience=report.audiences[0])
    setup = sheet.page_setup
    widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, sheet.max_column + 1)]
    across = int(setup.fitToWidth)
    if setup.orientation == "portrait":
        return  # of figures only
    paper = 2 * A4 if int(setup.paperSize) == 8 else A3  # the longer side of A3 is twice the shorter one of A4
    room = (paper - MARGINS) / DIGIT * 11 / LEAST
    assert across == len(pages_across(widths))
    if across == 1:
        assert sum(widths) <= room
    else:
        start = 0
        for count in pages_across(widths):
            repeated = 0 if not start else sum(widths[:2])
            assert repeated + sum(widths[start : start + count]) <= room
            start += count
        assert start == len(widths)
        assert sheet.print_title_cols == "$A:$B"


@pytest.mark.parametrize("count", [1, 2, 3, 20, 60])
def test_every_column_stands_on_one_of_the_pages(count):
    for width in (6.0, 14.0, 40.0, 80.0):
        assert sum(pages_across([6.0] + [width] * count)) == count + 1


def test_the_title_and_the_signatures_stand_on_the_first_page(office):
    sheet = sheet_of(office, "wishes")
    widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, sheet.max_column + 1)]
    last = pages_across(widths)[0]
    assert last < len(widths)
    merged = next(area for area in sheet.merged_cells.ranges if area.min_row == 1)
    assert merged.max_col == last
    dated = [cell.column for cell in sheet[2] if str(cell.value).startswith("填报日期")]
    assert dated == [last]
    signed = [cell.column for cell in sheet[sheet.max_row] if "人：" in str(cell.value)]
    assert len(signed) == 3
    assert max(signed) <= last
