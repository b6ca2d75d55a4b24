import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from tests.widgets.samples import FIELDS, matches
from widgets.day_editor import DayEditor
from widgets.editors import Editors
from widgets.line_editor import LongEditor
from widgets.many_editor import ManyEditor, QuietCombo
from widgets.pick_editor import PickEditor

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # offscreen popups

BY_KEY = {field.key: field for field in FIELDS}


@pytest.fixture
def page(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.addWidget(QLineEdit(page))
    page.resize(400, 300)
    page.show()
    qtbot.waitExposed(page)
    return page


@pytest.fixture
def make(qtbot, page, source):
    editors = Editors(source.choices, matches)

    def made(key, text=""):
        editor = editors.make(BY_KEY[key], page)
        page.layout().addWidget(editor)
        page.layout().activate()
        editor.set_text(text)
        editor.setFocus()
        qtbot.waitUntil(editor.hasFocus)
        return editor

    return made


def elsewhere(page):
    page.findChild(QLineEdit, "").setFocus()


def test_each_kind_has_its_editor(make):
    assert type(make("ethnicity")) is type(make("active")) is type(make("sex")) is type(make("contact")) is PickEditor
    assert type(make("channel")) is ManyEditor
    assert type(make("since")) is DayEditor
    assert type(make("note")) is LongEditor
    assert make("name").objectName() == "name"
    assert make("name").accessibleName() == "姓名"


def test_enter_announces_once(qtbot, page, make):
    editor, told = make("name", "张伟"), []
    editor.committed.connect(told.append)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    editor.selectAll()
    qtbot.keyClicks(editor, "Li")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    elsewhere(page)
    assert told == ["Li"]


def test_enter_announces_again_what_could_not_be_stored(qtbot, make):
    editor, told = make("name", "张伟"), []
    editor.committed.connect(told.append)
    qtbot.keyClicks(editor, "1")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told == ["张伟1", "张伟1"]


def test_leaving_announces_what_was_typed(qtbot, page, make):
    editor = make("name", "张伟")
    qtbot.keyClicks(editor, "1")
    with qtbot.waitSignal(editor.committed) as told:
        elsewhere(page)
    assert told.args == ["张伟1"]


def test_esc_goes_back(qtbot, page, make):
    for key in ("name", "note"):
        editor = make(key, "张伟")
        with qtbot.assertNotEmitted(editor.committed):
            qtbot.keyClicks(editor, "1")
            qtbot.keyClick(editor, Qt.Key.Key_Escape)
            elsewhere(page)
        assert editor.value_text() == "张伟"


def test_choices_are_asked_for_when_first_needed(qtbot, make, source):
    editor = make("ethnicity", "汉族")
    assert source.known == []
    qtbot.mouseClick(editor, Qt.MouseButton.LeftButton)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.keyClicks(editor, "x")
    assert source.known == ["ethnicity"]
    editor.forget_choices()
    editor.known()
    assert source.known == ["ethnicity"] * 2


def test_a_click_shows_all_choices_and_a_pick_is_announced(qtbot, make):
    editor = make("ethnicity", "汉族")
    qtbot.mouseClick(editor, Qt.MouseButton.LeftButton)
    popup = editor.completer().popup()
    assert popup.isVisible()
    assert popup.model().rowCount() == 4
    with qtbot.waitSignal(editor.committed) as told:
        place = popup.visualRect(popup.model().index(2, 0)).center()
        qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == ["东乡族"]


def test_the_arrow_keys_and_enter_pick(qtbot, make):
    editor, told = make("ethnicity", ""), []
    editor.committed.connect(told.append)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    popup = editor.completer().popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert told == ["回族"]


@pytest.mark.parametrize(("typed", "picked"), [("dx", "东乡族"), ("东", "东乡族"), ("mz", "满族"), ("hz", "汉族")])
def test_a_choice_is_found_by_its_characters_and_its_initials(qtbot, make, typed, picked):
    editor = make("ethnicity")
    editor.setText(typed)
    with qtbot.waitSignal(editor.committed) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == [picked]


def test_typing_narrows_the_list(qtbot, make):
    editor = make("contact")
    qtbot.keyClicks(editor, "w")
    assert editor.found("伟") == ["张伟", "张伟丽"]
    assert editor.found("丽") == ["张伟丽", "王丽华"]
    shown = editor.completer().popup().model()
    assert [shown.index(place, 0).data() for place in range(shown.rowCount())] == ["王丽华"]


def test_a_link_may_be_new(qtbot, page, make):
    editor = make("contact")
    editor.setText("张伟民")
    with qtbot.waitSignal(editor.committed) as told:
        elsewhere(page)
    assert told.args == ["张伟民"]


def test_many_are_ticked_in_a_list(qtbot, page, make):
    editor = make("channel", "居民自荐（线上）")
    editor.open_popup()
    popup = editor._popup
    assert popup.boxes["居民自荐"].isChecked()
    assert popup.combos["居民自荐"].currentText() == "线上"
    assert not popup.combos["公开招募"].isEnabled()
    popup.boxes["公开招募"].click()
    popup.combos["公开招募"].setCurrentText("线上线下")
    popup.boxes["居民自荐"].click()
    popup.boxes["单位推荐"].click()
    assert editor.value_text() == "公开招募（线上线下）、单位推荐"
    with qtbot.waitSignal(editor.committed) as told:
        popup.close()
    assert told.args == ["公开招募（线上线下）、单位推荐"]


def test_many_may_be_typed(qtbot, page, make):
    editor = make("channel")
    editor.setText("单位推荐, 居民自荐(线上)；单位推荐")
    with qtbot.waitSignal(editor.committed) as told:
        elsewhere(page)
    assert told.args == ["单位推荐、居民自荐（线上）"]


def test_many_are_ticked_with_the_keyboard(qtbot, make):
    editor = make("channel")
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    popup = editor._popup
    first, second = popup.boxes["单位推荐"], popup.boxes["居民自荐"]
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    qtbot.waitUntil(second.hasFocus)
    qtbot.keyClick(second, Qt.Key.Key_Space)
    with qtbot.waitSignal(editor.committed) as told:
        qtbot.keyClick(second, Qt.Key.Key_Return)
    assert told.args == ["居民自荐"]


@pytest.mark.parametrize("typed", ["2021-08-30", "2021.8.30", "2021年8月30日", "20210830", "２０２１/８/３０"])
def test_a_day_may_be_typed_in_any_form(qtbot, make, typed):
    editor = make("since")
    editor.setText(typed)
    with qtbot.waitSignal(editor.committed) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == ["2021-08-30"]


def test_what_is_no_day_stays_as_typed(qtbot, make):
    editor = make("since")
    editor.setText("明天")
    with qtbot.waitSignal(editor.committed) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == ["明天"]


def test_a_day_is_picked_in_the_calendar(qtbot, page, make):
    editor = make("since", "2021-08-30")
    editor.open_popup()
    calendar = editor.findChild(QCalendarWidget)
    assert calendar.selectedDate().toString("yyyy-MM-dd") == "2021-08-30"
    with qtbot.waitSignal(editor.committed) as told:
        calendar.clicked.emit(calendar.selectedDate().addDays(2))
    assert told.args == ["2021-09-01"]


def test_a_day_needs_no_field(qtbot):
    editor = DayEditor()
    qtbot.addWidget(editor)
    editor.set_text("2021-08-30")
    assert editor.value_text() == "2021-08-30"


def turn(widget):
    centre = QPointF(widget.rect().center())
    none, point = Qt.KeyboardModifier.NoModifier, QPoint(0, -120)
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(centre, widget.mapToGlobal(centre), point, point, Qt.MouseButton.NoButton, none, phase, False)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_the_wheel_changes_nothing_that_has_no_focus(qtbot, page, make):
    combo = QuietCombo(page)
    combo.addItems(["一", "二", "三"])
    page.layout().addWidget(combo)
    editor = make("ethnicity", "汉族")
    assert not turn(combo)
    turn(editor)
    assert combo.currentText() == "一"
    assert editor.value_text() == "汉族"


def test_long_text_grows_and_ctrl_enter_announces(qtbot, make):
    editor = make("note", "一")
    low = editor.height()
    with qtbot.waitSignal(editor.committed) as told:
        for _ in range(6):
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["\n" * 6 + "一"]
    assert editor.height() > low
