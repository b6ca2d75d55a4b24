"""Rules of micro-wishes held by triggers: who agreed, what is published, one claim after the other."""

from __future__ import annotations

from db.core.rule import DELETE, INSERT, STORED, UNDO_OR_REDO, UNDOING, UPDATE, Invariant, Rule
from db.hardship.models import PHOTO, PUBLISH

_AGREED = (
    "EXISTS (SELECT 1 FROM consent c WHERE c.beneficiary_id = {whose} AND c.purpose = '{what}' "
    "AND c.withdrawn_on IS NULL)"
)
_MAY_BE_PUBLISHED = _AGREED.format(whose="NEW.beneficiary_id", what=PUBLISH)
_MAY_BE_SHOWN = _AGREED.format(
    whose="(SELECT w.beneficiary_id FROM wish w JOIN claim k ON k.wish_id = w.id WHERE k.id = NEW.owner_id)", what=PHOTO
)
_TAKEN_BACK = (
    "EXISTS (SELECT 1 FROM wish w WHERE w.id = NEW.wish_id AND w.published_on IS NOT NULL AND w.outcome IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.beneficiary_id = w.beneficiary_id "
    f"AND c.purpose = '{PUBLISH}' AND (c.withdrawn_on IS NULL OR NEW.claimed_on < c.withdrawn_on)))"
)  # by the day of the claim: what was claimed before the consent was taken back stays, and may come from a ledger
_SHOWN = f"NEW.consent = '同意' AND NEW.owner = 'claim' AND NOT {_MAY_BE_SHOWN} AND NOT {UNDO_OR_REDO}"
_LIVE = "EXISTS (SELECT 1 FROM claim k WHERE k.wish_id = {wish}.id AND k.cancelled_on IS NULL{more})"
_ANSWERED = " AND k.feedback_on IS NOT NULL"
_WISH = "EXISTS (SELECT 1 FROM wish w WHERE w.id = {row}.wish_id AND {which})"
NO_CONSENT = "许愿人没有同意公开的记录，不能公示；请先在“帮扶对象”里登记同意"
NO_PHOTOS = "许愿人没有同意拍照的记录，照片不能写“同意”；请先在“帮扶对象”里登记同意"
NOT_AGREED = "许愿人没有同意公开，不能认领；同意了请先登记"
FROM_BEFORE = "这个心愿是从上一轮转来的，不能删除；不办了请“撤销”，转错了请撤销“转下一轮”那一步"
NO_FEEDBACK = "归档以前要先登记反馈；没有实现的心愿请退回、撤销或转下一轮"
CLAIMED_ALREADY = "这个心愿已有人认领；请先取消认领，写明原因，再退回、撤销、转下一轮或收回公示"
CARRIED_OVER = "这个心愿已转到下一轮，请在下一轮里办理"
CLAIMED_BEFORE = "公示日期晚于认领日期，请核对两个日期"
FILED = "这个心愿已经归档，不能再改反馈或取消认领；请先清空归档日期"
# While a step is undone its rows come back in any order: INVARIANTS is checked once all of them are there.
RULES = (
    Rule(
        name="round_numbered",
        table="wish_round",
        events=UPDATE,
        when="(NEW.year <> OLD.year OR NEW.number <> OLD.number) "
        "AND EXISTS (SELECT 1 FROM wish w WHERE w.round_id = NEW.id)",
        sentence="这一轮的心愿已经按年份和轮次编了号，不能再改；写错了请另建一轮，把心愿改到那一轮",
        field="number",
    ),
    Rule(
        name="wish_published",
        table="wish",
        events=UPDATE,
        when="NEW.published_on IS NOT NULL AND (OLD.published_on IS NULL OR NEW.beneficiary_id <> OLD.beneficiary_id) "
        f"AND NOT {_MAY_BE_PUBLISHED} AND NOT {UNDO_OR_REDO}",
        sentence=NO_CONSENT,
        field="published_on",
    ),
    Rule(
        name="wish_begins",
        table="wish",
        events=INSERT,
        when=f"NEW.published_on IS NOT NULL AND NOT {_MAY_BE_PUBLISHED} AND NOT {UNDO_OR_REDO}",
        sentence=NO_CONSENT,
        field="published_on",
    ),
    Rule(
        name="wish_claimed",
        table="wish",
        events=UPDATE,
        when="(NEW.outcome IS NOT NULL OR NEW.published_on IS NULL) "
        f"AND {_LIVE.format(wish='NEW', more='')} AND NOT {UNDO_OR_REDO}",
        sentence=CLAIMED_ALREADY,
        field="outcome",
    ),
    Rule(
        name="wish_claimed_before",
        table="wish",
        events=UPDATE,
        when=f"{_LIVE.format(wish='NEW', more=' AND k.claimed_on < NEW.published_on')} AND NOT {UNDO_OR_REDO}",
        sentence=CLAIMED_BEFORE,
        field="published_on",
    ),
    Rule(
        name="wish_carried",
        table="wish",
        events=UPDATE,
        when="OLD.outcome = '转下一轮' AND NEW.outcome IS DISTINCT FROM '转下一轮' "
        f"AND EXISTS (SELECT 1 FROM wish n WHERE n.carried_from_id = NEW.id) AND NOT {UNDO_OR_REDO}",
        sentence=CARRIED_OVER,
        field="outcome",
    ),
    Rule(
        name="wish_from_before",
        table="wish",
        events=DELETE,
        when=f"OLD.carried_from_id IS NOT NULL AND NOT {UNDOING}",
        sentence=FROM_BEFORE,
        field="carried_from",
    ),
    Rule(
        name="wish_archived",
        table="wish",
        events=STORED,
        when=f"NEW.archived_on IS NOT NULL AND NOT {_LIVE.format(wish='NEW', more=_ANSWERED)} AND NOT {UNDO_OR_REDO}",
        sentence=NO_FEEDBACK,
        field="archived_on",
    ),
    Rule(
        name="wish_of_claim",
        table="claim",
        events=UPDATE,
        when="NEW.wish_id <> OLD.wish_id",
        sentence="认领不能换到别的心愿；请取消这一次认领，再认领另一个",
        field="wish",
    ),
    Rule(
        name="claim_published",
        table="claim",
        events=STORED,
        when="NEW.cancelled_on IS NULL AND "
        + _WISH.format(row="NEW", which="w.published_on IS NULL AND w.outcome IS NULL")
        + f" AND NOT {UNDO_OR_REDO}",
        sentence="这个心愿还没有公示，不能认领；请先核实、公示",
        field="wish",
    ),
    Rule(
        name="claim_agreed",
        table="claim",
        events=INSERT,
        when=f"NEW.cancelled_on IS NULL AND {_TAKEN_BACK} AND NOT {UNDO_OR_REDO}",
        sentence=NOT_AGREED,
        field="wish",
    ),
    Rule(
        name="claim_agreed_anew",
        table="claim",
        events=UPDATE,
        when="NEW.cancelled_on IS NULL AND (OLD.cancelled_on IS NOT NULL OR NEW.claimed_on <> OLD.claimed_on) "
        f"AND {_TAKEN_BACK} AND NOT {UNDO_OR_REDO}",
        sentence=NOT_AGREED,
        field="wish",
    ),
    Rule(
        name="claim_open",
        table="claim",
        events=STORED,
        when="NEW.cancelled_on IS NULL AND "
        + _WISH.format(row="NEW", which="w.outcome IS NOT NULL")
        + f" AND NOT {UNDO_OR_REDO}",
        sentence="这个心愿已退回、撤销或转到下一轮，不能认领；请选别的心愿",
        field="wish",
    ),
    Rule(
        name="claim_handed",
        table="claim",
        events=STORED,
        when="NEW.realised_on IS NOT NULL AND NEW.handed_on IS NULL",
        sentence="已经实现的心愿都对接过，对接日期不能空着",
        field="handed_on",
    ),
    Rule(
        name="claim_archived",
        table="claim",
        events=UPDATE,
        when="OLD.cancelled_on IS NULL AND (NEW.feedback_on IS NULL OR NEW.cancelled_on IS NOT NULL) AND "
        + _WISH.format(row="NEW", which="w.archived_on IS NOT NULL")
        + f" AND NOT {UNDO_OR_REDO}",
        sentence=FILED,
        field="feedback_on",
    ),
    Rule(
        name="claim_kept",
        table="claim",
        events=DELETE,
        when="OLD.cancelled_on IS NULL AND "
        + _WISH.format(row="OLD", which="w.archived_on IS NOT NULL")
        + f" AND NOT {UNDO_OR_REDO}",
        sentence=FILED,
        field="feedback_on",
    ),
    Rule(
        name="photo_begins",
        table="attachment",
        events=INSERT,
        when=_SHOWN,
        sentence=NO_PHOTOS,
        field="consent",
    ),
    Rule(
        name="photo_agreed",
        table="attachment",
        events=UPDATE,
        when=f"OLD.consent <> NEW.consent AND {_SHOWN}",
        sentence=NO_PHOTOS,
        field="consent",
    ),
)
_OF_LIVE = "SELECT k.id, w.id FROM claim k JOIN wish w ON w.id = k.wish_id WHERE k.cancelled_on IS NULL AND "
INVARIANTS = (
    Invariant(("claim", "wish"), _OF_LIVE + "(w.published_on IS NULL OR w.outcome IS NOT NULL)", CLAIMED_ALREADY),
    Invariant(("claim", "wish"), _OF_LIVE + "k.claimed_on < w.published_on", CLAIMED_BEFORE),
    Invariant(
        ("claim", "wish"),
        "SELECT k.id, w.id FROM wish w LEFT JOIN claim k ON k.wish_id = w.id AND k.cancelled_on IS NULL "
        "WHERE w.archived_on IS NOT NULL AND k.feedback_on IS NULL",
        NO_FEEDBACK,
    ),
    Invariant(
        ("wish", "wish"),
        "SELECT n.id, w.id FROM wish n JOIN wish w ON w.id = n.carried_from_id "
        "WHERE w.outcome IS DISTINCT FROM '转下一轮'",
        CARRIED_OVER,
    ),
)
