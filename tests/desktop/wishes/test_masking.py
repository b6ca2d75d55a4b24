"""People in hardship, and what visits and claims say of them, are masked until their record is opened."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from db.core.errors import UserError
from db.hardship.listings import CONSENTS, VISITS
from db.hardship.models import Beneficiary, Consent, Visit
from db.storage import history
from db.wishes.claim_models import Claim
from db.wishes.claims import CLAIMS
from db.wishes.listings import WISHES
from db.wishes.models import Wish
from tests.desktop.window_helpers import click, fill, stored, visible
from tests.desktop.wishes.wish_window_helpers import Key, looks, wish_of


def text_of(page):
    """Everything that a list and its form show."""
    model = page.model
    places = range(model.columnCount())
    shown = [model.index(row, place).data() or "" for row in range(model.rowCount()) for place in places]
    return "\n".join([*shown, *(box.text() for box in page.form.boxes.values())])


SECRETS = ("瞿守拙", "13800000601", "12号院", "低保", "1941-02")


def test_people_in_hardship_are_masked_until_opened_and_each_opening_is_noted(window, people, qtbot, keyboard):
    page = people.list
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "瞿守拙"))
    page.select(number)
    for secret in SECRETS:
        assert secret not in text_of(page)
    assert "瞿**" in text_of(page)
    assert "138****0601" in text_of(page)
    assert not page.form.boxes["address"].editor.isEnabled()
    page.remove([number])
    assert "先打开这条记录" in window.bar.text()
    click(qtbot, page, "open_record")
    for secret in SECRETS:
        assert secret in text_of(page)
    assert page.form.boxes["address"].editor.isEnabled()
    with window.store.read() as session:
        first = history.actions(session.connection(), limit=1)[0]
    assert first.label == "查看帮扶对象“瞿**”"
    assert first.actor == "测试员"
    assert not window.undo_action.isEnabled()  # to have looked can't be taken back
    page.select(next(one for one in page.model.ids if one != number))
    page.select(number)
    for secret in SECRETS:
        assert secret not in text_of(page)


def test_an_opened_record_is_changed_and_its_label_keeps_the_name(window, people, qtbot):
    page = people.list
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "瞿守拙"))
    page.select(number)
    page.open_current()
    page.edit(number, page.listing["address"], "畅家巷12号院2单元102")
    assert stored(window, select(Beneficiary.address).where(Beneficiary.id == number)) == "畅家巷12号院2单元102"
    with window.store.read() as session:
        labels = [action.label for action in history.actions(session.connection())]
    assert labels[0] == "修改帮扶对象“瞿**”的住址"
    assert not any("瞿守拙" in label for label in labels)


FOUND = ("身体尚好，想找人下棋。", "菜板")  # of the visit to 瞿守拙


@pytest.fixture
def visits(window, tab):
    window.go("visits")
    return tab.page("visits")


def visit_to(window, name):
    return stored(window, select(Visit.id).join(Beneficiary).where(Beneficiary.name == name))


@pytest.mark.parametrize("by_key", [True, False])
def test_what_a_visit_found_is_masked_until_it_is_opened_as_a_look_at_the_person(
    window, visits, keyboard, qtbot, by_key
):
    number = visit_to(window, "瞿守拙")
    visits.select(number)
    assert not [words for words in (*FOUND, "瞿守拙") if words in text_of(visits)]
    assert not visits.form.boxes["found"].editor.isEnabled()
    assert not visits.findChild(QPushButton, "visits_attachments").isEnabled()
    with pytest.raises(UserError, match="先打开这条记录，再修改"):
        visits.edit(number, VISITS["found"], "别的")
    visits.remove([number])
    assert "先打开这条记录" in window.bar.text()
    assert looks(window) == []
    if by_key:
        visits.table.setFocus()
        keyboard.press(Key.Key_Return)
    else:
        click(qtbot, visits, "open_record")
    assert not [words for words in (*FOUND, "瞿守拙") if words not in text_of(visits)]
    assert "辅导了数学作业。" not in text_of(visits)  # of another visit
    assert looks(window) == ["瞿守拙"]
    assert visits.findChild(QPushButton, "visits_attachments").isEnabled()
    visits.edit(number, VISITS["found"], "下了两盘棋")
    assert "下了两盘棋" in text_of(visits)
    visits.select(next(one for one in visits.model.ids if one != number))
    visits.select(number)
    assert "下了两盘棋" not in text_of(visits)
    assert looks(window) == ["瞿守拙"]


def test_a_visit_is_entered_at_once_and_stays_open_to_who_typed_it(window, visits, keyboard, qtbot):
    click(qtbot, visits, "add")
    fill(keyboard, {"beneficiary": "禹𬭎", "visitors": "柏青禾", "found": "会用读屏软件了"})
    assert not visible("record_dialog")
    assert "会用读屏软件了" in text_of(visits)
    assert visits.form.boxes["found"].editor.isEnabled()
    assert looks(window) == []
    visits.select(visit_to(window, "瞿守拙"))
    assert "会用读屏软件了" not in text_of(visits)


def test_somebody_new_stays_open_to_who_typed_it_wherever_in_the_list(window, people, keyboard, qtbot):
    for name in ("阿大山", "祖小海"):
        click(qtbot, people.list, "add")
        fill(keyboard, {"name": name, "address": f"{name}巷1号"})
        assert f"{name}巷1号" in text_of(people.list)
    assert "阿大山巷1号" not in text_of(people.list)
    assert looks(window) == []


def test_what_was_verified_is_masked_until_the_wish_is_opened(window, tab, qtbot):
    window.go("wishes", number := wish_of(window, "2021-1-002"))
    page = tab.page("wishes").list
    box = page.form.boxes["verified"]
    assert (box.text(), box.editor.isEnabled()) == ("●●●", False)
    with pytest.raises(UserError, match="先打开这条记录，再修改"):
        page.edit(number, WISHES["verified"], "别的")
    assert page.form.boxes["content"].editor.isEnabled()  # what anybody may read is worked on as ever
    click(qtbot, page, "open_record")
    assert (box.text(), box.editor.isEnabled()) == ("旧菜板开裂。", True)
    assert looks(window) == ["瞿守拙"]
    page.edit(number, WISHES["verified"], "旧菜板裂成两半。")
    click(qtbot, page, "open_record")
    assert (box.text(), box.editor.isEnabled()) == ("●●●", False)


def test_what_is_still_empty_is_filled_in_without_opening(window, tab):
    window.go("wishes", number := wish_of(window, "2021-1-005"))
    page = tab.page("wishes").list
    box = page.form.boxes["verified"]
    assert (box.text(), box.editor.isEnabled()) == ("", True)
    page.edit(number, WISHES["verified"], "家里没有书")
    assert (box.text(), box.editor.isEnabled()) == ("●●●", False)
    assert stored(window, select(Wish.verified).where(Wish.id == number)) == "家里没有书"
    assert looks(window) == []


def test_what_was_said_of_a_gift_is_masked_until_the_claim_is_opened(window, tab, qtbot):
    number = stored(window, select(Claim.id).where(Claim.wish_id == wish_of(window, "2021-1-002")))
    with window.store.write("反馈") as session:
        session.get_one(Claim, number).feedback = "切菜不滑了"
        signed = session.get_one(Claim, number).received_by
    window.go("claims", number)
    page = tab.page("claims").list
    assert not {"切菜不滑了", signed} & set(text_of(page).split("\n"))
    click(qtbot, page, "open_record")
    assert {"切菜不滑了", signed} < set(text_of(page).split("\n"))
    assert looks(window) == ["瞿守拙"]
    window.go("wishes", wish_of(window, "2021-1-002"))
    below = tab.page("wishes").claims  # where nothing can be opened
    model = below.model
    shown = [model.index(0, place).data() for place in range(model.columnCount())]
    assert "●●●" in shown
    assert not {"切菜不滑了", signed} & set(shown)
    with pytest.raises(UserError, match="先在“认领”里打开这次认领"):
        below.edit(number, CLAIMS["feedback"], "别的")


def events(page):
    tree = page.timeline.tree
    items = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    return "\n".join(item.text(3) + item.toolTip(3) for item in items)


def test_the_timeline_tells_what_visits_found_only_while_the_record_is_open(window, people, qtbot):
    people.select(stored(window, select(Beneficiary.id).where(Beneficiary.name == "瞿守拙")))
    assert "贺翀远、阿依古丽·买买提；●●●" in events(people)
    assert not [words for words in FOUND if f"；{words}" in events(people)]
    assert "带去" not in events(people)
    click(qtbot, people.list, "open_record")
    assert "贺翀远、阿依古丽·买买提；带去菜板；身体尚好，想找人下棋。" in events(people)
    click(qtbot, people.list, "open_record")
    assert "带去" not in events(people)


def test_the_timeline_of_an_open_record_keeps_what_visits_to_others_of_the_household_found(window, people):
    people.select(stored(window, select(Beneficiary.id).where(Beneficiary.name == "皇甫仲文")))
    people.list.open_current()
    assert "贺翀远；●●●" in events(people)  # to 皇甫念, at whose record nobody looked
    people.select(stored(window, select(Beneficiary.id).where(Beneficiary.name == "皇甫念")))
    people.list.open_current()
    assert "辅导了数学作业。" in events(people)


def test_notes_on_a_consent_are_masked_until_the_record_is_open(window, people, qtbot):
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "瞿守拙"))
    consent = stored(window, select(Consent.id).where(Consent.beneficiary_id == number))
    with window.store.write("备注") as session:
        session.get_one(Consent, consent).note = "儿子在场"
    people.select(number)
    model = people.consents.model

    def text():
        return [
            model.index(row, place).data() for row in range(model.rowCount()) for place in range(model.columnCount())
        ]

    assert "儿子在场" not in text()
    assert "●●●" in text()
    assert not people.consents.findChild(QPushButton, "consents_attachments").isEnabled()
    with pytest.raises(UserError, match="先在上面打开这位帮扶对象，再修改"):
        people.consents.edit(consent, CONSENTS["note"], "别的")
    people.consents.edit(consent, CONSENTS["withdrawn_on"], date.today().isoformat())  # of no secret
    click(qtbot, people.list, "open_record")
    assert "儿子在场" in text()
    assert people.consents.findChild(QPushButton, "consents_attachments").isEnabled()
    people.consents.edit(consent, CONSENTS["note"], "女儿在场")
    click(qtbot, people.list, "open_record")
    assert not {"女儿在场", "儿子在场"} & set(text())


def test_what_is_copied_from_the_list_is_masked_too(people, window):
    page = people.list
    page.table.selectAll()
    page.table.copy()
    copied = QApplication.clipboard().text()
    assert "瞿**" in copied
    assert not any(secret in copied for secret in SECRETS)


@pytest.mark.parametrize("key", ["wishes", "visits", "claims"])
def test_the_other_lists_do_not_name_whom_it_is_about(window, tab, key):
    window.go(key)
    page = tab.page(key)
    page = getattr(page, "list", page)
    with window.store.read() as session:
        names = session.scalars(select(Beneficiary.name)).all()
    signed = stored(window, select(Claim.id).where(Claim.received_by.is_not(None)).order_by(Claim.id))
    page.select(signed if key == "claims" else page.model.ids[0])
    model = page.model
    shown = [place for place in range(model.columnCount()) if not page.table.isColumnHidden(place)]
    cells = [str(model.index(row, place).data()) for row in range(model.rowCount()) for place in shown]
    text = "\n".join([*cells, *(box.text() for box in page.form.boxes.values())])
    assert "●●●" in text or "**" in text
    assert not [name for name in names if name in text]


@pytest.mark.parametrize("key", ["wishes", "visits", "beneficiaries"])
def test_what_is_masked_does_not_stand_in_the_preview_of_the_next_start(window, tab, key):
    window.go("members")
    window.tabs.setCurrentWidget(window.tab("committee"))
    window._keep_first_rows()
    assert window.settings.value("preview")
    window.go(key)
    window._keep_first_rows()
    assert not window.settings.value("preview")


def test_the_timeline_of_a_household_has_wishes_visits_and_services_of_all_of_them(window, people):
    page = people
    number = stored(window, select(Beneficiary.id).where(Beneficiary.name == "皇甫仲文"))
    page.select(number)
    tree = page.timeline.tree
    rows = [[tree.topLevelItem(n).text(c) for c in range(4)] for n in range(tree.topLevelItemCount())]
    assert {row[1] for row in rows} >= {"许愿", "心愿实现", "上门服务"}
    assert {row[2] for row in rows} == {"皇甫*", "皇甫**"}
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    service = next(n for n, row in enumerate(rows) if row[1] == "上门服务")
    tree.setCurrentItem(tree.topLevelItem(service))
    tree.itemActivated.emit(tree.topLevelItem(service), 0)
    assert window.tab("wishes").stack.currentWidget() is window.page("visits")
