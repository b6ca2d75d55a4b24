"""Rules that triggers keep: a published ranking doesn't change."""

from __future__ import annotations

from db.core.rule import UPDATE, Rule

RULES = (
    Rule(
        name="published",
        table="ranking",
        events=UPDATE,
        when='NEW."first" <> OLD."first" OR NEW."last" <> OLD."last" OR NEW.ranked <> OLD.ranked',
        sentence="排行已经公布，时段和对象不能再改；有误请删除它，重新公布",
        field="first",
    ),
    Rule(
        name="published_rows",
        table="ranking_row",
        events=UPDATE,
        when="NEW.minutes <> OLD.minutes OR NEW.place <> OLD.place OR NEW.name <> OLD.name",
        sentence="公布过的名次不能再改；有误请删除整个排行，重新公布",
        field="minutes",
    ),
)
