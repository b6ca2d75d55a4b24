"""Charity sales: goods, money, what it was used for."""

from db.core.subject import Subject

SUBJECT = Subject(
    "sales",
    "义卖",
    listings={"listings": ("sales", "sale_goods", "sale_uses")},
    parts=("choices", "rules", "sample"),
)
