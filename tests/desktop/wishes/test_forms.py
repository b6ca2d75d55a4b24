"""What is typed into the forms of wishes, claims and people: stored together, or refused at its field."""

from datetime import date

import pytest
from sqlalchemy import func, select

from db.hardship.models import Beneficiary, Consent
from db.wishes.claim_models import Claim
from db.wishes.listings import WISHES
from db.wishes.models import Wish, WishRound
from tests.desktop.window_helpers import agree_to_new_names, click, fill, stored, visible
from tests.desktop.wishes.wish_window_helpers import Key, wish_of


def typed(qtbot, form, key, text):
    """Type into a field of a form and leave it."""
    editor = form.boxes[key].editor
    editor.setFocus()
    editor.set_text(editor.value_text())
    editor.write(text)
    editor.commit()


def test_what_belongs_together_is_stored_together_however_it_is_typed(window, tab, qtbot):
    number = stored(window, select(Claim.id).where(Claim.wish_id == wish_of(window, "2021-1-006")))
    window.go("claims", number)
    form = tab.page("claims").list.form
    day = date.today().isoformat()
    typed(qtbot, form, "feedback_on", day)
    assert form.boxes["satisfaction"].error == "反馈要写明日期和满意度"
    assert form.boxes["feedback_on"].error == "还没有存下，和标红的其他几项填齐了一起存"
    typed(qtbot, form, "note", "灯很亮")  # what fits is stored meanwhile
    assert stored(window, select(Claim.note).where(Claim.id == number)) == "灯很亮"
    assert form.boxes["feedback_on"].text() == day
    assert form.boxes["satisfaction"].error
    typed(qtbot, form, "satisfaction", "满意")
    assert [box.field.key for box in form.boxes.values() if box.error] == []
    assert stored(window, select(Claim.satisfaction).where(Claim.id == number)) == "满意"
    assert stored(window, select(Claim.feedback_on).where(Claim.id == number)) == date.today()
    assert window.undo_action.text() == "撤销：修改认领“2021-1-006”的反馈日期、满意度"
    window.undo()
    assert form.boxes["feedback_on"].text() == form.boxes["satisfaction"].text() == ""


def test_a_birth_that_makes_a_child_waits_for_the_guardian_and_is_stored_with_it(people, window, tab, qtbot):
    page = people.list
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "时谦"))
    page.select(number)
    page.open_current()
    birth = date.today().replace(year=date.today().year - 8, day=1).isoformat()
    typed(qtbot, page.form, "birth", birth)
    assert page.form.boxes["guardian"].error == "不满十四周岁的孩子要填监护人，请先填监护人姓名"
    assert page.form.boxes["birth"].text() == birth
    typed(qtbot, page.form, "guardian", "时母")
    kept = select(Beneficiary.birth, Beneficiary.guardian).where(Beneficiary.id == number)
    with window.store.read() as session:
        assert tuple(session.execute(kept).one()) == (birth, "时母")


def test_what_was_refused_keeps_the_record_until_it_is_mended_or_esc_takes_it_back(people, window, tab, qtbot):
    page = people.list
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "时谦"))
    page.select(number)
    page.open_current()
    before = page.form.boxes["phone"].text()
    typed(qtbot, page.form, "phone", "12")
    assert page.form.boxes["phone"].error
    page.form.boxes["phone"].editor.setFocus()
    qtbot.keyClick(page.form.boxes["phone"].editor, Key.Key_Escape)
    assert (page.form.boxes["phone"].text(), page.form.boxes["phone"].error) == (before, "")
    typed(qtbot, page.form, "phone", "12")
    page.select(next(one for one in page.model.ids if one != number))
    qtbot.waitUntil(lambda: page.current_id() == number)
    assert "“联系电话”还没有存下" in window.bar.text()
    assert page.form.row_id == number
    assert page.form.boxes["phone"].text() == "12"
    assert stored(window, select(Beneficiary.phone).where(Beneficiary.id == number)) == before


def test_what_was_refused_is_not_left_to_be_read_when_the_record_is_closed(people, window, tab, qtbot):
    page = people.list
    page.select(stored(window, select(Beneficiary.id).where(Beneficiary.name == "时谦")))
    page.open_current()
    typed(qtbot, page.form, "phone", "1380000")
    assert page.form.boxes["phone"].error
    page.open_current()
    assert "1380000" not in [box.text() for box in page.form.boxes.values()]
    assert not any(box.error for box in page.form.boxes.values())
    assert window.bar.text().startswith("刚才那一条的联系电话没有存下")


def test_a_name_that_nobody_knew_is_said_at_once_and_taken_back_with_its_wish(window, tab, qtbot, keyboard):
    before = [stored(window, select(func.count(model.id))) for model in (Wish, Beneficiary)]
    window.go("wishes")
    page = tab.page("wishes").list
    click(qtbot, page, "add")
    fill(keyboard, {"content": "想要一盏灯", "beneficiary": "仲孙若渔", "collected_by": "覃秋水"})
    assert window.bar.text() == "没有登记过，已新登记：帮扶对象“仲孙**”。写错了请撤销"
    with window.store.write("别的事") as session:
        session.get_one(Wish, 1).note = "另记一笔"
    click(qtbot, window.bar, "message_action")
    assert [stored(window, select(func.count(model.id))) for model in (Wish, Beneficiary)] == before
    window.bar.hide()
    click(qtbot, page, "add")
    fill(keyboard, {"content": "想要一盏灯", "beneficiary": known(window), "collected_by": "覃秋水"})
    assert not window.bar.isVisible()


def known(window):
    """How one person in hardship is written in a field."""
    with window.store.read() as session:
        return WISHES.value(WISHES.one(session, 1), "beneficiary")


def test_a_child_without_guardian_is_refused_at_the_field(window, people, qtbot, keyboard):
    click(qtbot, people.list, "add")
    (dialog,) = visible("record_dialog")
    born = date.today().replace(year=date.today().year - 9, day=1).isoformat()
    fill(keyboard, {"name": "慕容小鱼", "birth": born})
    assert dialog.form.boxes["guardian"].error == "不满十四周岁的孩子要填监护人，请先填监护人姓名"
    fill(keyboard, {"guardian": "慕容大江"})
    assert not dialog.isVisible()
    click(qtbot, people.consents, "add")
    (dialog,) = visible("record_dialog")
    fill(keyboard, {"purpose": "公开心愿", "how": "书面"})
    assert "要由监护人同意" in dialog.form.boxes["given_by"].error
    fill(keyboard, {"given_by": "监护人"})
    assert not dialog.isVisible()
    child = stored(window, select(Beneficiary.id).where(Beneficiary.name == "慕容小鱼"))
    assert stored(window, select(Consent.given_by).where(Consent.beneficiary_id == child)) == "监护人"


@pytest.mark.both_databases
def test_the_first_wish_of_an_office_brings_its_round_with_it(bare_window, qtbot):
    bare_window.go("board")
    bare_window.page("board").add_button.click()
    (dialog,) = visible("record_dialog")
    name = f"{date.today().year}年第1轮"
    assert dialog.form.boxes["round"].text() == name
    for key, text in {"beneficiary": "仲孙若愚", "content": "想要一盏灯"}.items():
        dialog.form.boxes[key].set_text(text)
    dialog.form.boxes["round"].set_text("下一轮")
    dialog.accept()
    agree_to_new_names()
    assert dialog.form.boxes["round"].error.startswith("没有“下一轮”这一轮；轮次写成 2026年第1轮")
    dialog.form.boxes["round"].set_text(name)
    dialog.accept()
    agree_to_new_names()
    assert not dialog.isVisible()
    assert stored(bare_window, select(Wish.code)) == f"{date.today().year}-1-001"
    assert bare_window.tab("wishes").on_site.isEnabled()
    assert bare_window.tab("wishes").round.currentText() == name
    assert stored(bare_window, select(WishRound.begins)) == date.today()
    assert stored(bare_window, select(Beneficiary.keep_until)) > date.today()
