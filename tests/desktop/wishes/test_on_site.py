"""Wishes are claimed at a meeting, by letters, arrows or the mouse, by two clerks at once."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from db.database import Database
from db.people.models import Organisation
from db.storage.sqlite_driver import FILE
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIMS
from db.wishes.listings import CLAIMED, PUBLISHED, WISHES
from tests.desktop.window_helpers import click, stored, visible
from tests.desktop.wishes.wish_window_helpers import CONTROL, LEFT, Key, state_of, wish_of


def test_at_the_meeting_letters_find_a_wish_and_several_claim_together(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    assert dialog.count.text() == "已认领 9 / 12"
    keyboard.write("sjgh")  # 手机挂号
    keyboard.press(Key.Key_Return)
    keyboard.write("lzyz+cxm")  # 查小满 is a member of the committee
    keyboard.press(Key.Key_Return)
    assert dialog.message.text() == "2021-1-011 由兰州一中、查小满认领"
    with window.store.read() as session:
        row = WISHES.one(session, wish_of(window, "2021-1-011"))
    assert WISHES.value(row, "claimant") == "兰州一中、查小满"
    assert WISHES.value(row, "claimed") == "兰州一中、社工委成员"
    assert QApplication.focusWidget() is dialog.wishes.line
    keyboard.press(Key.Key_Z, CONTROL)
    assert dialog.message.text().startswith("已撤销：现场认领")
    assert state_of(window, wish_of(window, "2021-1-011")) == PUBLISHED
    assert dialog.count.text() == "已认领 9 / 12"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1", "2021-1-001 已由兰州一中认领，请选别的心愿"),
        ("12", "2021-1-012 的许愿人没有同意公开，不能认领；同意了请先登记"),
        ("17", "2021-1-017 已征集，还没有公示，不能认领"),
        ("19", "2021-1-019 已退回，不能认领"),
        ("2021-1-001", "2021-1-001 已由兰州一中认领，请选别的心愿"),
        ("hytd", "2021-1-001 已由兰州一中认领，请选别的心愿"),
        ("", "请输心愿编号，或用 ↑↓ 选一个"),
        ("99", "这一轮没有“99”这个可以认领的心愿，请核对编号"),
        ("𬭎䶮", "这一轮没有“𬭎䶮”这个可以认领的心愿，请核对编号"),
    ],
)
def test_at_the_meeting_a_wish_that_is_not_to_be_had_says_why(tab, qtbot, keyboard, typed, why):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    keyboard.write(typed)
    keyboard.press(Key.Key_Return)
    assert dialog.message.text() == why
    assert dialog.message.property("wrong")
    assert dialog.wishes.line.text() == typed  # nothing typed is lost
    assert dialog.wishes.line.hasFocus()


def test_at_the_meeting_an_unknown_claimant_says_what_to_do(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    keyboard.write("10")
    keyboard.press(Key.Key_Return)
    keyboard.write("zzzz")
    keyboard.press(Key.Key_Return)
    assert "没有“zzzz”：认领人要先登记" in dialog.message.text()
    assert dialog.claimants.line.text() == "zzzz"
    keyboard.press(Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.wishes.line.hasFocus()
    assert stored(window, select(func.count(Claim.id))) == 10


def test_at_the_meeting_an_unknown_claimant_becomes_an_organisation_and_claims_in_one_step(
    window, tab, qtbot, keyboard
):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    assert not dialog.enrol.isVisible()
    keyboard.write("10")
    keyboard.press(Key.Key_Return)
    keyboard.write("𬭎䶮饭馆")
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_N, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.message.text() == "2021-1-010 由𬭎䶮饭馆认领")
    assert not dialog.enrol.isVisible()
    assert dialog.wishes.line.hasFocus()
    known = select(func.count(Organisation.id)).where(Organisation.name == "𬭎䶮饭馆")
    assert stored(window, known) == 1
    keyboard.press(Key.Key_Z, CONTROL)
    assert stored(window, known) == 0


def test_at_the_meeting_a_number_typed_anew_is_the_wish_that_is_claimed(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    keyboard.write("10")
    keyboard.press(Key.Key_Return)
    dialog.wishes.line.setFocus()
    keyboard.press(Key.Key_A, CONTROL)
    keyboard.write("11")
    keyboard.press(Key.Key_Tab)
    assert dialog.message.text() == "2021-1-011　想学会用手机挂号　—　由谁认领？"
    keyboard.write("lzyz")
    keyboard.press(Key.Key_Return)
    assert dialog.message.text() == "2021-1-011 由兰州一中认领"
    assert state_of(window, wish_of(window, "2021-1-010")) == PUBLISHED


def test_at_the_meeting_arrows_and_the_mouse_choose_without_letters(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    keyboard.press(Key.Key_Down, times=2)
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_Return)
    assert dialog.message.text() == "请输认领人的首字母，或用 ↑↓ 选一个"
    keyboard.press(Key.Key_Down, times=3)
    keyboard.press(Key.Key_Return)
    assert dialog.message.text() == f"2021-1-011 由{dialog.who[2]}认领"
    wishes, claimants = dialog.wishes.list, dialog.claimants.list
    qtbot.mouseClick(wishes.viewport(), LEFT, pos=wishes.visualItemRect(wishes.item(1)).center())
    at = claimants.visualItemRect(claimants.item(1)).center()
    qtbot.mouseClick(claimants.viewport(), LEFT, pos=at)
    qtbot.mouseDClick(claimants.viewport(), LEFT, pos=at)
    assert dialog.message.text() == f"2021-1-013 由{dialog.who[1]}认领"


def test_a_long_word_pasted_at_the_meeting_does_not_widen_the_dialog(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    width = dialog.width()
    keyboard.write("10")
    keyboard.press(Key.Key_Return)
    QApplication.clipboard().setText("https://" + "x" * 3000)
    keyboard.press(Key.Key_V, CONTROL)
    keyboard.press(Key.Key_Return)
    QApplication.processEvents()
    assert dialog.message.text().startswith("没有“https://xxx")
    assert (dialog.width(), dialog.minimumSizeHint().width() <= width) == (width, True)


def test_what_another_clerk_does_changes_neither_the_choice_nor_what_undo_takes_back(window, tab, qtbot, keyboard):
    other = Database(window.data / FILE, actor="另一位")
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    keyboard.write("10")
    keyboard.press(Key.Key_Return)
    keyboard.write("lz")
    keyboard.press(Key.Key_Down, times=2)
    meant = dialog.who[2]
    with other.write("现场认领") as session:
        values = {"claimant": "兰州一中", "claimed_on": date.today().isoformat()}
        CLAIMS.create(session, dict(values), wish_id=wish_of(window, "2021-1-011"))
    qtbot.waitUntil(lambda: dialog.count.text() == "已认领 10 / 12")
    keyboard.press(Key.Key_Return)
    assert dialog.message.text() == f"2021-1-010 由{meant}认领"
    with other.write("现场认领") as session:
        CLAIMS.create(session, dict(values), wish_id=wish_of(window, "2021-1-013"))
    keyboard.press(Key.Key_Z, CONTROL)
    assert dialog.message.text() == "已撤销：现场认领 2021-1-010"
    keyboard.press(Key.Key_Z, CONTROL)
    assert dialog.message.text() == "这次打开以后没有登记别的认领，不用撤销"
    assert state_of(window, wish_of(window, "2021-1-011")) == CLAIMED
    assert state_of(window, wish_of(window, "2021-1-013")) == CLAIMED
    other.close()


def test_two_clerks_at_one_meeting_never_give_a_wish_twice(window, tab, qtbot, keyboard):
    other = Database(window.data / FILE, actor="另一位")
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    keyboard.write("10")
    keyboard.press(Key.Key_Return)
    keyboard.write("lzrb")
    number = wish_of(window, "2021-1-010")
    with other.write("现场认领") as session:
        values = {"claimant": "兰州一中", "claimed_on": date.today().isoformat()}
        CLAIMS.create(session, dict(values), wish_id=number)
    window.change_poller.timer.stop()  # as if Enter came before the look at what the other has done
    keyboard.press(Key.Key_Return)
    assert dialog.message.property("wrong")
    assert dialog.message.text() == "2021-1-010 已由兰州一中认领，请选别的心愿"
    assert dialog.count.text() == "已认领 10 / 12"
    with other.write("现场认领") as session:
        CLAIMS.create(session, dict(values), wish_id=wish_of(window, "2021-1-013"))
    window.change_poller.timer.start()
    qtbot.waitUntil(lambda: dialog.count.text() == "已认领 11 / 12")
    assert [offer.code for offer in dialog.offers] == ["2021-1-011"]
    other.close()


def test_a_claim_that_is_begun_is_not_lost_by_esc(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    keyboard.write("sjgh")
    keyboard.press(Key.Key_Return)
    keyboard.write("lzyz+")
    dialog.reject()
    (box,) = visible("confirm_box")
    box.reject()
    assert dialog.isVisible()
    assert dialog.together == ["兰州一中"]
    dialog.reject()
    (box,) = visible("confirm_box")
    click(qtbot, box, "go_on")
    assert not visible("on_site")
    assert state_of(window, wish_of(window, "2021-1-011")) == PUBLISHED
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    dialog.reject()  # nothing is begun
    assert not visible("on_site")
