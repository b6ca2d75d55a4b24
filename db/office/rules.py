"""Rules that triggers keep: our office and the entries that the program needs aren't removed."""

from __future__ import annotations

from db.core.rule import DELETE, Rule

RULES = (
    Rule(
        name="our_office",
        table="office",
        events=DELETE,
        when="OLD.id = (SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'office')",
        sentence="这是本单位，不能删除；名称和代码可以修改",
        field="name",
    ),
    Rule(
        name="entry_in_code",
        table="entry",
        events=DELETE,
        when="OLD.code IS NOT NULL",
        sentence="程序要用到这个条目，不能删除；名称可以修改，也可以填停用日期",
        field="name",
    ),
)
