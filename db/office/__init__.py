"""Offices and grids, and which of them is ours."""

from db.core.subject import Subject

SUBJECT = Subject(
    "office",
    "机构",
    listings={"listings": ("offices",)},
    parts=("choices", "rules", "sample"),
)
