from PySide6.QtCore import QSize

from widgets.picture import SvgView

WIDE = b"""<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100">
<rect width="200" height="100" fill="#f00"/></svg>"""


def test_a_drawing_keeps_its_proportions_and_is_centred(qtbot):
    view = SvgView()
    qtbot.addWidget(view)
    view.resize(400, 400)
    assert view.set_svg(WIDE)
    assert view.sizeHint() == QSize(200, 100)
    image = view.grab().toImage()
    assert image.pixelColor(200, 105).name() == "#ff0000"
    assert image.pixelColor(200, 295).name() == "#ff0000"
    assert image.pixelColor(200, 90).name() != "#ff0000"
    assert image.pixelColor(200, 310).name() != "#ff0000"


def test_what_is_no_drawing_leaves_it_empty(qtbot):
    view = SvgView()
    qtbot.addWidget(view)
    view.resize(100, 100)
    view.set_svg(WIDE)
    assert not view.set_svg(b"")
    assert view.grab().toImage().pixelColor(50, 50).name() != "#ff0000"
