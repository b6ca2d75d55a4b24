"""Paper: which pages, and that the paper equals the PDF. A QPrinter that writes a file stands for the device."""

import subprocess
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog

from db.core import settings
from db.core.errors import UserError
from db.core.paper_choices import FILLED_BY
from db.core.work import no_progress
from db.storage import history
from desktop.shell.printing import TO_FILE, draw, parse_pages
from desktop.shell.report_actions import save
from exports.meetings.minutes import MINUTES
from exports.paper import gongwen
from exports.paper.parts import Document, Mark, Paragraph, RedRule
from exports.reports import Request
from widgets.pdf_pages import PdfPages

LEFT = Qt.MouseButton.LeftButton
DPI = 300
TENTH = 0.1 / 25.4 * DPI  # of a millimetre, in dots


def paper() -> bytes:
    file = BytesIO()
    parts = (Mark("某某社区社工委会议纪要"), RedRule(), *(Paragraph("会议研究了停车的事。" * 60) for _ in range(3)))
    gongwen.write(file, Document("试", parts))
    return file.getvalue()


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("2", [1]),
        ("1-3,5", [0, 1, 2, 4]),
        ("１－２，４", [0, 1, 3]),
        ("3、1", [2, 0]),
        ("2至4", [1, 2, 3]),
        ("1,1,1-2", [0, 1]),
    ],
)
def test_pages_are_read_as_people_type_them(typed, pages):
    assert parse_pages(typed, 5) == pages


@pytest.mark.parametrize("typed", ["0", "6", "3-1", "1-9", "一", "1-", "-", ",", "99999999999"])
def test_other_pages_are_refused_with_how_many_there_are(typed):
    with pytest.raises(UserError, match="共 5 页"):
        parse_pages(typed, 5)


def raster(path, page) -> Image.Image:
    made = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), "-gray", str(path)],
        check=True,
        capture_output=True,
    )
    return Image.open(BytesIO(made.stdout))


def test_the_paper_equals_the_pdf_to_a_tenth_of_a_millimetre(tmp_path, qapp):
    original = tmp_path / "a.pdf"
    original.write_bytes(paper())
    printed = tmp_path / "b.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    pages = PdfPages(original.read_bytes())
    draw(pages, list(range(len(pages))), printer, no_progress)
    again = PdfPages(printed.read_bytes())
    assert len(again) == len(pages) >= 2
    for number in range(len(pages)):
        sheets = [raster(path, number + 1) for path in (original, printed)]
        boxes = [ImageChops.invert(sheet).point(lambda v: 255 * (v > 100)).getbbox() for sheet in sheets]
        assert all(abs(a - b) <= TENTH for a, b in zip(*boxes, strict=True)), boxes
    pages.close()
    again.close()


def shown(window, name):
    return next(d for d in window.findChildren(QDialog, name) if d.isVisible())


def test_minutes_go_to_a_file_page_by_page_where_there_is_no_printer(qtbot, window, tmp_path, monkeypatch):
    path = tmp_path / "纪要"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    window.print(MINUTES, 1)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog, "print_dialog")), timeout=30_000)
    asked = shown(window, "print_dialog")
    asked.printer.setCurrentIndex(asked.printer.findData(TO_FILE))
    qtbot.keyClicks(asked.range, "9")
    qtbot.mouseClick(asked.go, LEFT)
    assert asked.isVisible()
    assert "共 4 页" in asked.note.text()
    asked.range.clear()
    qtbot.keyClicks(asked.range, "2-3")
    qtbot.mouseClick(asked.go, LEFT)
    pages = PdfPages((tmp_path / "纪要.pdf").read_bytes())
    assert len(pages) == 2
    pages.close()


def test_a_character_that_no_font_shows_is_named_before_printing(qtbot, window):
    with window.store.write("怪字") as session:
        from db.meetings.models import Meeting

        session.get_one(Meeting, 1).opening = "会议由\U00016800主持。"
    window.print(MINUTES, 1)
    asked = shown_box(window)
    assert "\U00016800" in asked.informativeText()
    assert "会议由" in asked.informativeText()
    asked.findChild(type(asked.buttons()[0]), "go_on").click()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog, "print_dialog")), timeout=30_000)
    shown(window, "print_dialog").reject()


def shown_box(window):
    return next(d for d in window.findChildren(QDialog, "confirm_box") if d.isVisible())


def mark(session, _request):
    settings.put(session, FILLED_BY, "印过")


def stored(window):
    with window.store.read() as session:
        return settings.get(session, FILLED_BY)


def test_what_follows_from_printing_is_stored_when_the_pages_are_out_not_before(qtbot, window, tmp_path, monkeypatch):
    path = tmp_path / "纪要"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    marked = replace(MINUTES, after=mark)
    for go_on in (False, True):
        window.print(marked, 1)
        qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog, "print_dialog")), timeout=9000)
        asked = shown(window, "print_dialog")
        asked.printer.setCurrentIndex(asked.printer.findData(TO_FILE))
        assert stored(window) == ""
        if go_on:
            qtbot.mouseClick(asked.go, LEFT)
        else:
            asked.reject()
            assert stored(window) == ""
    assert path.with_suffix(".pdf").exists()
    assert stored(window) == "印过"
    with window.store.read() as session:
        noted = history.actions(session.connection())[0]
    assert noted.kind == history.PAPER  # no step of undo
    assert noted.label.startswith("打印畅家巷社区社工委第一次会议纪要")


def test_what_follows_from_an_export_is_stored_with_the_file_and_not_where_it_fails(qtbot, window, tmp_path, answered):
    marked = replace(MINUTES, after=mark)
    save(window, marked, Request(1), tmp_path / "no folder" / "a.pdf", window)
    qtbot.waitUntil(lambda: answered != [], timeout=30_000)
    assert stored(window) == ""
    save(window, marked, Request(1), tmp_path / "a.pdf", window)
    qtbot.waitUntil(lambda: stored(window) == "印过", timeout=30_000)
    assert (tmp_path / "a.pdf").exists()


def test_papers_of_several_people_are_printed_on_one_side_whatever_was_chosen_before(qtbot, window):
    window.settings.setValue("duplex", "long")
    for one_sided in (False, True):
        window.print(replace(MINUTES, one_sided=one_sided), 1)
        qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog, "print_dialog")), timeout=9000)
        asked = shown(window, "print_dialog")
        assert asked.sides.currentData() == ("simplex" if one_sided else "long")
        asked.reject()
    assert not asked.sides.isEnabled()
