"""Rules that triggers keep: a meeting with final minutes doesn't change."""

from __future__ import annotations

from db.core.rule import DELETE, EVERY_EVENT, UPDATE, Rule

FINAL_SENTENCE = "这次会议的纪要已经定稿，不能再改；确需修改，请先“重新打开”并写明原因"
_IS_FINAL = "(SELECT state FROM meeting WHERE id = {row}.{column}) = '定稿'"
RULES = (
    Rule(
        name="final",
        table="meeting",
        events=UPDATE,
        when="OLD.state = '定稿' AND NEW.state = '定稿'",
        sentence=FINAL_SENTENCE,
        field="title",
    ),
    Rule(
        name="final_kept",
        table="meeting",
        events=DELETE,
        when="OLD.state = '定稿'",
        sentence=FINAL_SENTENCE,
        field="title",
    ),
    Rule(
        name="final_people",
        table="attendance",
        events=EVERY_EVENT,
        when=_IS_FINAL.format(row="{row}", column="meeting_id"),
        sentence=FINAL_SENTENCE,
        field="person",
    ),
    Rule(
        name="final_items",
        table="agenda_item",
        events=EVERY_EVENT,
        when=_IS_FINAL.format(row="{row}", column="meeting_id"),
        sentence=FINAL_SENTENCE,
        field="title",
    ),
    Rule(
        name="final_kinds",
        table="meeting_kind",
        events=EVERY_EVENT,
        when=_IS_FINAL.format(row="{row}", column="owner_id"),
        sentence=FINAL_SENTENCE,
        field="kind",
    ),
    Rule(
        name="final_functions",
        table="meeting_function",
        events=EVERY_EVENT,
        when=_IS_FINAL.format(row="{row}", column="owner_id"),
        sentence=FINAL_SENTENCE,
        field="function",
    ),
)
