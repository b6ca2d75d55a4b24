"""Micro-wishes: rounds, wishes, claims and delivered goods."""

from db.core.subject import Dictionary, Subject

WISH_SOURCE = Dictionary("wish_source", "征集方式")
SUBJECT = Subject(
    "wishes",
    "微心愿",
    tables=("models", "claim_models"),
    listings={"listings": ("wishes", "wish_rounds"), "claims": ("claims", "claim_goods")},
    dictionaries=(WISH_SOURCE,),
    parts=("choices", "rules", "gaps", "timeline", "dated", "sample"),
)
