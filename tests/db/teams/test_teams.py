"""Volunteer teams: one leader at a time, nobody twice, transfers that can be followed."""

from datetime import date

import pytest
from sqlalchemy import select

from db.core.errors import UserError
from db.home import overview
from db.people.listings import ORGANISATIONS
from db.people.models import Organisation, Person
from db.teams.listings import TEAM_MEMBERS, TEAMS, transfer
from db.teams.models import Team, TeamMember

pytestmark = pytest.mark.both_databases

RESCUE = "杨家园退役军人应急救援志愿服务队"
TODAY = date.today()


def team_named(session, name):
    return session.scalars(select(Team).where(Team.name == name)).one()


def row_of(session, name):
    return TEAMS.one(session, team_named(session, name).id)


def member_named(session, name):
    return session.scalars(select(TeamMember).join(Person).where(Person.name == name).order_by(TeamMember.id)).all()


def test_the_team_of_twelve_was_formed_with_a_rescue_organisation(office):
    with office.read() as session:
        row = row_of(session, RESCUE)
        assert TEAMS.value(row, "size") == 12
        assert TEAMS.value(row, "sponsor") == "杨家园退役军人服务站、蓝焰应急救援中心"
        assert TEAMS.value(row, "channel") == "社工委提名、公开招募、组织推荐"
        assert TEAMS.value(row, "leader") == "燕振戈"


def test_sponsors_keep_the_order_in_which_they_were_typed_and_must_be_known(office):
    with office.write("改共建单位") as session:
        TEAMS["sponsor"].put(session, team_named(session, RESCUE), "蓝焰应急救援中心、兰州一中")
    with office.read() as session:
        assert TEAMS.value(row_of(session, RESCUE), "sponsor") == "蓝焰应急救援中心、兰州一中"
    with pytest.raises(UserError, match="没有名为“不存在的单位”的单位"), office.write("改") as session:
        TEAMS["sponsor"].put(session, team_named(session, RESCUE), "蓝焰应急救援中心、不存在的单位")
    office.undo()
    with office.read() as session:
        assert TEAMS.value(row_of(session, RESCUE), "sponsor") == "杨家园退役军人服务站、蓝焰应急救援中心"


def test_a_sponsor_cannot_be_removed_while_a_team_names_it(office):
    with pytest.raises(UserError, match="共建单位 2 条"), office.write("删除") as session:
        number = session.scalars(select(Organisation.id).where(Organisation.name == "蓝焰应急救援中心")).one()
        ORGANISATIONS.remove(session, [number])


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        ({"person": "新队长", "role": "队长", "begins": "2022-01-01"}, "同一时间只能有一位队长", "role"),
        ({"person": "冉卫疆", "begins": "2022-01-01"}, "已是本队队员", "person"),
        ({"person": "新队员", "begins": "2022-01-02", "ends": "2022-01-01"}, "结束日期早于开始日期", "ends"),
        ({"person": "新队员", "begins": "2022-01-02", "leaving": "搬家"}, "还要填离队日期", "ends"),
        ({"person": "新队员", "role": "班长", "begins": "2022-01-02"}, "没有“班长”这个选项", "role"),
        ({"person": "新队员", "begins": ""}, "入队日期不能为空", "begins"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_stored(office, values, sentence, field):
    with pytest.raises(UserError, match=sentence) as refused, office.write("新增队员") as session:
        TEAM_MEMBERS.create(session, values, team_id=team_named(session, RESCUE).id)
    assert refused.value.field == field
    with office.read() as session:
        assert TEAMS.value(row_of(session, RESCUE), "size") == 12
        assert not session.scalars(select(Person).where(Person.name == values["person"], Person.name != "冉卫疆")).all()


def test_a_second_leader_may_follow_the_first(office):
    with office.write("换队长") as session:
        member_named(session, "燕振戈")[0].ends = date(2022, 1, 1)
        session.flush()
        member_named(session, "冉卫疆")[0].ends = date(2022, 1, 1)
        session.flush()
        values = {"person": "冉卫疆", "role": "队长", "begins": "2022-01-01"}
        TEAM_MEMBERS.create(session, values, team_id=team_named(session, RESCUE).id)
    with office.read() as session:
        assert TEAMS.value(row_of(session, RESCUE), "leader") == "冉卫疆"
        assert TEAMS.value(row_of(session, RESCUE), "size") == 11


def test_a_team_whose_leader_left_stands_on_the_home_page(office):
    with office.write("队长离队") as session:
        member_named(session, "燕振戈")[0].ends = date(2022, 1, 1)
    with office.read() as session:
        gaps = [gap for gap in overview(session, TODAY).gaps if gap.listing == "teams"]
        assert [gap.text for gap in gaps] == [f"{RESCUE}没有现任队长"]
    with office.write("解散") as session:
        team_named(session, RESCUE).disbanded_on = date(2022, 2, 1)
    with office.read() as session:
        assert not [gap for gap in overview(session, TODAY).gaps if gap.listing == "teams"]


def test_a_transfer_leaves_both_rows_and_is_one_step_to_undo(office):
    with office.write("转队") as session:
        transfer(session, member_named(session, "戚定远")[0], team_named(session, "畅大妈志愿服务队"), date(2022, 3, 1))
    with office.read() as session:
        old, new = member_named(session, "戚定远")
        assert (old.ends, old.leaving) == (date(2022, 3, 1), "转入畅大妈志愿服务队")
        assert (new.begins, new.ends, new.role) == (date(2022, 3, 1), None, "队员")
        assert TEAMS.value(row_of(session, RESCUE), "size") == 11
        with pytest.raises(UserError, match="已在 2022-03-01 离队"):
            transfer(session, old, team_named(session, "白领志愿服务队"), TODAY)
        with pytest.raises(UserError, match="就在畅大妈志愿服务队"):
            transfer(session, new, team_named(session, "畅大妈志愿服务队"), TODAY)
        with pytest.raises(UserError, match="早于入队日期"):
            transfer(session, new, team_named(session, "白领志愿服务队"), date(2022, 2, 1))
    office.undo()
    with office.read() as session:
        assert [one.ends for one in member_named(session, "戚定远")] == [None]
