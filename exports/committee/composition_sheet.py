"""The composition of a committee as a sheet: a table and a bar chart for each group."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from db.committee.listings import Composition, Count
from db.core.chinese import chinese_day
from exports.sheet.form import BOLD, BOX, CENTRED, FACE, INSET, PLAIN, TITLE, lay_page, set_text

SHEET = "构成统计"
ROW = 20  # points
CENTIMETRES = ROW * 2.54 / 72
COLOUR = "2F7F79"
SEVERAL_SECTORS = "一人可属多个界别，各界别人数之和可能大于总人数。"


def add_composition(book: Workbook, figures: Composition) -> None:
    """Add the sheet; empty groups are left out."""
    sheet = book.create_sheet(SHEET)
    for letters, width in (("A", 24), ("B", 9), ("C", 9), ("D", 3), ("E", 52)):
        sheet.column_dimensions[letters].width = width
    set_text(sheet, 1, 1, "社工委构成统计", TITLE, CENTRED)
    sheet.merge_cells("A1:E1")
    sheet.row_dimensions[1].height = 38
    counted = f"截至{chinese_day(figures.day)}，在任成员 {len(figures.members)} 人。{SEVERAL_SECTORS}"
    set_text(sheet, 2, 1, counted)
    sheet.row_dimensions[2].height = ROW
    row = 4
    for title, counts in figures.groups:
        if counts:
            row = _add_group(sheet, row, title, counts, len(figures.members))
    lay_page(sheet, "portrait", high=1)


def _add_group(sheet: Worksheet, top: int, title: str, counts: tuple[Count, ...], members: int) -> int:
    """Add a table with its chart beside it; return the first row of the next one."""
    for place, text in enumerate((title, "人数", "占比"), start=1):
        set_text(sheet, top, place, text, BOLD, CENTRED).border = BOX
    for row, count in enumerate(counts, start=top + 1):
        set_text(sheet, row, 1, count.label, PLAIN, INSET).border = BOX
        for place, value, shown in ((2, count.number, "0"), (3, count.number / members, "0.0%")):
            cell = sheet.cell(row, place, value)
            cell.number_format, cell.font, cell.alignment, cell.border = shown, PLAIN, CENTRED, BOX
    rows = max(len(counts) + 2, 5)  # the chart also has a title
    for row in range(top, top + rows + 1):
        sheet.row_dimensions[row].height = ROW
    sheet.add_chart(_chart(sheet, title, top + 1, len(counts), rows), f"E{top}")
    return top + rows + 1


def _chart(sheet: Worksheet, title: str, first: int, count: int, rows: int) -> BarChart:
    chart = BarChart()
    chart.type, chart.style, chart.legend, chart.gapWidth = "bar", 10, None, 45
    chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=first + count - 1))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=first + count - 1))
    chart.series[0].graphicalProperties.solidFill = COLOUR
    chart.title, chart.roundedCorners = _title(f"{title}（人）"), False
    chart.dataLabels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False, showBubbleSize=False
    )
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.x_axis.scaling.orientation = "maxMin"  # the first on top, as in the table
    chart.y_axis.scaling.min = 0
    chart.y_axis.majorGridlines = None
    chart.x_axis.txPr = chart.dataLabels.txPr = _small()
    chart.width, chart.height = 10.5, rows * CENTIMETRES  # pyright: ignore[reportAttributeAccessIssue]
    return chart


def _title(text: str) -> Title:
    """The title of a chart; Excel invents one for a chart without."""
    run = RegularTextRun(rPr=_face(1000), t=text)
    return Title(
        tx=Text(rich=RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_face(1000)), r=[run])])), overlay=False
    )


def _small() -> RichText:
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_face(900)), endParaRPr=_face(900))])


def _face(hundredths: int) -> CharacterProperties:
    return CharacterProperties(sz=hundredths, latin=Font(typeface=FACE), ea=Font(typeface=FACE))
