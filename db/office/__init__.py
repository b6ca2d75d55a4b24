"""Offices and grids, and our own office among them."""

from db.core.subject import Subject

SUBJECT = Subject(
    "office",
    "机构",
    listings={"listings": ("offices",)},
    parts=("choices", "rules", "sample"),
)
