"""The edges of a quorum, of a vote and of leave: guests, exactly half, the first and last day in office, no reason."""

from datetime import date, timedelta

import pytest

from db.committee.listings import MEMBERS, TERMS
from db.core import settings
from db.meetings.choices import QUORUM
from db.meetings.listings import AGENDA, ATTENDANCE, MEETINGS
from db.meetings.models import AgendaItem, Meeting
from db.meetings.voting import quorum, unsound, vote
from db.office.listings import OFFICES

pytestmark = pytest.mark.both_databases

DAY = date(2021, 9, 30)  # of the meeting
BEGUN = date(2021, 8, 30)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
MORE_THAN_HALF, HALF, TWO_THIRDS = "超过应到人数的一半", "达到应到人数的一半", "达到应到人数的三分之二"


def community(session, name="畅家巷社区", code="620102001001"):
    """An office whose committee took office long before the meeting; return the number of its term."""
    OFFICES.create(session, {"name": name, "code": code, "level": "社区"})
    return TERMS.create(session, {"name": f"{name}第一届", "office": name, "begins": BEGUN}).id


def member(session, term, name, begins=BEGUN, ends=None):
    MEMBERS.create(session, {"person": name, "post": "委员", "begins": begins, "ends": ends}, term_id=term)


def meeting(session, day=DAY):
    return MEETINGS.create(session, {"title": f"{day}的会议", "held_on": day, "office": "畅家巷社区"}).id


def marked(session, number, **states):
    """Put people on the list, each by state and, where there is one, reason or time of arrival."""
    for name, state in states.items():
        values = dict(zip(("state", "reason", "arrived"), (state,) if isinstance(state, str) else state, strict=False))
        ATTENDANCE.create(session, {"person": name, **values}, meeting_id=number)


MEMBERS_AND_GUESTS = {
    # the rule, how many members, who was marked how: 甲 乙 丙 丁 戊 己 are the members in this order, 客 are guests
    "more than half came": (MORE_THAN_HALF, 3, {"甲": "出席", "乙": "出席"}, "应到3人，实到2人，符合规定人数"),
    "half is not more than half": (MORE_THAN_HALF, 4, {"甲": "出席", "乙": "出席"}, "应到4人，实到2人，不足规定人数"),
    "half is half": (HALF, 4, {"甲": "出席", "乙": "出席"}, "应到4人，实到2人，符合规定人数"),
    "one less than half": (HALF, 4, {"甲": "出席"}, "应到4人，实到1人，不足规定人数"),
    "two thirds": (TWO_THIRDS, 3, {"甲": "出席", "乙": "出席"}, "应到3人，实到2人，符合规定人数"),
    "one less than two thirds": (
        TWO_THIRDS,
        6,
        {"甲": "出席", "乙": "出席", "丙": "出席"},
        "应到6人，实到3人，不足规定人数",
    ),
    "a guest present makes no half more": (
        MORE_THAN_HALF,
        4,
        {"甲": "出席", "乙": "出席", "客": "出席"},
        "应到4人，实到2人，不足规定人数",
    ),
    "guests alone are no quorum": (
        HALF,
        2,
        {"客": "出席", "客二": "出席", "客三": "列席"},
        "应到2人，实到0人，不足规定人数",
    ),
    "guests take nothing away either": (
        MORE_THAN_HALF,
        3,
        {"甲": "出席", "乙": "出席", "客": "缺席", "客二": "请假"},
        "应到3人，实到2人，符合规定人数",
    ),
    "a member who only sits in is not present": (
        HALF,
        2,
        {"甲": "列席", "乙": "请假"},
        "应到2人，实到0人，不足规定人数",
    ),
    "a member on leave or absent is not present": (
        HALF,
        3,
        {"甲": "出席", "乙": "请假", "丙": "缺席"},
        "应到3人，实到1人，不足规定人数",
    ),
    "a member who came late came": (
        HALF,
        2,
        {"甲": ("出席", None, "09:20")},
        "应到2人，实到1人，符合规定人数",
    ),
    "nobody is on the list": (HALF, 2, {}, "应到2人，实到0人，不足规定人数"),
    "no rule asks for more": ("不限", 2, {"客": "出席"}, "应到2人，实到0人"),
    "without members whoever came": (HALF, 0, {"客": "出席", "客二": "列席"}, "实到1人"),
}


@pytest.mark.parametrize("name", MEMBERS_AND_GUESTS)
def test_a_quorum_is_made_by_members_present_alone(database, name):
    rule, count, states, words = MEMBERS_AND_GUESTS[name]
    with database.write("开会") as session:
        settings.put(session, QUORUM, rule)
        term = community(session)
        for one in "甲乙丙丁戊己"[:count]:
            member(session, term, one)
        marked(session, number := meeting(session), **states)
    with database.read() as session:
        held = session.get_one(Meeting, number)
        assert quorum(session, held).words == words
        wrong = [sentence for sentence in unsound(session, held) if "规定人数" in sentence]
    assert wrong == ([f"{words}（规定：{rule}）"] if "不足" in words else [])


IN_OFFICE = {  # when somebody was in office, and whether that is so on the day of the meeting
    "begins on the day": ([(DAY, None)], 1),
    "begins on the day after": ([(AFTER, None)], 0),
    "ends on the day": ([(BEGUN, DAY)], 0),  # up to, not on, the last
    "ends on the day after": ([(BEGUN, AFTER)], 1),
    "is in office for this one day": ([(DAY, AFTER)], 1),
    "ended as it began": ([(DAY, DAY)], 0),
    "leaves on the day and comes back on it": ([(BEGUN, DAY), (DAY, None)], 1),
    "comes back on the day after": ([(BEGUN, DAY), (AFTER, None)], 0),
}


@pytest.mark.parametrize("name", IN_OFFICE)
def test_members_are_those_in_office_on_the_day_of_the_meeting(database, name):
    spans, counted = IN_OFFICE[name]
    with database.write("开会") as session:
        term = community(session)
        member(session, term, "甲")
        for begins, ends in spans:
            member(session, term, "乙", begins, ends)
        marked(session, number := meeting(session), 甲="出席", 乙="出席")
    with database.read() as session:
        found = quorum(session, session.get_one(Meeting, number))
    assert (found.expected, found.present, found.unlisted) == (1 + counted, 1 + counted, 0)


def test_a_member_of_another_committee_is_a_guest(database):
    with database.write("开会") as session:
        here, there = community(session), community(session, "杨家园社区", "620102001005")
        member(session, here, "甲")
        member(session, here, "乙")
        member(session, there, "丙")
        marked(session, number := meeting(session), 甲="出席", 丙="出席")
    with database.read() as session:
        assert quorum(session, session.get_one(Meeting, number)).words == "应到2人，实到1人，不足规定人数"


VOTES = {
    # how many members came, how many guests are marked as present, votes for, against, abstaining; and what it came to
    "all who may": (3, 1, (3, 0, 0), "赞成3票，反对0票，弃权0票，通过", ""),
    "one vote too few to be all": (
        3,
        1,
        (2, 0, 0),
        "赞成2票，反对0票，弃权0票，1人未表决，通过",
        "有 1 人没有计入票数",
    ),
    "a guest's vote too many": (3, 1, (4, 0, 0), "赞成4票，反对0票，弃权0票，通过", "多于可以表决的 3 人"),
    "half of those present": (4, 0, (2, 2, 0), "赞成2票，反对2票，弃权0票，未通过", ""),
    "half, of members alone": (4, 2, (2, 1, 1), "赞成2票，反对1票，弃权1票，未通过", ""),
    "more than half": (5, 0, (3, 2, 0), "赞成3票，反对2票，弃权0票，通过", ""),
    "more than half of the members, not of all present": (3, 3, (2, 1, 0), "赞成2票，反对1票，弃权0票，通过", ""),
    "those abstaining were present": (5, 0, (2, 0, 3), "赞成2票，反对0票，弃权3票，未通过", ""),
}


@pytest.mark.parametrize("name", VOTES)
def test_a_vote_is_of_the_members_present_alone(database, name):
    came, guests, votes, words, wrong = VOTES[name]
    with database.write("开会") as session:
        term = community(session)
        for one in "甲乙丙丁戊己"[: came + 1]:  # one of them stayed away
            member(session, term, one)
        marked(session, number := meeting(session), **dict.fromkeys("甲乙丙丁戊己"[:came], "出席"))
        marked(session, number, **{f"客{one}": "出席" for one in range(guests)})
        counts = dict(zip(("votes_for", "votes_against", "votes_abstaining"), map(str, votes), strict=True))
        item = AGENDA.create(session, {"title": "停车", **counts}, meeting_id=number).id
    with database.read() as session:
        held = session.get_one(Meeting, number)
        assert vote(session, session.get_one(AgendaItem, item), quorum(session, held)).words == f"表决结果：{words}"
        said = [sentence for sentence in unsound(session, held) if "票" in sentence or "表决" in sentence]
    assert len(said) == bool(wrong)
    assert wrong in "".join(said)


LEAVE = {  # who was marked how, and how many on leave lack a reason
    "on leave without a reason": ({"甲": "请假"}, 1),
    "on leave with a blank for a reason": ({"甲": ("请假", " 　")}, 1),
    "on leave with a reason": ({"甲": ("请假", "外出培训")}, 0),
    "absent without a reason": ({"甲": "缺席"}, 0),
    "absent with a reason": ({"甲": ("缺席", "没有接到通知")}, 0),
    "present": ({"甲": "出席"}, 0),
    "sitting in": ({"甲": "列席"}, 0),
    "a guest on leave without a reason": ({"甲": "出席", "客": "请假"}, 1),
    "two of three on leave": ({"甲": "请假", "乙": ("请假", "生病"), "客": "请假"}, 2),
    "everybody else": ({"甲": ("请假", "生病"), "乙": "缺席", "客": "列席", "客二": "出席"}, 0),
}


@pytest.mark.parametrize("name", LEAVE)
def test_leave_alone_needs_a_reason(database, name):
    states, lacking = LEAVE[name]
    with database.write("开会") as session:
        term = community(session)
        for one in "甲乙":
            member(session, term, one)
        marked(session, number := meeting(session), **states)
        marked(session, meeting(session, AFTER), 甲="请假", 乙="请假", 丙="请假")  # another meeting's leave is its own
    with database.read() as session:
        said = [sentence for sentence in unsound(session, session.get_one(Meeting, number)) if "请假" in sentence]
    assert said == ([f"有 {lacking} 位请假的没有写原因"] if lacking else [])
