"""Rules that triggers keep: one chair at a time, no person twice in a term at a time, days within their term.

What broke the last two before they were rules stays, and may be changed in everything but its days.
"""

from __future__ import annotations

from db.core.rule import INSERT, STORED, UPDATE, Rule


def _serves(member: str, term: str, day: str) -> str:
    """A member who doesn't leave serves through the last day of the term; on the day of leaving it is over."""
    runs = f"{term}.ends IS NULL OR {term}.ends >= {day}"
    return f"({member}.ends > {day} OR {member}.ends IS NULL AND ({runs}))"


_OVERLAP = f"""
EXISTS (
    SELECT 1 FROM membership m JOIN term t ON t.id = m.term_id JOIN term mine ON mine.id = NEW.term_id
    WHERE m.id IS DISTINCT FROM NEW.id AND {{same}}
      AND {_serves("NEW", "mine", "m.begins")} AND {_serves("m", "t", "NEW.begins")}
)"""
_TERM_MOVED = """(
    NEW.office_id IS DISTINCT FROM OLD.office_id OR NEW.begins IS DISTINCT FROM OLD.begins
    OR NEW.ends IS DISTINCT FROM OLD.ends
)"""
_TERMS_OVERLAP = """EXISTS (
    SELECT 1 FROM term t WHERE t.office_id = NEW.office_id AND t.id IS DISTINCT FROM NEW.id
      AND t.begins <= coalesce(NEW.ends, '9999-12-31') AND NEW.begins <= coalesce(t.ends, '9999-12-31')
      AND NEW.begins <= coalesce(NEW.ends, '9999-12-31')
)"""
TERMS_OVERLAP = "两届的任期重叠：请先填前一届的任期结束，或核对这一届的起止日期"
_MEMBER_MOVED = """(
    NEW.term_id IS DISTINCT FROM OLD.term_id OR NEW.begins IS DISTINCT FROM OLD.begins
    OR NEW.ends IS DISTINCT FROM OLD.ends
)"""
_BEFORE_TERM = "NEW.begins < (SELECT begins FROM term WHERE id = NEW.term_id)"
_BEYOND_TERM = "NEW.ends > (SELECT ends FROM term WHERE id = NEW.term_id)"
BEFORE_TERM = "任职日期在本届开始之前，请核对日期，或另选届次"
BEYOND_TERM = "离任日期在本届结束之后，请核对日期，或留空（随本届结束）"
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
        when="NEW.begins > (SELECT ends FROM term WHERE id = NEW.term_id)",
        sentence="任职日期在本届结束之后，请核对日期，或另选届次",
        field="begins",
    ),
    Rule(
        name="term_one_chair",
        table="term",
        events=UPDATE,
        when=f"""EXISTS (
    SELECT 1 FROM membership m JOIN entry e ON e.id = m.post_id AND e.code = 'chair'
    JOIN membership o ON o.post_id = m.post_id AND o.id <> m.id
    JOIN term t ON t.id = o.term_id
    WHERE m.term_id = NEW.id AND t.id <> NEW.id AND t.office_id = NEW.office_id
      AND {_serves("o", "t", "m.begins")} AND {_serves("m", "NEW", "o.begins")}
)""",
        sentence="改成这样，两届的主任就会同时在任；请先填前任主任的离任日期",
        field="ends",
    ),
    Rule("terms_apart", "term", INSERT, _TERMS_OVERLAP, TERMS_OVERLAP, "begins"),
    Rule("terms_kept_apart", "term", UPDATE, f"{_TERM_MOVED} AND {_TERMS_OVERLAP}", TERMS_OVERLAP, "begins"),
    Rule("member_from_term", "membership", INSERT, _BEFORE_TERM, BEFORE_TERM, "begins"),
    Rule("member_kept_from_term", "membership", UPDATE, f"{_MEMBER_MOVED} AND {_BEFORE_TERM}", BEFORE_TERM, "begins"),
    Rule("member_to_term", "membership", INSERT, _BEYOND_TERM, BEYOND_TERM, "ends"),
    Rule("member_kept_to_term", "membership", UPDATE, f"{_MEMBER_MOVED} AND {_BEYOND_TERM}", BEYOND_TERM, "ends"),
    Rule(
        name="term_over_members",
        table="term",
        events=UPDATE,
        when=f"""{_TERM_MOVED} AND EXISTS (
    SELECT 1 FROM membership m WHERE m.term_id = NEW.id
      AND (m.begins < NEW.begins OR m.begins > NEW.ends OR m.ends > NEW.ends)
)""",
        sentence="改成这样，有成员的任职或离任日期就不在本届之内；请先改那些成员的日期",
        field="ends",
    ),
)
