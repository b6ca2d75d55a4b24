"""Whose meeting it is: who is expected, what is claimed, what stands on its papers, by the kind of meeting."""

from datetime import date

import pytest

from db.committee.listings import MEMBERS, TERMS
from db.core import settings
from db.core.errors import UserError
from db.meetings.bodies import addressee_of, issuer_of, mark_of
from db.meetings.choices import COUNTED, ISSUERS, MARKS
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS, copy_meeting, list_members, mark_the_rest
from db.meetings.models import AgendaItem, Attendance, Meeting
from db.meetings.voting import quorum, unsound, vote
from db.office.listings import OFFICES, create_office
from exports.meetings import minutes, notice
from exports.paper.document_json import as_plain

pytestmark = pytest.mark.both_databases

DAY = date(2021, 9, 30)
TRAINING, BOTH_COMMITTEES, OWN = "业务培训会", "社区“两委”班子会议", "社工委会议"


def community(session, members=3):
    create_office(session, "畅家巷社区", "620102001001", "社区", "酒泉路街道")
    term = TERMS.create(session, {"name": "第一届", "office": "畅家巷社区", "begins": date(2021, 8, 30)}).id
    for name in "甲乙丙丁戊己"[:members]:
        MEMBERS.create(session, {"person": name, "post": "委员", "begins": date(2021, 8, 30)}, term_id=term)


def held(session, kind, people=(), **values):
    values = {"title": "九月的会议", "held_on": DAY, "office": "畅家巷社区", "kind": kind} | values
    meeting = MEETINGS.create(session, values)
    for name, state in dict(people).items():
        ATTENDANCE.create(session, {"person": name, "state": state}, meeting_id=meeting.id)
    return meeting.id


CAME = {"甲": "出席", "客": "出席", "客二": "出席", "客三": "请假", "客四": "缺席", "客五": "列席"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (OWN, "应到3人，实到1人，不足规定人数"),
        ("", "应到3人，实到1人，不足规定人数"),
        (f"{OWN}暨{TRAINING}", "应到3人，实到1人，不足规定人数"),
        (TRAINING, "实到3人"),
        ("动员部署会", "实到3人"),
        (BOTH_COMMITTEES, "应到5人，实到3人"),
        (f"{TRAINING}暨{BOTH_COMMITTEES}", "应到5人，实到3人"),
    ],
)
def test_a_meeting_counts_those_of_its_own_body(database, kind, words):
    with database.write("开会") as session:
        community(session)
        number = held(session, kind, CAME)
    with database.read() as session:
        assert quorum(session, session.get_one(Meeting, number)).words == words


def test_a_training_of_sixty_claims_no_quorum_and_adopts_nothing(database):
    with database.write("培训") as session:
        community(session)
        number = held(session, TRAINING, {f"志愿者{n}": "出席" for n in range(60)}, title="应急救护培训会")
        votes = {"votes_for": "40", "votes_against": "15", "votes_abstaining": "5"}
        item = AGENDA.create(session, {"title": "排班", "decision": "周六值班。", **votes}, meeting_id=number).id
    with database.read() as session:
        meeting = session.get_one(Meeting, number)
        said = as_plain(minutes.document(session, meeting))
        cast = vote(session, session.get_one(AgendaItem, item), quorum(session, meeting))
        called = as_plain(notice.document(session, meeting, DAY))
    assert cast.words == "表决结果：赞成40票，反对15票，弃权5票"
    for claim in ("应到", "规定人数", "通过", "会议决定", "社工委"):
        assert claim not in said
    assert "实到60人。" in said
    assert "会议明确：周六值班。" in said
    assert "畅家巷社区会议纪要" in said
    assert "各参会人员：" in called
    assert "委员" not in called.replace("居民委员会", "")


def test_nobody_has_come_before_somebody_has(database):
    """Those who are listed beforehand are awaited: neither present nor absent, and no quorum is claimed."""
    with database.write("列名单") as session:
        community(session)
        number = held(session, OWN)
        assert list_members(session, session.get_one(Meeting, number)) == 3
    with database.read() as session:
        meeting = session.get_one(Meeting, number)
        assert quorum(session, meeting).words == "应到3人，还没有签到"
        said = unsound(session, meeting)
        assert "有 3 人还是未签到，请改为出席、请假或缺席" in said
        assert not [one for one in said if "规定人数" in one]
        assert "应到" not in as_plain(minutes.document(session, meeting))
    with database.write("签到") as session:
        row = session.query(Attendance).filter_by(meeting_id=number).first()
        row.state = "请假"
        session.flush()
        assert mark_the_rest(session, session.get_one(Meeting, number)) == 2
    with database.write("再签到") as session:
        assert mark_the_rest(session, session.get_one(Meeting, number)) == 0
    with database.read() as session:
        assert quorum(session, session.get_one(Meeting, number)).words == "应到3人，实到2人，符合规定人数"


def test_a_copied_training_expects_the_same_people_and_not_the_committee(database):
    with database.write("复制") as session:
        community(session)
        old = session.get_one(Meeting, held(session, TRAINING, {"客": "出席", "甲": "请假", "客五": "列席"}))
        new = copy_meeting(session, old, date(2021, 10, 8)).id
    with database.read() as session:
        rows = session.execute(ATTENDANCE.of(new).rows()).all()
        found = {ATTENDANCE.value(row, "person"): ATTENDANCE.value(row, "state") for row in rows}
    assert found == {"客": "未签到", "甲": "未签到", "客五": "列席"}


@pytest.mark.parametrize(
    ("kind", "mark", "issuer", "addressee"),
    [
        (OWN, "畅家巷社区社工委会议纪要", "酒泉路街道畅家巷社区建设工作委员会", "各位委员"),
        ("", "畅家巷社区社工委会议纪要", "酒泉路街道畅家巷社区建设工作委员会", "各位委员"),
        (BOTH_COMMITTEES, "畅家巷社区“两委”会议纪要", "酒泉路街道畅家巷社区居民委员会", "“两委”各位成员"),
        (TRAINING, "畅家巷社区会议纪要", "酒泉路街道畅家巷社区居民委员会", "各参会人员"),
    ],
)
def test_head_signer_and_addressee_are_those_of_the_kind(database, kind, mark, issuer, addressee):
    with database.write("开会") as session:
        community(session)
        number = held(session, kind)
    with database.read() as session:
        meeting = session.get_one(Meeting, number)
        assert (mark_of(session, meeting), issuer_of(session, meeting)) == (mark, issuer)
        assert addressee_of(session, meeting) == addressee


def test_what_the_office_set_counts_and_a_street_signs_by_its_own_name(database):
    with database.write("设置") as session:
        community(session)
        OFFICES.create(session, {"name": "靖远路街道", "code": "620102005", "level": "街道"})
        settings.put(session, MARKS, "业务培训会：培训纪要\n其他: 甲社区会议纪要／乙社区会议纪要")
        settings.put(session, ISSUERS, "中共{社区}委员会")  # one line without a kind is for all
        settings.put(session, COUNTED, "业务培训会：名单\n其他：实到")
        trained, other = held(session, TRAINING, CAME), held(session, OWN, CAME)
        above = held(session, OWN, office="靖远路街道")
    with database.read() as session:
        trained, other, above = (session.get_one(Meeting, one) for one in (trained, other, above))
        assert mark_of(session, trained) == "培训纪要"
        assert mark_of(session, other) == "甲社区会议纪要\n乙社区会议纪要"
        assert issuer_of(session, other) == "中共酒泉路街道畅家巷社区委员会"
        assert issuer_of(session, above) == "靖远路街道"
        assert quorum(session, trained).words == "应到5人，实到3人"
        assert quorum(session, other).words == "实到3人"


@pytest.mark.parametrize("value", ["业务培训会：名单", ""])
def test_a_setting_that_leaves_kinds_without_a_rule_is_refused(database, value):
    with pytest.raises(UserError, match="其他"), database.write("设置") as session:
        settings.put(session, COUNTED, value)


def test_a_way_of_counting_that_there_is_not_is_refused(database):
    with pytest.raises(UserError, match="“全体居民”不能用"), database.write("设置") as session:
        settings.put(session, COUNTED, "其他：全体居民")


def test_a_notice_printed_again_bears_its_own_day(database):
    with database.write("通知") as session:
        community(session)
        number = held(
            session, OWN, notified_on="2021-09-26", title="关于停车秩序的专题会议", starts="9:00", ends="11:30"
        )
        held_item = {"title": "停车", "presenter": "甲"}
        AGENDA.create(session, held_item, meeting_id=number)
    with database.read() as session:
        meeting = session.get_one(Meeting, number)
        said = as_plain(notice.document(session, meeting, meeting.notified_on)).splitlines()
    assert said[-1] == "2021年9月26日"
    assert said[0] == "关于停车秩序的专题会议的通知"
    assert "现将有关事项通知如下：" in said[2]
