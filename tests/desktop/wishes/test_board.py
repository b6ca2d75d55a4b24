"""The cards of the board are dragged and moved by keys from one state to the next, and back."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.core.errors import UserError
from db.wishes.claim_models import Claim
from db.wishes.listings import ANSWERED, ARCHIVED, CLAIMED, COLLECTED, HANDED, PUBLISHED, REALISED, VERIFIED, WISHES
from db.wishes.models import Wish
from db.wishes.rules import NOT_AGREED
from desktop.wishes.actions import GONE
from tests.desktop.window_helpers import fill, stored, visible
from tests.desktop.wishes.wish_window_helpers import CONTROL, LEFT, Key, cards, state_of, wish_of
from widgets.board import MIME


def drop(board, number, key):
    """Let a card fall on a column, as the mouse does at the end of its way."""
    data = QMimeData()
    data.setData(MIME, str(number).encode())
    column = board.board.columns[key]
    event = QDropEvent(QPointF(20, 20), Qt.DropAction.MoveAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    column.dropEvent(event)
    QApplication.processEvents()


def test_a_card_is_dragged_to_the_next_state_and_undone(window, board):
    number = wish_of(window, "2021-1-016")
    with window.store.read() as session:
        consented = WISHES.value(WISHES.one(session, number), "publish")
    assert consented == "是"
    drop(board, number, PUBLISHED)
    assert "2021-1-016" in cards(board, PUBLISHED)
    assert stored(window, select(Wish.published_by).where(Wish.id == number)) == "测试员"
    window.undo()
    assert "2021-1-016" in cards(board, VERIFIED)


def test_a_card_goes_back_by_keys_as_far_as_it_may(window, board, keyboard, answered, qtbot):
    number = wish_of(window, "2021-1-004")  # told of, delivered by a unit
    board.select(number)
    keyboard.press(Key.Key_Left, CONTROL)
    assert state_of(window, number) == REALISED
    keyboard.press(Key.Key_Left, CONTROL)
    assert state_of(window, number) == HANDED
    keyboard.press(Key.Key_Left, CONTROL)
    assert state_of(window, number) == CLAIMED
    keyboard.press(Key.Key_Left, CONTROL)  # that is to cancel the claim, which wants a reason
    (dialog,) = visible("form_dialog")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.form.boxes["reason"].error
    fill(keyboard, {"reason": "鞋码不对，改由别家认领"})
    assert state_of(window, number) == PUBLISHED
    assert stored(window, select(Claim.reason).where(Claim.wish_id == number)) == "鞋码不对，改由别家认领"
    for _ in range(4):
        window.undo()
    assert state_of(window, number) == ANSWERED


@pytest.mark.parametrize(
    ("code", "to", "sentence"),
    [
        ("2021-1-017", PUBLISHED, "没有同意公开的记录，不能公示"),
        ("2021-1-012", CLAIMED, NOT_AGREED),
        ("2021-1-010", HANDED, "还没有人认领，不能登记对接"),
        ("2021-1-006", ARCHIVED, "归档以前要先登记反馈"),
    ],
)
def test_a_card_dropped_too_far_says_what_is_missing_and_stays(window, board, keyboard, code, to, sentence):
    number = wish_of(window, code)
    before = state_of(window, number)
    with pytest.raises(UserError, match=sentence):
        board.wish_actions.move(number, to)
    assert state_of(window, number) == before


def test_a_wish_that_is_not_published_cannot_be_claimed_and_what_was_typed_stays(window, board, answered, qtbot):
    number = wish_of(window, "2021-1-017")
    board.wish_actions.move(number, CLAIMED)
    (dialog,) = visible("form_dialog")
    dialog.form.boxes["claimant"].set_text("兰州一中")
    with pytest.raises(UserError, match="还没有公示，不能认领；请先核实、公示"):
        dialog.accept()
    assert dialog.isVisible()
    assert dialog.form.boxes["claimant"].text() == "兰州一中"
    dialog.reject()
    assert state_of(window, number) == COLLECTED


def test_a_claimed_wish_does_not_leave_the_round(window, board):
    number = wish_of(window, "2021-1-009")
    drop(board, number, GONE)
    (dialog,) = visible("form_dialog")
    for key, text in {"outcome": "撤销", "reason": "不要了"}.items():
        dialog.form.boxes[key].set_text(text)
    dialog.accept()
    assert dialog.form.boxes["outcome"].error.startswith("这个心愿已有人认领；请先取消认领")
    dialog.reject()
    assert state_of(window, number) == HANDED


def test_insert_adds_a_wish_on_the_board(window, board, keyboard):
    board.select(wish_of(window, "2021-1-017"))
    keyboard.press(Key.Key_Insert)
    (dialog,) = visible("record_dialog")
    dialog.reject()


def test_the_menu_of_a_card_leads_to_whose_wish_it_is_still_masked(window, tab, board):
    number = wish_of(window, "2021-1-012")
    board.wish_actions.show_beneficiary(number)
    page = tab.page("beneficiaries").list
    assert page.current_id() == stored(window, select(Wish.beneficiary_id).where(Wish.id == number))
    assert page.opened is None


def test_a_wish_leaves_the_round_with_a_reason_and_comes_back(window, board, keyboard):
    number = wish_of(window, "2021-1-018")
    drop(board, number, GONE)
    fill(keyboard, {"outcome": "撤销", "reason": "自己写好了"})
    assert "2021-1-018" in cards(board, GONE)
    drop(board, number, COLLECTED)
    assert "2021-1-018" in cards(board, COLLECTED)
    assert stored(window, select(Wish.reason).where(Wish.id == number)) is None


@pytest.mark.parametrize(("code", "back"), [("2021-1-019", True), ("2021-1-020", True), ("2021-1-014", False)])
def test_only_what_was_not_carried_over_can_be_put_back_into_its_round(window, board, code, back):
    number = wish_of(window, code)
    assert ("放回本轮" in [text for text, _act in board.wish_actions.choices(number)]) is back
    assert ("请在下一轮里办理" in board.wish_actions.why_no_claim(number)) is not back
