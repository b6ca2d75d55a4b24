"""Undo, redo, the recycle bin and the chain: every change can be taken back, across restarts, or says why not."""

import re
import shutil
import subprocess

import pytest
from sqlalchemy import delete, select, text, update

from db.check import check
from db.committee.listings import MEMBERS, TERMS
from db.committee.models import Membership, Term
from db.core import settings
from db.core.errors import UserError
from db.core.tables import Entry
from db.database import Database
from db.describe import bring_back, lines, recycle_bin
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS
from db.meetings.models import Attendance, Meeting
from db.office.models import Office
from db.people.listings import ORGANISATIONS, PERSONS
from db.people.models import Organisation, Person
from db.storage import history
from db.storage.history import ConflictError
from tests.conftest import ACTOR
from tests.db.changes import everything

pytestmark = pytest.mark.both_databases


def change(database, listing, number, key, typed, label=""):
    with database.write(label or f"修改{listing[key].title}") as session:
        listing[key].put(session, session.get_one(listing.model, number), typed)


CHANGES = {
    "a value": lambda d: change(d, PERSONS, 1, "phone", "13900000000"),
    "a value emptied": lambda d: change(d, PERSONS, 1, "phone", ""),
    "a name, with what is worked out from it": lambda d: change(d, PERSONS, 1, "name", "尉迟𬭎"),
    "a choice": lambda d: change(d, PERSONS, 1, "politics", "群众"),
    "a link": lambda d: change(d, MEMBERS, 4, "organisation", "兰州一中"),
    "a link that makes a new person": lambda d: change(d, MEETINGS, 1, "recorder", "新来的人"),
    "tags": lambda d: change(d, MEMBERS, 4, "sector", "物业、业委会"),
    "tags with a mode": lambda d: change(d, MEMBERS, 4, "channel", "居民自荐（线上）、组织推荐（线上线下）"),
    "a value of the person behind a member": lambda d: change(d, MEMBERS, 4, "birth", "1986-02"),
    "a new row": lambda d: create(d, AGENDA, {"title": "新议题", "position": "9"}, meeting_id=1),
    "a removal with its cascade": lambda d: remove(d, Term, 1),
    "a removed meeting": lambda d: remove(d, Meeting, 1),
    "a bulk change by one statement": lambda d: bulk(d, update(Person).values(work="统一更新")),
    "a bulk removal by one statement": lambda d: bulk(d, delete(Attendance)),
    "many changes of one row": lambda d: many(d),
    "a row made and changed at once": lambda d: made_and_changed(d),
    "a chair handed over": lambda d: hand_over(d),
    "a new row, pointed at, then changed": lambda d: pointed_at(d),
}


def create(database, listing, values, **fixed):
    with database.write(f"新增{listing.noun}") as session:
        return listing.create(session, values, **fixed).id


def remove(database, model, number):
    with database.write(f"删除{model.noun}") as session:
        session.delete(session.get_one(model, number))


def bulk(database, statement):
    with database.write("批量修改") as session:
        session.execute(statement)


def many(database):
    with database.write("改来改去") as session:
        person = session.get_one(Person, 1)
        for phone in ("13900000001", "13900000002", None, "13900000003"):
            person.phone = phone
            session.flush()


def made_and_changed(database):
    with database.write("登记并修改") as session:
        person = PERSONS.create(session, {"name": "边学边"})
        person.phone = "13900000009"
        session.flush()
        session.delete(session.get_one(Attendance, 1))


def hand_over(database):
    with database.write("主任交接") as session:
        MEMBERS["ends"].put(session, session.get_one(Membership, 1), "2022-01-01")
        session.flush()
        MEMBERS["post"].put(session, session.get_one(Membership, 2), "主任")
        MEMBERS["begins"].put(session, session.get_one(Membership, 2), "2022-01-01")


def pointed_at(database):
    """Undone by what became of each row in all: the new row goes before the other points elsewhere again."""
    with database.write("换主持人") as session:
        person = PERSONS.create(session, {"name": "新主持"})
        session.get_one(Meeting, 1).chair_id = person.id
        session.flush()
        person.phone = "13900000009"


@pytest.mark.parametrize("name", CHANGES)
def test_every_kind_of_change_is_undone_and_redone_across_a_restart(office, name):
    before = everything(office)
    CHANGES[name](office)
    after = everything(office)
    assert after != before
    for expected in (before, after, before):
        office.close()
        office = Database(office.place, actor=ACTOR, folder=office.folder)
        label = office.undo() if expected is before else office.redo()
        assert label
        assert everything(office) == expected
    assert check(office)[1] == []
    office.close()


def test_several_undos_then_several_redos(office):
    states = [everything(office)]
    for name in ("a value", "tags", "a new row", "a removal with its cascade"):
        CHANGES[name](office)
        states.append(everything(office))
    for state in states[-2::-1]:
        office.undo()
        assert everything(office) == state
    assert office.undo() is None
    for state in states[1:]:
        office.redo()
        assert everything(office) == state
    assert office.redo() is None


def test_a_new_change_after_undo_drops_the_redo(office):
    CHANGES["a value"](office)
    office.undo()
    CHANGES["tags"](office)
    assert office.redo() is None
    assert office.undo() == "修改界别"
    assert office.undo() is None


def test_what_the_program_set_up_is_not_undone(office):
    assert office.undo() is None


def test_an_older_action_is_undone_by_itself(office):
    change(office, PERSONS, 1, "phone", "13900000000", "改电话")
    change(office, PERSONS, 1, "work", "新单位", "改单位")
    number = latest(office, "改电话")
    assert office.undo(number) == "改电话"
    with office.read() as session:
        assert PERSONS.value(PERSONS.one(session, 1), "work") == "新单位"
    assert office.undo() == "改单位"


def test_undo_and_redo_are_of_the_clerk_s_own_steps_and_anybody_s_by_number(office):
    other = Database(office.place, actor="另一位", folder=office.folder)
    change(office, PERSONS, 1, "phone", "13900000000", "改电话")
    change(other, PERSONS, 2, "phone", "13900000001", "对方改电话")
    assert office.undo() == "改电话"
    assert office.undo() is None
    change(other, PERSONS, 2, "work", "新单位", "对方改单位")
    assert office.redo() == "改电话"
    assert [other.redo(), other.undo(), other.undo(), other.undo()] == [None, "对方改单位", "对方改电话", None]
    assert office.redo() is None
    number = latest(office, "对方改单位")
    assert office.redo(number) == office.undo(number) == "对方改单位"
    other.close()


def test_what_was_taken_back_or_stands_is_not_taken_back_or_brought_back_again(office):
    change(office, PERSONS, 1, "phone", "13900000000", "改电话")
    number = office.last
    with pytest.raises(UserError, match=r"^“改电话”没有被撤销，不用重做$"):
        office.redo(number)
    office.undo(number)
    with pytest.raises(UserError, match=r"^“改电话”已经撤销了$"):
        office.undo(number)


def test_the_clerk_is_called_as_the_settings_say_and_by_the_login_before(office):
    clerk = Database(office.place, folder=office.folder)
    assert clerk.actor == settings.login()
    with clerk.write("写上姓名") as session:
        settings.put(session, settings.CLERK, "覃秋水")
    change(clerk, PERSONS, 1, "phone", "13900000000", "改电话")
    with clerk.read() as session:
        assert [one.actor for one in history.actions(session.connection(), limit=2)] == ["覃秋水", settings.login()]
    namesake = Database(office.place, folder=office.folder)
    namesake.workstation = "administrator@PC-02"
    assert (namesake.actor, namesake.undo()) == ("覃秋水", None)
    assert [clerk.undo(), namesake.redo(), clerk.redo()] == ["改电话", None, "改电话"]
    namesake.undo(latest(office, "改电话"))
    assert clerk.redo() is None  # what another decided stands
    assert namesake.redo() == "改电话"
    assert [clerk.undo(), clerk.undo()] == ["改电话", "写上姓名"]  # a new name cuts nobody off from older steps
    assert [clerk.redo(), clerk.redo()] == ["写上姓名", "改电话"]
    namesake.close()
    with pytest.raises(UserError, match="姓名太长"), clerk.write("写上姓名") as session:
        settings.put(session, settings.CLERK, "水" * 51)
    clerk.close()


def latest(database, label):
    with database.read() as session:
        return next(a.id for a in history.actions(session.connection()) if a.label == label)


def test_undo_is_refused_where_the_same_value_was_changed_later(office):
    change(office, PERSONS, 1, "phone", "13900000000", "改电话")
    change(office, PERSONS, 1, "phone", "13900000001", "再改电话")
    before = everything(office)
    with pytest.raises(ConflictError, match=r"改电话.*再改电话"):
        office.undo(latest(office, "改电话"))
    assert everything(office) == before


def test_undo_of_a_new_row_is_refused_while_another_row_uses_it(office):
    create(office, PERSONS, {"name": "新人"})
    number = latest(office, "新增人员")
    change(office, MEETINGS, 1, "chair", "新人", "换主持人")
    with pytest.raises(ConflictError, match=r"新增人员.*换主持人"):
        office.undo(number)
    office.undo()
    assert office.undo(number) == "新增人员"


def test_undo_of_a_removal_is_refused_where_its_name_was_taken(office):
    earlier = {"name": "上一届", "office": "畅家巷社区", "begins": "2011-09-01", "ends": "2012-09-01"}
    number = create(office, TERMS, earlier)
    remove(office, Term, number)
    create(office, TERMS, earlier | {"begins": "2013-09-01", "ends": "2014-09-01"})
    with pytest.raises(ConflictError, match=r"删除届次.*新增届次"):
        office.undo(latest(office, "删除届次"))


def test_undo_of_a_removal_is_refused_where_what_it_points_at_is_gone(office):
    person = create(office, PERSONS, {"name": "过客"})
    row = create(office, ATTENDANCE, {"person": "过客"}, meeting_id=2)
    remove(office, Attendance, row)
    remove(office, Person, person)
    with pytest.raises(ConflictError, match=r"删除参会记录.*删除人员"):
        office.undo(latest(office, "删除参会记录"))


def test_undo_that_would_break_a_rule_names_both(office):
    CHANGES["a chair handed over"](office)
    number = latest(office, "主任交接")
    with office.write("前任再任") as session:
        MEMBERS.create(
            session, {"person": "韩䶮生", "post": "委员", "begins": "2022-02-01"}, term_id=1
        )  # the same person again would overlap, once his first row has no end
    with pytest.raises(ConflictError, match=r"主任交接.*前任再任"):
        office.undo(number)


def test_what_changes_nothing_leaves_no_trace(office):
    with office.read() as session:
        before = history.actions(session.connection())
    with office.write("什么也没做"):
        pass
    change(office, PERSONS, 1, "phone", "13800000206")
    with office.read() as session:
        person = PERSONS.one(session, 1)
    change(office, PERSONS, 1, "phone", PERSONS.value(person, "phone"))
    with office.read() as session:
        assert len(history.actions(session.connection())) <= len(before) + 1


def test_a_failed_change_is_not_made(office):
    before = everything(office)
    with pytest.raises(UserError), office.write("半途而废") as session:
        PERSONS.create(session, {"name": "甲"})
        MEMBERS.create(session, {"person": "乙", "post": "主任", "begins": "2022-01-01"}, term_id=1)
    assert everything(office) == before
    assert office.undo() is None


def test_the_history_tells_who_changed_what_in_words(office):
    change(office, MEMBERS, 4, "post", "副主任")
    with office.read() as session:
        connection = session.connection()
        action = history.actions(connection)[0]
        (line,) = lines(connection, history.changes(connection, action.id))
    assert (action.actor, action.label) == ("测试员", "修改社工委职务")
    assert (line.record, line.title, line.old, line.new) == ("成员 阿依古丽·买买提", "社工委职务", "委员", "副主任")


def test_the_recycle_bin_shows_what_was_removed_once_and_brings_it_back_with_its_parts(office):
    before = everything(office)
    remove(office, Meeting, 1)
    remove(office, Attendance, 32)
    with office.read() as session:
        bin_ = recycle_bin(session)
    assert [(r.noun, r.name) for r in bin_][1] == ("会议", "畅家巷社区社工委第一次会议")
    assert len(bin_) == 2
    for removed in bin_:
        bring_back(office, removed)
    assert everything(office) == before
    with office.read() as session:
        assert recycle_bin(session) == []


def test_what_can_t_be_brought_back_is_named_with_what_stands_in_the_way(office):
    create(office, ORGANISATIONS, {"name": "新单位", "credit_code": "91350100M000100Y43"})
    with office.read() as session:
        number = session.scalars(select(Organisation.id).where(Organisation.name == "新单位")).one()
    with office.write("删除单位“新单位”") as session:
        ORGANISATIONS.remove(session, [number])
    create(office, ORGANISATIONS, {"name": "另一家", "credit_code": "91350100M000100Y43"})
    with office.read() as session:
        (removed,) = recycle_bin(session)
    with pytest.raises(ConflictError, match=r"^不能还原“单位新单位”：后来的“新增.*改动了同一处，请先撤销后者"):
        bring_back(office, removed)


def test_what_undo_took_away_is_not_in_the_recycle_bin(office):
    create(office, PERSONS, {"name": "写错了"})
    office.undo()
    with office.read() as session:
        assert recycle_bin(session) == []


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="needs the sqlite3 tool")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("sql", "named"),
    [
        (
            "UPDATE change SET after = replace(after, '13900000000', '13999999999') WHERE id = {change}",
            "改电话.*人员 1 号",
        ),
        ("UPDATE action SET actor = '别人' WHERE id = {action}", "改电话"),
        ("DELETE FROM change WHERE id = {change}", "改电话"),
        ("DELETE FROM action WHERE id = {action}", "再改电话"),
        ("DROP TRIGGER history_person_update", r"保护规则.*history_person_update"),
        ("DROP TRIGGER history_attendance_delete; DELETE FROM attendance WHERE id = 5", "参会记录 5 号不见了"),
        ("UPDATE person SET phone = '13999999999' WHERE id = 3", "再改电话"),
    ],
)
def test_a_row_altered_with_the_sqlite3_tool_is_found_and_named(office, sql, named):
    change(office, PERSONS, 1, "phone", "13900000000", "改电话")
    change(office, PERSONS, 2, "phone", "13900000000", "再改电话")
    assert check(office)[1] == []
    with office.read() as session:
        action = latest(office, "改电话")
        (row,) = session.execute(text("SELECT id FROM change WHERE action_id = :a"), {"a": action}).one()
    office.close()
    subprocess.run(["sqlite3", str(office.path), sql.format(change=row, action=action)], check=True)
    reopened = Database(office.path)
    wrong = check(reopened)[1]
    reopened.close()
    assert any(re.search(named, sentence) for sentence in wrong), wrong


def test_a_row_that_comes_after_never_stands_in_for_the_one_that_went(database):
    with database.write("登记") as session:
        first = PERSONS.create(session, {"name": "甲"}).id
    remove(database, Person, first)
    with database.write("登记") as session:
        assert PERSONS.create(session, {"name": "乙"}).id != first


def test_undo_that_would_leave_a_contradiction_is_refused(office):
    change(office, MEMBERS, 4, "ends", "2022-01-01", "填离任日期")
    change(office, MEMBERS, 4, "leaving", "辞职", "填离任原因")
    with pytest.raises(ConflictError, match=r"填离任日期.*填离任原因"):
        office.undo(latest(office, "填离任日期"))


def test_our_own_office_and_the_posts_the_program_knows_are_not_removed(office):
    for model, number in ((Office, 3), (Entry, 1)):
        with pytest.raises(UserError, match="不能删除"):
            remove(office, model, number)


def test_ten_thousand_rows_are_undone_as_one(database):
    with database.write("导入") as session:
        session.add_all([Person(name=f"居民{n}") for n in range(10_000)])
    assert database.undo() == "导入"
    with database.read() as session:
        assert session.scalars(select(Person.id)).all() == []
    assert database.redo() == "导入"
    with database.read() as session:
        assert len(session.scalars(select(Person.id)).all()) == 10_000
