"""Pictures side by side: loaded in the worker as they come in sight, chosen, opened, removed, and missed."""

from threading import current_thread, main_thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QKeySequence, QPixmap

from db.core.errors import UserError
from widgets.picture_grid import CARD, PICTURE_ROLE, TIP, Card, PictureGrid, PictureModel

CARDS = [Card(number, f"第{number}张", "未问") for number in range(1, 501)]


@pytest.fixture
def asked():
    """The numbers that were loaded, each with the thread in which it was."""
    return []


@pytest.fixture
def grid(qtbot, asked):
    """Five hundred cards in a window that shows a dozen; every seventh has no picture."""

    def load(number):
        asked.append((number, current_thread()))
        if number % 7 == 0:
            raise UserError("文件不见了")
        image = QImage(320, 240, QImage.Format.Format_RGB32)
        image.fill(QColor("red"))
        return image

    grid = PictureGrid(PictureModel(load))
    qtbot.addWidget(grid)
    grid.resize(4 * CARD.width() + 100, 3 * CARD.height())
    grid.show()
    grid.model().show(CARDS)
    return grid


def picture(grid, place):
    return grid.model().index(place).data(PICTURE_ROLE)


def colours(grid):
    image = grid.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}


def test_only_what_is_in_sight_is_loaded_and_never_in_the_window_s_thread(qtbot, grid, asked):
    assert "#ff0000" not in colours(grid)
    qtbot.waitUntil(lambda: "#ff0000" in colours(grid))
    qtbot.waitUntil(lambda: len(asked) >= 12)
    assert len(asked) < 40
    assert main_thread() not in {thread for _number, thread in asked}
    assert len({number for number, _thread in asked}) == len(asked)


def test_a_card_without_a_picture_says_why(qtbot, grid):
    qtbot.waitUntil(lambda: isinstance(picture(grid, 6), str))
    assert grid.model().index(6).data(TIP) == "第7张\n未问\n文件不见了"
    assert isinstance(picture(grid, 0), QPixmap)


def test_other_cards_keep_the_pictures_the_place_and_the_choice(qtbot, grid, asked):
    qtbot.waitUntil(lambda: isinstance(picture(grid, 8), QPixmap))
    grid.select_id(9)
    count = len(asked)
    grid.model().show([Card(0, "新来的"), *CARDS])
    assert grid.current_id() == 9
    assert isinstance(picture(grid, 9), QPixmap)
    qtbot.waitUntil(lambda: isinstance(picture(grid, 0), str))
    assert len(asked) <= count + 1 + 4  # the new one, and what its row moved into sight


def test_when_the_current_one_goes_the_next_takes_its_place_and_the_last_leaves_a_word(grid):
    grid.set_empty("还没有附件", "添加")
    told = []
    grid.current_changed.connect(told.append)
    grid.select_id(2)
    grid.model().show([card for card in CARDS if card.number != 2])
    assert grid.current_id() == 3
    assert grid.selected_ids() == [3]
    grid.model().show([])
    assert grid.current_id() is None
    assert told == [2, 3, None]
    assert grid._empty.isVisible()


def test_a_key_that_is_still_down_does_not_add_to_the_choice(qtbot, grid):
    grid.select_id(1)
    qtbot.keyPress(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    grid.select_id(2)
    assert grid.selected_ids() == [2]
    qtbot.keyRelease(grid, Qt.Key.Key_V)


def test_keys_open_remove_and_paste(qtbot, grid):
    heard = []
    grid.opened.connect(lambda number: heard.append(("open", number)))
    grid.remove_wanted.connect(lambda numbers: heard.append(("remove", numbers)))
    grid.paste_wanted.connect(lambda: heard.append("paste"))
    grid.select_id(2)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    qtbot.keySequence(grid, QKeySequence(QKeySequence.StandardKey.Paste))
    spot = grid.visualRect(grid.model().index(0)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert heard == [("open", 2), ("remove", [2, 3]), "paste", ("open", 1)]
