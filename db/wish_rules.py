"""Rules of micro-wishes held by triggers: who agreed, what is published, one claim after the other."""

from __future__ import annotations

from db.beneficiary_models import PHOTO, PUBLISH
from db.rule_terms import STORED, TAKING_BACK

_AGREED = (
    "EXISTS (SELECT 1 FROM consent c WHERE c.beneficiary_id = {whose} AND c.purpose = '{what}' "
    "AND c.withdrawn_on IS NULL)"
)
_MAY_BE_PUBLISHED = _AGREED.format(whose="NEW.beneficiary_id", what=PUBLISH)
_MAY_BE_SHOWN = _AGREED.format(
    whose="(SELECT w.beneficiary_id FROM wish w JOIN claim k ON k.wish_id = w.id WHERE k.id = NEW.claim_id)", what=PHOTO
)
_LIVE = "EXISTS (SELECT 1 FROM claim k WHERE k.wish_id = NEW.id AND k.cancelled_on IS NULL{more})"
_WISH = "EXISTS (SELECT 1 FROM wish w WHERE w.id = NEW.wish_id AND {which})"
NO_CONSENT = "许愿人没有同意公开的记录，不能公示；请先在“帮扶对象”里登记同意"
NO_FEEDBACK = "归档以前要先登记反馈；没有实现的心愿请退回、撤销或转下一轮"
# as in `db.rules`
WISH_RULES = {
    "wish_published": (
        "wish",
        ("UPDATE",),
        "NEW.published_on IS NOT NULL AND (OLD.published_on IS NULL OR NEW.beneficiary_id <> OLD.beneficiary_id) "
        f"AND NOT {_MAY_BE_PUBLISHED}",
        NO_CONSENT,
        "published_on",
    ),
    "wish_begins": (
        "wish",
        ("INSERT",),
        f"NEW.published_on IS NOT NULL AND NOT {_MAY_BE_PUBLISHED} AND NOT {TAKING_BACK}",
        NO_CONSENT,
        "published_on",
    ),
    "wish_claimed": (
        "wish",
        ("UPDATE",),
        f"(NEW.outcome IS NOT NULL OR NEW.published_on IS NULL) AND {_LIVE.format(more='')}",
        "这个心愿已有人认领；请先取消认领，写明原因，再退回、撤销、转下一轮或收回公示",
        "outcome",
    ),
    "wish_archived": (
        "wish",
        STORED,
        f"NEW.archived_on IS NOT NULL AND NOT {_LIVE.format(more=' AND k.feedback_on IS NOT NULL')} "
        f"AND NOT {TAKING_BACK}",
        NO_FEEDBACK,
        "archived_on",
    ),
    "round_numbered": (
        "wish_round",
        ("UPDATE",),
        "(NEW.year <> OLD.year OR NEW.number <> OLD.number) "
        "AND EXISTS (SELECT 1 FROM wish w WHERE w.round_id = NEW.id)",
        "这一轮已有编了号的心愿，年份和轮次不能再改",
        "number",
    ),
    "wish_of_claim": (
        "claim",
        ("UPDATE",),
        "NEW.wish_id <> OLD.wish_id",
        "认领不能换到别的心愿；请取消这一次认领，再认领另一个",
        "wish",
    ),
    "claim_published": (
        "claim",
        STORED,
        "NEW.cancelled_on IS NULL AND " + _WISH.format(which="w.published_on IS NULL"),
        "这个心愿还没有公示，不能认领；请先核实、公示",
        "wish",
    ),
    "claim_open": (
        "claim",
        STORED,
        "NEW.cancelled_on IS NULL AND " + _WISH.format(which="w.outcome IS NOT NULL"),
        "这个心愿已退回、撤销或转到下一轮，不能认领；请选别的心愿",
        "wish",
    ),
    "claim_archived": (
        "claim",
        ("UPDATE",),
        "(NEW.feedback_on IS NULL OR NEW.cancelled_on IS NOT NULL) AND "
        + _WISH.format(which="w.archived_on IS NOT NULL"),
        "这个心愿已经归档，不能再改反馈或取消认领；请先清空归档日期",
        "feedback_on",
    ),
    "photo_agreed": (
        "attachment",
        STORED,
        f"NEW.consent = '同意' AND NEW.claim_id IS NOT NULL AND NOT {_MAY_BE_SHOWN} AND NOT {TAKING_BACK}",
        "许愿人没有同意拍照的记录，照片不能写“同意”；请先在“帮扶对象”里登记同意",
        "consent",
    ),
}
