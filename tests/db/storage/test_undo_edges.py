"""The version of a row after undo and redo, and a second clerk who stores over what was taken back in the meantime."""

import pytest

from db.check import check
from db.committee.listings import MEMBERS
from db.core.errors import UserError
from db.database import Database
from db.meetings.listings import MEETINGS
from db.people.listings import PERSONS
from tests.db.changes import create, put, remove

pytestmark = pytest.mark.both_databases

NUMBER = 1  # a person of the sample office who is a member of the committee as well


@pytest.fixture
def other(office):
    """The second clerk, at another computer."""
    other = Database(office.place, actor="第二位", folder=office.folder)
    yield other
    other.close()


def looked_at(database, listing=PERSONS, number=NUMBER):
    """A row as a clerk has it on the screen."""
    with database.read() as session:
        return session.get_one(listing.model, number)


def version(database, listing=PERSONS, number=NUMBER):
    return looked_at(database, listing, number).version


def store(database, row, **values):
    """Store what a clerk typed into a row that was looked at some time ago."""
    with database.write("第二位改") as session:
        session.add(row)
        for name, value in values.items():
            setattr(row, name, value)


CHANGES = {
    "a value": (PERSONS, "phone", "13900000000"),
    "a value emptied": (PERSONS, "phone", ""),
    "a name, with what is worked out from it": (PERSONS, "name", "尉迟𬭎"),
    "a choice": (PERSONS, "politics", "群众"),
    "a link": (MEMBERS, "organisation", "兰州一中"),
    "a day": (MEMBERS, "ends", "2022-01-01"),
    "a long text": (MEETINGS, "closing", "会议要求，明天再来。"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_undo_and_redo_makes_a_version_of_its_own(office, name):
    listing, key, typed = CHANGES[name]
    first = version(office, listing)
    put(office, listing, NUMBER, key, typed)
    found = [version(office, listing)]
    for step in (office.undo, office.redo, office.undo, office.redo):
        assert step() == "改"
        found.append(version(office, listing))
    assert found == [first + 1, first + 2, first + 3, first + 4, first + 5]
    assert check(office)[1] == []


def test_an_undo_of_many_rows_makes_a_version_of_each(office):
    before = {number: version(office, PERSONS, number) for number in (1, 2, 3)}
    with office.write("改三人") as session:
        for number in before:
            PERSONS["work"].put(session, session.get_one(PERSONS.model, number), "社区")
    assert office.undo() == "改三人"
    assert {number: version(office, PERSONS, number) for number in before} == {
        number: first + 2 for number, first in before.items()
    }


def test_an_undo_of_several_changes_of_a_row_in_one_action_makes_one_version(office):
    first = version(office)
    with office.write("改来改去") as session:
        row = session.get_one(PERSONS.model, NUMBER)
        for phone in ("13900000001", "13900000002", "13900000003"):
            row.phone = phone
            session.flush()
    assert version(office) == first + 3
    assert office.undo() == "改来改去"
    assert version(office) == first + 4


# what the first clerk does after the second looked, step by step
MEANWHILE = {
    "changed it": ("change",),
    "changed it and took that back": ("change", "undo"),
    "and brought it again": ("change", "undo", "redo"),
    "and took that back again": ("change", "undo", "redo", "undo"),
    "changed it twice and took one back": ("change", "change", "undo"),
    "changed it twice and took both back": ("change", "change", "undo", "undo"),
}


def go(database, steps):
    for number, step in enumerate(steps):
        if step == "change":
            put(database, PERSONS, NUMBER, "phone", f"1390000000{number}", "改电话")
        else:
            assert getattr(database, step)() == "改电话"


@pytest.mark.parametrize("name", MEANWHILE)
def test_a_second_clerk_who_stores_over_it_is_told(office, other, name):
    row = looked_at(other)
    go(office, MEANWHILE[name])
    before = looked_at(office)
    with pytest.raises(UserError, match="这条记录刚被别处修改或删除，请重新查看后再改"):
        store(other, row, phone="13911111111")
    after = looked_at(office)
    assert (after.phone, after.version) == (before.phone, before.version)
    store(other, looked_at(other), phone="13911111111")  # who looks again may
    assert looked_at(office).phone == "13911111111"


@pytest.mark.parametrize("steps", [("undo",), ("undo", "redo"), ("undo", "redo", "undo")], ids="-".join)
def test_a_second_clerk_who_looked_between_change_and_undo_is_told(office, other, steps):
    go(office, ("change",))
    row = looked_at(other)
    go(office, steps)
    with pytest.raises(UserError, match="刚被别处修改"):
        store(other, row, phone="13911111111")


@pytest.mark.parametrize("steps", [("change", "undo"), ("change", "undo", "redo")], ids="-".join)
def test_a_second_clerk_does_not_remove_what_was_taken_back_in_the_meantime(office, other, steps):
    number = create(office, PERSONS, {"name": "暂住人"})
    row = looked_at(other, PERSONS, number)
    for place, step in enumerate(steps):
        if step == "change":
            put(office, PERSONS, number, "phone", f"1390000000{place}", "改电话")
        else:
            assert getattr(office, step)() == "改电话"
    with pytest.raises(UserError, match="刚被别处修改"), other.write("第二位删") as session:
        session.delete(row)
    assert looked_at(office, PERSONS, number).name == "暂住人"


def test_a_second_clerk_who_stores_into_what_was_removed_is_told_until_it_is_back_as_it_was(office, other):
    number = create(office, PERSONS, {"name": "暂住人"})
    row = looked_at(other, PERSONS, number)
    remove(office, PERSONS, number)
    with pytest.raises(UserError, match="刚被别处修改或删除"):
        store(other, row, phone="13911111111")
    assert office.undo() == "删除"
    store(other, looked_at(other, PERSONS, number), phone="13911111111")
    assert looked_at(office, PERSONS, number).phone == "13911111111"


def test_a_second_clerk_who_looked_before_a_row_was_made_anew_is_told(office, other):
    number = create(office, PERSONS, {"name": "暂住人"})
    put(office, PERSONS, number, "phone", "13900000001", "改电话")
    row = looked_at(other, PERSONS, number)
    for step, label in ((office.undo, "改电话"), (office.undo, "新增"), (office.redo, "新增")):
        assert step() == label
    put(office, PERSONS, number, "phone", "13900000002", "改电话")
    with pytest.raises(UserError, match="刚被别处修改"):
        store(other, row, phone="13911111111")
    assert looked_at(office, PERSONS, number).phone == "13900000002"


def test_an_undo_by_the_second_clerk_is_told_to_the_first_as_well(office, other):
    go(office, ("change",))
    row = looked_at(office)
    assert other.undo(office.last) == "改电话"
    with pytest.raises(UserError, match="刚被别处修改"):
        store(office, row, phone="13911111111")
