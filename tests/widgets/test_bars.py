import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton

from widgets.bars import MessageBar, SearchLine, Segments


@pytest.fixture
def search(qtbot):
    search = SearchLine("姓名")
    qtbot.addWidget(search)
    search.show()
    return search


@pytest.fixture
def bar(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def test_typing_is_announced_once_when_it_pauses(qtbot, search):
    told = []
    search.searched.connect(told.append)
    qtbot.keyClicks(search, "zhang  wei")
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["zhang wei"]


def test_esc_clears_and_enter_does_not_wait(qtbot, search):
    told = []
    search.searched.connect(told.append)
    qtbot.keyClicks(search, "zw")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert told == ["zw"]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert told == ["zw", ""]
    assert search.text() == ""


def test_down_moves_to_the_list(qtbot, search):
    table = QLineEdit()
    qtbot.addWidget(table)
    table.show()
    search.set_table(table)
    with qtbot.waitSignal(search.down):
        qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.waitUntil(table.hasFocus)


def test_one_segment_is_down(qtbot):
    segments = Segments([("成员", "person", 15), ("届次", "term", None)])
    qtbot.addWidget(segments)
    segments.show()
    qtbot.waitActive(segments)
    assert segments.current() == 0
    second = segments.findChild(QToolButton, "segment_1")
    with qtbot.waitSignal(segments.chosen) as chosen:
        qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert chosen.args == [1]
    second.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(second.hasFocus)
    with qtbot.waitSignal(segments.chosen) as chosen:
        qtbot.keyClick(second, Qt.Key.Key_Left)
    assert chosen.args == [0]
    segments.set_count(1, 12000)
    assert "12,000" in second.text()


def test_information_goes_by_itself(qtbot, bar):
    bar.tell("已删除 1 名成员")
    assert bar.isVisible()
    bar._timer.setInterval(1)
    bar._timer.start()
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_an_error_stays_until_it_is_closed(qtbot, bar):
    bar.tell("磁盘已满", "error")
    assert not bar._timer.isActive()
    assert bar.property("level") == "error"
    with qtbot.waitSignal(bar.closed):
        qtbot.mouseClick(bar.findChild(QToolButton, "message_close"), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_the_action_is_taken_once(qtbot, bar):
    taken = []
    bar.tell("已删除 1 名成员", action_text="撤销", on_action=lambda: taken.append(1))
    qtbot.mouseClick(bar.findChild(QPushButton, "message_action"), Qt.MouseButton.LeftButton)
    assert taken == [1]
    assert not bar.isVisible()


def test_an_action_may_say_something_new(qtbot, bar):
    bar.tell("已撤销", action_text="重做", on_action=lambda: bar.tell("已重做"))
    qtbot.mouseClick(bar.findChild(QPushButton, "message_action"), Qt.MouseButton.LeftButton)
    assert bar.isVisible()
    assert bar.text() == "已重做"
