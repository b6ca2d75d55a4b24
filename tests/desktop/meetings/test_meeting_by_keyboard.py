"""A whole meeting held by keys alone: nothing here clicks, selects or sets; keys go to whatever has the focus."""

import re

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from sqlalchemy import func, select

from db.meetings.models import AgendaItem, Approved, Attendance, Meeting, Task
from db.meetings.tasks import earlier_task_rows
from tests.desktop.window_helpers import stored, visible

ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key


def test_a_whole_meeting_is_held_by_keyboard(qtbot, window, keyboard, tmp_path, monkeypatch):
    path = tmp_path / "m.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))  # the system's own dialog
    keyboard.press(Key.Key_3, CONTROL)

    meeting = new_meeting(window, keyboard, "畅家巷社区社工委第三次会议", "2021-10-29")
    attend(window, keyboard, meeting)
    discuss(window, keyboard, meeting)

    keyboard.press(Key.Key_F, CONTROL | SHIFT)
    (asked,) = visible("confirm_box")  # what is empty is listed once more
    assert "没有填" in asked.informativeText()
    keyboard.press(Key.Key_Tab)
    keyboard.press(Key.Key_Return)
    assert stored(window, select(Meeting.state).where(Meeting.id == meeting)) == "定稿"
    assert stored(window, select(func.count(Approved.id))) == 1

    keyboard.press(Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: bool(visible("print_dialog")), timeout=30_000)
    keyboard.press(Key.Key_Return)
    assert path.is_file()
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(str(path)))
    text = re.sub(r"\s", "", text)
    assert "应到15人，实到13人，符合规定人数。" in text
    assert "表决结果：赞成12票，反对1票，弃权0票，通过。" in text
    assert (
        "请假：区启航（外地学习）、查小满（家中有事）" in text or "请假：查小满（家中有事）、区启航（外地学习）" in text
    )
    assert "征求意见稿" not in text

    keyboard.press(Key.Key_F, CONTROL | SHIFT)
    assert visible("reason_dialog")
    keyboard.write("漏记一人")
    keyboard.press(Key.Key_Return)
    assert stored(window, select(Meeting.state).where(Meeting.id == meeting)) == "草稿"
    assert stored(window, select(Approved.reason)) == "漏记一人"

    keyboard.press(Key.Key_0, ALT)
    following = new_meeting(window, keyboard, "畅家巷社区社工委第四次会议", "2021-11-30")
    keyboard.press(Key.Key_4, ALT)
    page = window.page("meetings")
    assert page.carried.isVisible()
    shown = [page.carried.model.row(n)[2] for n in range(page.carried.model.rowCount())]
    assert {"任务一", "任务二", "任务三", "任务四"} <= set(shown)
    with window.store.read() as session:
        assert len(earlier_task_rows(session, session.get_one(Meeting, following))) == len(shown)


def new_meeting(window, keyboard, title, day):
    page = window.page("meetings")
    if not page.list.isAncestorOf(QApplication.focusWidget() or window):
        keyboard.press(Key.Key_0, ALT)
    keyboard.press(Key.Key_Insert)
    assert visible("record_dialog")
    keyboard.write(title)
    keyboard.tab_to("series")
    keyboard.write("第一届社工委会议")
    keyboard.tab_to("held_on")
    keyboard.press(Key.Key_A, CONTROL)
    keyboard.write(day)
    keyboard.press(Key.Key_Return, CONTROL)
    number = stored(window, select(Meeting.id).where(Meeting.title == title))
    assert number == page.meeting
    return number


def attend(window, keyboard, meeting):
    """All fifteen marked by keys; two are found by their initials and are on leave."""
    keyboard.press(Key.Key_2, ALT)
    keyboard.press(Key.Key_L, CONTROL)
    keyboard.press(Key.Key_2, ALT)
    keyboard.press(Key.Key_Home, CONTROL)
    for _ in range(15):
        keyboard.press(Key.Key_1)
        keyboard.press(Key.Key_Down)
    for initials, reason in (("oqh", "外地学习"), ("zxm", "家中有事")):
        keyboard.write(initials)
        keyboard.press(Key.Key_3)
        keyboard.write(reason)
        keyboard.press(Key.Key_Return)
    assert window.page("meetings").attendance.count.text() == "应到15人，实到13人，符合规定人数"
    states = select(func.count()).where(Attendance.meeting_id == meeting, Attendance.state == "请假")
    assert stored(window, states.where(Attendance.reason.is_not(None))) == 2


def discuss(window, keyboard, meeting):
    """Three items, the first voted on, the last moved up; four tasks below the items."""
    keyboard.press(Key.Key_3, ALT)
    for title in ("通报上月工作", "讨论停车秩序", "认领微心愿"):
        keyboard.press(Key.Key_Insert)
        keyboard.write(title)
        keyboard.tab_to("discussion")
        keyboard.write("大家发言。")
        keyboard.press(Key.Key_Return, CONTROL)
    keyboard.press(Key.Key_3, ALT)
    keyboard.press(Key.Key_Up, ALT)
    titles = select(func.aggregate_strings(AgendaItem.title, "、").aggregate_order_by(AgendaItem.position))
    assert stored(window, titles.where(AgendaItem.meeting_id == meeting)) == "通报上月工作、认领微心愿、讨论停车秩序"
    for field, votes in (("votes_for", "12"), ("votes_against", "1"), ("votes_abstaining", "0")):
        keyboard.tab_to(field)
        keyboard.write(votes)
    keyboard.press(Key.Key_Return)
    item = select(AgendaItem.votes_for).where(AgendaItem.meeting_id == meeting, AgendaItem.title == "认领微心愿")
    assert stored(window, item) == 12
    for number, title in enumerate(("任务一", "任务二", "任务三", "任务四"), start=1):
        keyboard.press(Key.Key_5, ALT)
        keyboard.press(Key.Key_Insert)
        keyboard.write(title)
        keyboard.tab_to("person")
        keyboard.write("邹犇")
        keyboard.tab_to("due")
        keyboard.write(f"2021-11-{number * 5:02}")
        keyboard.press(Key.Key_Return, CONTROL)
    tasks = select(func.count(Task.id)).where(Task.meeting_id == meeting, Task.person_id.is_not(None))
    assert stored(window, tasks) == 4
