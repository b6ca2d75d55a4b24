import re

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontInfo, QIcon, QImage, QPainter, QPixmap, QRawFont
from PySide6.QtWidgets import QLabel

from widgets import icons, theme
from widgets.icons import icon

NAMES = """
home committee meeting undo redo history recycle export import add remove search print settings
person organisation office term chart dictionary check help close up down chevron-down warning info
folder restore edit document attendance agenda copy filter calendar
"""


def drawn(text, font):
    """The picture of a text, as bytes."""
    image = QImage(64, 48, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    font.setPixelSize(32)
    painter.setFont(font)
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return bytes(image.constBits())


def colours(pixmap):
    image = pixmap.toImage()
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return {image.pixelColor(x, y).name() for x, y in points if image.pixelColor(x, y).alpha() == 255}


def test_the_screen_shows_our_own_face(qtbot):
    label = QLabel("邻里")
    qtbot.addWidget(label)
    label.show()
    assert QFontInfo(label.font()).family() == theme.FAMILY
    assert QFontInfo(label.font()).pixelSize() == theme.TEXT_SIZE


def test_a_rare_character_of_a_name_is_drawn(qapp):
    nothing = drawn(" ", qapp.font())
    unknown = drawn("\U000e0fff", qapp.font())
    for character in "𬭎㛃䶮𫖯":
        assert drawn(character, qapp.font()) not in (nothing, unknown)


def test_the_fallback_face_has_what_the_first_lacks(qapp):
    families = qapp.font().families()
    assert families[0] == theme.FAMILY
    assert len(families) == 2
    assert QRawFont(str(theme.ROOT / "fonts" / "KaiTi.ttf"), 12).supportsCharacter(ord("𬭎"))


def test_every_colour_and_picture_of_the_style_sheet_is_there():
    text = theme.style_sheet()
    assert "@" not in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for path in re.findall(r"url\(([^)]+)\)", text):
        assert (theme.ROOT / "style" / path.rsplit("/", 1)[1]).is_file(), path


@pytest.mark.parametrize("name", NAMES.split())
def test_every_icon_is_there_and_drawn(name):
    assert not icon(name).isNull()
    assert colours(icon(name).pixmap(QSize(64, 64))) == {theme.COLOURS["icon"]}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An icon of our own, so that these tests don't depend on how one is drawn."""
    (tmp_path / "icons").mkdir()
    square = '<path d="M4 4h16v16H4z" stroke="#000" stroke-width="2" fill="none"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{square}</svg>'
    (tmp_path / "icons" / "square.svg").write_text(svg)
    monkeypatch.setattr(icons, "ROOT", tmp_path)
    icon.cache_clear()
    yield "square"
    icon.cache_clear()


def test_an_icon_takes_the_colour_asked_for_and_greys_when_disabled(home):
    accented = icon(home, "accent")
    assert colours(accented.pixmap(QSize(64, 64))) == {theme.COLOURS["accent"]}
    assert colours(accented.pixmap(QSize(64, 64), QIcon.Mode.Disabled)) == {theme.COLOURS["faint"]}
    assert icon(home, "accent") is accented


def test_an_icon_takes_the_accent_where_it_is_chosen(home):
    chosen = icon(home).pixmap(QSize(64, 64), QIcon.Mode.Normal, QIcon.State.On)
    assert colours(chosen) == {theme.COLOURS["accent-strong"]}


def test_an_icon_is_sharp_on_a_fine_screen(home):
    pixmap = icon(home).pixmap(QSize(16, 16), 2.0)
    assert pixmap.size() == QSize(32, 32)
    assert pixmap.devicePixelRatio() == 2.0


def test_an_unknown_icon_is_empty():
    assert icon("no such icon").isNull()


def contrast(one, other):
    def light(name):
        parts = [value / 255 for value in theme.colour(name).getRgb()[:3]]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "base"),
        ("text", "accent-soft"),
        ("muted", "base"),
        ("muted", "window"),
        ("error", "base"),
        ("error", "error-soft"),
        ("base", "accent"),
        ("accent-strong", "base"),
        ("text", "warning-soft"),
    ],
)
def test_words_stand_out_from_what_is_behind_them(text, ground):
    assert contrast(text, ground) >= 4.5


def test_an_icon_that_has_no_room_yet_is_drawn_as_nothing_and_without_a_word(qapp):
    assert icon("home").pixmap(QSize(0, 16)).isNull()
    canvas = QPixmap(20, 20)
    canvas.fill(Qt.GlobalColor.white)
    painter = QPainter(canvas)
    icon("home").paint(painter, QRect(4, 4, 0, 12))  # a warning of Qt's would fail this
    painter.end()
    assert canvas.toImage().pixelColor(4, 8) == Qt.GlobalColor.white
