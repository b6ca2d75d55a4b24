"""Photos and scans of the rows of other subjects."""

from db.core.subject import Subject

SUBJECT = Subject(
    "attachments",
    "附件",
    listings={"listings": ("attachments",)},
)
