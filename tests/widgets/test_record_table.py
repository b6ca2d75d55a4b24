import json
from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from tests.widgets.samples import FIELDS
from widgets.editors import Editors
from widgets.line_editor import LineEditor
from widgets.record_model import RecordModel
from widgets.record_table import RecordTable

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # offscreen popups

MANY = 100_000


@pytest.fixture
def model(source):
    return RecordModel(FIELDS, source.fetch)


@pytest.fixture
def table(qtbot, model, source):
    table = RecordTable(model, Editors(source.choices).make)
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    qtbot.waitExposed(table)
    return table


@pytest.fixture
def ten(qtbot, table, model):
    model.show(range(1, 11))
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    return table


def cell(table, place, column):
    return table.model().index(place, column)


def centre(table, place, column):
    return table.visualRect(cell(table, place, column)).center()


def clicked(qtbot, table, place, column=0, keys=Qt.KeyboardModifier.NoModifier):
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, centre(table, place, column))


def test_the_model_keeps_the_rules_of_qt(model, qtmodeltester):
    model.show(range(1, 300))
    qtmodeltester.check(model)
    model.show([])
    qtmodeltester.check(model)


def test_a_hundred_thousand_rows_open_at_once_and_scrolling_asks_for_few(qtbot, table, model, source):
    began = perf_counter()
    model.show(range(1, MANY + 1))
    assert perf_counter() - began < 0.1
    qtbot.wait(20)
    assert len(source.asked) <= 2
    table.scrollToBottom()
    qtbot.wait(20)
    assert len(source.asked) <= 4
    assert all(len(ids) <= 64 for ids in source.asked)
    assert cell(table, MANY - 1, 0).data() == f"成员{MANY}"


def test_choosing_all_of_them_fetches_none(qtbot, table, model, source):
    model.show(range(1, MANY + 1))
    qtbot.wait(20)
    asked = len(source.asked)
    table.selectAll()
    assert len(table.selected_ids()) == MANY
    assert len(source.asked) <= asked + 1


def test_choosing_all_of_them_paints_no_more_than_is_in_sight(qtbot, source):
    asked = []

    class Counting(RecordModel):
        def flags(self, index):
            asked.append(index.row())
            return super().flags(index)

    table = RecordTable(Counting(FIELDS, source.fetch))
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.records.show(range(1, 1001))
    table.selectAll()
    table.grab()
    assert asked
    assert set(asked) <= set(range(20))


def test_what_was_fetched_is_kept_and_the_oldest_is_dropped(model, source):
    model.show(range(1, MANY + 1))
    for place in range(0, 64 * 70, 64):
        model.index(place, 0).data()
    assert len(source.asked) == 70
    model.index(64 * 69, 0).data()
    assert len(source.asked) == 70
    model.index(0, 0).data()
    assert len(source.asked) == 71


def test_a_row_that_vanished_is_blank(model, source):
    source.gone = {2}
    model.show([1, 2, 3])
    assert [model.index(place, 0).data() for place in range(3)] == ["成员1", "", "成员3"]
    assert model.index(1, 0).data(Qt.ItemDataRole.UserRole) == 2


def test_a_fetch_that_fails_fails_once(qtbot, source):
    def broken(_ids):
        source.asked.append(1)
        raise OSError("closed")

    model = RecordModel(FIELDS, broken)
    model.show(range(10))
    with pytest.raises(OSError, match="closed"):
        model.row(0)
    assert model.row(1) is None
    assert len(source.asked) == 1


def test_rows_are_found_by_their_ids(model):
    model.show([30, 10, 20])
    assert model.row_id(1) == 10
    assert model.position(20) == 2
    assert model.position(99) is None


def test_refreshed_rows_are_fetched_anew(qtbot, model, source):
    model.show([1, 2])
    model.index(0, 0).data()
    with qtbot.waitSignal(model.dataChanged):
        model.refresh([2, 77])
    model.index(0, 0).data()
    assert len(source.asked) == 2


def test_long_text_is_one_line_in_the_cell_and_whole_in_the_tip(model):
    model.show([1])
    note = model.index(0, 8)
    assert note.data() == "备注1 第二行"
    assert note.data(Qt.ItemDataRole.EditRole) == "备注1\n第二行"
    assert "备注1\n第二行" in note.data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert model.index(0, 7).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_an_edit_is_announced_once_and_not_made(qtbot, ten, model):
    edits = []
    model.edited.connect(lambda number, field, text: edits.append((number, field.key, text)))
    clicked(qtbot, ten, 2)
    qtbot.keyClick(ten, Qt.Key.Key_F2)
    editor = ten.viewport().findChild(LineEditor, "name")
    qtbot.keyClicks(editor, "Zhang")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.wait(20)
    assert edits == [(3, "name", "Zhang")]
    assert cell(ten, 2, 0).data() == "成员3"


def test_an_edit_given_up_is_not_announced(qtbot, ten, model):
    with qtbot.assertNotEmitted(model.edited):
        clicked(qtbot, ten, 2)
        qtbot.keyClick(ten, Qt.Key.Key_Return)
        editor = ten.viewport().findChild(LineEditor, "name")
        qtbot.keyClicks(editor, "Zhang")
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
        qtbot.wait(20)


def test_a_cell_that_cannot_be_edited_opens_the_row(qtbot, ten):
    clicked(qtbot, ten, 4, 7)
    with qtbot.waitSignal(ten.opened) as opened:
        qtbot.keyClick(ten, Qt.Key.Key_Return)
    assert opened.args == [5]


def test_a_choice_picked_in_a_cell_is_announced(qtbot, ten, model):
    clicked(qtbot, ten, 1, 2)
    qtbot.keyClick(ten, Qt.Key.Key_F2)
    editor = ten.viewport().findChild(LineEditor, "ethnicity")
    with qtbot.waitSignal(model.edited) as edited:
        editor.setText("满")
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert edited.args[2] == "满族"


def test_sorting_is_asked_for(qtbot, ten, model):
    asked = []
    model.sort_wanted.connect(lambda field, descending: asked.append((field and field.key, descending)))
    header = ten.horizontalHeader()
    for _ in range(3):
        place = QPoint(header.sectionViewportPosition(1) + 20, 10)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [("sex", False), ("sex", True), (None, False)]


def test_the_current_row_stays_when_other_rows_are_shown(qtbot, ten, model):
    clicked(qtbot, ten, 4)
    with qtbot.assertNotEmitted(ten.current_changed):
        model.show([9, 8, 7, 6, 5, 4])
    assert ten.current_id() == 5
    assert ten.selected_ids() == [5]


def test_the_view_stays_where_it_was(qtbot, table, model):
    model.show(range(1, 1001))
    table.select_id(500)
    qtbot.wait(10)
    before = table.visualRect(table.currentIndex()).top()
    model.show([0, *range(1, 1001)])
    assert table.current_id() == 500
    assert table.visualRect(table.currentIndex()).top() == before


def test_after_the_current_row_went_the_next_is_current(qtbot, ten, model):
    clicked(qtbot, ten, 4)
    with qtbot.waitSignal(ten.current_changed) as changed:
        model.show([1, 2, 3, 4, 6, 7])
    assert changed.args == [6]
    with qtbot.waitSignal(ten.current_changed) as changed:
        model.show([])
    assert changed.args == [None]


def test_delete_asks_to_remove_the_selected_rows(qtbot, ten):
    clicked(qtbot, ten, 1)
    clicked(qtbot, ten, 3, keys=Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(ten.remove_wanted) as removed:
        qtbot.keyClick(ten, Qt.Key.Key_Delete)
    assert removed.args == [[2, 3, 4]]


def test_copied_rows_paste_into_a_sheet_as_text(qtbot, ten):
    ten.hide_fields({"note", "channel"})
    clicked(qtbot, ten, 0)
    clicked(qtbot, ten, 1, keys=Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(ten, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QApplication.clipboard().mimeData()
    lines = data.text().split("\n")
    assert lines == ["成员1\t女\t汉族\t张伟\t\t是\t1", "成员2\t男\t汉族\t张伟\t\t是\t2"]
    assert "mso-number-format:'\\@'" in data.html()


def test_too_many_rows_are_not_copied(qtbot, table, model):
    model.show(range(1, MANY + 1))
    table.selectAll()
    with qtbot.waitSignal(table.said) as said:
        table.copy()
    assert "导出" in said.args[0]


def test_the_columns_come_back_as_they_were_left(qtbot, ten, model, source):
    ten.horizontalHeader().moveSection(2, 0)
    ten.setColumnWidth(0, 177)
    ten.hide_fields({"hours"})
    state = ten.save_state()
    assert json.loads(state)["order"][0] == "ethnicity"
    other = RecordTable(RecordModel(FIELDS[::-1], source.fetch))
    qtbot.addWidget(other)
    other.restore_state(state)
    assert json.loads(other.save_state())["order"] == json.loads(state)["order"]
    assert other.columnWidth(8) == 177
    assert other.isColumnHidden(1)
    other.restore_state("not json")
    other.restore_state('{"order": 3}')


def test_the_last_column_cannot_be_hidden(ten):
    ten.hide_fields({field.key for field in FIELDS[1:]})
    first, *rest = ten.columns_menu().actions()
    assert not first.isEnabled()
    rest[0].trigger()
    assert not ten.isColumnHidden(1)


def test_titles_are_never_cut_off(ten):
    metrics = ten.horizontalHeader().fontMetrics()
    for column, field in enumerate(FIELDS):
        assert ten.columnWidth(column) >= metrics.horizontalAdvance(field.title) + 22


def test_without_rows_it_says_what_to_do(qtbot, table, model):
    table.set_empty("还没有成员", "新增成员")
    button = table.viewport().findChild(type(table._empty)).findChild(type(table._empty._button))
    assert button.isVisible()
    with qtbot.waitSignal(table.empty_action):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    model.show([1])
    assert not button.isVisible()


def test_what_it_says_without_rows_is_shown_whole_however_many_lines_it_takes(table):
    for lines in (1, 4, 2):
        table.set_empty("还没有记录，请先登记。" * 2 * lines)
        words = table._empty._text
        table._empty.layout().activate()
        needed = words.fontMetrics().boundingRect(0, 0, words.width(), 999, Qt.TextFlag.TextWordWrap, words.text())
        assert 0 <= words.height() - needed.height() < 20
