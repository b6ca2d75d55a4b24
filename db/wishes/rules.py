"""Rules of micro-wishes held by triggers: who agreed, what is published, one claim after the other."""

from __future__ import annotations

from db.hardship.models import PHOTO, PUBLISH
from db.storage.trigger_sql import STORED, TAKING_BACK, UNDOING, Lasting

_AGREED = (
    "EXISTS (SELECT 1 FROM consent c WHERE c.beneficiary_id = {whose} AND c.purpose = '{what}' "
    "AND c.withdrawn_on IS NULL)"
)
_MAY_BE_PUBLISHED = _AGREED.format(whose="NEW.beneficiary_id", what=PUBLISH)
_MAY_BE_SHOWN = _AGREED.format(
    whose="(SELECT w.beneficiary_id FROM wish w JOIN claim k ON k.wish_id = w.id WHERE k.id = NEW.claim_id)", what=PHOTO
)
_TAKEN_BACK = (
    "EXISTS (SELECT 1 FROM wish w WHERE w.id = NEW.wish_id AND w.published_on IS NOT NULL AND w.outcome IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.beneficiary_id = w.beneficiary_id "
    f"AND c.purpose = '{PUBLISH}' AND (c.withdrawn_on IS NULL OR NEW.claimed_on < c.withdrawn_on)))"
)  # by the day of the claim: what was claimed before the consent was taken back stays, and may come from a ledger
_SHOWN = f"NEW.consent = '同意' AND NEW.claim_id IS NOT NULL AND NOT {_MAY_BE_SHOWN} AND NOT {TAKING_BACK}"
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
# While a step is undone its rows come back in any order: WISH_LASTING is checked once all of them are there.
WISH_RULES = {
    "round_numbered": (
        "wish_round",
        ("UPDATE",),
        "(NEW.year <> OLD.year OR NEW.number <> OLD.number) "
        "AND EXISTS (SELECT 1 FROM wish w WHERE w.round_id = NEW.id)",
        "这一轮的心愿已经按年份和轮次编了号，不能再改；写错了请另建一轮，把心愿改到那一轮",
        "number",
    ),
    "wish_published": (
        "wish",
        ("UPDATE",),
        "NEW.published_on IS NOT NULL AND (OLD.published_on IS NULL OR NEW.beneficiary_id <> OLD.beneficiary_id) "
        f"AND NOT {_MAY_BE_PUBLISHED} AND NOT {TAKING_BACK}",
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
        "(NEW.outcome IS NOT NULL OR NEW.published_on IS NULL) "
        f"AND {_LIVE.format(wish='NEW', more='')} AND NOT {TAKING_BACK}",
        CLAIMED_ALREADY,
        "outcome",
    ),
    "wish_claimed_before": (
        "wish",
        ("UPDATE",),
        f"{_LIVE.format(wish='NEW', more=' AND k.claimed_on < NEW.published_on')} AND NOT {TAKING_BACK}",
        CLAIMED_BEFORE,
        "published_on",
    ),
    "wish_carried": (
        "wish",
        ("UPDATE",),
        "OLD.outcome = '转下一轮' AND NEW.outcome IS DISTINCT FROM '转下一轮' "
        f"AND EXISTS (SELECT 1 FROM wish n WHERE n.carried_from_id = NEW.id) AND NOT {TAKING_BACK}",
        CARRIED_OVER,
        "outcome",
    ),
    "wish_from_before": (
        "wish",
        ("DELETE",),
        f"OLD.carried_from_id IS NOT NULL AND NOT {UNDOING}",
        FROM_BEFORE,
        "carried_from",
    ),
    "wish_archived": (
        "wish",
        STORED,
        f"NEW.archived_on IS NOT NULL AND NOT {_LIVE.format(wish='NEW', more=_ANSWERED)} AND NOT {TAKING_BACK}",
        NO_FEEDBACK,
        "archived_on",
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
        "NEW.cancelled_on IS NULL AND "
        + _WISH.format(row="NEW", which="w.published_on IS NULL AND w.outcome IS NULL")
        + f" AND NOT {TAKING_BACK}",
        "这个心愿还没有公示，不能认领；请先核实、公示",
        "wish",
    ),
    "claim_agreed": (
        "claim",
        ("INSERT",),
        f"NEW.cancelled_on IS NULL AND {_TAKEN_BACK} AND NOT {TAKING_BACK}",
        NOT_AGREED,
        "wish",
    ),
    "claim_agreed_anew": (
        "claim",
        ("UPDATE",),
        "NEW.cancelled_on IS NULL AND (OLD.cancelled_on IS NOT NULL OR NEW.claimed_on <> OLD.claimed_on) "
        f"AND {_TAKEN_BACK} AND NOT {TAKING_BACK}",
        NOT_AGREED,
        "wish",
    ),
    "claim_open": (
        "claim",
        STORED,
        "NEW.cancelled_on IS NULL AND "
        + _WISH.format(row="NEW", which="w.outcome IS NOT NULL")
        + f" AND NOT {TAKING_BACK}",
        "这个心愿已退回、撤销或转到下一轮，不能认领；请选别的心愿",
        "wish",
    ),
    "claim_handed": (
        "claim",
        STORED,
        "NEW.realised_on IS NOT NULL AND NEW.handed_on IS NULL",  # `settle` fills it in, but an undo empties it
        "已经实现的心愿都对接过，对接日期不能空着",
        "handed_on",
    ),
    "claim_archived": (
        "claim",
        ("UPDATE",),
        "OLD.cancelled_on IS NULL AND (NEW.feedback_on IS NULL OR NEW.cancelled_on IS NOT NULL) AND "
        + _WISH.format(row="NEW", which="w.archived_on IS NOT NULL")
        + f" AND NOT {TAKING_BACK}",
        FILED,
        "feedback_on",
    ),
    "claim_kept": (
        "claim",
        ("DELETE",),
        "OLD.cancelled_on IS NULL AND "
        + _WISH.format(row="OLD", which="w.archived_on IS NOT NULL")
        + f" AND NOT {TAKING_BACK}",
        FILED,
        "feedback_on",
    ),
    "photo_begins": ("attachment", ("INSERT",), _SHOWN, NO_PHOTOS, "consent"),
    "photo_agreed": ("attachment", ("UPDATE",), f"OLD.consent <> NEW.consent AND {_SHOWN}", NO_PHOTOS, "consent"),
}
_OF_LIVE = "SELECT k.id, w.id FROM claim k JOIN wish w ON w.id = k.wish_id WHERE k.cancelled_on IS NULL AND "
WISH_LASTING = (
    Lasting(("claim", "wish"), _OF_LIVE + "(w.published_on IS NULL OR w.outcome IS NOT NULL)", CLAIMED_ALREADY),
    Lasting(("claim", "wish"), _OF_LIVE + "k.claimed_on < w.published_on", CLAIMED_BEFORE),
    Lasting(
        ("claim", "wish"),
        "SELECT k.id, w.id FROM wish w LEFT JOIN claim k ON k.wish_id = w.id AND k.cancelled_on IS NULL "
        "WHERE w.archived_on IS NOT NULL AND k.feedback_on IS NULL",
        NO_FEEDBACK,
    ),
    Lasting(
        ("wish", "wish"),
        "SELECT n.id, w.id FROM wish n JOIN wish w ON w.id = n.carried_from_id "
        "WHERE w.outcome IS DISTINCT FROM '转下一轮'",
        CARRIED_OVER,
    ),
)
