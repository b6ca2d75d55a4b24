"""A list page as its description has it."""

import pytest
from PySide6.QtWidgets import QDialog

from db.committee.listings import MEMBERS
from db.people.listings import PERSONS
from desktop.shell.list_page import ListPage
from desktop.shell.list_view import ListView


@pytest.fixture
def shown(window, qtbot):
    """Makes the page of a view and shows it."""

    def show(view):
        page = ListPage(window, view)
        qtbot.addWidget(page)
        page.show()
        return page

    return show


def asked(page):
    return next(dialog for dialog in page.findChildren(QDialog, "record_dialog") if dialog.isVisible())


def test_a_list_to_which_nothing_is_added_has_no_button_for_it_and_says_why(window, shown):
    page = shown(ListView(PERSONS, no_new="在别处登记"))
    assert not page.add_button.isVisible()
    assert page.remove_button.isVisible()
    assert page.model.editable
    page.add_unless_blocked()
    assert window.bar.text() == "在别处登记"


def test_a_list_that_is_only_read_can_neither_be_edited_nor_lose_a_row(window, shown):
    page = shown(ListView(PERSONS, form=False, read_only="由别处算出"))
    assert not page.add_button.isVisible()
    assert not page.remove_button.isVisible()
    assert not page.model.editable
    rows = page.model.rowCount()
    page.remove(page.model.ids[:1])
    assert window.bar.text() == "由别处算出"
    assert page.model.rowCount() == rows


def test_the_table_shows_the_columns_of_the_view_and_the_form_all_but_the_unseen(shown):
    page = shown(ListView(PERSONS, columns=("name", "phone"), unseen=("note",)))
    columns = [one.key for place, one in enumerate(PERSONS.fields) if not page.table.isColumnHidden(place)]
    assert columns == ["name", "phone"]
    assert "sex" in page.form.boxes
    assert "note" not in page.form.boxes


def test_a_new_row_starts_with_the_defaults_and_what_is_proposed_and_is_not_asked_the_rest(shown):
    page = shown(ListView(PERSONS, unasked=("note",), defaults=lambda store: {"work": store.office(), "name": "甲"}))
    page.propose(name="乙")
    page.add()
    boxes = asked(page).form.boxes
    assert boxes["name"].text() == "乙"
    assert boxes["work"].text() == "畅家巷社区"
    assert "note" not in boxes


def test_what_belongs_to_a_row_above_waits_until_one_is_chosen(shown):
    page = shown(ListView(MEMBERS, choose_first="先选一届"))
    page.show_of(None)
    assert page.blocked == "先选一届"
    assert page.model.rowCount() == 0
    page.show_of(1)
    assert page.blocked == ""
    assert page.model.rowCount() == 15


def test_a_locked_list_says_why_until_it_is_unlocked(shown):
    page = shown(ListView(PERSONS))
    page.lock("已定稿")
    assert page.blocked == "已定稿"
    assert not page.model.editable
    page.lock("")
    assert page.blocked == ""
    assert page.model.editable
