"""People in hardship: their households, what they agreed to, visits, who opened their records."""

from db.core.subject import Dictionary, Subject

HARDSHIP = Dictionary("hardship", "困难类型")
SUBJECT = Subject(
    "hardship",
    "帮扶对象",
    listings={"listings": ("beneficiaries", "households", "consents", "visits")},
    dictionaries=(HARDSHIP,),
    parts=("choices", "openings", "gaps", "timeline", "sample"),
)
