import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from db.core import kinds
from tests.widgets.samples import FIELDS, field, matches, row
from widgets.record_form import RecordForm

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
SECTIONS = [("基本情况", ("sex", "name")), ("任职", ("channel", "since"))]


@pytest.fixture
def form(qtbot, source):
    form = RecordForm(FIELDS, source.choices, sections=SECTIONS, match=matches)
    qtbot.addWidget(form)
    form.resize(400, 600)
    form.show()
    qtbot.waitExposed(form)
    form.show_row(row(1))
    return form


@pytest.fixture
def edits(form):
    edits = []
    form.edited.connect(lambda field, text: edits.append((form.row_id, field.key, text)))
    return edits


def typed(qtbot, form, key, text):
    editor = form.boxes[key].editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    return editor


def test_a_row_is_shown_in_its_fields(form, source):
    assert form.boxes["name"].text() == "成员1"
    assert form.boxes["since"].text() == ""
    assert form.boxes["active"].text() == "是"
    assert form.boxes["hours"].editor is None
    assert form.boxes["hours"].plain.text() == "1"
    assert source.known == []


def test_required_fields_have_a_star_and_editors_a_name(form):
    assert "*" in form.boxes["name"].title.text()
    assert "*" not in form.boxes["sex"].title.text()
    assert form.findChild(QWidget, "sex").accessibleName() == "性别"
    assert form.boxes["since"].note.text() == "以聘书为准"


def test_fields_stand_in_their_sections_and_the_rest_last(form):
    assert list(form.boxes) == ["sex", "name", "channel", "since", "ethnicity", "contact", "active", "hours", "note"]
    assert [one.text() for one in form.findChildren(QLabel, "section_title")] == ["基本情况", "任职"]


def test_tab_goes_from_field_to_field(qtbot, form):
    form.focus_field("sex")
    for key in ("name", "channel", "since", "ethnicity", "contact", "active", "note"):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget().objectName() == key


def test_an_edit_is_announced(qtbot, form, edits):
    editor = typed(qtbot, form, "name", "Li")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    typed(qtbot, form, "sex", "")
    assert edits == [(1, "name", "Li")]


def test_what_is_being_typed_stays_when_the_row_comes_again(qtbot, form, edits):
    editor = typed(qtbot, form, "name", "Wang")
    form.show_row((1, "别人改的", "男", *row(1)[3:]))
    assert editor.value_text() == "Wang"
    assert form.boxes["sex"].text() == "男"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.value_text() == "别人改的"


def test_what_was_announced_gives_way_to_what_was_stored(qtbot, form, edits):
    editor = typed(qtbot, form, "name", "wang")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    form.show_row((1, "WANG", *row(1)[2:]))
    assert editor.value_text() == "WANG"


def test_another_row_takes_the_place_and_the_typing_is_announced_for_the_first(qtbot, form, edits):
    typed(qtbot, form, "name", "Wang")
    form.show_row(row(2))
    assert edits == [(1, "name", "Wang")]
    assert form.boxes["name"].text() == "成员2"


def test_an_error_stands_below_its_field_until_it_is_mended(qtbot, form, edits):
    box = form.boxes["name"]
    editor = typed(qtbot, form, "name", "1")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    form.hold({"name": "1"})
    form.say_wrong("name", "姓名不合格式，请核对")
    assert not form.set_error("unknown", "")
    assert box.note.text() == "姓名不合格式，请核对"
    assert box.note.isVisible()
    assert editor.property("wrong") is True
    form.show_row(row(1))
    assert editor.value_text() == "1"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.value_text() == "成员1"
    assert not box.note.isVisible()
    assert form.held() == {}


def test_what_is_held_waits_with_the_field_that_is_wrong_until_it_is_released_or_left(qtbot, form):
    left = []
    form.left.connect(left.append)
    form.hold({"name": "甲", "since": "2021-08-30"})
    form.say_wrong("sex", "请先填性别")
    assert form.held() == {"name": "甲", "since": "2021-08-30"}
    assert [form.boxes[key].error for key in ("name", "sex")] == [
        "还没有存下，和标红的其他几项填齐了一起存",
        "请先填性别",
    ]
    form.release(["name"])
    form.show_row(row(1))
    assert (form.boxes["name"].text(), form.boxes["since"].text()) == ("成员1", "2021-08-30")
    form.show_row(row(2))
    assert left == [form.boxes["since"].field.title]
    assert form.held() == {}
    assert not any(box.error for box in form.boxes.values())


def test_another_row_has_no_errors(form):
    form.set_error("name", "错")
    form.show_row(row(2))
    assert not form.boxes["name"].error


def test_a_blank_form_announces_nothing_and_has_its_values(qtbot, form, edits):
    form.blank({"sex": "女"})
    typed(qtbot, form, "name", "Li")
    typed(qtbot, form, "since", "2021.8.30")
    typed(qtbot, form, "ethnicity", "dx")
    assert edits == []
    values = form.values()
    assert values["name"] == "Li"
    assert values["sex"] == "女"
    assert values["since"] == "2021-08-30"
    assert values["ethnicity"] == "东乡族"
    assert "hours" not in values


def test_a_form_checks_what_its_fields_know(qtbot, form):
    form.blank({"since": "明天"})
    assert not form.check()
    assert form.boxes["name"].error == "姓名不能为空，请填写"
    assert "日期" in form.boxes["since"].error
    assert QApplication.focusWidget().objectName() == "name"


def test_without_a_row_there_is_nothing_to_type_in(form):
    form.show_row(None)
    assert not form.boxes["name"].isVisible()
    form.show_row(row(1))
    assert form.boxes["name"].isVisible()


def test_short_fields_stand_side_by_side_where_there_is_room(qtbot, form):
    sex, name, note = (form.boxes[key] for key in ("sex", "name", "note"))
    assert sex.y() < name.y()
    form.resize(700, 600)
    qtbot.waitUntil(lambda: sex.y() == name.y())
    assert sex.x() < name.x()
    assert note.width() > 2 * sex.width()
    form.resize(400, 600)
    qtbot.waitUntil(lambda: sex.y() < name.y())


def test_titles_are_not_cut_off(qtbot, source):
    form = RecordForm([field("a", "统一社会信用代码", kinds.CREDIT_CODE, required=True), *FIELDS], source.choices)
    qtbot.addWidget(form)
    for box in form.boxes.values():
        assert box.title.width() >= box.title.sizeHint().width()
