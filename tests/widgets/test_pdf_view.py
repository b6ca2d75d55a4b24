"""Pages on the screen: what is shown, how large, where one is, and how soon they follow the typing."""

from io import BytesIO
from time import monotonic, sleep

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from db.core.errors import UserError
from exports.paper import gongwen
from exports.paper.parts import Document, Paragraph
from widgets.pdf_pages import PdfPages
from widgets.pdf_view import PdfView, Redrawer
from widgets.task import shutdown


def paper(pages: int, text: str = "本") -> bytes:
    file = BytesIO()
    gongwen.write(file, Document("试", tuple(Paragraph(text * 600) for _ in range(pages))))
    return file.getvalue()


@pytest.fixture
def view(qtbot):
    view = PdfView()
    view.resize(600, 500)
    qtbot.addWidget(view)
    view.show()
    yield view
    shutdown()
    view.show_text("")


def ink(view) -> int:
    """How many dark dots are in sight."""
    image = view.sheets.viewport().grab().toImage()
    return sum(
        QColor(image.pixel(x, y)).lightness() < 90
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


def test_the_pages_are_shown_as_wide_as_there_is_room(view):
    view.show_pdf(paper(3))
    assert view.text() == "第 1 / 3 页"
    assert ink(view) > 200
    before = view.sheets.scale()
    view.resize(900, 500)
    QApplication.processEvents()
    assert view.sheets.scale() > before * 1.3


def test_one_scrolls_through_the_pages_by_keys(qtbot, view):
    view.show_pdf(paper(3))
    view.sheets.setFocus()
    qtbot.keyClick(view.sheets, Qt.Key.Key_End)
    assert view.text() == "第 3 / 3 页"
    qtbot.keyClick(view.sheets, Qt.Key.Key_Home)
    assert view.text() == "第 1 / 3 页"
    for _ in range(4):
        qtbot.keyClick(view.sheets, Qt.Key.Key_PageDown)
    assert view.text() == "第 3 / 3 页"


def test_the_wheel_with_control_and_the_keys_zoom(qtbot, view):
    view.show_pdf(paper(1))
    fitting = view.sheets.scale()
    middle = QPointF(view.sheets.viewport().rect().center())
    event = QWheelEvent(
        middle,
        view.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.sheets.viewport(), event)
    assert view.sheets.scale() == pytest.approx(fitting * 1.2)
    qtbot.keyClick(view.sheets, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert view.sheets.scale() == pytest.approx(fitting)
    qtbot.keyClick(view.sheets, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view.sheets, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.sheets.scale() == fitting


def test_a_new_version_of_the_pages_leaves_one_where_one_was(qtbot, view):
    view.show_pdf(paper(3))
    view.sheets.verticalScrollBar().setValue(700)
    view.show_pdf(paper(3, "改"))
    assert view.sheets.verticalScrollBar().value() == 700


def test_five_hundred_pages_open_at_once(view):
    data = PdfPages(paper(1, "百")).extract([0] * 500)
    started = monotonic()
    view.show_pdf(data)
    QApplication.processEvents()
    assert 0 < len(view.sheets._drawn) < 5  # only what is in sight was drawn
    assert monotonic() - started < 5  # a bound against drawing all of them, not a measure
    assert view.text() == "第 1 / 500 页"


@pytest.mark.parametrize("data", [b"", b"no pdf", b"%PDF-1.7\n" + bytes(range(256))])
def test_what_is_no_pdf_becomes_a_sentence(view, data):
    view.show_pdf(data)
    assert view.findChild(type(view._empty)).isVisible()
    assert view.text() == ""
    with pytest.raises(UserError, match="损坏"):
        PdfPages(data)


def test_the_view_follows_the_typing_and_only_the_newest_counts(qtbot, view):
    asked = []

    def make():
        asked.append(len(asked))
        sleep(0.03)
        return paper(len(asked))

    redrawer = Redrawer(view, make, view)
    for _ in range(20):
        redrawer.invalidate()
        QApplication.processEvents()
    qtbot.waitUntil(lambda: view.text().startswith("第 1 / "), timeout=5000)
    assert len(asked) == 1
    with qtbot.waitSignal(redrawer.drawn):
        redrawer.invalidate()
    assert view.text() == "第 1 / 2 页"


def test_a_reason_why_there_are_no_pages_is_said(qtbot, view):
    view.show_pdf(paper(1))

    def make():
        raise UserError("还没有参会名单")

    redrawer = Redrawer(view, make, view)
    with qtbot.waitSignal(redrawer.drawn):
        redrawer.invalidate()
    assert view.findChild(type(view._empty)).isVisible()
    assert view.text() == ""
