"""Rules that triggers keep: nobody serves in two places at once, and confirmed hours stay."""

from __future__ import annotations

from db.core.rule import DELETE, INSERT, STORED, UPDATE, Rule

_SERVED_TWICE = """
EXISTS (
    SELECT 1 FROM service s JOIN shift t ON t.id = s.shift_id{more}
    WHERE s."left" IS NOT NULL AND s.void IS NULL AND {same}
      AND {a}.arrived + 1440 * julianday({day}) < s."left" + 1440 * julianday(t.held_on)
      AND s.arrived + 1440 * julianday(t.held_on) < {a}."left" + 1440 * julianday({day})
)"""
CONFIRMED = "本场已经确认，时长不能直接改；请点“补录与更正”写明原因，由第二个人审批"
_CONFIRMED = "(SELECT confirmed_on FROM shift WHERE id = {row}.shift_id) IS NOT NULL"
_HOURS_CHANGED = """(
    NEW.arrived IS DISTINCT FROM OLD.arrived OR NEW."left" IS DISTINCT FROM OLD."left"
    OR (NEW.void IS NULL) <> (OLD.void IS NULL) OR NEW.person_id <> OLD.person_id OR NEW.shift_id <> OLD.shift_id
)"""
_AS_APPROVED = """(
    (a."left" IS NULL AND NEW.void IS NOT NULL
     OR a.arrived = NEW.arrived AND a."left" = NEW."left" AND NEW.void IS NULL)
    AND NEW.person_id = OLD.person_id AND NEW.shift_id = OLD.shift_id
)"""
_AS_BEFORE = """(
    a.old_arrived IS NOT DISTINCT FROM NEW.arrived AND a.old_left IS NOT DISTINCT FROM NEW."left"
    AND NEW.person_id = OLD.person_id AND NEW.shift_id = OLD.shift_id
)"""  # an approval that is undone
RULES = (
    Rule(
        name="one_place",
        table="service",
        events=STORED,
        when='NEW."left" - NEW.arrived BETWEEN 1 AND 1439 AND NEW.void IS NULL AND '
        + _SERVED_TWICE.format(
            more=" JOIN shift mine ON mine.id = NEW.shift_id",
            same="s.person_id = NEW.person_id AND s.id IS DISTINCT FROM NEW.id",
            a="NEW",
            day="mine.held_on",
        ),
        sentence="这个人在同一时间已在另一场服务，请核对签到签退时间",
        field="arrived",
    ),
    Rule(
        name="shift_moved",
        table="shift",
        events=UPDATE,
        when="NEW.held_on <> OLD.held_on AND "
        + _SERVED_TWICE.format(
            more=' JOIN service m ON m.shift_id = NEW.id AND m."left" IS NOT NULL AND m.void IS NULL',
            same="s.person_id = m.person_id AND s.shift_id <> NEW.id",
            a="m",
            day="NEW.held_on",
        ),
        sentence="改到这一天，会有人同时在两处服务；请先核对他们的签到签退时间",
        field="held_on",
    ),
    Rule(
        name="cancelled",
        table="activity",
        events=UPDATE,
        when="NEW.state = '已取消' AND EXISTS (SELECT 1 FROM service s JOIN shift t ON t.id = s.shift_id "
        'WHERE t.activity_id = NEW.id AND s."left" IS NOT NULL AND s.void IS NULL)',
        sentence="已有人签到签退，不能取消；确未举行，请先填那些服务记录的作废原因",
        field="state",
    ),
    Rule(
        name="confirmed_hours",
        table="service",
        events=UPDATE,
        when=f"{_CONFIRMED} AND {_HOURS_CHANGED} AND NOT EXISTS (SELECT 1 FROM amendment a "
        f"WHERE a.service_id = OLD.id AND a.state = '已批准' AND ({_AS_APPROVED} OR {_AS_BEFORE}))",
        sentence=CONFIRMED,
        field="arrived",
    ),
    Rule(
        name="confirmed_late",
        table="service",
        events=INSERT,
        when=f'NEW."left" IS NOT NULL AND {_CONFIRMED}',
        sentence=CONFIRMED,
        field="arrived",
    ),
    Rule(
        name="confirmed_kept",
        table="service",
        events=DELETE,
        when=f'OLD."left" IS NOT NULL AND {_CONFIRMED}',
        sentence=CONFIRMED,
        field="arrived",
    ),
    Rule(
        name="confirmed_day",
        table="shift",
        events=UPDATE,
        when="OLD.confirmed_on IS NOT NULL AND NEW.confirmed_on IS NOT NULL AND NEW.held_on <> OLD.held_on",
        sentence="本场已经确认，不能再改日期",
        field="held_on",
    ),
    Rule(
        name="confirmed_stays",
        table="shift",
        events=UPDATE,
        when="OLD.confirmed_on IS NOT NULL AND NEW.confirmed_on IS NULL AND EXISTS (SELECT 1 FROM amendment a "
        "JOIN service s ON s.id = a.service_id WHERE s.shift_id = NEW.id AND a.state = '已批准')",
        sentence="本场已有批准的补录或更正，不能取消确认",
        field="held_on",
    ),
    Rule(
        name="decided",
        table="amendment",
        events=UPDATE,
        when="OLD.state <> '待审批' AND NEW.state <> '待审批'",
        sentence="这一条已经审批，不能再改；有误请另填一条",
        field="reason",
    ),
    Rule(
        name="approved_kept",
        table="amendment",
        events=DELETE,
        when="OLD.state = '已批准'",
        sentence="已批准的补录和更正要保留，不能删除",
        field="reason",
    ),
)
