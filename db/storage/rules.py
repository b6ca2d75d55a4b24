"""Rules held by triggers: what they refuse, and the sentence that a person reads then."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from db.storage import dialect
from db.storage.guards import Guard
from db.storage.trigger_sql import ANY, NOW, STORED, TAKING_BACK, UNDOING
from db.wishes.rules import WISH_RULES

_OVERLAP = """
EXISTS (
    SELECT 1 FROM membership m JOIN term t ON t.id = m.term_id JOIN term mine ON mine.id = NEW.term_id
    WHERE m.id IS DISTINCT FROM NEW.id AND {same}
      AND m.begins < coalesce(NEW.ends, mine.ends, '9999-12-31')
      AND NEW.begins < coalesce(m.ends, t.ends, '9999-12-31')
)"""
_TEAM_OVERLAP = """
EXISTS (
    SELECT 1 FROM team_member m WHERE m.id IS DISTINCT FROM NEW.id AND m.team_id = NEW.team_id AND {same}
      AND m.begins < coalesce(NEW.ends, '9999-12-31') AND NEW.begins < coalesce(m.ends, '9999-12-31')
)"""
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
)"""  # an approval taken back
KEPT = "打印过或已撤销的证明要留在登记簿里，不能删除；作废请用“撤销”，并写明原因"
FINAL = "这次会议的纪要已经定稿，不能再改；确需修改，请先“重新打开”并写明原因"
_CERTIFIED = (
    *("office_id", "number", "person_id", "issued_on", "first", "last", "minutes", "purpose"),
    *("issuer", "head", "clerk", "contact", "snapshot"),
)  # of a certificate: what is printed
_FINAL = "(SELECT state FROM meeting WHERE id = {row}.{column}) = '定稿'"
_PUBLISHED_ON = "(SELECT published_on FROM sale WHERE id = {row}.sale_id)"
# a sale that was made and published in one action comes back before its goods
_NOT_COMING = f"""NOT ({TAKING_BACK} AND EXISTS (
    SELECT 1 FROM change c
    WHERE c.action_id = {NOW} AND c.table_name = 'sale' AND c.row_id = {{row}}.sale_id AND c.before IS NULL
))"""
_UNSOUND = """(
    coalesce(NEW.counted <> (SELECT sum(exchanged * price) FROM sale_good WHERE sale_id = NEW.id), TRUE)
    OR NEW.counted < (SELECT sum(amount) FROM sale_use WHERE sale_id = NEW.id)
)"""
UNSOUND = "账目没有结平，不能公示：要有物品，现场实收要等于应收，支出不能多于实收"
PUBLISHED = "这次义卖已经公示，不能再改；确需修改，请先“撤回公示”并写明原因"
PAST_USE = "公示日期以前的支出已经公示，不能再改；以后的支出可以照常登记，要改以前的，请先“撤回公示”"
# name: (table, events, when a row is refused, the sentence, the field it belongs to)
# {row} is NEW, or OLD where a row is deleted; both databases read the same words, so IS DISTINCT FROM, not IS NOT
RULES = {
    "one_chair": (
        "membership",
        STORED,
        "NEW.post_id IN (SELECT id FROM entry WHERE code = 'chair') AND "
        + _OVERLAP.format(same="m.post_id = NEW.post_id AND t.office_id = mine.office_id"),
        "同一时间只能有一位主任：请先填前任的离任日期，或另选职务",
        "post",
    ),
    "member_once": (
        "membership",
        STORED,
        _OVERLAP.format(same="m.person_id = NEW.person_id AND m.term_id = NEW.term_id"),
        "这个人在同一时间已是本届成员，不能再列一次；请修改原来的记录",
        "person",
    ),
    "member_in_term": (
        "membership",
        STORED,
        "NEW.begins >= (SELECT ends FROM term WHERE id = NEW.term_id)",
        "任职日期在本届结束之后，请核对日期，或另选届次",
        "begins",
    ),
    "term_one_chair": (
        "term",
        ("UPDATE",),
        """EXISTS (
    SELECT 1 FROM membership m JOIN entry e ON e.id = m.post_id AND e.code = 'chair'
    JOIN membership o ON o.post_id = m.post_id AND o.id <> m.id
    JOIN term t ON t.id = o.term_id
    WHERE m.term_id = NEW.id AND t.id <> NEW.id AND t.office_id = NEW.office_id
      AND m.begins < coalesce(o.ends, t.ends, '9999-12-31') AND o.begins < coalesce(m.ends, NEW.ends, '9999-12-31')
)""",
        "改成这样，两届的主任就会同时在任；请先填前任主任的离任日期",
        "ends",
    ),
    "one_leader": (
        "team_member",
        STORED,
        "NEW.role = '队长' AND " + _TEAM_OVERLAP.format(same="m.role = '队长'"),
        "同一时间只能有一位队长：请先填前任的离队日期，或另选队内职务",
        "role",
    ),
    "team_member_once": (
        "team_member",
        STORED,
        _TEAM_OVERLAP.format(same="m.person_id = NEW.person_id"),
        "这个人在同一时间已是本队队员，不能再列一次；请修改原来的记录",
        "person",
    ),
    "one_place": (
        "service",
        STORED,
        'NEW."left" - NEW.arrived BETWEEN 1 AND 1439 AND NEW.void IS NULL AND '
        + _SERVED_TWICE.format(
            more=" JOIN shift mine ON mine.id = NEW.shift_id",
            same="s.person_id = NEW.person_id AND s.id IS DISTINCT FROM NEW.id",
            a="NEW",
            day="mine.held_on",
        ),
        "这个人在同一时间已在另一场服务，请核对签到签退时间",
        "arrived",
    ),
    "shift_moved": (
        "shift",
        ("UPDATE",),
        "NEW.held_on <> OLD.held_on AND "
        + _SERVED_TWICE.format(
            more=' JOIN service m ON m.shift_id = NEW.id AND m."left" IS NOT NULL AND m.void IS NULL',
            same="s.person_id = m.person_id AND s.shift_id <> NEW.id",
            a="m",
            day="NEW.held_on",
        ),
        "改到这一天，会有人同时在两处服务；请先核对他们的签到签退时间",
        "held_on",
    ),
    "cancelled": (
        "activity",
        ("UPDATE",),
        "NEW.state = '已取消' AND EXISTS (SELECT 1 FROM service s JOIN shift t ON t.id = s.shift_id "
        'WHERE t.activity_id = NEW.id AND s."left" IS NOT NULL AND s.void IS NULL)',
        "已有人签到签退，不能取消；确未举行，请先填那些服务记录的作废原因",
        "state",
    ),
    "confirmed_hours": (
        "service",
        ("UPDATE",),
        f"{_CONFIRMED} AND {_HOURS_CHANGED} AND NOT EXISTS (SELECT 1 FROM amendment a "
        f"WHERE a.service_id = OLD.id AND a.state = '已批准' AND ({_AS_APPROVED} OR {_AS_BEFORE}))",
        CONFIRMED,
        "arrived",
    ),
    "confirmed_late": ("service", ("INSERT",), f'NEW."left" IS NOT NULL AND {_CONFIRMED}', CONFIRMED, "arrived"),
    "confirmed_kept": ("service", ("DELETE",), f'OLD."left" IS NOT NULL AND {_CONFIRMED}', CONFIRMED, "arrived"),
    "confirmed_day": (
        "shift",
        ("UPDATE",),
        "OLD.confirmed_on IS NOT NULL AND NEW.confirmed_on IS NOT NULL AND NEW.held_on <> OLD.held_on",
        "本场已经确认，不能再改日期",
        "held_on",
    ),
    "confirmed_stays": (
        "shift",
        ("UPDATE",),
        "OLD.confirmed_on IS NOT NULL AND NEW.confirmed_on IS NULL AND EXISTS (SELECT 1 FROM amendment a "
        "JOIN service s ON s.id = a.service_id WHERE s.shift_id = NEW.id AND a.state = '已批准')",
        "本场已有批准的补录或更正，不能取消确认",
        "held_on",
    ),
    "decided": (
        "amendment",
        ("UPDATE",),
        "OLD.state <> '待审批' AND NEW.state <> '待审批'",
        "这一条已经审批，不能再改；有误请另填一条",
        "reason",
    ),
    "approved_kept": (
        "amendment",
        ("DELETE",),
        "OLD.state = '已批准'",
        "已批准的补录和更正要保留，不能删除",
        "reason",
    ),
    "published": (
        "ranking",
        ("UPDATE",),
        'NEW."first" <> OLD."first" OR NEW."last" <> OLD."last" OR NEW.ranked <> OLD.ranked',
        "排行已经公布，时段和对象不能再改；有误请删除它，重新公布",
        "first",
    ),
    "published_rows": (
        "ranking_row",
        ("UPDATE",),
        "NEW.minutes <> OLD.minutes OR NEW.place <> OLD.place OR NEW.name <> OLD.name",
        "公布过的名次不能再改；有误请删除整个排行，重新公布",
        "minutes",
    ),
    "certificate_fixed": (
        "certificate",
        ("UPDATE",),
        " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in _CERTIFIED),
        "证明出具以后不能改；写错了请撤销这一份，再出具一份",
        "number",
    ),
    "certificate_kept": (
        "certificate",
        ("DELETE",),
        f"(OLD.printed > 0 OR OLD.revoked_on IS NOT NULL) AND NOT {UNDOING}",
        KEPT,
        "number",
    ),
    "certificate_revoked": (
        "certificate",
        ("UPDATE",),
        "OLD.revoked_on IS NOT NULL AND NEW.printed > OLD.printed",
        "这份证明已经撤销，不能再打印",
        "number",
    ),
    "our_office": (
        "office",
        ("DELETE",),
        "OLD.id = (SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'office')",
        "这是本单位，不能删除；名称和代码可以修改",
        "name",
    ),
    "entry_in_code": (
        "entry",
        ("DELETE",),
        "OLD.code IS NOT NULL",
        "程序要用到这个条目，不能删除；名称可以修改，也可以填停用日期",
        "name",
    ),
    "sale_balances": (
        "sale",
        ("UPDATE",),
        f"NEW.published_on IS NOT NULL AND OLD.published_on IS NULL AND {_UNSOUND}",
        UNSOUND,
        "published_on",
    ),
    "sale_begins": (
        "sale",
        ("INSERT",),
        f"NEW.published_on IS NOT NULL AND NOT {TAKING_BACK}",
        UNSOUND,
        "published_on",
    ),
    "sale_published": (
        "sale",
        ("UPDATE",),
        "OLD.published_on IS NOT NULL AND NEW.published_on IS NOT NULL",
        PUBLISHED,
        "title",
    ),
    "sale_withdrawn": (
        "sale",
        ("UPDATE",),
        f"OLD.published_on IS NOT NULL AND NEW.published_on IS NULL AND NEW.withdrawn IS NULL AND NOT {TAKING_BACK}",
        "撤回公示要写明原因，请填“撤回原因”",
        "withdrawn",
    ),
    "sale_kept": ("sale", ("DELETE",), f"OLD.published_on IS NOT NULL AND NOT {TAKING_BACK}", PUBLISHED, "title"),
    "sale_goods": ("sale_good", ANY, f"{_PUBLISHED_ON} IS NOT NULL AND {_NOT_COMING}", PUBLISHED, "item"),
    "sale_goods_moved": (
        "sale_good",
        ("UPDATE",),
        _PUBLISHED_ON.format(row="OLD") + " IS NOT NULL",
        PUBLISHED,
        "item",
    ),
    "sale_uses": ("sale_use", ANY, f"{{row}}.spent_on <= {_PUBLISHED_ON} AND {_NOT_COMING}", PAST_USE, "spent_on"),
    "sale_uses_moved": (
        "sale_use",
        ("UPDATE",),
        f"OLD.spent_on <= {_PUBLISHED_ON.format(row='OLD')}",
        PAST_USE,
        "spent_on",
    ),
    "sale_covered": (
        "sale_use",
        STORED,
        f"""{_NOT_COMING} AND NEW.amount > (
    SELECT s.counted - coalesce(
        (SELECT sum(u.amount) FROM sale_use u WHERE u.sale_id = s.id AND u.id IS DISTINCT FROM NEW.id), 0
    )
    FROM sale s WHERE s.id = NEW.sale_id AND s.published_on IS NOT NULL
)""",
        "结余不够这笔支出，请核对金额",
        "amount",
    ),
    "final": ("meeting", ("UPDATE",), "OLD.state = '定稿' AND NEW.state = '定稿'", FINAL, "title"),
    "final_kept": ("meeting", ("DELETE",), "OLD.state = '定稿'", FINAL, "title"),
    "final_people": ("attendance", ANY, _FINAL.format(row="{row}", column="meeting_id"), FINAL, "person"),
    "final_items": ("agenda_item", ANY, _FINAL.format(row="{row}", column="meeting_id"), FINAL, "title"),
    "final_kinds": ("meeting_kind", ANY, _FINAL.format(row="{row}", column="owner_id"), FINAL, "kind"),
    "final_functions": ("meeting_function", ANY, _FINAL.format(row="{row}", column="owner_id"), FINAL, "function"),
    **WISH_RULES,
}


def guards(connection: Connection) -> Iterator[Guard]:
    """The triggers that keep the rules; put in place after every change of the schema."""
    for name, (table, events, when, _sentence, _field) in RULES.items():
        for event in events:
            condition = when.format(row="OLD" if event == "DELETE" else "NEW")
            yield dialect.of(connection).rule(name, table, event, condition)
