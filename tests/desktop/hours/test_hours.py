"""The hours in the window: told apart as one likes, each figure with its records, many people counted behind a bar."""

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton
from sqlalchemy import func, select

from db.activities.services import SERVICES
from db.core.errors import UserError
from db.hours import totals as hours
from db.hours.models import Ranking, RankingRow
from tests.desktop.window_helpers import stored


@pytest.fixture
def page(window):
    window.go("hours")
    return window.page("hours")


def tell_apart(page, first, then=""):
    page.first_by.setCurrentText(first)
    page.then_by.setCurrentText(then or page.then_by.itemText(0))
    page.reload()


@pytest.mark.parametrize(("first", "then"), [("队伍", ""), ("人员", ""), ("服务内容", "月份"), ("届次", "队伍")])
def test_the_records_beside_a_figure_add_up_to_it(page, first, then):
    tell_apart(page, first, then)
    assert [one.title for one in page.table.records.fields][:2] == [first, then or "人数"]
    for row in page.found.rows:
        page.table.select_id(row[0])
        shown = page.records.fetch(page.records.model.ids)
        assert sum(SERVICES.value(one, "minutes") for one in shown) == row[4 + bool(then)]


def test_a_period_counts_what_lies_in_it(page):
    page.period.first.set_text("2021-09-01")
    page.period.changed.emit()
    assert page.found.rows == ()
    assert page.sum.text() == "共 0 人　0 人次　0分"
    assert not page.publish.isEnabled()


def test_very_many_people_are_counted_behind_a_bar(page, window, monkeypatch, qtbot):
    monkeypatch.setattr(hours, "MANY_PEOPLE", 10)
    tell_apart(page, "人员")
    assert window.findChildren(QDialog, "task")
    qtbot.waitUntil(lambda: page.table.records.fields[0].key == "person")
    assert len(page.found.rows) == 22


def test_a_ranking_is_published_from_what_is_shown(page, window, qtbot):
    tell_apart(page, "人员")
    page.period.set_span(None, None)
    page.findChild(QPushButton, "publish").click()
    dialog = page.findChild(QDialog, "ranking_dialog")
    dialog.findChild(QLineEdit, "ranking_title").setText("全年排行")
    with pytest.raises(UserError, match="没有计入的服务时长"):  # nobody served this year
        dialog.accept()
    page.period.first.set_text("2021-01-01")
    page.period.changed.emit()
    page.findChild(QPushButton, "publish").click()
    dialog = page.findChildren(QDialog, "ranking_dialog")[-1]
    dialog.findChild(QLineEdit, "ranking_title").setText("全年排行")
    dialog.accept()
    made = select(Ranking.id).where(Ranking.title == "全年排行")
    assert stored(window, select(func.count(RankingRow.id)).where(RankingRow.ranking_id == stored(window, made))) == 22
    assert window.page("rankings").rows.model.rowCount() == 22
