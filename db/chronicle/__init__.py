"""The chronicle (大事记): what happened, one matter an entry, in the order of the days."""

from db.core.subject import Subject

SUBJECT = Subject(
    "chronicle",
    "大事记",
    listings={"listings": ("chronicle",)},
    parts=("sample",),
)
