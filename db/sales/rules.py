"""Rules that triggers keep: the accounts of a published sale balance, and it doesn't change."""

from __future__ import annotations

from db.core.rule import DELETE, EVERY_EVENT, INSERT, STORED, THIS_STEP, UNDO_OR_REDO, UPDATE, Rule

_PUBLISHED_ON = "(SELECT published_on FROM sale WHERE id = {row}.sale_id)"
# a sale that was stored and published in one action is restored before its goods
_NOT_COMING = f"""NOT ({UNDO_OR_REDO} AND EXISTS (
    SELECT 1 FROM change c
    WHERE c.action_id = {THIS_STEP} AND c.table_name = 'sale' AND c.row_id = {{row}}.sale_id AND c.before IS NULL
))"""
_UNSOUND = """(
    coalesce(NEW.counted <> (SELECT sum(exchanged * price) FROM sale_good WHERE sale_id = NEW.id), TRUE)
    OR NEW.counted < (SELECT sum(amount) FROM sale_use WHERE sale_id = NEW.id)
)"""
UNSOUND = "账目没有结平，不能公示：要有物品，现场实收要等于应收，支出不能多于实收"
ALREADY_PUBLISHED = "这次义卖已经公示，不能再改；确需修改，请先“撤回公示”并写明原因"
PAST_USE = "公示日期以前的支出已经公示，不能再改；以后的支出可以照常登记，要改以前的，请先“撤回公示”"
RULES = (
    Rule(
        name="sale_balances",
        table="sale",
        events=UPDATE,
        when=f"NEW.published_on IS NOT NULL AND OLD.published_on IS NULL AND {_UNSOUND}",
        sentence=UNSOUND,
        field="published_on",
    ),
    Rule(
        name="sale_begins",
        table="sale",
        events=INSERT,
        when=f"NEW.published_on IS NOT NULL AND NOT {UNDO_OR_REDO}",
        sentence=UNSOUND,
        field="published_on",
    ),
    Rule(
        name="sale_published",
        table="sale",
        events=UPDATE,
        when="OLD.published_on IS NOT NULL AND NEW.published_on IS NOT NULL",
        sentence=ALREADY_PUBLISHED,
        field="title",
    ),
    Rule(
        name="sale_withdrawn",
        table="sale",
        events=UPDATE,
        when="OLD.published_on IS NOT NULL AND NEW.published_on IS NULL AND NEW.withdrawn IS NULL "
        f"AND NOT {UNDO_OR_REDO}",
        sentence="撤回公示要写明原因，请填“撤回原因”",
        field="withdrawn",
    ),
    Rule(
        name="sale_kept",
        table="sale",
        events=DELETE,
        when=f"OLD.published_on IS NOT NULL AND NOT {UNDO_OR_REDO}",
        sentence=ALREADY_PUBLISHED,
        field="title",
    ),
    Rule(
        name="sale_goods",
        table="sale_good",
        events=EVERY_EVENT,
        when=f"{_PUBLISHED_ON} IS NOT NULL AND {_NOT_COMING}",
        sentence=ALREADY_PUBLISHED,
        field="item",
    ),
    Rule(
        name="sale_goods_moved",
        table="sale_good",
        events=UPDATE,
        when=_PUBLISHED_ON.format(row="OLD") + " IS NOT NULL",
        sentence=ALREADY_PUBLISHED,
        field="item",
    ),
    Rule(
        name="sale_uses",
        table="sale_use",
        events=EVERY_EVENT,
        when=f"{{row}}.spent_on <= {_PUBLISHED_ON} AND {_NOT_COMING}",
        sentence=PAST_USE,
        field="spent_on",
    ),
    Rule(
        name="sale_uses_moved",
        table="sale_use",
        events=UPDATE,
        when=f"OLD.spent_on <= {_PUBLISHED_ON.format(row='OLD')}",
        sentence=PAST_USE,
        field="spent_on",
    ),
    Rule(
        name="sale_covered",
        table="sale_use",
        events=STORED,
        when=f"""{_NOT_COMING} AND NEW.amount > (
    SELECT s.counted - coalesce(
        (SELECT sum(u.amount) FROM sale_use u WHERE u.sale_id = s.id AND u.id IS DISTINCT FROM NEW.id), 0
    )
    FROM sale s WHERE s.id = NEW.sale_id AND s.published_on IS NOT NULL
)""",
        sentence="结余不够这笔支出，请核对金额",
        field="amount",
    ),
)
