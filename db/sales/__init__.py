"""Charity sales: their goods, money and expenses."""

from db.core.subject import Subject

SUBJECT = Subject(
    "sales",
    "义卖",
    listings={"listings": ("sales", "sale_goods", "sale_uses")},
    parts=("choices", "rules", "sample"),
)
