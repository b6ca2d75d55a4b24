"""The window as the clerk uses it: clicks and keys, what is stored, what is shown, what is taken back."""

import re
from threading import Event

import docx
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTableWidget,
    QToolButton,
    QTreeWidget,
    QWidget,
)
from sqlalchemy import func, select

from db.committee.listings import MEMBERS
from db.committee.models import Membership
from db.core.errors import UserError
from db.core.settings import get
from db.database import Database
from db.meetings.listings import ATTENDANCE, MEETINGS
from db.meetings.models import Attendance, Meeting
from db.office.models import Office
from db.people.listings import PERSONS
from db.people.models import Person
from db.storage.history import ConflictError
from db.storage.sqlite_driver import FILE
from db.subjects import choices
from db.wishes.choices import WISH_PROMISES
from desktop.app import Frame
from desktop.shell.errors import show_error
from desktop.shell.list_page import ListPage
from desktop.shell.main_window import MainWindow
from desktop.tabs import TABS
from exports import report_named
from exports.meetings.minutes import MINUTES
from tests.desktop.window_helpers import agree_to_new_names, click, visible

LEFT = Qt.MouseButton.LeftButton


def dialog(window, name):
    return next(d for d in window.findChildren(QDialog, name) if d.isVisible())


def keys(qtbot, editor, text):
    """Type: Chinese as an input method commits it, the rest key by key."""
    for part in re.findall(r"[ -~]+|[^ -~]+", text):
        if part.isascii():
            qtbot.keyClicks(editor, part)
        else:
            event = QInputMethodEvent()
            event.setCommitString(part)
            QApplication.sendEvent(editor, event)


def type_into(qtbot, editor, text):
    editor.setFocus()
    editor.selectAll()
    keys(qtbot, editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def value(window, listing, number, key):
    with window.store.read() as session:
        return listing.value(listing.one(session, number), key)


def count(window, model):
    with window.store.read() as session:
        return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def members(window):
    window.go("members")
    return window.page("members")


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.key)
def test_every_tab_and_page_opens_with_rows(window, tab):
    window.show_tab(tab.key)
    page = window.tab(tab.key)
    assert page.isVisible()
    for inner in getattr(page, "pages", ()):
        if hasattr(inner, "key"):
            page.turn_to(inner.key)
            assert page.page(inner.key).isVisible()
    for listed in page.findChildren(ListPage):
        if listed.isVisible():
            assert listed.model.rowCount() > 0


def test_the_first_run_refuses_a_wrong_code_at_the_field_and_then_stores_the_office(qtbot, empty_window):
    from db.database import Database
    from db.storage.sqlite_driver import FILE
    from desktop.shell.store import Store

    empty_window.open(Store(Database(empty_window.data / FILE)))
    welcome = dialog(empty_window, "first_run")
    keys(qtbot, welcome.name, "畅家巷社区")
    keys(qtbot, welcome.code, "62010200100")
    qtbot.mouseClick(welcome.findChild(QPushButton, "begin"), LEFT)
    assert "12 位" in welcome.error.text()
    assert count(empty_window, Office) == 0
    keys(qtbot, welcome.code, "1")
    keys(qtbot, welcome.above, "酒泉路街道")
    keys(qtbot, welcome.clerk, "覃秋水")
    qtbot.mouseClick(welcome.findChild(QPushButton, "begin"), LEFT)
    assert not welcome.isVisible()
    assert "畅家巷社区" in empty_window.windowTitle()
    assert count(empty_window, Office) == 2
    assert empty_window.store.database.actor == "覃秋水"
    empty_window.go("members")
    assert "还没有届次" in empty_window.page("members").blocked


def test_the_first_run_can_open_the_sample_office(qtbot, empty_window):
    from db.database import Database
    from db.storage.sqlite_driver import FILE
    from desktop.shell.store import Store

    empty_window.open(Store(Database(empty_window.data / FILE)))
    qtbot.mouseClick(dialog(empty_window, "first_run").findChild(QPushButton, "sample"), LEFT)
    qtbot.waitUntil(lambda: "畅家巷社区" in empty_window.windowTitle(), timeout=20_000)
    assert count(empty_window, Membership) == 15


def test_an_edit_in_the_form_is_stored_undone_and_redone(qtbot, window, members):
    members.select(4)
    type_into(qtbot, members.form.boxes["phone"].editor, "139 0000 0000")
    assert value(window, MEMBERS, 4, "phone") == "13900000000"
    assert window.undo_action.text() == "撤销：修改成员“阿依古丽·买买提”的联系电话"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: value(window, MEMBERS, 4, "phone") == "13800000104")
    assert members.form.boxes["phone"].editor.value_text() == "13800000104"
    assert window.redo_action.text() == "重做：修改成员“阿依古丽·买买提”的联系电话"
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: value(window, MEMBERS, 4, "phone") == "13900000000")


def test_an_edit_in_the_table_is_stored(qtbot, window, members):
    members.select(4)
    column = list(MEMBERS.places).index("work")
    members.table.setCurrentIndex(members.model.index(members.table.currentIndex().row(), column))
    members.table.setFocus()
    qtbot.keyClick(members.table, Qt.Key.Key_F2)
    editor = members.table.viewport().findChild(QLineEdit)
    editor.selectAll()
    keys(qtbot, editor, "社区医院")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: value(window, MEMBERS, 4, "work") == "社区医院")


def test_a_cell_is_edited_from_f2_on_and_the_keys_stay_with_the_table(qtbot, window, members):
    members.select(4)
    column = list(MEMBERS.places).index("work")
    place = members.table.currentIndex().row()
    members.table.setCurrentIndex(members.model.index(place, column))
    members.table.setFocus()
    qtbot.keyClick(members.table, Qt.Key.Key_F2)
    editor = members.table.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "ABC")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: value(window, MEMBERS, 4, "work") == "ABC")
    assert members.table.hasFocus()
    assert window.bar.text().endswith("的工作单位及职务")
    qtbot.keyClick(members.table, Qt.Key.Key_Down)
    assert members.table.currentIndex().row() == place + 1


def test_the_window_asks_each_time_before_it_closes_over_what_does_not_fit(qtbot, window, members):
    frame = Frame(window.data)
    frame.main = window
    frame._painted = True
    frame.setCentralWidget(window)
    qtbot.addWidget(frame)
    frame.show()
    members.select(4)
    editor = members.form.boxes["birth"].editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "1986-13-40")
    for _ in range(2):
        assert not frame.close()
        (box,) = visible("confirm_box")
        assert "出生日期" in box.text()
        box.reject()
        assert editor.value_text() == "1986-13-40"
    assert not frame.close()
    (box,) = visible("confirm_box")
    box.findChild(QPushButton, "go_on").click()
    assert not frame.isVisible()
    assert value(window, MEMBERS, 4, "birth") == "1986-02-19"
    frame.takeCentralWidget().setParent(None)  # the fixture's own


def test_what_does_not_fit_is_said_at_the_field_and_not_stored(qtbot, window, members):
    members.select(4)
    type_into(qtbot, members.form.boxes["birth"].editor, "1986-13-40")
    box = members.form.boxes["birth"]
    assert "出生日期" in box.error
    assert value(window, MEMBERS, 4, "birth") == "1986-02-19"
    assert box.editor.value_text() == "1986-13-40"  # what was typed is still there to be mended


def test_a_second_chair_is_refused_at_the_field(qtbot, window, members):
    members.select(4)
    type_into(qtbot, members.form.boxes["post"].editor, "主任")
    assert "一位主任" in members.form.boxes["post"].error
    assert value(window, MEMBERS, 4, "post") == "委员"


def test_a_new_member_is_added_with_a_new_person(qtbot, window, members):
    qtbot.mouseClick(members.add_button, LEFT)
    asked = dialog(window, "record_dialog")
    asked.accept()
    assert "姓名不能为空" in asked.form.boxes["person"].error
    for key, text in {"person": "𬭎𬭎", "post": "委员", "begins": "2022.3.1", "phone": "13700000000"}.items():
        asked.form.boxes[key].editor.setFocus()
        asked.form.boxes[key].editor.selectAll()
        keys(qtbot, asked.form.boxes[key].editor, text)
    asked.accept()
    assert asked.isVisible()  # nobody of that name is registered: the clerk is asked
    agree_to_new_names()
    assert not asked.isVisible()
    assert count(window, Membership) == 16
    assert value(window, MEMBERS, members.current_id(), "person") == "𬭎𬭎"
    assert value(window, MEMBERS, members.current_id(), "phone") == "13700000000"
    window.undo()
    assert count(window, Membership) == 15
    with window.store.read() as session:
        assert session.scalars(PERSONS.keys("𬭎𬭎")).all() == []


def test_removing_says_so_offers_to_take_it_back_and_fills_the_recycle_bin(qtbot, window, members):
    members.select(4)
    members.table.setFocus()
    qtbot.keyClick(members.table, Qt.Key.Key_Delete)
    assert count(window, Membership) == 14
    assert "删除成员“阿依古丽·买买提”" in window.bar.text()
    window.show_recycle_bin()
    bin_ = dialog(window, "recycle_dialog")
    assert bin_.findChild(QTreeWidget).topLevelItem(0).text(1) == "阿依古丽·买买提"
    qtbot.mouseClick(bin_.restore_button, LEFT)
    assert count(window, Membership) == 15
    assert bin_.findChild(QTreeWidget).topLevelItemCount() == 0


def test_search_by_initials_narrows_the_list_and_esc_widens_it(qtbot, window, members):
    members.search.setFocus()
    keys(qtbot, members.search, "oyzx")
    qtbot.waitUntil(lambda: members.model.rowCount() == 1)
    assert members.model.index(0, 0).data() == "欧阳知夏"
    qtbot.keyClick(members.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: members.model.rowCount() == 15)


def test_sorting_by_a_header_is_done_by_the_database(qtbot, window, members):
    header = members.table.horizontalHeader()
    column = list(MEMBERS.places).index("birth")
    place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)
    births = [members.model.index(row, column).data() for row in range(15)]
    assert births == sorted(births)
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)
    births = [members.model.index(row, column).data() for row in range(15)]
    assert births == sorted(births, reverse=True)


def test_only_those_in_office_on_a_day(qtbot, window, members):
    with window.store.write("离任") as session:
        MEMBERS["ends"].put(session, session.get_one(Membership, 15), "2022-01-01")
    tab = window.tab("committee")
    tab.only.click()
    qtbot.waitUntil(lambda: members.model.rowCount() == 14)
    type_into(qtbot, tab.day, "2021年9月1日")
    qtbot.waitUntil(lambda: members.model.rowCount() == 15)


def test_the_composition_counts_and_opens_to_the_members(qtbot, window):
    window.go("composition")
    page = window.page("composition")
    tree = page.figures
    assert tree.topLevelItem(0).text(1) == "15"
    group = next(
        tree.topLevelItem(n) for n in range(tree.topLevelItemCount()) if tree.topLevelItem(n).text(0) == "性别"
    )
    assert [(group.child(n).text(0), group.child(n).text(1)) for n in range(2)] == [("男", "8"), ("女", "7")]
    assert group.child(0).childCount() == 8
    page.figures.setCurrentItem(group.child(0).child(0))
    page.figures.itemDoubleClicked.emit(group.child(0).child(0), 0)
    members = window.page("members")
    assert members.isVisible()
    assert MEMBERS.value(members.model.row(members.table.currentIndex().row()), "sex") == "男"


def test_a_meeting_is_held_in_the_window(qtbot, window):
    window.add("meetings")
    asked = dialog(window, "record_dialog")
    keys(qtbot, asked.form.boxes["title"].editor, "社工委第二次会议")
    asked.form.boxes["series"].editor.setFocus()
    keys(qtbot, asked.form.boxes["series"].editor, "第一届社工委会议")
    asked.accept()
    tab = window.page("meetings")
    assert value(window, MEETINGS, tab.meeting, "number") == 3
    tab.segments.choose(1)
    qtbot.mouseClick(tab.attendance.fill, LEFT)
    assert count(window, Attendance) == 53 + 15
    assert "15 位" in window.bar.text()
    tab.attendance.list.select(tab.attendance.list.model.row_id(0))
    type_into(qtbot, tab.attendance.list.form.boxes["state"].editor, "请假")
    type_into(qtbot, tab.attendance.list.form.boxes["reason"].editor, "出差")
    assert value(window, ATTENDANCE, tab.attendance.list.current_id(), "reason") == "出差"
    tab.segments.choose(2)
    qtbot.mouseClick(tab.agenda.list.add_button, LEFT)
    item = dialog(window, "record_dialog")
    assert item.form.boxes["position"].editor.value_text() == "1"
    keys(qtbot, item.form.boxes["title"].editor, "通报微心愿办理情况")
    item.accept()
    assert tab.agenda.list.model.rowCount() == 1


def test_minutes_are_written_from_the_window(qtbot, monkeypatch, tmp_path, window):
    path = tmp_path / "m.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    window.go("meetings", 1)
    menu = window.page("meetings").papers.menu()
    next(action for action in menu.actions() if action.objectName() == "minutes").trigger()
    dialog(window, "export_dialog").accept()
    qtbot.waitUntil(lambda: "已写好" in window.bar.text(), timeout=30_000)
    assert path.read_bytes().startswith(b"%PDF")


def test_the_word_file_of_a_paper_is_chosen_where_it_is_exported(qtbot, monkeypatch, tmp_path, window):
    path = tmp_path / "m"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    window.export(MINUTES, 1)
    asked = dialog(window, "export_dialog")
    asked.findChild(QRadioButton, "word").click()
    asked.accept()
    qtbot.waitUntil(lambda: "已写好" in window.bar.text(), timeout=30_000)
    text = "\n".join(one.text for one in docx.Document(str(tmp_path / "m.docx")).paragraphs)
    assert "畅家巷社区社工委第一次会议纪要" in text
    for entry in window.reports_menu.findChildren(QAction):
        assert "Word" not in entry.text()


def test_a_sheet_has_no_word_file(window):
    window.export(report_named("roster"), None)
    assert dialog(window, "export_dialog").findChild(QRadioButton, "word") is None


def test_a_roster_for_the_public_is_written_from_the_list(qtbot, monkeypatch, tmp_path, window, members):
    path = tmp_path / "r"  # the clerk leaves the ending out
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    qtbot.mouseClick(members.bar.export_button, LEFT)
    asked = dialog(window, "export_dialog")
    next(b for b in asked.audiences.buttons() if b.objectName() == "public").click()
    asked.accept()
    qtbot.waitUntil(lambda: "已写好" in window.bar.text(), timeout=30_000)
    assert (tmp_path / "r.xlsx").stat().st_size > 4000


def test_a_meeting_without_members_has_no_minutes_and_says_why(qtbot, monkeypatch, tmp_path, window, answered):
    with window.store.write("空会议") as session:
        number = MEETINGS.create(session, {"title": "空会议", "held_on": "2021-09-01", "office": "畅家巷社区"}).id
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "m.pdf"), ""))
    window.export(MINUTES, number)
    dialog(window, "export_dialog").accept()
    qtbot.waitUntil(lambda: bool(answered), timeout=20_000)
    assert "参会名单" in answered[0]
    assert not list(tmp_path.glob("m.pdf*"))


def test_the_history_shows_each_step_and_takes_one_back(qtbot, window, members, answered):
    with window.store.write("改电话") as session:
        session.get_one(Person, 1).phone = "13900000000"
    with window.store.write("再改电话") as session:
        session.get_one(Person, 1).phone = "13900000001"
    window.show_history()
    shown = dialog(window, "history_dialog")
    assert [shown.actions_list.topLevelItem(n).text(1) for n in range(2)] == ["再改电话", "改电话"]
    line = shown.lines.topLevelItem(0)
    assert (line.text(1), line.text(2), line.text(3)) == ("联系电话", "13900000000", "13900000001")
    shown.actions_list.setCurrentItem(shown.actions_list.topLevelItem(1))
    with qtbot.captureExceptions() as raised:
        qtbot.mouseClick(shown.undo_button, LEFT)
    assert [kind for kind, _error, _trace in raised] == [ConflictError]
    shown.actions_list.setCurrentItem(shown.actions_list.topLevelItem(0))
    qtbot.mouseClick(shown.undo_button, LEFT)
    assert value(window, PERSONS, 1, "phone") == "13900000000"


def test_errors_are_told_in_their_own_words_and_bugs_as_bugs(window, answered, qtbot, caplog):
    show_error(UserError("请填写姓名"), window)
    show_error(ZeroDivisionError("oops"), window)
    qtbot.waitUntil(lambda: len(answered) == 2)
    assert "请填写姓名" in answered
    assert any("日志" in said for said in answered)
    assert "ZeroDivisionError" in caplog.text


def test_a_dictionary_entry_added_in_the_settings_is_offered(qtbot, window):
    window.show_settings()
    shown = dialog(window, "settings_dialog")
    shown.names.setCurrentRow(1)
    with window.store.write("新增") as session:
        shown.page.listing.create(session, {"name": "新兴领域"}, dictionary="sector")
    assert "新兴领域" in window.store.choices(MEMBERS["sector"])
    line = shown.findChild(QLineEdit, "filled_by")
    line.setText("覃秋水")
    line.commit()
    assert window.undo_action.text() == "撤销：修改设置“填表人”"


def test_a_setting_of_several_lines_is_typed_as_such(qtbot, window):
    window.show_settings()
    editor = dialog(window, "settings_dialog").findChild(QPlainTextEdit, WISH_PROMISES.key)
    assert editor.toPlainText() == WISH_PROMISES.default
    editor.setPlainText("送到为止。\n不收费。")
    editor.commit()
    with window.store.read() as session:
        assert get(session, WISH_PROMISES) == "送到为止。\n不收费。"


def test_every_setting_stands_in_the_settings(window):
    window.show_settings()
    shown = dialog(window, "settings_dialog")
    assert [choice.key for choice in choices() if shown.findChild(QWidget, choice.key) is None] == []
    assert {choice.group for choice in choices()} <= {shown.tabs.tabText(n) for n in range(shown.tabs.count())}


def test_what_is_being_typed_is_kept_when_the_window_closes(qtbot, window, members):
    members.select(4)
    editor = members.form.boxes["work"].editor
    editor.setFocus()
    editor.selectAll()
    keys(qtbot, editor, "匆忙关闭")
    window.leave(window.saveGeometry())
    from db.database import Database
    from db.storage.sqlite_driver import FILE

    reopened = Database(window.data / FILE)
    with reopened.read() as session:
        assert MEMBERS.value(MEMBERS.one(session, 4), "work") == "匆忙关闭"
    reopened.close()


def test_changing_the_row_stores_what_was_being_typed_where_it_was_typed(qtbot, window, members):
    members.select(4)
    editor = members.form.boxes["work"].editor
    editor.setFocus()
    editor.selectAll()
    keys(qtbot, editor, "只属于第四位")
    members.select(5)
    assert value(window, MEMBERS, 4, "work") == "只属于第四位"
    assert value(window, MEMBERS, 5, "work") != "只属于第四位"


def test_no_text_is_cut_off_at_the_smallest_screen(window):
    for tab in TABS:
        window.show_tab(tab.key)
        QApplication.processEvents()
        for kind in (QPushButton, QToolButton, QLabel):
            for part in window.tab(tab.key).findChildren(kind):
                if part.isVisible() and part.text() and not getattr(part, "wordWrap", lambda: False)():
                    assert part.width() >= part.minimumSizeHint().width(), (tab.key, part.text())


def test_the_window_fits_1366_by_768(window):
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 700
    assert count(window, Meeting) == 3


@pytest.fixture
def again(qtbot, window, monkeypatch):
    """The program started a second time over the same data, up to the moment before it is opened."""

    def start():
        monkeypatch.setattr(MainWindow, "load", lambda self: None)
        frame = Frame(window.data)
        qtbot.addWidget(frame)
        frame.show()
        qtbot.waitUntil(lambda: frame.main is not None)
        return frame

    return start


def test_the_rows_last_looked_at_are_there_before_the_data_is_open_and_no_name_stands_in_the_settings(
    window, members, again
):
    window.leave(window.saveGeometry())
    assert "欧阳" not in (window.data / "settings.ini").read_text("utf8")
    frame = again()
    table = frame.findChild(QTableWidget, "preview")
    assert frame.main.tabs.currentIndex() == 1
    assert table.isVisible()
    names = [table.item(row, 0).text() for row in range(table.rowCount())]
    assert names == [members.model.index(row, 0).data() for row in range(15)]


@pytest.mark.parametrize(
    "kept", ["nonsense", '{"statement": "DELETE FROM person"}', '{"statement": "SELECT 1", "x": 2}']
)
def test_a_preview_that_does_not_fit_is_left_out(window, kept, again):
    window.settings.setValue("preview", kept)
    assert again().findChild(QTableWidget, "preview") is None
    assert count(window, Person) == 58


def test_undoing_thousands_of_rows_shows_progress_and_can_be_cancelled(qtbot, window):
    with window.store.write("导入一万人") as session:
        session.add_all([Person(name=f"居民{n}") for n in range(10_000)])
    gate = Event()
    window.run("先来的", lambda _tick: gate.wait(10), lambda _result: None)  # there is one worker: the undo waits
    window.undo()
    (task,) = [task for task in window.findChildren(QDialog, "task") if task.windowTitle() == "撤销"]
    assert count(window, Person) == 58 + 10_000
    task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not window.findChildren(QDialog, "task"), timeout=20_000)
    assert count(window, Person) == 58 + 10_000
    window.undo()
    qtbot.waitUntil(lambda: "已撤销" in window.bar.text(), timeout=20_000)
    assert count(window, Person) == 58


def test_the_bar_takes_back_what_it_names_whatever_came_after_it(qtbot, window, members):
    other = Database(window.data / FILE, actor="另一位")
    members.select(4)
    members.remove([4])
    assert "删除成员“阿依古丽·买买提”" in window.bar.text()
    with other.write("对方改电话") as session:
        PERSONS["phone"].put(session, session.get_one(Person, 2), "13900000000")
    with window.store.write("改电话") as session:
        PERSONS["phone"].put(session, session.get_one(Person, 3), "13900000000")
    click(qtbot, window.bar, "message_action")
    assert count(window, Membership) == 15
    assert "已撤销：删除成员“阿依古丽·买买提”" in window.bar.text()
    assert window.undo_action.text() == "撤销：改电话"
    click(qtbot, window.bar, "message_action")
    assert count(window, Membership) == 14
    window.undo()
    window.undo()
    window.undo()
    assert [value(window, PERSONS, number, "phone") == "13900000000" for number in (2, 3)] == [True, False]
    other.close()


def test_removing_thousands_shows_progress_and_leaves_nothing_half_done(qtbot, window):
    with window.store.write("导入") as session:
        session.add_all([Person(name=f"居民{n}") for n in range(1500)])
    before = count(window, Person)
    window.go("persons")
    page = window.page("persons")
    page.search.setText("居民")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1500)
    page.table.selectAll()
    page.remove(page.table.selected_ids())
    assert count(window, Person) == before
    assert "1500 条" in visible("confirm_box")[0].text()
    visible("confirm_box")[0].findChild(QPushButton, "go_on").click()
    assert window.findChildren(QDialog, "task")
    qtbot.waitUntil(lambda: count(window, Person) == before - 1500, timeout=20_000)
    window.undo()
    qtbot.waitUntil(lambda: count(window, Person) == before, timeout=20_000)


def test_columns_are_chosen_ordered_and_kept_by_name(qtbot, monkeypatch, tmp_path, window):
    path = tmp_path / "c.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    window.export(report_named("members"), None)
    asked = dialog(window, "export_dialog")
    asked.choose.click()
    chooser = asked.findChild(QDialog, "column_chooser")
    next(one for one in chooser.findChildren(QPushButton) if one.text() == "全不选").click()
    chooser.accept()
    assert chooser.isVisible()  # no column is none to export
    chooser.show_columns(("phone", "person"))
    chooser.list.setCurrentRow(1)
    chooser.list.setFocus()
    qtbot.keyClick(chooser.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert chooser.columns() == ("person", "phone")
    chooser._keep("电话单")
    chooser.accept()
    assert "2" in asked.choose.text()
    asked.accept()
    qtbot.waitUntil(lambda: "已写好" in window.bar.text(), timeout=30_000)
    assert [cell.value for cell in load_workbook(path).worksheets[0][3]] == ["序号", "姓名", "联系电话"]

    window.export(report_named("members"), None)
    asked = dialog(window, "export_dialog")
    asked.choose.click()
    chooser = asked.findChild(QDialog, "column_chooser")
    chooser.sets.setCurrentText("电话单")
    chooser.sets.activated.emit(chooser.sets.currentIndex())
    assert chooser.columns() == ("person", "phone")
    chooser.forget.click()
    assert [chooser.sets.itemText(n) for n in range(chooser.sets.count())] == ["全部列"]
