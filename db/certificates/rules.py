"""Rules that triggers keep: the printed facts of a certificate don't change."""

from __future__ import annotations

from db.core.rule import DELETE, UPDATE, Rule

KEPT_IN_REGISTER = "打印过或已撤销的证明要留在登记簿里，不能删除；作废请用“撤销证明”，并写明原因"
_CERTIFIED = (
    *("office_id", "number", "person_id", "issued_on", "first", "last", "minutes", "purpose"),
    *("issuer", "head", "clerk", "contact", "snapshot"),
)  # the columns that are printed
RULES = (
    Rule(
        name="certificate_fixed",
        table="certificate",
        events=UPDATE,
        when=" OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in _CERTIFIED),
        sentence="证明出具以后不能改；写错了请撤销这一份，再出具一份",
        field="number",
    ),
    Rule(
        name="certificate_kept",
        table="certificate",
        events=DELETE,
        when="OLD.printed > 0 OR OLD.revoked_on IS NOT NULL",
        sentence=KEPT_IN_REGISTER,
        field="number",
    ),
    Rule(
        name="certificate_revoked",
        table="certificate",
        events=UPDATE,
        when="OLD.revoked_on IS NOT NULL AND NEW.printed > OLD.printed",
        sentence="这份证明已经撤销，不能再打印",
        field="number",
    ),
)
