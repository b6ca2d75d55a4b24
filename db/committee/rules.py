"""Rules that triggers keep: one chair at a time, and no person twice in a term at a time."""

from __future__ import annotations

from db.core.rule import STORED, UPDATE, Rule

_OVERLAP = """
EXISTS (
    SELECT 1 FROM membership m JOIN term t ON t.id = m.term_id JOIN term mine ON mine.id = NEW.term_id
    WHERE m.id IS DISTINCT FROM NEW.id AND {same}
      AND m.begins < coalesce(NEW.ends, mine.ends, '9999-12-31')
      AND NEW.begins < coalesce(m.ends, t.ends, '9999-12-31')
)"""
RULES = (
    Rule(
        name="one_chair",
        table="membership",
        events=STORED,
        when="NEW.post_id IN (SELECT id FROM entry WHERE code = 'chair') AND "
        + _OVERLAP.format(same="m.post_id = NEW.post_id AND t.office_id = mine.office_id"),
        sentence="同一时间只能有一位主任：请先填前任的离任日期，或另选职务",
        field="post",
    ),
    Rule(
        name="member_once",
        table="membership",
        events=STORED,
        when=_OVERLAP.format(same="m.person_id = NEW.person_id AND m.term_id = NEW.term_id"),
        sentence="这个人在同一时间已是本届成员，不能再列一次；请修改原来的记录",
        field="person",
    ),
    Rule(
        name="member_in_term",
        table="membership",
        events=STORED,
        when="NEW.begins >= (SELECT ends FROM term WHERE id = NEW.term_id)",
        sentence="任职日期在本届结束之后，请核对日期，或另选届次",
        field="begins",
    ),
    Rule(
        name="term_one_chair",
        table="term",
        events=UPDATE,
        when="""EXISTS (
    SELECT 1 FROM membership m JOIN entry e ON e.id = m.post_id AND e.code = 'chair'
    JOIN membership o ON o.post_id = m.post_id AND o.id <> m.id
    JOIN term t ON t.id = o.term_id
    WHERE m.term_id = NEW.id AND t.id <> NEW.id AND t.office_id = NEW.office_id
      AND m.begins < coalesce(o.ends, t.ends, '9999-12-31') AND o.begins < coalesce(m.ends, NEW.ends, '9999-12-31')
)""",
        sentence="改成这样，两届的主任就会同时在任；请先填前任主任的离任日期",
        field="ends",
    ),
)
