"""Volunteer teams, their members and applicants."""

from db.core.subject import Dictionary, Subject

TEAM_KIND = Dictionary("team_kind", "队伍类别")
SERVICE = Dictionary("service", "服务内容")
SUBJECT = Subject(
    "teams",
    "志愿服务队",
    listings={"listings": ("teams", "team_members", "applicants")},
    dictionaries=(TEAM_KIND, SERVICE),
    parts=("rules", "gaps", "published", "dated", "sample"),
)
