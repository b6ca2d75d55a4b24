"""The meeting page as a clerk meets it: final minutes, copies, papers, the preview beside the form, the turnout."""

import re
from io import BytesIO

import pdfplumber
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QDialog, QMenu, QWidget
from sqlalchemy import func, select

from db.committee.models import Membership
from db.core.errors import UserError
from db.meetings.models import AgendaItem, Attendance, Meeting, Task
from desktop.meetings.minutes_preview import LatestMinutes, minutes_pdf

Key = Qt.Key
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(window):
    window.go("meetings", 3)
    return window.page("meetings")


def shown(window, name):
    return next(d for d in window.findChildren(QDialog, name) if d.isVisible())


def stored(window, query):
    with window.store.read() as session:
        return session.scalar(query)


def state(window, number=3):
    return stored(window, select(Meeting.state).where(Meeting.id == number))


def test_what_does_not_add_up_is_said_before_minutes_are_final(qtbot, window, page):
    with window.store.write("漏记") as session:
        session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == 3)).one().votes_for = 6
    page.segments.choose(2)
    assert page.agenda.vote.text() == "表决结果：赞成6票，反对1票，弃权1票，6人未表决，未通过"
    qtbot.mouseClick(page.finish, LEFT)
    asked = shown(window, "confirm_box")
    assert "有 6 人没有计入票数" in asked.informativeText()
    next(b for b in asked.buttons() if b.objectName() != "go_on").click()
    assert state(window) == "草稿"
    qtbot.mouseClick(page.finish, LEFT)
    asked = shown(window, "confirm_box")
    next(b for b in asked.buttons() if b.objectName() == "go_on").click()
    assert state(window) == "定稿"


def test_final_minutes_are_only_looked_at_until_they_are_opened_again(qtbot, window, page):
    qtbot.mouseClick(page.finish, LEFT)
    assert state(window) == "定稿"
    assert page.state.text() == "已定稿"
    assert not page.form.boxes["place"].editor.isEnabled()
    page.segments.choose(1)
    table = page.attendance.list.table
    table.setFocus()
    before = stored(window, select(func.count()).where(Attendance.meeting_id == 3, Attendance.state == "缺席"))
    qtbot.keyClick(table, Qt.Key.Key_4)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    assert "已经定稿" in window.bar.text()
    assert not [d for d in window.findChildren(QDialog, "record_dialog") if d.isVisible()]
    assert before == stored(window, select(func.count()).where(Attendance.meeting_id == 3, Attendance.state == "缺席"))
    page.segments.choose(2)
    qtbot.mouseClick(page.agenda.tasks.add_button, LEFT)  # what follows the meeting goes on
    asked = shown(window, "record_dialog")
    asked.form.boxes["what"].editor.setText("会后补充的任务")
    asked.accept()
    assert stored(window, select(func.count(Task.id)).where(Task.meeting_id == 3)) == 3
    qtbot.mouseClick(page.finish, LEFT)
    asked = shown(window, "reason_dialog")
    asked.setTextValue("漏记")
    asked.accept()
    assert state(window) == "草稿"
    assert page.form.boxes["place"].editor.isEnabled()
    page._list_finals()
    (kept,) = page.finals.actions()
    assert "第 1 稿" in kept.text()
    assert "漏记" in kept.text()
    window.undo()
    assert state(window) == "定稿"


def test_a_meeting_is_copied_from_its_menu_and_the_copy_is_looked_at(window, page):
    assert page.list.current_id() == 3
    next(action for action in page.list.row_menu().actions() if action.text() == "复制为新会议").trigger()
    assert page.meeting == 4
    assert page.heading.text() == "畅家巷社区社工委第三次会议"
    window.undo()
    assert stored(window, select(func.count(Meeting.id))) == 3


def test_the_words_of_the_notice_go_to_the_clipboard(window, page):
    next(a for a in page.papers.menu().actions() if "复制" in a.text()).trigger()
    assert QGuiApplication.clipboard().text().startswith("关于召开畅家巷社区社工委第二次会议的通知\n各位委员：")


def text_of(data: bytes) -> str:
    with pdfplumber.open(BytesIO(data)) as pdf:
        return re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))


def test_the_preview_has_what_is_being_typed_and_nothing_is_stored(qtbot, window, page):
    page.show_preview.click()
    drawn = page.preview._redrawer.drawn
    qtbot.waitSignal(drawn, timeout=10_000).wait()
    editor = page.form.boxes["opening"].editor
    editor.setFocus()
    with qtbot.waitSignal(drawn, timeout=10_000):
        qtbot.keyClicks(editor, "half typed")
    assert page._pending() == [("meetings", 3, "opening", "half typed")]
    assert "halftyped" in text_of(minutes_pdf(window.store, 3, page._pending()))
    assert stored(window, select(Meeting.opening).where(Meeting.id == 3)) is None
    assert "halftyped" not in text_of(minutes_pdf(window.store, 3, ()))


def test_what_is_half_typed_and_wrong_does_not_disturb_the_preview(window, page):
    assert "上午9时" in text_of(minutes_pdf(window.store, 3, [("meetings", 3, "starts", "9:7x")]))
    assert "会议由" in text_of(minutes_pdf(window.store, 3, [("meetings", 3, "chair", "没有这个人")]))
    with pytest.raises(UserError, match="已被删除"):
        minutes_pdf(window.store, 99, ())


def test_an_item_is_dragged_to_another_place(window, page):
    with window.store.write("又两项") as session:
        session.add_all(AgendaItem(meeting_id=3, title=title, position=n) for n, title in ((2, "乙"), (3, "丙")))
    page.segments.choose(2)
    table = page.agenda.list.table
    table.select_id(table.records.row_id(2))
    top = table.visualRect(table.records.index(0, 1))
    place = QPointF(top.center().x(), top.top() + 2)
    event = QDropEvent(place, Qt.DropAction.MoveAction, QMimeData(), LEFT, NONE)
    table.dropEvent(event)
    with window.store.read() as session:
        query = select(AgendaItem.title).where(AgendaItem.meeting_id == 3).order_by(AgendaItem.position)
        assert session.scalars(query).all() == ["丙", "研究畅家巷十二号院停车秩序", "乙"]
    window.undo()
    with window.store.read() as session:
        assert session.scalars(query).all()[-1] == "丙"


def test_the_settings_of_the_minutes_are_seen_at_once_and_nonsense_is_refused(qtbot, window, answered):
    window.show_settings()
    asked = shown(window, "settings_dialog")
    asked.tabs.setCurrentIndex([asked.tabs.tabText(n) for n in range(asked.tabs.count())].index("会议纪要"))
    preview = asked.findChild(LatestMinutes)
    view = preview.view
    qtbot.waitUntil(lambda: view.text().startswith("第 1 /"), timeout=10_000)
    with qtbot.waitSignal(preview._redrawer.drawn, timeout=10_000):
        asked._store(next(c for c in settings_choices() if c.key == "minutes_imprint"), "印")
    with pytest.raises(UserError, match="没有“附件”这一部分"):
        asked._store(next(c for c in settings_choices() if c.key == "minutes_sections"), "附件")


@pytest.mark.parametrize("group", ["会议", "会议纪要"])
def test_no_setting_is_drawn_over_another(qtbot, window, group):
    """Also where long hints and texts of several lines need more room than the page has."""
    window.show_settings()
    asked = shown(window, "settings_dialog")
    asked.tabs.setCurrentIndex([asked.tabs.tabText(n) for n in range(asked.tabs.count())].index(group))
    first = {"会议": "meeting_counted", "会议纪要": "minutes_mark"}[group]
    page = asked.findChild(QWidget, first).parentWidget()
    qtbot.waitUntil(lambda: page.findChild(QWidget, first).height() > 50)
    qtbot.wait(100)
    drawn = [one for one in page.findChildren(QWidget) if one.parentWidget() is page and one.isVisible()]
    assert len(drawn) > 10
    for n, one in enumerate(drawn):
        assert not [other for other in drawn[n + 1 :] if one.geometry().intersects(other.geometry())]


def settings_choices():
    from db.subjects import choices

    return choices()


def test_the_turnout_is_only_counted_and_no_key_removes_a_member(qtbot, window):
    window.go("turnout")
    turnout = window.page("turnout")
    table = turnout.list.table
    assert table.records.rowCount() == 15
    table.select_id(table.records.row_id(0))
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert stored(window, select(func.count(Membership.id))) == 15
    turnout.period.first.set_text("2021-12-31")
    turnout.period.last.set_text("2021-01-01")
    with pytest.raises(UserError, match="止日早于起日"):
        turnout.load()
    turnout.period.first.set_text("2021-09-01")
    turnout.period.last.set_text("2021-12-31")
    turnout.load()
    row = table.records.row(0)
    assert row[turnout.list.listing.places["called"]] == 1


def test_parties_are_listed_by_the_template_and_tasks_want_a_meeting(qtbot, window):
    window.go("deliberations")
    matters = window.page("deliberations")
    qtbot.mouseClick(matters.invite, LEFT)
    assert matters.parties.model.rowCount() == 7
    matters.list.edit(1, matters.list.listing["meeting"], "")
    assert "协商会议" in matters.tasks.blocked
    matters.list.edit(1, matters.list.listing["meeting"], "畅家巷社区社工委第一次会议")
    assert not matters.tasks.blocked


def speak(qtbot, window, meeting=3):
    """The first item of a meeting is shown, and the focus is in what is said of it."""
    window.go("meetings", meeting)
    page = window.page("meetings")
    page.segments.choose(2)
    page.agenda.list.select(page.agenda.list.model.ids[0])
    editor = page.agenda.list.form.boxes["speeches"].editor
    editor.setFocus()
    editor.clear()
    return page, editor


def test_speeches_are_typed_by_the_initials_of_who_speaks(qtbot, window):
    page, editor = speak(qtbot, window)
    qtbot.keyClicks(editor, "hys")
    qtbot.keyClick(editor, Key.Key_Tab)
    qtbot.keyClicks(editor, "hao")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.keyClicks(editor, "ayglmmt")
    qtbot.keyClick(editor, Key.Key_Tab)
    assert editor.toPlainText() == "韩䶮生：hao\n阿依古丽·买买提："
    qtbot.keyClicks(editor, "keyi")
    qtbot.keyClick(editor, Key.Key_Tab)  # no name at the start of the line: Tab goes to the next field
    assert page.agenda.list.form.boxes["discussion"].editor.hasFocus()
    with window.store.read() as session:
        item = session.query(AgendaItem).filter_by(meeting_id=3).one()
        assert item.speeches == "韩䶮生：hao\n阿依古丽·买买提：keyi"


def test_where_several_names_begin_so_a_menu_asks_who(qtbot, window):
    _page, editor = speak(qtbot, window)
    qtbot.keyClicks(editor, "z")
    qtbot.keyClick(editor, Key.Key_Tab)
    keys = editor.findChild(QMenu, "speakers")
    names = [action.text().partition("　")[2] for action in keys.actions()]
    assert {"邹犇", "曾月婵", "翟㛃"} <= {*names}  # 翟 is read zhai
    next(action for action in keys.actions() if action.text().endswith("邹犇")).trigger()
    assert editor.toPlainText() == "邹犇："
    keys.close()


def test_letters_of_nobody_are_left_as_they_are(qtbot, window):
    page, editor = speak(qtbot, window)
    qtbot.keyClicks(editor, "qqqq")
    qtbot.keyClick(editor, Key.Key_Tab)
    assert editor.toPlainText() == "qqqq"
    assert page.agenda.list.form.boxes["discussion"].editor.hasFocus()
