"""Service certificates and their register."""

from db.core.subject import Subject

SUBJECT = Subject(
    "certificates",
    "志愿服务证明",
    listings={"listings": ("certificates",)},
    parts=("choices", "rules", "sample"),
)
