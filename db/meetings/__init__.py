"""Meetings with attendance, decisions and tasks; deliberations."""

from db.core.subject import Dictionary, Subject

MEETING_KIND = Dictionary("meeting_kind", "会议类型")
PARTY_GROUP = Dictionary("party_group", "协商参与方")
SUBJECT = Subject(
    "meetings",
    "会议",
    listings={
        "listings": ("meetings", "attendance", "agenda"),
        "tasks": ("tasks",),
        "deliberations": ("deliberations", "parties"),
    },
    dictionaries=(MEETING_KIND, PARTY_GROUP),
    parts=("choices", "rules", "gaps", "dated", "sample"),
)
