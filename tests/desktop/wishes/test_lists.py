"""The lists of wishes, claims and rounds: what can be done with the row one is at, and what its papers are."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox
from sqlalchemy import select

from db.wishes.listings import VERIFIED, WISHES
from db.wishes.models import WishRound
from db.wishes.rules import NOT_AGREED
from tests.desktop.window_helpers import click, stored, visible
from tests.desktop.wishes.wish_window_helpers import wish_of


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("2021-1-017", "公示以后才能认领，请先办上面的“下一步”"),
        ("2021-1-008", "已有人认领；换人请先取消原来的认领"),
        ("2021-1-019", "这个心愿已退回，不能认领；右键“放回本轮”再办"),
        ("2021-1-010", ""),
    ],
)
def test_in_the_list_only_what_can_be_claimed_lets_a_claim_be_added(window, tab, code, why):
    window.go("wishes", wish_of(window, code))
    page = tab.page("wishes")
    assert page.claims.blocked == why
    assert page.claims.add_button.isEnabled() is not bool(why)


@pytest.mark.both_databases
def test_the_papers_of_a_claim_wait_for_one(bare_window):
    bare_window.go("claims")
    page = bare_window.page("claims")
    assert not any(paper.isEnabled() for paper in page.papers)


@pytest.mark.parametrize(("code", "offered"), [("2021-1-009", True), ("2021-1-017", False)])
def test_the_menu_of_papers_has_the_sheets_and_those_of_a_claim_only_where_there_is_one(window, tab, code, offered):
    window.go("wishes", wish_of(window, code))
    menu = tab.page("wishes").papers.menu()
    menu.aboutToShow.emit()
    enabled = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    assert {"微心愿台账", "微心愿销号登记表", "微心愿汇总表", "心愿卡"} <= {n for n, on in enabled.items() if on}
    assert enabled["微心愿签收单"] is offered
    assert enabled["微心愿认领承诺书"] is offered


def test_a_wish_whose_consent_was_taken_back_is_not_claimed_in_the_list_either(window, tab, board):
    number = wish_of(window, "2021-1-012")
    assert board.wish_actions.why_no_claim(number) == NOT_AGREED
    assert board.wish_actions.why_no_claim(wish_of(window, "2021-1-011")) == ""
    window.go("wishes", number)
    assert tab.page("wishes").claims.blocked == NOT_AGREED


def test_what_nobody_claimed_is_carried_over_and_stands_first(window, tab, qtbot, keyboard):
    window.go("wish_rounds")
    page = tab.page("wish_rounds")
    page.select(stored(window, select(WishRound.id).where(WishRound.name == "2021年第1轮")))
    click(qtbot, page, "carry")
    (dialog,) = visible("carry_dialog")
    dialog.setTextValue("2021-10-08")
    dialog.accept()
    QApplication.processEvents()
    tab.round.setCurrentIndex(tab.round.findText("2021年第2轮"))
    window.go("wishes")
    with window.store.read() as session:
        rows = WISHES.fetch(session, tab.page("wishes").list.model.ids)
    assert [WISHES.value(row, "carried_from") for row in rows] == [
        f"2021-1-{n:03}" for n in (14, 15, 10, 11, 12, 13, 16)
    ]
    assert {WISHES.value(row, "state") for row in rows} == {VERIFIED}


def test_a_wish_of_another_round_is_found_from_wherever_one_comes(window, tab):
    number = wish_of(window, "2021-2-001")
    assert tab.findChild(QComboBox, "round").currentText() == "2021年第1轮"
    window.go("wishes", number)
    assert tab.page("wishes").list.current_id() == number
