"""Photos and scans in the window: chosen, dropped or pasted, captioned, agreed to, opened, removed and brought back."""

import os
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton

from db.attached import ATTACHMENTS, file_of
from db.core.errors import UserError
from widgets.picture_grid import CARD_ROLE, PICTURE_ROLE

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(window, qtbot):
    """The activities, the sweeping with its two shifts chosen."""
    window.go("activities")
    page = window.page("activities")
    page.select(2)
    qtbot.waitUntil(lambda: page.shifts.current_id() is not None)
    return page


@pytest.fixture
def part(page, qtbot):
    """The attachments of its first shift, as the button beside the sign-in sheet opens them."""
    qtbot.mouseClick(button(page, "shifts"), LEFT)
    dialog = next(d for d in page.findChildren(QDialog, "attachment_dialog") if d.isVisible())
    assert dialog.windowTitle() == "附件　场次：环境卫生与垃圾分类宣传 2021-08-30"
    return dialog.part


def button(page, listing):
    return page.findChild(QPushButton, f"{listing}_attachments")


def photo(path, colour="teal", size=(800, 600)):
    Image.new("RGB", size, colour).save(path)
    return path


def shown(part):
    model = part.model
    return [model.index(place).data(CARD_ROLE) for place in range(model.rowCount())]


def names(part):
    return [ATTACHMENTS.label_of(row) for row in part._rows.values()]


def copied(part, name):
    return file_of(part.store.database.folder, next(r for r in part._rows.values() if ATTACHMENTS.label_of(r) == name))


def pasted(**data):
    mime = QMimeData()
    for key, value in data.items():
        getattr(mime, f"set{key.capitalize()}")(value)
    return mime


def press(qtbot, part, keys):
    if not part.window().isActiveWindow():  # the progress was shown and is gone, and no window manager goes back
        part.window().activateWindow()
        qtbot.waitUntil(part.window().isActiveWindow)
    qtbot.keySequence(part.window(), QKeySequence(keys))


def test_photos_are_added_by_clicks_counted_on_the_button_and_taken_back(qtbot, page, part, tmp_path, monkeypatch):
    chosen = [str(photo(tmp_path / f"{colour}.jpg", colour)) for colour in ("red", "blue")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: (chosen, ""))  # the system's own dialog
    assert part.grid._empty.isVisible()
    assert not part.form.isVisible()
    assert button(page, "shifts").text() == "附件"
    qtbot.mouseClick(part.findChild(QPushButton, "add"), LEFT)
    qtbot.waitUntil(lambda: len(shown(part)) == 2)
    qtbot.waitUntil(lambda: button(page, "shifts").text() == "附件（2）")
    assert [card.title for card in shown(part)] == ["red.jpg", "blue.jpg"]
    assert part.form.isVisible()
    qtbot.waitUntil(lambda: not isinstance(part.model.index(1).data(PICTURE_ROLE), type(None)))
    colour = part.model.index(1).data(PICTURE_ROLE).toImage().pixelColor(50, 50)
    assert colour.blue() > 200 > 50 > colour.red()
    press(qtbot, part, "Ctrl+Z")
    qtbot.waitUntil(lambda: not shown(part))
    assert part.bar.text() == "已撤销：添加附件“red.jpg” 等 2 个"
    press(qtbot, part, "Ctrl+Y")
    qtbot.waitUntil(lambda: len(shown(part)) == 2)
    assert button(page, "activities").text() == "附件"


def test_those_that_fit_are_added_and_the_others_are_named(qtbot, part, tmp_path, answered):
    words = tmp_path / "说明.docx"
    words.write_text("不是照片", "utf8")
    (tmp_path / "空.jpg").touch()
    part.add([words, photo(tmp_path / "好.jpg"), tmp_path / "空.jpg"])
    qtbot.waitUntil(lambda: bool(answered))
    (said,) = answered
    lines = said.split("\n")
    assert lines[0] == "2 个文件没有添加："
    assert lines[1].startswith("·　“说明.docx”不是照片或扫描件")
    assert lines[2].startswith("·　“空.jpg”是空文件")
    assert names(part) == ["好.jpg"]


def test_files_are_dropped_onto_it_and_stay_where_they_were(qtbot, part, tmp_path):
    paths = [photo(tmp_path / f"{colour}.png", colour) for colour in ("red", "blue")]
    mime = pasted(urls=[QUrl.fromLocalFile(str(path)) for path in paths])
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    for kind, spot in ((QDragEnterEvent, QPoint(9, 9)), (QDropEvent, QPointF(9, 9))):
        event = kind(spot, actions, mime, LEFT, Qt.KeyboardModifier.NoModifier)
        event.setDropAction(Qt.DropAction.MoveAction)
        QApplication.sendEvent(part, event)
        assert event.isAccepted()
        assert event.dropAction() == Qt.DropAction.CopyAction
    qtbot.waitUntil(lambda: names(part) == ["red.png", "blue.png"])
    assert copied(part, "red.png").read_bytes() == paths[0].read_bytes()


def test_a_picture_is_pasted_pixel_by_pixel(qtbot, part):
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor(12, 34, 56))
    QGuiApplication.clipboard().setImage(image)
    qtbot.keySequence(part.grid, QKeySequence(QKeySequence.StandardKey.Paste))
    qtbot.waitUntil(lambda: len(names(part)) == 1)
    (name,) = names(part)
    assert name.startswith("粘贴的图片")
    with Image.open(copied(part, name)) as stored:
        assert (stored.format, stored.size, stored.convert("RGB").getpixel((9, 9))) == ("PNG", (300, 200), (12, 34, 56))


def test_files_are_pasted_and_a_clipboard_without_a_picture_says_what_to_copy(qtbot, part, tmp_path):
    QGuiApplication.clipboard().setText("只有文字")
    part.paste()
    assert "剪贴板里没有照片" in part.bar.text()
    mime = pasted(urls=[QUrl.fromLocalFile(str(photo(tmp_path / "一.png")))])
    QGuiApplication.clipboard().setMimeData(mime)
    part.paste()
    qtbot.waitUntil(lambda: names(part) == ["一.png"])


def test_a_pasted_picture_that_is_too_large_as_it_is_comes_as_a_jpeg(qtbot, part):
    side = 2700
    image = QImage(os.urandom(side * side * 3), side, side, 3 * side, QImage.Format.Format_RGB888)
    part.add([image])
    qtbot.waitUntil(lambda: len(names(part)) == 1, timeout=30_000)
    assert names(part)[0].endswith(".jpg")


def test_caption_day_and_consent_are_typed_in_the_form_and_shown_below_the_picture(qtbot, part, tmp_path):
    part.add([photo(tmp_path / "一.png")])
    qtbot.waitUntil(lambda: part.form.row_id is not None)
    (card,) = shown(part)
    assert (card.title, card.note, card.alert) == ("一.png", "未问是否同意", False)
    for key, typed in (("caption", "清理楼道"), ("taken_on", "2021-08-30"), ("consent", "不同意")):
        editor = part.form.boxes[key].editor
        editor.setText(typed)
        editor.commit()
    (card,) = shown(part)
    assert (card.title, card.note, card.alert) == ("清理楼道", "2021-08-30　不同意公开", True)
    part.form.boxes["taken_on"].editor.committed.emit("去年")
    assert "不是一个日期" in part.form.boxes["taken_on"].error
    part.form.boxes["taken_on"].editor.restore()
    part.undo_bar.undo()
    assert shown(part)[0].note == "2021-08-30　未问是否同意"


def test_delete_removes_the_chosen_ones_and_the_bar_brings_them_back(qtbot, part, tmp_path):
    part.add([photo(tmp_path / f"{colour}.png", colour) for colour in ("red", "green", "blue")])
    qtbot.waitUntil(lambda: len(names(part)) == 3)
    part.grid.setFocus()
    qtbot.keyClick(part.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(part.grid, Qt.Key.Key_Delete)
    assert names(part) == ["blue.png"]
    assert part.bar.text() == "已删除附件 2 条（“red.png”等）"
    qtbot.mouseClick(part.bar.findChild(QPushButton, "message_action"), LEFT)
    assert names(part) == ["red.png", "green.png", "blue.png"]


class Viewer(QObject):
    """Stands where the system's own viewer would be."""

    def __init__(self):
        super().__init__()
        self.seen = []

    @Slot(QUrl)
    def look(self, url):
        self.seen.append(Path(url.toLocalFile()))


def test_enter_opens_the_file_and_a_missing_one_is_said_to_be_missing(qtbot, part, tmp_path):
    part.add([photo(tmp_path / "一.png")])
    qtbot.waitUntil(lambda: part.grid.current_id() is not None)
    viewer = Viewer()
    QDesktopServices.setUrlHandler("file", viewer, "look")
    try:
        qtbot.keyClick(part.grid, Qt.Key.Key_Return)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert viewer.seen == [copied(part, "一.png")]
    viewer.seen[0].unlink()
    with pytest.raises(UserError, match=r"“一[.]png”的文件不见了"):
        part.open(part.grid.current_id())


def test_a_missing_file_shows_on_its_card_and_is_mended_by_adding_it_again(qtbot, part, tmp_path, page, answered):
    part.add([photo(tmp_path / "一.png")])
    qtbot.waitUntil(lambda: len(names(part)) == 1)
    path = copied(part, "一.png")
    (part.store.database.folder / "attachments" / "thumbs" / f"{path.stem}.jpg").unlink()
    path.unlink()
    part.window().close()
    qtbot.mouseClick(button(page, "shifts"), LEFT)
    again = next(d for d in page.findChildren(QDialog, "attachment_dialog") if d.isVisible()).part
    qtbot.waitUntil(lambda: again.model.index(0).data(PICTURE_ROLE) == "文件不见了，请重新添加")
    again.add([tmp_path / "一.png"])
    qtbot.waitUntil(lambda: answered == ["“一.png”原来就有，它缺损的文件已经补好"])
    qtbot.waitUntil(lambda: isinstance(again.model.index(0).data(PICTURE_ROLE), QPixmap))


def test_the_window_does_not_close_over_files_that_are_being_copied(qtbot, part, tmp_path):
    part.add([photo(tmp_path / "一.png")])
    part.window().close()
    assert part.window().isVisible()
    qtbot.waitUntil(lambda: not part.busy)
    assert names(part) == ["一.png"]
    part.window().close()
    qtbot.waitUntil(lambda: not QApplication.activeModalWidget())
