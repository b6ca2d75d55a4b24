"""People in hardship: their households, consents, visits, and the log of who opened their records."""

from db.core.subject import Dictionary, Subject

HARDSHIP = Dictionary("hardship", "困难类型")
SUBJECT = Subject(
    "hardship",
    "帮扶对象",
    listings={"listings": ("beneficiaries", "households", "consents", "visits")},
    dictionaries=(HARDSHIP,),
    parts=("choices", "openings", "gaps", "timeline", "watch", "sample"),
)
