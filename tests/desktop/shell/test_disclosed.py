"""What a public export would tell of somebody is listed before anything is written, with the place to mend it."""

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from sqlalchemy import select

from db.activities.models import Activity
from db.core.masking import Audience
from exports import report_named
from exports.sheet.form import HEAD
from tests.desktop.window_helpers import stored

TITLE, PLACE = "环境卫生与垃圾分类宣传", "畅家巷12号院2单元101瞿守拙家，电话13800000601；患高血压"
WORDS = {"畅家巷12号院2单元101", "瞿守拙", "13800000601", "高血压"}


@pytest.fixture
def export(window, tmp_path, monkeypatch):
    """Asks for the public sheet of activities; returns the file, and the function that gives the dialog."""
    with window.store.write("改地点") as session:
        session.scalars(select(Activity).where(Activity.title == TITLE)).one().place = PLACE
    path = tmp_path / "a.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    window.export(report_named("activities"), None)
    asked = next(d for d in window.findChildren(QDialog, "export_dialog") if d.isVisible())
    next(b for b in asked.audiences.buttons() if b.objectName() == Audience.PUBLIC.value).click()
    asked.accept()
    return path


def disclosed(window, qtbot):
    found = []

    def shown():
        found[:] = [d for d in window.findChildren(QDialog, "disclosed_dialog") if d.isVisible()]
        return bool(found)

    qtbot.waitUntil(shown, timeout=30_000)
    return found[0]


def lines(shown):
    return [shown.items.topLevelItem(n) for n in range(shown.items.topLevelItemCount())]


def places(path):
    sheet = load_workbook(path).worksheets[0]
    titles = [cell.value for cell in sheet[HEAD]]
    return {row[titles.index("地点")].value for row in sheet.iter_rows(min_row=HEAD + 1)}


def test_what_is_not_for_the_public_is_listed_and_nothing_is_written_yet(window, qtbot, export):
    shown = disclosed(window, qtbot)
    assert {line.text(0) for line in lines(shown)} == WORDS
    assert all(line.text(2) == f"活动“{TITLE}”的地点" for line in lines(shown))
    assert not export.exists()
    shown.reject()
    assert not export.exists()


def test_it_is_hidden_where_the_clerk_goes_on(window, qtbot, export):
    disclosed(window, qtbot).accept()
    qtbot.waitUntil(lambda: "已写好" in window.bar.text(), timeout=30_000)
    assert "●●●瞿**家，电话****；患●●●" in places(export)


def test_words_whose_tick_is_taken_off_stay_but_a_number_has_none(window, qtbot, export):
    shown = disclosed(window, qtbot)
    for line in lines(shown):
        if line.text(0) in ("瞿守拙", "高血压"):
            line.setCheckState(0, Qt.CheckState.Unchecked)
        can_be_kept = bool(line.flags() & Qt.ItemFlag.ItemIsUserCheckable)
        assert can_be_kept == (line.text(0) != "13800000601")
    shown.accept()
    qtbot.waitUntil(lambda: "已写好" in window.bar.text(), timeout=30_000)
    assert "●●●瞿守拙家，电话****；患高血压" in places(export)


def test_a_double_click_leads_to_the_place(window, qtbot, export):
    shown = disclosed(window, qtbot)
    shown.items.setCurrentItem(lines(shown)[0])
    shown.items.itemDoubleClicked.emit(lines(shown)[0], 2)
    assert window.page("activities").isVisible()
    number = stored(window, select(Activity.id).where(Activity.title == TITLE))
    assert window.page("activities").list.current_id() == number
    assert not export.exists()


def test_a_printed_public_paper_is_asked_about_as_well(window, qtbot, export):
    disclosed(window, qtbot).reject()
    from db.teams.models import Team

    with window.store.write("改条件") as session:
        team = session.get_one(Team, 1)
        team.requirements, team.risks, team.inquiry = "请到瞿守拙家报名", "无", "电话0931-8461234"
    window.print(report_named("appeal"), 1)
    shown = disclosed(window, qtbot)
    assert {line.text(0) for line in lines(shown)} == {"瞿守拙"}
    shown.accept()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog, "print_dialog")), timeout=30_000)
