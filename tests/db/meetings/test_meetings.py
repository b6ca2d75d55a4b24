"""Meetings held: who was expected, what a vote came to, what stays to be done, what was approved."""

from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from sqlalchemy import MetaData, select, text

from db import migrations
from db.check import check
from db.core import settings
from db.core.errors import UserError
from db.core.kinds import parse_time
from db.core.tables import Entry
from db.core.work import no_progress
from db.database import Database
from db.meetings import listings as meetings
from db.meetings.choices import COPIES, IMPRINT, MARKS, NUMBER_FORM, ORDER, QUORUM
from db.meetings.deliberations import DELIBERATIONS, PARTIES, invite_groups
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS, copy_meeting
from db.meetings.models import AgendaItem, Approved, Attendance, Deliberation, Meeting, MeetingKind, Task
from db.meetings.tasks import TASKS, earlier_task_rows, task_status_on
from db.meetings.turnout import turnout
from db.meetings.voting import is_enough, quorum, unsound, vote
from db.storage.history import ConflictError
from db.subjects import DICTIONARIES
from exports.meetings.deliberation import RESULT
from exports.meetings.minutes import document, finalise
from exports.paper.parts import AttendanceList, Heading, Mark, Number, Paragraph
from exports.reports import Request
from tests.db.changes import begun, sealed

pytestmark = pytest.mark.both_databases

ZOU = "person_id = (SELECT id FROM person WHERE name = '邹犇')"


def put(database, listing, number, key, value, label="改"):
    with database.write(label) as session:
        listing[key].put(session, session.get_one(listing.model, number), value)


def attendance_of(session, meeting, name):
    rows = session.execute(ATTENDANCE.of(meeting).rows()).all()
    return next(row[0] for row in rows if ATTENDANCE.value(row, "person") == name)


@pytest.mark.parametrize(
    ("rule", "count", "expected", "present", "enough"),
    [
        ("超过应到人数的一半", 8, 15, 8, True),
        ("超过应到人数的一半", 7, 14, 7, False),
        ("达到应到人数的一半", 7, 14, 7, True),
        ("达到应到人数的三分之二", 10, 15, 10, True),
        ("达到应到人数的三分之二", 9, 15, 9, False),
        ("超过实到人数的一半", 7, 15, 13, True),
        ("超过实到人数的一半", 6, 15, 12, False),
        ("达到实到人数的三分之二", 8, 15, 12, True),
        ("不限", 0, 15, 0, True),
    ],
)
def test_more_than_half_is_not_half(rule, count, expected, present, enough):
    assert is_enough(rule, count, expected, present) is enough


def test_those_in_office_that_day_are_expected_and_the_words_fit_the_minutes(office):
    with office.read() as session:
        first = session.get_one(Meeting, 1)
        found = quorum(session, first)
        assert found.words == "应到15人，实到13人，符合规定人数"
        assert found.states == {"出席": 13, "列席": 15, "请假": 2, "缺席": 0, "未签到": 0}
        sectors = {one.name: (one.present, one.expected) for one in found.sectors}
        assert sectors["驻区单位"] == (7, 7)
        assert sectors["物业"] == (0, 1)
        assert unsound(session, first) == []


def test_a_member_who_has_left_is_not_expected(office):
    with office.write("辞职") as session:
        session.execute(text(f"UPDATE membership SET ends = '2021-09-15' WHERE {ZOU}"))
    with office.read() as session:
        assert quorum(session, session.get_one(Meeting, 1)).expected == 15
        assert quorum(session, session.get_one(Meeting, 3)).expected == 14


def test_the_rule_is_the_offices_own(office):
    with office.write("设置") as session:
        settings.put(session, QUORUM, "达到应到人数的三分之二")
        for number in session.scalars(select(Attendance.id).where(Attendance.meeting_id == 1).limit(5)):
            session.get_one(Attendance, number).state = "缺席"
    with office.read() as session:
        found = quorum(session, session.get_one(Meeting, 1))
        assert found.words == "应到15人，实到8人，不足规定人数"
        said = unsound(session, session.get_one(Meeting, 1))
        assert "应到15人，实到8人，不足规定人数（规定：达到应到人数的三分之二）" in said
    with pytest.raises(UserError, match="请选"), office.write("设置") as session:
        settings.put(session, QUORUM, "随便")


def test_a_meeting_without_a_committee_has_no_quorum(office):
    with office.read() as session:
        assert quorum(session, session.get_one(Meeting, 2)).words == "实到5人"


def test_votes_must_add_up(office):
    with office.read() as session:
        item = session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == 3)).one()
        number = item.id
        cast = vote(session, item, quorum(session, session.get_one(Meeting, 3)))
        assert cast.words == "表决结果：赞成12票，反对1票，弃权1票，通过"
    with pytest.raises(UserError, match="票数合计 17，多于出席的 14 人"):
        put(office, AGENDA, number, "votes_for", "15")
    with pytest.raises(UserError, match="不能小于 0"):
        put(office, AGENDA, number, "votes_against", "-1")
    put(office, AGENDA, number, "votes_for", "6")
    with office.read() as session:
        item = session.get_one(AgendaItem, number)
        cast = vote(session, item, quorum(session, session.get_one(Meeting, 3)))
        assert cast.words == "表决结果：赞成6票，反对1票，弃权1票，6人未表决，未通过"
        assert unsound(session, session.get_one(Meeting, 3)) == ["“研究畅家巷十二号院停车秩序”有 6 人没有计入票数"]


def test_who_arrives_late_came(office):
    with office.read() as session:
        number = attendance_of(session, 3, "邹犇")
        absent = attendance_of(session, 3, "单一鸣")
    put(office, ATTENDANCE, number, "arrived", "9点20")
    with office.read() as session:
        assert quorum(session, session.get_one(Meeting, 3)).late == 1
    with pytest.raises(UserError, match="只有到会的人"):
        put(office, ATTENDANCE, absent, "arrived", "9:20")
    put(office, ATTENDANCE, number, "state", "缺席")
    put(office, ATTENDANCE, absent, "state", "出席")
    with office.read() as session:
        assert session.get_one(Attendance, number).arrived is None
        assert session.get_one(Attendance, absent).reason is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("9点半", "09:30"),
        ("930", "09:30"),
        ("1430", "14:30"),
        ("９：０５", "09:05"),
        ("下午3点", "15:00"),
        ("下午 2:30", "14:30"),
        ("9点一刻", "09:15"),
        ("上午十点", None),
        ("25:00", None),
        ("9:75", None),
        ("9", "09:00"),
        ("12:30", "12:30"),
        ("中午12点", "12:00"),
        ("晚上7点整", "19:00"),
    ],
)
def test_times_are_read_as_people_type_them(typed, stored):
    if stored:
        assert parse_time(typed) == stored
    else:
        with pytest.raises(UserError, match="不是一个时间"):
            parse_time(typed)


def test_pasted_text_keeps_its_paragraphs_and_loses_its_layout():
    pasted = "　　第一段，\u200b有缩进。 \r\n\r\n\r\n\uf0b7\t第二段\u00a0\v第三段\ufffc\n[图片]\n•第四段，𬭎也在。"
    assert AGENDA["discussion"].parse(pasted) == "第一段，有缩进。\n第二段\n第三段\n第四段，𬭎也在。"


def test_the_next_meeting_of_a_series_looks_at_the_tasks_of_the_last(office):
    with office.read() as session:
        second = session.get_one(Meeting, 3)
        rows = earlier_task_rows(session, second)
        stood = [(TASKS.value(row, "what")[:6], task_status_on(second.held_on, row)) for row in rows]
        assert stood == [
            ("明确六个职能", "已完成"),
            ("汇总第一批需", "已逾期"),
            ("开放学校操场", "未开始"),
            ("回访微心愿实", "已逾期"),
        ]
    with office.write("第三次会议") as session:
        third = copy_meeting(session, session.get_one(Meeting, 3), date(2021, 10, 29)).id
    with office.read() as session:
        rows = earlier_task_rows(session, session.get_one(Meeting, third))
        assert len(rows) == 5  # the two of the second meeting, and the three of the first that were open
        assert earlier_task_rows(session, session.get_one(Meeting, 2)) == []


def test_the_day_and_the_state_of_a_task_follow_from_each_other(office):
    put(office, TASKS, 2, "state", "已完成")
    with office.read() as session:
        assert session.get_one(Task, 2).done_on == date.today()
    put(office, TASKS, 2, "state", "办理中")
    with office.read() as session:
        assert session.get_one(Task, 2).done_on is None
    put(office, TASKS, 2, "done_on", "2021-09-26")
    with office.read() as session:
        row = TASKS.one(session, 2)
        assert TASKS.value(row, "standing") == "已完成"
        assert task_status_on(date(2021, 9, 30), row) == "已完成（逾期完成）"
        assert task_status_on(date(2021, 9, 25), row) == "办理中"
    with office.read() as session:
        assert TASKS["standing"].kind.alert(TASKS.value(TASKS.one(session, 3), "standing"))


def test_a_copied_meeting_has_its_frame_its_guests_and_the_members_of_its_own_day(office):
    with office.write("复制") as session:
        made = copy_meeting(session, session.get_one(Meeting, 3), date(2021, 10, 29))
        number = made.id
    with office.read() as session:
        made = session.get_one(Meeting, number)
        assert (made.title, made.number, made.state) == ("畅家巷社区社工委第三次会议", 3, "草稿")
        assert MEETINGS.value(MEETINGS.one(session, number), "kind") == "社工委会议暨协商议事会"
        people = session.execute(ATTENDANCE.of(number).rows()).all()
        states = [ATTENDANCE.value(row, "state") for row in people]
        assert (states.count("未签到"), states.count("列席"), states.count("请假")) == (15, 3, 0)
        items = session.execute(AGENDA.of(number).rows()).all()
        assert [AGENDA.value(row, "discussion") for row in items] == [None]
    office.undo()
    with office.read() as session:
        assert session.get(Meeting, number) is None


def test_final_minutes_are_read_only_until_they_are_opened_again_with_a_reason(office):
    with office.write("定稿") as session:
        finalise(session, session.get_one(Meeting, 1), date(2021, 9, 1))
    with office.read() as session:
        item, person = session.scalars(select(AgendaItem.id)).first(), attendance_of(session, 1, "邹犇")
    for listing, number, key, value in (
        (MEETINGS, 1, "place", "别处"),
        (MEETINGS, 1, "kind", "动员部署会"),
        (AGENDA, item, "decision", "别的"),
        (ATTENDANCE, person, "state", "缺席"),
    ):
        with pytest.raises(UserError, match="已经定稿"):
            put(office, listing, number, key, value)
    for listing, numbers in ((MEETINGS, [1]), (AGENDA, [item]), (ATTENDANCE, [person])):
        with pytest.raises(UserError, match="已经定稿"), office.write("删") as session:
            listing.remove(session, numbers)
    with pytest.raises(UserError, match="已经定稿"), office.write("加") as session:
        AGENDA.create(session, {"title": "又一项"}, meeting_id=1)
    put(office, TASKS, 2, "state", "已完成")  # what follows the meeting goes on
    with pytest.raises(UserError, match="请写明重新打开的原因"), office.write("打开") as session:
        meetings.reopen(session, session.get_one(Meeting, 1), " ", date(2021, 9, 5))
    with office.write("打开") as session:
        meetings.reopen(session, session.get_one(Meeting, 1), "漏记一项决定", date(2021, 9, 5))
    put(office, AGENDA, item, "decision", "补记的决定")
    with office.write("再定稿") as session:
        finalise(session, session.get_one(Meeting, 1), date(2021, 9, 6))
    with office.read() as session:
        kept = session.scalars(select(Approved).order_by(Approved.number)).all()
        assert [(one.number, one.reason) for one in kept] == [(1, "漏记一项决定"), (2, None)]
        assert "补记的决定" not in kept[0].text
        assert "补记的决定" in kept[1].text
    assert check(office)[1] == []


def test_a_change_made_before_minutes_were_final_can_not_be_taken_back_past_them(office):
    with office.read() as session:
        person = attendance_of(session, 1, "邹犇")
    put(office, ATTENDANCE, person, "state", "缺席", "标记缺席")
    with office.write("定稿") as session:
        finalise(session, session.get_one(Meeting, 1), date(2021, 9, 1))
    with office.read() as session:
        marked = session.scalar(text("SELECT id FROM action WHERE label = '标记缺席'"))
    with pytest.raises(ConflictError, match="定稿"):
        office.undo(marked)
    assert office.undo() == "定稿"
    assert office.undo() == "标记缺席"


def test_what_was_approved_prints_the_same_for_ever(office):
    with office.write("定稿") as session:
        finalise(session, session.get_one(Meeting, 1), date(2021, 9, 1))
    with office.read() as session:
        before = document(session, session.get_one(Meeting, 1))
    with office.write("改名") as session:
        session.execute(text("UPDATE person SET name = '韩新名' WHERE name = '韩䶮生'"))
        settings.put(session, MARKS, "另一个红头")
    with office.read() as session:
        after = document(session, session.get_one(Meeting, 1))
    assert before == after
    assert not before.draft
    assert any("韩䶮生" in name for part in after.parts if isinstance(part, AttendanceList) for name in part.names)


def test_a_draft_says_so_and_the_order_of_its_parts_is_a_setting(office):
    with office.write("设置") as session:
        settings.put(session, ORDER, "参会人员、议题")
        settings.put(session, NUMBER_FORM, "〔{年}〕{次}号")
        settings.put(session, MARKS, "{社区}纪要")
        settings.put(session, IMPRINT, "印")
        settings.put(session, COPIES, "街道党工委")
    with office.read() as session:
        made = document(session, session.get_one(Meeting, 3))
    sorts = [type(part) for part in made.parts]
    assert made.draft == "征求意见稿"
    assert sorts.index(AttendanceList) < sorts.index(Heading)
    assert [part.text for part in made.parts if isinstance(part, Mark | Number)] == ["畅家巷社区纪要", "〔2021〕2号"]
    assert [part.text for part in made.parts if isinstance(part, Heading)] == ["研究畅家巷十二号院停车秩序"]
    assert made.imprint.copies == "街道党工委"
    with pytest.raises(UserError, match="没有“附件”这一部分"), office.write("设置") as session:
        settings.put(session, ORDER, "议题、附件")


def test_the_minutes_say_what_was_voted_and_who_does_what(office):
    with office.read() as session:
        made = document(session, session.get_one(Meeting, 3))
    texts = [part.text for part in made.parts if isinstance(part, Paragraph)]
    assert "表决结果：赞成12票，反对1票，弃权1票，通过。" in texts
    assert "2.联系周边单位商量夜间错时停放，由酒泉路执法中队、邹犇负责，2021年10月31日前完成。" in texts
    assert "应到15人，实到14人，符合规定人数。" in texts


def test_a_line_that_begins_with_a_bracketed_number_is_a_heading_up_to_its_full_stop(office):
    with office.write("写") as session:
        item = session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == 3)).one()
        item.discussion = "先说总的。\n（一）停车。划线。\n（二）消防通道\n（三）这是一句话，有逗号就不是标题。"
    with office.read() as session:
        made = document(session, session.get_one(Meeting, 3))
    seconds = [(part.text, part.body) for part in made.parts if isinstance(part, Heading) and part.level == 2]
    assert seconds == [("（一）停车", "划线。"), ("（二）消防通道", "")]


def test_turnout_counts_from_the_day_a_member_took_office_and_tells_leave_from_absence(office):
    with office.write("后来的成员") as session:
        session.execute(text(f"UPDATE membership SET begins = '2021-09-15' WHERE {ZOU}"))
    with office.read() as session:
        listing = turnout()
        rows = {listing.value(row, "person"): row for row in session.execute(listing.rows())}
        found = {name: [listing.value(row, key) for key in ("called", "present", "leave", "absent", "rate")]
                 for name, row in rows.items()}  # fmt: skip
        assert found["邹犇"] == [1, 1, 0, 0, 1.0]
        assert found["尉迟芳"] == [2, 1, 1, 0, 0.5]
        september = turnout(date(2021, 9, 1), date(2021, 9, 30))
        row = next(r for r in session.execute(september.rows()) if september.value(r, "person") == "尉迟芳")
        assert september.value(row, "called") == 1


def test_an_office_that_began_with_the_first_schema_loses_nothing(place, tmp_path, monkeypatch):
    """A database is made at migration 0001, filled by its own SQL under the history, then opened by this program."""
    versions = migrations._known
    monkeypatch.setattr(migrations, "HEAD", "0001")
    monkeypatch.setattr(migrations, "_run", lambda connection: _first_schema(connection))
    old = Database(place)
    old.close()
    monkeypatch.undo()
    assert "0001" in versions()
    database = Database(place, actor="测试员", folder=tmp_path)
    with database.read() as session:
        meeting = session.get_one(Meeting, 1)
        assert (meeting.title, meeting.state, meeting.level) == ("老会议", "草稿", None)
    put(database, MEETINGS, 1, "place", "三楼")
    with database.write("类型") as session:
        MEETINGS["kind"].put(session, session.get_one(Meeting, 1), "动员部署会")
    with database.read() as session:
        assert session.scalars(select(MeetingKind.owner_id)).all() == [1]
    assert check(database)[1] == []
    assert database.undo() == "类型"
    database.close()
    assert list((tmp_path / "backups").glob("*0001*"))


def _first_schema(connection):
    from alembic import command

    from db.core import dictionaries
    from db.storage import dialect, history

    command.upgrade(migrations.config(connection), "0001")
    tables = MetaData()
    tables.reflect(connection)
    tables.remove(tables.tables["alembic_version"])
    dialect.of(connection).prepare_tables(connection)
    for trigger in history.triggers(connection, tables):
        trigger.create(connection)
    action = begun(connection)
    dictionaries.fill(connection, DICTIONARIES)
    values = "1, 'u', 1"
    connection.exec_driver_sql(
        f"INSERT INTO office (id, uid, version, name, code, level) VALUES ({values}, '某社区', '620102001001', '社区')"
    )
    connection.exec_driver_sql(
        "INSERT INTO meeting (id, uid, version, office_id, title, held_on) "
        f"VALUES ({values}, 1, '老会议', '2021-01-01')"
    )
    sealed(connection, action)


def test_a_deliberation_goes_from_its_topic_to_its_rating(office):
    with office.write("提出") as session:
        number = DELIBERATIONS.create(
            session, {"topic": "楼道堆物", "raised_on": "2021-10-01", "raised_by": "居民", "office": "畅家巷社区"}
        ).id
    with pytest.raises(UserError, match="还没有协商意见，不能公布"):
        put(office, DELIBERATIONS, number, "published_on", "2021-10-20")
    with pytest.raises(UserError, match="先公布结果，再登记居民评价"):
        put(office, DELIBERATIONS, number, "content", "20")
    put(office, DELIBERATIONS, number, "state", "已形成意见")
    put(office, DELIBERATIONS, number, "opinion", "每月清理一次。")
    with pytest.raises(UserError, match="早于提出日期"):
        put(office, DELIBERATIONS, number, "published_on", "2021-09-20")
    with pytest.raises(UserError, match="阶段会自己往前走"):
        put(office, DELIBERATIONS, number, "state", "已评价")
    put(office, DELIBERATIONS, number, "published_on", "2021-10-20")
    put(office, DELIBERATIONS, number, "content", "20")
    with office.read() as session:
        assert session.get_one(Deliberation, number).state == "已评价"


def test_the_template_of_groups_is_a_dictionary_of_the_office(office):
    with office.write("又一方") as session:
        session.add(Entry(dictionary="party_group", name="商户代表", position=99))
        number = DELIBERATIONS.create(
            session, {"topic": "楼道堆物", "raised_on": "2021-10-01", "office": "畅家巷社区"}
        ).id
    for expected in (8, 0):
        with office.write("按模板列出") as session:
            assert invite_groups(session, session.get_one(Deliberation, number)) == expected
    with office.read() as session:
        groups = [PARTIES.value(row, "group") for row in session.execute(PARTIES.of(number).rows())]
    assert groups[0] == "社区党组织"
    assert groups[-1] == "商户代表"


def test_what_is_published_of_a_deliberation_names_groups_and_no_person(office):
    with office.write("任务") as session:
        values = {"what": "划线，电话13800000115", "person": "区启航", "organisation": "兰州一中", "due": "2021-10-20"}
        TASKS.create(session, values, meeting_id=3, deliberation_id=1)
    file = BytesIO()
    with office.read() as session:
        RESULT.write(session, file, Request(1), no_progress)
    with pdfplumber.open(file) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert "社区党组织、物业、楼院长代表、居民代表等各方" in text
    assert "由兰州一中负责，2021年10月20日前完成" in text
    for secret in ("区启航", "解文堃", "华见微", "13800000115"):
        assert secret not in text
