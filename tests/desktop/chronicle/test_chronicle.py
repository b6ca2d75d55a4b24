"""The page of the chronicle: records are taken over by one key, and back again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from db.chronicle.models import LEFT_OUT, PRINTED, ChronicleEntry
from tests.desktop.window_helpers import stored


@pytest.fixture
def page(window):
    window.go("chronicle")
    QApplication.processEvents()
    return window.tabs.currentWidget().page("chronicle")


def entries(window, chosen):
    return stored(window, select(func.count(ChronicleEntry.id)).where(ChronicleEntry.chosen == chosen))


def test_enter_takes_a_record_over_and_the_next_comes_under_the_hand(window, page, qtbot):
    table = page.proposals.table
    before, printed = len(page.proposals.records), entries(window, PRINTED)
    second = page.proposals.records[1].title
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert entries(window, PRINTED) == printed + 1
    assert len(page.proposals.records) == before - 1
    assert page.proposals.records[table.current_id() - 1].title == second
    assert page.list.model.rowCount() == printed + 1


def test_delete_leaves_it_out_and_undo_proposes_it_again(window, page, qtbot):
    before = [record.title for record in page.proposals.records]
    page.proposals.table.setFocus()
    qtbot.keyClick(page.proposals.table, Qt.Key.Key_Delete)
    assert entries(window, LEFT_OUT) == 1
    assert [record.title for record in page.proposals.records] == before[1:]
    window.undo()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: [record.title for record in page.proposals.records] == before)
    assert entries(window, LEFT_OUT) == 0


def test_several_are_taken_over_as_one_step(window, page, qtbot):
    before, printed = len(page.proposals.records), entries(window, PRINTED)
    page.proposals.table.selectAll()
    page.proposals.take.click()
    assert entries(window, PRINTED) == printed + before
    assert page.proposals.records == []
    assert not page.proposals.take.isEnabled()
    window.undo()
    qtbot.waitUntil(lambda: entries(window, PRINTED) == printed)


def test_a_period_narrows_entries_and_proposals(window, page):
    page.period.first.set_text("2021-09-01")
    page.period.last.set_text("2021-09-30")
    page.period.changed.emit()
    days = [page.list.table.model().index(row, 0).data() for row in range(page.list.model.rowCount())]
    assert days == ["2021-09"]
    assert {record.day.isoformat()[:7] for record in page.proposals.records} <= {"2021-09"}
