"""Volunteers, their skills, and call-out lists."""

from db.core.subject import Subject

SUBJECT = Subject(
    "volunteers",
    "志愿者",
    listings={"listings": ("volunteers", "volunteer_skills", "milestones")},
    parts=("gaps", "sample", "crowd"),
)
