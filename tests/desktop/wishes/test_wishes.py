"""Micro-wishes as a clerk handles them: from a note to the delivered lamp, at a meeting, on the board, masked."""

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QPixmap
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from sqlalchemy import func, select

from db.attachments.listings import ATTACHMENTS
from db.attachments.models import Attachment
from db.core.errors import UserError
from db.database import Database
from db.hardship.listings import CONSENTS, VISITS
from db.hardship.models import Beneficiary, Consent, Opening, Visit
from db.people.models import Organisation
from db.storage import history
from db.storage.sqlite_driver import FILE
from db.wishes.claims import CLAIMS
from db.wishes.listings import (
    ANSWERED,
    ARCHIVED,
    CLAIMED,
    COLLECTED,
    HANDED,
    PUBLISHED,
    REALISED,
    VERIFIED,
    WISHES,
)
from db.wishes.models import Claim, ClaimGood, Wish, WishRound
from db.wishes.rules import NOT_AGREED
from db.wishes.steps import state
from desktop.wishes.actions import GONE
from tests.desktop.window_helpers import click, fill, stored, visible
from widgets.board import MIME

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
MOST_KEYS = 12  # a claim at a meeting


@pytest.fixture
def tab(window):
    window.go("board")
    return window.tab("wishes")


@pytest.fixture
def board(tab):
    return tab.page("board")


@pytest.fixture
def people(window, tab):
    window.go("beneficiaries")
    return tab.page("beneficiaries")


def wish_of(window, code):
    return stored(window, select(Wish.id).where(Wish.code == code))


def state_of(window, number):
    with window.store.read() as session:
        return state(session, number)


def cards(board, key):
    column = board.board.columns[key]
    return [column.item(n).text() for n in range(column.count())]


def drop(board, number, key):
    """Let a card fall on a column, as the mouse does at the end of its way."""
    data = QMimeData()
    data.setData(MIME, str(number).encode())
    column = board.board.columns[key]
    event = QDropEvent(QPointF(20, 20), Qt.DropAction.MoveAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    column.dropEvent(event)
    QApplication.processEvents()


UNITS = (  # the seven of the source, and the letters by which each is found
    ("兰州一中", "lzyz", "护眼台灯"),
    ("兰州社区大学", "lzsq", "辅导书籍"),
    ("畅家巷卫生服务站", "wsf", "菜板"),
    ("酒泉路执法中队", "jql", "护膝"),
    ("兰州日报社", "lzrb", "运动鞋"),
    ("兰州广播电视台", "lzgb", "U盘"),
    ("兰州银行城关支行", "lzyh", "书包"),
)


def test_the_day_of_the_source_claimed_in_the_morning_delivered_in_the_afternoon(window, tab, qtbot, keyboard):
    today = date.today()
    window.go("wish_rounds")
    click(qtbot, tab.page("wish_rounds"), "add")
    fill(keyboard, {"year": str(today.year), "number": "1", "begins": today.isoformat()})
    assert tab.round.currentText() == "2021年第1轮"
    tab.round.setCurrentIndex(tab.round.findText(f"{today.year}年第1轮"))
    _collect(window, tab, qtbot, keyboard, today)
    board = tab.page("board")
    window.go("board")
    for n in range(1, 8):  # verified and published by keys
        board.select(wish_of(window, f"{today.year}-1-{n:03}"))
        keyboard.press(Key.Key_Right, CONTROL, times=2)
    assert len(cards(board, PUBLISHED)) == 7
    _claim_on_the_spot(tab, qtbot, keyboard)
    assert len(cards(board, CLAIMED)) == 7
    for n, (unit, _letters, goods) in enumerate(UNITS, start=1):
        _deliver(window, tab, qtbot, keyboard, f"{today.year}-1-{n:03}", unit, goods)
    window.show_tab("home")
    figures = [label.text() for label in window.tab("home").findChildren(QLabel)]
    assert "7 / 7" in figures
    assert stored(window, select(func.count(Claim.id)).where(Claim.realised_on == today)) == 7
    assert stored(window, select(func.sum(ClaimGood.value)).join(Claim).where(Claim.realised_on == today)) == 70_000


def _collect(window, tab, qtbot, keyboard, today):
    """One person with consent, and the seven wishes of the source, typed one after the other."""
    window.go("beneficiaries")
    page = tab.page("beneficiaries")
    click(qtbot, page.list, "add")
    fill(keyboard, {"name": "仲孙若愚", "phone": "13800000699", "alias": "某独居老人"})
    click(qtbot, page.consents, "add")
    fill(keyboard, {"purpose": "公开心愿", "how": "书面"})
    window.go("wishes")
    click(qtbot, tab.page("wishes").list, "add")
    (dialog,) = visible("record_dialog")
    assert dialog.form.boxes["round"].text() == f"{today.year}年第1轮"
    dialog.more.setChecked(True)
    for _unit, _letters, goods in UNITS:
        fill(keyboard, {"content": f"想要{goods}", "beneficiary": "仲孙若愚", "collected_by": "覃秋水"})
    dialog.reject()
    assert len(tab.page("wishes").list.model.ids) == 7


def _claim_on_the_spot(tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    for n, (unit, letters, _goods) in enumerate(UNITS, start=1):
        typed = str(n), letters
        assert sum(map(len, typed)) + 2 <= MOST_KEYS
        for text in typed:
            keyboard.write(text)
            keyboard.press(Key.Key_Return)
        assert dialog.said.text().endswith(f"由{unit}认领")
        assert dialog.count.text() == f"已认领 {n} / 7"
    qtbot.mouseClick(dialog.findChild(QPushButton, "close"), LEFT)


def _deliver(window, tab, qtbot, keyboard, code, unit, goods):
    """Handed over, received, told of and put away: on the board, with what was given in the list."""
    number, board = wish_of(window, code), tab.page("board")
    window.go("wishes", number)
    page = tab.page("wishes")
    click(qtbot, page.goods, "add")
    fill(keyboard, {"item": goods, "value": "100"})
    window.go("board")
    board.select(number)
    keyboard.press(Key.Key_Right, CONTROL, times=2)
    fill(keyboard, {"delivered_by": unit, "received_by": "仲孙若愚"})
    keyboard.press(Key.Key_Right, CONTROL)  # the focus has gone with the card
    fill(keyboard, {"satisfaction": "非常满意"})
    keyboard.press(Key.Key_Right, CONTROL)
    assert state_of(window, number) == ARCHIVED


def test_at_the_meeting_letters_find_a_wish_and_several_claim_together(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    assert dialog.count.text() == "已认领 9 / 12"
    keyboard.write("sjgh")  # 手机挂号
    keyboard.press(Key.Key_Return)
    keyboard.write("lzyz+cxm")  # 查小满 is a member of the committee
    keyboard.press(Key.Key_Return)
    assert dialog.said.text() == "2021-1-011 由兰州一中、查小满认领"
    with window.store.read() as session:
        row = WISHES.one(session, wish_of(window, "2021-1-011"))
    assert WISHES.value(row, "claimant") == "兰州一中、查小满"
    assert WISHES.value(row, "claimed") == "兰州一中、社工委成员"
    assert QApplication.focusWidget() is dialog.wishes.line
    keyboard.press(Key.Key_Z, CONTROL)
    assert dialog.said.text().startswith("已撤销：现场认领")
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
    assert dialog.said.text() == why
    assert dialog.said.property("wrong")
    assert dialog.wishes.line.text() == typed  # nothing typed is lost
    assert dialog.wishes.line.hasFocus()


def test_at_the_meeting_an_unknown_claimant_says_what_to_do(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    keyboard.write("10")
    keyboard.press(Key.Key_Return)
    keyboard.write("zzzz")
    keyboard.press(Key.Key_Return)
    assert "没有“zzzz”：认领人要先登记" in dialog.said.text()
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
    qtbot.waitUntil(lambda: dialog.said.text() == "2021-1-010 由𬭎䶮饭馆认领")
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
    assert dialog.said.text() == "2021-1-011　想学会用手机挂号　—　由谁认领？"
    keyboard.write("lzyz")
    keyboard.press(Key.Key_Return)
    assert dialog.said.text() == "2021-1-011 由兰州一中认领"
    assert state_of(window, wish_of(window, "2021-1-010")) == PUBLISHED


def test_at_the_meeting_arrows_and_the_mouse_choose_without_letters(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    keyboard.press(Key.Key_Down, times=2)
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_Return)
    assert dialog.said.text() == "请输认领人的首字母，或用 ↑↓ 选一个"
    keyboard.press(Key.Key_Down, times=3)
    keyboard.press(Key.Key_Return)
    assert dialog.said.text() == f"2021-1-011 由{dialog.who[2]}认领"
    wishes, claimants = dialog.wishes.list, dialog.claimants.list
    qtbot.mouseClick(wishes.viewport(), LEFT, pos=wishes.visualItemRect(wishes.item(1)).center())
    at = claimants.visualItemRect(claimants.item(1)).center()
    qtbot.mouseClick(claimants.viewport(), LEFT, pos=at)
    qtbot.mouseDClick(claimants.viewport(), LEFT, pos=at)
    assert dialog.said.text() == f"2021-1-013 由{dialog.who[1]}认领"


def typed(qtbot, form, key, text):
    """Type into a field of a form and leave it."""
    editor = form.boxes[key].editor
    editor.setFocus()
    editor.set_text(editor.value_text())
    editor.write(text)
    editor.commit()


def test_what_belongs_together_is_stored_together_however_it_is_typed(window, tab, qtbot):
    number = stored(window, select(Claim.id).where(Claim.wish_id == wish_of(window, "2021-1-006")))
    window.go("claims", number)
    form = tab.page("claims").list.form
    day = date.today().isoformat()
    typed(qtbot, form, "feedback_on", day)
    assert form.boxes["satisfaction"].error == "反馈要写明日期和满意度"
    assert form.boxes["feedback_on"].error == "还没有存下，和标红的其他几项填齐了一起存"
    typed(qtbot, form, "note", "灯很亮")  # what fits is stored meanwhile
    assert stored(window, select(Claim.note).where(Claim.id == number)) == "灯很亮"
    assert form.boxes["feedback_on"].text() == day
    assert form.boxes["satisfaction"].error
    typed(qtbot, form, "satisfaction", "满意")
    assert [box.field.key for box in form.boxes.values() if box.error] == []
    assert stored(window, select(Claim.satisfaction).where(Claim.id == number)) == "满意"
    assert stored(window, select(Claim.feedback_on).where(Claim.id == number)) == date.today()
    assert window.undo_action.text() == "撤销：修改认领“2021-1-006”的反馈日期、满意度"
    window.undo()
    assert form.boxes["feedback_on"].text() == form.boxes["satisfaction"].text() == ""


def test_a_birth_that_makes_a_child_waits_for_the_guardian_and_is_stored_with_it(people, window, tab, qtbot):
    page = people.list
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "时谦"))
    page.select(number)
    page.open_current()
    birth = date.today().replace(year=date.today().year - 8, day=1).isoformat()
    typed(qtbot, page.form, "birth", birth)
    assert page.form.boxes["guardian"].error == "不满十四周岁的孩子要填监护人，请先填监护人姓名"
    assert page.form.boxes["birth"].text() == birth
    typed(qtbot, page.form, "guardian", "时母")
    kept = select(Beneficiary.birth, Beneficiary.guardian).where(Beneficiary.id == number)
    with window.store.read() as session:
        assert tuple(session.execute(kept).one()) == (birth, "时母")


def test_what_was_refused_and_left_behind_is_said_and_esc_takes_it_back(people, window, tab, qtbot):
    page = people.list
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "时谦"))
    page.select(number)
    page.open_current()
    before = page.form.boxes["phone"].text()
    typed(qtbot, page.form, "phone", "12")
    assert page.form.boxes["phone"].error
    page.form.boxes["phone"].editor.setFocus()
    qtbot.keyClick(page.form.boxes["phone"].editor, Key.Key_Escape)
    assert (page.form.boxes["phone"].text(), page.form.boxes["phone"].error) == (before, "")
    typed(qtbot, page.form, "phone", "12")
    page.select(next(one for one in page.model.ids if one != number))
    assert window.bar.text() == "刚才那一条的联系电话没有存下；要的话请回到那一条，把标红的几项填齐"
    assert stored(window, select(Beneficiary.phone).where(Beneficiary.id == number)) == before


def test_what_was_refused_is_not_left_to_be_read_when_the_record_is_closed(people, window, tab, qtbot):
    page = people.list
    page.select(stored(window, select(Beneficiary.id).where(Beneficiary.name == "时谦")))
    page.open_current()
    typed(qtbot, page.form, "phone", "1380000")
    assert page.form.boxes["phone"].error
    page.open_current()
    assert "1380000" not in [box.text() for box in page.form.boxes.values()]
    assert not any(box.error for box in page.form.boxes.values())
    assert window.bar.text().startswith("刚才那一条的联系电话没有存下")


def test_a_name_that_nobody_knew_is_said_at_once_and_taken_back_with_its_wish(window, tab, qtbot, keyboard):
    before = [stored(window, select(func.count(model.id))) for model in (Wish, Beneficiary)]
    window.go("wishes")
    page = tab.page("wishes").list
    click(qtbot, page, "add")
    fill(keyboard, {"content": "想要一盏灯", "beneficiary": "仲孙若渔", "collected_by": "覃秋水"})
    assert window.bar.text() == "没有登记过，已新登记：帮扶对象“仲孙**”。写错了请撤销"
    with window.store.write("别的事") as session:
        session.get_one(Wish, 1).note = "另记一笔"
    click(qtbot, window.bar, "message_action")
    assert [stored(window, select(func.count(model.id))) for model in (Wish, Beneficiary)] == before
    window.bar.hide()
    click(qtbot, page, "add")
    fill(keyboard, {"content": "想要一盏灯", "beneficiary": known(window), "collected_by": "覃秋水"})
    assert not window.bar.isVisible()


def known(window):
    """How one person in hardship is written in a field."""
    with window.store.read() as session:
        return WISHES.value(WISHES.one(session, 1), "beneficiary")


def test_a_long_word_pasted_at_the_meeting_does_not_widen_the_dialog(window, tab, qtbot, keyboard):
    click(qtbot, tab, "open_on_site")
    (dialog,) = visible("on_site")
    width = dialog.width()
    keyboard.write("10")
    keyboard.press(Key.Key_Return)
    keyboard.write("https://" + "x" * 3000)
    keyboard.press(Key.Key_Return)
    QApplication.processEvents()
    assert dialog.said.text().startswith("没有“https://xxx")
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
    assert dialog.said.text() == f"2021-1-010 由{meant}认领"
    with other.write("现场认领") as session:
        CLAIMS.create(session, dict(values), wish_id=wish_of(window, "2021-1-013"))
    keyboard.press(Key.Key_Z, CONTROL)
    assert dialog.said.text() == "已撤销：现场认领 2021-1-010"
    keyboard.press(Key.Key_Z, CONTROL)
    assert dialog.said.text() == "这次打开以后没有登记别的认领，不用撤销"
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
    window.others.timer.stop()  # as if Enter came before the look at what the other has done
    keyboard.press(Key.Key_Return)
    assert dialog.said.property("wrong")
    assert dialog.said.text() == "2021-1-010 已由兰州一中认领，请选别的心愿"
    assert dialog.count.text() == "已认领 10 / 12"
    with other.write("现场认领") as session:
        CLAIMS.create(session, dict(values), wish_id=wish_of(window, "2021-1-013"))
    window.others.timer.start()
    qtbot.waitUntil(lambda: dialog.count.text() == "已认领 11 / 12")
    assert [offer.code for offer in dialog.offers] == ["2021-1-011"]
    other.close()


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
        board.actions_.move(number, to)
    assert state_of(window, number) == before


def test_a_wish_that_is_not_published_cannot_be_claimed_and_what_was_typed_stays(window, board, answered, qtbot):
    number = wish_of(window, "2021-1-017")
    board.actions_.move(number, CLAIMED)
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
    assert {"微心愿台账", "微心愿销号登记表", "微心愿汇总表", "心愿卡（PDF）"} <= {n for n, on in enabled.items() if on}
    assert enabled["微心愿签收单（PDF）"] is offered
    assert enabled["微心愿认领承诺书（PDF）"] is offered


def test_insert_adds_a_wish_on_the_board(window, board, keyboard):
    board.select(wish_of(window, "2021-1-017"))
    keyboard.press(Key.Key_Insert)
    (dialog,) = visible("record_dialog")
    dialog.reject()


def test_the_menu_of_a_card_leads_to_whose_wish_it_is_still_masked(window, tab, board):
    number = wish_of(window, "2021-1-012")
    board.actions_.show_whose(number)
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
    assert ("放回本轮" in [text for text, _act in board.actions_.choices(number)]) is back
    assert ("请在下一轮里办理" in board.actions_.why_no_claim(number)) is not back


def test_a_wish_whose_consent_was_taken_back_is_not_claimed_in_the_list_either(window, tab, board):
    number = wish_of(window, "2021-1-012")
    assert board.actions_.why_no_claim(number) == NOT_AGREED
    assert board.actions_.why_no_claim(wish_of(window, "2021-1-011")) == ""
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


def text_of(page):
    """Everything that a list and its form show."""
    model = page.model
    places = range(model.columnCount())
    shown = [model.index(row, place).data() or "" for row in range(model.rowCount()) for place in places]
    return "\n".join([*shown, *(box.text() for box in page.form.boxes.values())])


SECRETS = ("瞿守拙", "13800000601", "12号院", "低保", "1941-02")


def test_people_in_hardship_are_masked_until_opened_and_each_opening_is_noted(window, people, qtbot, keyboard):
    page = people.list
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "瞿守拙"))
    page.select(number)
    for secret in SECRETS:
        assert secret not in text_of(page)
    assert "瞿**" in text_of(page)
    assert "138****0601" in text_of(page)
    assert not page.form.boxes["address"].editor.isEnabled()
    page.remove([number])
    assert "先打开这条记录" in window.bar.text()
    click(qtbot, page, "open_record")
    for secret in SECRETS:
        assert secret in text_of(page)
    assert page.form.boxes["address"].editor.isEnabled()
    with window.store.read() as session:
        first = history.actions(session.connection(), limit=1)[0]
    assert first.label == "查看帮扶对象“瞿**”"
    assert first.actor == "测试员"
    assert not window.undo_action.isEnabled()  # to have looked can't be taken back
    page.select(next(one for one in page.model.ids if one != number))
    page.select(number)
    for secret in SECRETS:
        assert secret not in text_of(page)


def test_an_opened_record_is_changed_and_its_label_keeps_the_name(window, people, qtbot):
    page = people.list
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "瞿守拙"))
    page.select(number)
    page.open_current()
    page.edit(number, page.listing["address"], "畅家巷12号院2单元102")
    assert stored(window, select(Beneficiary.address).where(Beneficiary.id == number)) == "畅家巷12号院2单元102"
    with window.store.read() as session:
        labels = [action.label for action in history.actions(session.connection())]
    assert labels[0] == "修改帮扶对象“瞿**”的住址"
    assert not any("瞿守拙" in label for label in labels)


def photographed(window, tab, qtbot, path, code):
    """Add a photo to the claim of a wish and say that it may be shown; what the field says to that."""
    window.go("claims", stored(window, select(Claim.id).where(Claim.wish_id == wish_of(window, code))))
    click(qtbot, tab.page("claims"), "claims_attachments")
    (dialog,) = visible("attachment_dialog")
    assert dialog.windowTitle() == f"附件　认领：{code}"
    part, picture = dialog.part, QPixmap(400, 300)
    picture.fill(Qt.GlobalColor.yellow)
    picture.save(str(path))
    part.add([path])
    qtbot.waitUntil(lambda: not part.busy and part.form.row_id is not None, timeout=10_000)
    part.form.edited.emit(ATTACHMENTS["consent"], "同意")
    said = part.form.boxes["consent"].error
    dialog.close()
    QApplication.processEvents()
    return said


@pytest.mark.parametrize("key", ["claims", "wishes"])
def test_who_looks_at_the_photos_of_a_claim_is_noted(window, tab, qtbot, tmp_path, key):
    photographed(window, tab, qtbot, tmp_path / "灯.png", "2021-1-002")
    assert looks(window) == []  # there was nothing to see yet
    if key == "wishes":
        window.go("wishes", wish_of(window, "2021-1-002"))
    click(qtbot, tab.page(key), "claims_attachments")
    visible("attachment_dialog")[0].close()
    assert looks(window) == ["瞿守拙"]
    with window.store.read() as session:
        assert history.actions(session.connection(), limit=1)[0].label == "查看附件（认领：2021-1-002）"


def test_the_photo_of_the_delivered_lamp_is_shown_only_to_whom_its_owner_agreed(window, tab, qtbot, tmp_path):
    assert photographed(window, tab, qtbot, tmp_path / "灯.png", "2021-1-001") == ""
    said = photographed(window, tab, qtbot, tmp_path / "护膝.png", "2021-1-003")
    assert said.startswith("许愿人没有同意拍照的记录")
    with window.store.read() as session:
        public = ATTACHMENTS.narrowed(*ATTACHMENTS.public, Attachment.claim_id.is_not(None)).ids(session)
        assert len(public) == 1
    with window.store.write("撤回拍照同意") as session:
        agreed = select(Consent).join(Beneficiary).where(Beneficiary.name == "皇甫念", Consent.purpose == "拍摄照片")
        session.scalars(agreed).one().withdrawn_on = date.today()
    with window.store.read() as session:
        assert not ATTACHMENTS.narrowed(*ATTACHMENTS.public, Attachment.claim_id.is_not(None)).ids(session)


def test_the_history_tells_no_file_name_of_somebody_in_hardship(window, tab, qtbot, tmp_path):
    photographed(window, tab, qtbot, tmp_path / "皇甫念低保证.png", "2021-1-001")
    click(qtbot, tab.page("claims"), "claims_attachments")
    (dialog,) = visible("attachment_dialog")
    dialog.part.form.edited.emit(ATTACHMENTS["caption"], "证件")
    dialog.part.remove(list(dialog.part._rows))
    assert dialog.part.bar.text() == "已删除附件"
    click(qtbot, dialog.part.bar, "message_action")
    assert dialog.part.bar.text() == "已撤销：删除附件"
    dialog.close()
    with window.store.read() as session:
        labels = [action.label for action in history.actions(session.connection(), limit=6)]
    added = ["修改附件的说明", "查看附件（认领：2021-1-001）", "修改附件的拍摄与公开同意", "给认领添加附件 1 个"]
    assert labels == ["撤销：删除附件", "删除附件", *added]


FOUND = ("身体尚好，想找人下棋。", "菜板")  # of the visit to 瞿守拙


@pytest.fixture
def visits(window, tab):
    window.go("visits")
    return tab.page("visits")


def looks(window):
    with window.store.read() as session:
        return session.scalars(select(Beneficiary.name).join(Opening).order_by(Opening.id)).all()


def visit_to(window, name):
    return stored(window, select(Visit.id).join(Beneficiary).where(Beneficiary.name == name))


@pytest.mark.parametrize("by_key", [True, False])
def test_what_a_visit_found_is_masked_until_it_is_opened_as_a_look_at_the_person(
    window, visits, keyboard, qtbot, by_key
):
    number = visit_to(window, "瞿守拙")
    visits.select(number)
    assert not [words for words in (*FOUND, "瞿守拙") if words in text_of(visits)]
    assert not visits.form.boxes["found"].editor.isEnabled()
    assert not visits.findChild(QPushButton, "visits_attachments").isEnabled()
    with pytest.raises(UserError, match="先打开这条记录，再修改"):
        visits.edit(number, VISITS["found"], "别的")
    visits.remove([number])
    assert "先打开这条记录" in window.bar.text()
    assert looks(window) == []
    if by_key:
        visits.table.setFocus()
        keyboard.press(Key.Key_Return)
    else:
        click(qtbot, visits, "open_record")
    assert not [words for words in (*FOUND, "瞿守拙") if words not in text_of(visits)]
    assert "辅导了数学作业。" not in text_of(visits)  # of another visit
    assert looks(window) == ["瞿守拙"]
    assert visits.findChild(QPushButton, "visits_attachments").isEnabled()
    visits.edit(number, VISITS["found"], "下了两盘棋")
    assert "下了两盘棋" in text_of(visits)
    visits.select(next(one for one in visits.model.ids if one != number))
    visits.select(number)
    assert "下了两盘棋" not in text_of(visits)
    assert looks(window) == ["瞿守拙"]


def test_a_visit_is_entered_at_once_and_stays_open_to_who_typed_it(window, visits, keyboard, qtbot):
    click(qtbot, visits, "add")
    fill(keyboard, {"beneficiary": "禹𬭎", "visitors": "柏青禾", "found": "会用读屏软件了"})
    assert not visible("record_dialog")
    assert "会用读屏软件了" in text_of(visits)
    assert visits.form.boxes["found"].editor.isEnabled()
    assert looks(window) == []
    visits.select(visit_to(window, "瞿守拙"))
    assert "会用读屏软件了" not in text_of(visits)


def test_somebody_new_stays_open_to_who_typed_it_wherever_in_the_list(window, people, keyboard, qtbot):
    for name in ("阿大山", "祖小海"):
        click(qtbot, people.list, "add")
        fill(keyboard, {"name": name, "address": f"{name}巷1号"})
        assert f"{name}巷1号" in text_of(people.list)
    assert "阿大山巷1号" not in text_of(people.list)
    assert looks(window) == []


def test_what_was_verified_is_masked_until_the_wish_is_opened(window, tab, qtbot):
    window.go("wishes", number := wish_of(window, "2021-1-002"))
    page = tab.page("wishes").list
    box = page.form.boxes["verified"]
    assert (box.text(), box.editor.isEnabled()) == ("●●●", False)
    with pytest.raises(UserError, match="先打开这条记录，再修改"):
        page.edit(number, WISHES["verified"], "别的")
    assert page.form.boxes["content"].editor.isEnabled()  # what anybody may read is worked on as ever
    click(qtbot, page, "open_record")
    assert (box.text(), box.editor.isEnabled()) == ("旧菜板开裂。", True)
    assert looks(window) == ["瞿守拙"]
    page.edit(number, WISHES["verified"], "旧菜板裂成两半。")
    click(qtbot, page, "open_record")
    assert (box.text(), box.editor.isEnabled()) == ("●●●", False)


def test_what_is_still_empty_is_filled_in_without_opening(window, tab):
    window.go("wishes", number := wish_of(window, "2021-1-005"))
    page = tab.page("wishes").list
    box = page.form.boxes["verified"]
    assert (box.text(), box.editor.isEnabled()) == ("", True)
    page.edit(number, WISHES["verified"], "家里没有书")
    assert (box.text(), box.editor.isEnabled()) == ("●●●", False)
    assert stored(window, select(Wish.verified).where(Wish.id == number)) == "家里没有书"
    assert looks(window) == []


def test_what_was_said_of_a_gift_is_masked_until_the_claim_is_opened(window, tab, qtbot):
    number = stored(window, select(Claim.id).where(Claim.wish_id == wish_of(window, "2021-1-002")))
    with window.store.write("反馈") as session:
        session.get_one(Claim, number).feedback = "切菜不滑了"
        signed = session.get_one(Claim, number).received_by
    window.go("claims", number)
    page = tab.page("claims").list
    assert not {"切菜不滑了", signed} & set(text_of(page).split("\n"))
    click(qtbot, page, "open_record")
    assert {"切菜不滑了", signed} < set(text_of(page).split("\n"))
    assert looks(window) == ["瞿守拙"]
    window.go("wishes", wish_of(window, "2021-1-002"))
    below = tab.page("wishes").claims  # where nothing can be opened
    model = below.model
    shown = [model.index(0, place).data() for place in range(model.columnCount())]
    assert "●●●" in shown
    assert not {"切菜不滑了", signed} & set(shown)
    with pytest.raises(UserError, match="先在“认领”里打开这次认领"):
        below.edit(number, CLAIMS["feedback"], "别的")


def events(page):
    tree = page.timeline.tree
    items = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    return "\n".join(item.text(3) + item.toolTip(3) for item in items)


def test_the_timeline_tells_what_visits_found_only_while_the_record_is_open(window, people, qtbot):
    people.select(stored(window, select(Beneficiary.id).where(Beneficiary.name == "瞿守拙")))
    assert "贺翀远、阿依古丽·买买提；●●●" in events(people)
    assert not [words for words in FOUND if f"；{words}" in events(people)]
    assert "带去" not in events(people)
    click(qtbot, people.list, "open_record")
    assert "贺翀远、阿依古丽·买买提；带去菜板；身体尚好，想找人下棋。" in events(people)
    click(qtbot, people.list, "open_record")
    assert "带去" not in events(people)


def test_the_timeline_of_an_open_record_keeps_what_visits_to_others_of_the_household_found(window, people):
    people.select(stored(window, select(Beneficiary.id).where(Beneficiary.name == "皇甫仲文")))
    people.list.open_current()
    assert "贺翀远；●●●" in events(people)  # to 皇甫念, at whose record nobody looked
    people.select(stored(window, select(Beneficiary.id).where(Beneficiary.name == "皇甫念")))
    people.list.open_current()
    assert "辅导了数学作业。" in events(people)


def test_notes_on_a_consent_are_masked_until_the_record_is_open(window, people, qtbot):
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "瞿守拙"))
    consent = stored(window, select(Consent.id).where(Consent.beneficiary_id == number))
    with window.store.write("备注") as session:
        session.get_one(Consent, consent).note = "儿子在场"
    people.select(number)
    model = people.consents.model

    def text():
        return [
            model.index(row, place).data() for row in range(model.rowCount()) for place in range(model.columnCount())
        ]

    assert "儿子在场" not in text()
    assert "●●●" in text()
    assert not people.consents.findChild(QPushButton, "consents_attachments").isEnabled()
    with pytest.raises(UserError, match="先在上面打开这位帮扶对象，再修改"):
        people.consents.edit(consent, CONSENTS["note"], "别的")
    people.consents.edit(consent, CONSENTS["withdrawn_on"], date.today().isoformat())  # of no secret
    click(qtbot, people.list, "open_record")
    assert "儿子在场" in text()
    assert people.consents.findChild(QPushButton, "consents_attachments").isEnabled()
    people.consents.edit(consent, CONSENTS["note"], "女儿在场")
    click(qtbot, people.list, "open_record")
    assert not {"女儿在场", "儿子在场"} & set(text())


def test_what_is_copied_from_the_list_is_masked_too(people, window):
    page = people.list
    page.table.selectAll()
    page.table.copy()
    copied = QApplication.clipboard().text()
    assert "瞿**" in copied
    assert not any(secret in copied for secret in SECRETS)


@pytest.mark.parametrize("key", ["wishes", "visits", "claims"])
def test_the_other_lists_do_not_name_whom_it_is_about(window, tab, key):
    window.go(key)
    page = tab.page(key)
    page = getattr(page, "list", page)
    with window.store.read() as session:
        names = session.scalars(select(Beneficiary.name)).all()
    signed = stored(window, select(Claim.id).where(Claim.received_by.is_not(None)).order_by(Claim.id))
    page.select(signed if key == "claims" else page.model.ids[0])
    model = page.model
    shown = [place for place in range(model.columnCount()) if not page.table.isColumnHidden(place)]
    cells = [str(model.index(row, place).data()) for row in range(model.rowCount()) for place in shown]
    text = "\n".join([*cells, *(box.text() for box in page.form.boxes.values())])
    assert "●●●" in text or "**" in text
    assert not [name for name in names if name in text]


@pytest.mark.parametrize("key", ["wishes", "visits", "beneficiaries"])
def test_what_is_masked_does_not_stand_in_the_preview_of_the_next_start(window, tab, key):
    window.go("members")
    window.tabs.setCurrentWidget(window.tab("committee"))
    window._keep_preview()
    assert window.settings.value("preview")
    window.go(key)
    window._keep_preview()
    assert not window.settings.value("preview")


def test_a_child_without_guardian_is_refused_at_the_field(window, people, qtbot, keyboard):
    click(qtbot, people.list, "add")
    (dialog,) = visible("record_dialog")
    born = date.today().replace(year=date.today().year - 9, day=1).isoformat()
    fill(keyboard, {"name": "慕容小鱼", "birth": born})
    assert dialog.form.boxes["guardian"].error == "不满十四周岁的孩子要填监护人，请先填监护人姓名"
    fill(keyboard, {"guardian": "慕容大江"})
    assert not dialog.isVisible()
    click(qtbot, people.consents, "add")
    (dialog,) = visible("record_dialog")
    fill(keyboard, {"purpose": "公开心愿", "how": "书面"})
    assert "要由监护人同意" in dialog.form.boxes["given_by"].error
    fill(keyboard, {"given_by": "监护人"})
    assert not dialog.isVisible()
    child = stored(window, select(Beneficiary.id).where(Beneficiary.name == "慕容小鱼"))
    assert stored(window, select(Consent.given_by).where(Consent.beneficiary_id == child)) == "监护人"


def test_the_timeline_of_a_household_has_wishes_visits_and_services_of_all_of_them(window, people):
    page = people
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "皇甫仲文"))
    page.select(number)
    tree = page.timeline.tree
    rows = [[tree.topLevelItem(n).text(c) for c in range(4)] for n in range(tree.topLevelItemCount())]
    assert {row[1] for row in rows} >= {"许愿", "心愿实现", "上门服务"}
    assert {row[2] for row in rows} == {"皇甫*", "皇甫**"}
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    service = next(n for n, row in enumerate(rows) if row[1] == "上门服务")
    tree.itemActivated.emit(tree.topLevelItem(service), 0)
    assert window.tab("wishes").stack.currentWidget() is window.page("visits")


def test_the_home_page_leads_to_what_is_late(window, tab, qtbot):
    window.show_tab("home")
    home = window.tab("home")
    said = [label.text() for label in home.findChildren(QLabel)]
    for words in ("的公开同意已撤回", "天还没有核实", "过了承诺日期还没有实现", "天还没有对接", "天还没有反馈"):
        assert any(words in text for text in said)
    number = stored(window, select(Claim.id).where(Claim.handed_on.is_(None), Claim.cancelled_on.is_(None)))
    window.go("claims", number)
    assert tab.page("claims").list.current_id() == number


def test_the_first_wish_of_an_office_brings_its_round_with_it(bare_window, qtbot):
    bare_window.go("board")
    bare_window.page("board").add_button.click()
    (dialog,) = visible("record_dialog")
    name = f"{date.today().year}年第1轮"
    assert dialog.form.boxes["round"].text() == name
    for key, text in {"beneficiary": "仲孙若愚", "content": "想要一盏灯"}.items():
        dialog.form.boxes[key].set_text(text)
    dialog.form.boxes["round"].set_text("下一轮")
    dialog.accept()
    assert dialog.form.boxes["round"].error.startswith("没有“下一轮”这一轮；轮次写成 2026年第1轮")
    dialog.form.boxes["round"].set_text(name)
    dialog.accept()
    assert not dialog.isVisible()
    assert stored(bare_window, select(Wish.code)) == f"{date.today().year}-1-001"
    assert bare_window.tab("wishes").on_site.isEnabled()
    assert bare_window.tab("wishes").round.currentText() == name
    assert stored(bare_window, select(WishRound.begins)) == date.today()
    assert stored(bare_window, select(Beneficiary.keep_until)) > date.today()


def test_the_home_page_waits_as_long_as_the_settings_say(window, qtbot):
    def said():
        window.show_tab("home")
        return [label.text() for label in window.tab("home").findChildren(QLabel)]

    assert "心愿 2021-1-017 等 2 个征集超过 7 天还没有核实" in said()
    window.show_settings()
    (dialog,) = visible("settings_dialog")
    dialog.findChild(QComboBox, "wish_verify").textActivated.emit("30")
    assert "心愿 2021-1-017 等 2 个征集超过 30 天还没有核实" in said()
    window.undo()
    assert "心愿 2021-1-017 等 2 个征集超过 7 天还没有核实" in said()


def test_a_wish_of_another_round_is_found_from_wherever_one_comes(window, tab):
    number = wish_of(window, "2021-2-001")
    assert tab.findChild(QComboBox, "round").currentText() == "2021年第1轮"
    window.go("wishes", number)
    assert tab.page("wishes").list.current_id() == number
