"""Sums of service hours, rankings and stars."""

from db.core.subject import Subject

SUBJECT = Subject(
    "hours",
    "服务时长",
    listings={"rankings": ("rankings", "ranking_rows"), "stars": ("star_scales",)},
    parts=("rules", "sample"),
)
