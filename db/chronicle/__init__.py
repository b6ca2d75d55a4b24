"""The chronicle (大事记): one entry for each event, in the order of days."""

from db.core.subject import Subject

SUBJECT = Subject(
    "chronicle",
    "大事记",
    listings={"listings": ("chronicle",)},
    parts=("sample",),
)
