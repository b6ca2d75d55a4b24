"""Rules that triggers keep: one leader at a time, and no person twice in a team at a time."""

from __future__ import annotations

from db.core.rule import STORED, Rule

_TEAM_OVERLAP = """
EXISTS (
    SELECT 1 FROM team_member m WHERE m.id IS DISTINCT FROM NEW.id AND m.team_id = NEW.team_id AND {same}
      AND m.begins < coalesce(NEW.ends, '9999-12-31') AND NEW.begins < coalesce(m.ends, '9999-12-31')
)"""
RULES = (
    Rule(
        name="one_leader",
        table="team_member",
        events=STORED,
        when="NEW.role = '队长' AND " + _TEAM_OVERLAP.format(same="m.role = '队长'"),
        sentence="同一时间只能有一位队长：请先填前任的离队日期，或另选队内职务",
        field="role",
    ),
    Rule(
        name="team_member_once",
        table="team_member",
        events=STORED,
        when=_TEAM_OVERLAP.format(same="m.person_id = NEW.person_id"),
        sentence="这个人在同一时间已是本队队员，不能再列一次；请修改原来的记录",
        field="person",
    ),
)
