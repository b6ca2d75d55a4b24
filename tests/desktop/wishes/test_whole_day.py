"""The day of the source: claimed in the morning, delivered in the afternoon."""

from datetime import date

from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import func, select

from db.wishes.claim_models import Claim, ClaimGood
from db.wishes.listings import ARCHIVED, CLAIMED, PUBLISHED
from tests.desktop.window_helpers import click, fill, stored, visible
from tests.desktop.wishes.wish_window_helpers import CONTROL, LEFT, Key, cards, state_of, wish_of

MOST_KEYS = 12  # a claim at a meeting
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
        assert dialog.message.text().endswith(f"由{unit}认领")
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
