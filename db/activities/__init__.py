"""Activities, their shifts, service records, and amendments of these."""

from db.core.subject import Dictionary, Subject

PLACE_KIND = Dictionary("place_kind", "地点类别")
SKILL = Dictionary("skill", "技能")
SUBJECT = Subject(
    "activities",
    "活动",
    tables=("models", "amendment_models"),
    listings={"listings": ("activities", "shifts"), "services": ("services",), "amendments": ("amendments",)},
    dictionaries=(PLACE_KIND, SKILL),
    parts=("rules", "gaps", "dated", "sample"),
)
